"""`dsql-local` as a user runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

COMMAND = (sys.executable, "-m", "dsql_local.cli")


class Cli:
    """`dsql-local` with a home of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.environ = {**os.environ, "DSQL_LOCAL_HOME": str(home), "DSQL_LOCAL_CLUSTER_SECONDS": "0"}

    def __call__(self, *arguments: str, code: int = 0) -> str:
        """Its standard output, or its standard error when it is to end with another code than 0."""
        done = subprocess.run(
            [*COMMAND, *arguments], env=self.environ, capture_output=True, text=True, check=False
        )
        assert done.returncode == code, done.stderr or done.stdout
        return done.stderr if code else done.stdout
