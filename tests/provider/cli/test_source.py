"""Files and folders as sources."""

import os
from pathlib import Path

import pytest

from provider.cli.commands import Command

DEFINITION = "CREATE TABLE t (id uuid PRIMARY KEY);\n"


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_byte_order_mark_is_no_part_of_the_text(command: Command) -> None:
    Path("schema.sql").write_bytes(b"\xef\xbb\xbf" + DEFINITION.encode())

    assert command("inspect", "schema.sql").code == 0


def test_a_pipe_is_read(command: Command, tmp_path: Path) -> None:
    read, write = os.pipe()
    os.write(write, DEFINITION.encode())
    os.close(write)

    result = command("inspect", f"/dev/fd/{read}")

    os.close(read)
    assert result.out.startswith("CREATE TABLE public.t (")


@pytest.mark.parametrize(
    "name,content,said",
    [
        (
            "latin.sql",
            b"-- one\nCREATE TABLE caf\xe9 ();",
            "latin.sql:2:17: DSQL501: latin.sql is not UTF-8 text",
        ),
        ("folder", None, "DSQL501: folder holds no .sql file"),
    ],
)
def test_what_cannot_be_read_is_told(name: str, content: bytes | None, said: str, command: Command) -> None:
    if content is None:
        Path(name).mkdir()
    else:
        Path(name).write_bytes(content)

    result = command("inspect", name)

    assert (result.code, result.out) == (1, "")
    assert result.err.startswith(said)
    assert len(result.err.splitlines()) == 1


@pytest.mark.parametrize("name", ["loop.sql", "folder", "x" * 300])
def test_what_the_system_refuses_is_told(name: str, command: Command) -> None:
    Path("loop.sql").symlink_to("loop.sql")
    Path("folder", "strange.sql").mkdir(parents=True)

    result = command("inspect", name)

    assert (result.code, result.out) == (1, "")
    assert result.err.startswith("DSQL501: ")
    assert "cannot be read: " in result.err
    assert len(result.err.splitlines()) == 1


def test_a_file_that_is_called_empty(command: Command) -> None:
    Path("empty").write_text(DEFINITION)

    assert command("inspect", "empty").out == ""
    assert command("inspect", "./empty").out != ""


@pytest.mark.parametrize("one, other, said", [("a.sql", "b.sql", "a.sql"), ("empty", "b.sql", "b.sql")])
def test_of_two_sources_that_cannot_be_had_the_first_is_told(
    one: str, other: str, said: str, command: Command
) -> None:
    result = command("diff", "--from", one, "--to", other)

    assert (result.code, result.out) == (1, "")
    assert result.err.startswith(f"DSQL501: {said} is neither a file nor a folder")
    assert len(result.err.splitlines()) == 1
