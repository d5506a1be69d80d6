"""What people type and what they see."""

from pathlib import Path

import pytest

from provider.cli.commands import Command
from pulumi_dsql_provider.catalog import Session
from transcripts import Case, File, cases, timeless


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in cases() if not case.is_live])
def test_without_a_database(
    case: Case, command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    _play(case, command, "")


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in cases() if case.is_live])
def test_with_a_database(
    case: Case,
    command: Command,
    session: Session,
    url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    _play(case, command, url)


def _play(case: Case, command: Command, url: str) -> None:
    for part in case.parts:
        if isinstance(part, File):
            Path(part.name).parent.mkdir(parents=True, exist_ok=True)
            Path(part.name).write_text("\n".join(part.lines) + "\n", encoding="utf-8")
            continue
        result = command(*(argument.replace("URL", url) for argument in part.arguments))

        assert result.out.splitlines() == part.out
        assert timeless(result.err.splitlines()) == part.err
        assert result.code == part.code
