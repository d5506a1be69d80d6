"""A stack whose program is text in a test, on an existing cluster."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from dsql_local import LocalCluster
from pulumi_engine import Completed, Engine, Stack
from stack import observed
from stack.project import write


@dataclass(frozen=True)
class Written:
    """The stack, its folder and its cluster."""

    directory: Path
    stack: Stack
    cluster: LocalCluster
    virtualenv: str

    def program(self, text: str) -> None:
        """Replace the program."""
        write(self.directory, text, self.virtualenv)

    def up(self, text: str, *arguments: str, strict: bool = True, check: bool = True) -> Completed:
        """Replace the program and run `up`, constrained to its own preview unless `strict=False`."""
        self.program(text)
        return self.stack.up(*arguments, strict=strict, check=check)

    def query(self, sql: str) -> list[tuple[object, ...]]:
        """Rows of one statement, as admin."""
        return observed.query(self.cluster, sql)

    def changes(self) -> list[str]:
        """The DDL and data statements so far."""
        return observed.changed_by(self.cluster)


def started(
    engine: Engine,
    cluster: LocalCluster,
    directory: Path,
    *,
    virtualenv: str = sys.prefix,
    **environ: str,
) -> Written:
    """A new stack with an empty program."""
    written = write(directory, "", virtualenv)
    stack = engine.stack(written, {**cluster.environ, **environ})
    stack.pulumi("config", "set", "endpoint", cluster.endpoint)
    return Written(written, stack, cluster, virtualenv)
