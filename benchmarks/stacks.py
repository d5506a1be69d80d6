"""Stacks of the program in programs/resources, on a real engine."""

import contextlib
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks import ROOT
from dsql_local import LocalCluster
from pulumi_engine import Engine, Stack

_PROGRAM = ROOT / "benchmarks" / "programs" / "resources"


@contextlib.contextmanager
def of_kinds(
    kinds: Sequence[str], made: LocalCluster, scratch: Path, *, tables: int, indexes: int = 0
) -> Iterator[dict[str, Stack]]:
    """An empty stack for each kind of resource: so many tables on the cluster, each with so many indexes."""
    engine = Engine(_engine(), scratch)
    project = Path(shutil.copytree(_PROGRAM, scratch / "program"))
    sizes = {
        "BENCH_COUNT": str(tables),
        "BENCH_INDEXES": str(indexes),
        "BENCH_ENDPOINT": made.endpoint,
    }
    yield {kind: engine.stack(project, {**made.environ, **sizes, "BENCH_KIND": kind}) for kind in kinds}
    engine.close()


def _engine() -> Path:
    """The folder with a Pulumi engine; got if there is none yet."""
    got = subprocess.run(
        [sys.executable, ROOT / "tools" / "pulumi" / "get.py"], stdout=subprocess.PIPE, text=True, check=True
    )
    return Path(got.stdout.strip())
