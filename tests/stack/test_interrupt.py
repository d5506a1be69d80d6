"""Ctrl-C once lets what runs finish; twice stops at once. The next run finishes in both cases."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import pytest

from dsql_local import Fault, LocalCluster
from pulumi_engine import Engine
from stack.killing import descendants, end
from stack.on_cluster import started
from standin import eventually

PROGRAM = """
    table = dsql.Table("t", cluster=cluster, columns=[dsql.Column("id", "bigint")], primary_key=["id"])
    dsql.Index("t_i", table=table, columns=["id"])
"""
VALID = "SELECT indisvalid FROM pg_index WHERE indexrelid = 't_i'::regclass"


@pytest.mark.parametrize("times", [1, pytest.param(2, marks=pytest.mark.chaos)])
def test_ctrl_c(engine: Engine, cluster: LocalCluster, tmp_path: Path, times: int) -> None:
    written = started(engine, cluster, tmp_path / "program")
    written.program(PROGRAM)
    job = cluster.inject(Fault("job", "stuck", match="t_i"))
    run = written.stack.start("up", "--yes", "--strict", "--non-interactive", "--stack", written.stack.name)
    job.wait_until_hit(120)
    family = descendants(run.pid)
    os.kill(run.pid, signal.SIGINT)
    if times == 1:
        job.release()
    else:
        # The second one counts once the engine has taken note of the first.
        eventually(lambda: _ended_by(run), seconds=60)
    out, err = run.communicate(timeout=120)
    end(family)
    job.remove()
    assert "Traceback" not in out + err
    if times == 1:
        assert written.query(VALID) == [(True,)]

    written.stack.pulumi("cancel", "--yes", check=False)
    written.stack.up(strict=False)
    assert written.query(VALID) == [(True,)]
    assert len([sql for sql in written.changes() if sql.startswith("CREATE")]) == 2
    written.stack.up("--expect-no-changes")


def _ended_by(run: subprocess.Popen[str]) -> bool:
    """Whether the run has ended; if not, interrupt it once more."""
    if run.poll() is None:
        os.kill(run.pid, signal.SIGINT)
    return run.poll() is not None
