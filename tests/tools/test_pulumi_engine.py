"""The fixture `engine`, and with it our language host where that is what the engine has."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from pulumi_engine import Engine, Stack

_TOY = Path(__file__).parent / "toy"


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    """The folder that the toy's notes live in."""
    folder = tmp_path / "notes"
    folder.mkdir()
    return folder


@pytest.fixture
def toy(engine: Engine, notes: Path, tmp_path: Path) -> Stack:
    """A stack of the toy project, in a copy of it."""
    project = shutil.copytree(_TOY, tmp_path / "toy")
    return engine.stack(project, environ={"TOY_NOTES": str(notes)})


def test_a_stack_goes_through_its_whole_life(toy: Stack, notes: Path) -> None:
    planned = json.loads(toy.preview(json=True).stdout)
    assert planned["changeSummary"] == {"create": 2}
    assert not list(notes.iterdir())

    toy.up()
    assert (notes / "first").read_text() == "hello"
    assert json.loads(toy.stack_output("text").stdout) == "hello"
    assert [resource["id"] for resource in toy.resources() if resource["type"].endswith(":Note")] == ["first"]

    assert "2 unchanged" in toy.up().stdout

    (notes / "first").write_text("edited by hand")
    toy.refresh()
    assert (
        json.loads(toy.export().stdout)["deployment"]["resources"][-1]["outputs"]["text"] == "edited by hand"
    )
    assert '"edited by hand" => "hello"' in toy.preview().stdout

    toy.destroy()
    assert not list(notes.iterdir())


def test_a_failing_program_fails_the_command(toy: Stack) -> None:
    (toy.directory / "__main__.py").write_text("raise ValueError('no such luck')")

    failed = toy.preview(check=False)

    assert failed.returncode != 0
    assert "no such luck" in failed.stdout + failed.stderr
    with pytest.raises(AssertionError, match="no such luck"):
        toy.preview()


def test_nothing_of_the_users_environment_reaches_a_stack(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_PROFILE", "AWS_SECRET_ACCESS_KEY", "PGPASSWORD", "PULUMI_ACCESS_TOKEN"):
        monkeypatch.setenv(name, "the user's own")

    stack = engine.stack(_TOY, environ={"PGPASSWORD": "the stand-in's"})

    assert "the user's own" not in stack.environ.values()
    assert stack.environ["PGPASSWORD"] == "the stand-in's"


def test_nothing_is_left_in_the_project(engine: Engine) -> None:
    before = set(_TOY.iterdir())

    engine.stack(_TOY)
    engine.close()

    assert set(_TOY.iterdir()) == before
