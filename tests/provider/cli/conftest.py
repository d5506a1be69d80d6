"""The command line, run in this process where that is enough."""

import sys

import pytest

from dsql_local import LocalCluster
from live import session, shared_cluster
from provider.cli.commands import Command, Result
from pulumi_dsql_provider.cli.main import main
from shared_data import shared
from standin import cluster, standin

__all__ = ["cluster", "session", "shared", "shared_cluster", "standin"]


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs `pulumi-dsql` with these arguments."""

    def run(*arguments: object) -> Result:
        monkeypatch.setattr(sys, "argv", ["pulumi-dsql", *map(str, arguments)])
        capsys.readouterr()
        code: object = 0
        try:
            main()
        except SystemExit as end:
            code = end.code or 0
        assert isinstance(code, int)
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return Result(code, said.out, said.err)

    return run


@pytest.fixture
def url(shared_cluster: LocalCluster) -> str:
    """Where `session` is."""
    return f"dsql://admin@{shared_cluster.endpoint}/"
