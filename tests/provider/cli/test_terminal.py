"""`apply` asks before it runs anything."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from provider.cli.processes import OnTerminal, on_terminal
from pulumi_dsql_provider.catalog import Session

QUESTION = "Run 1 step? [y/N] "
PLAN = "CREATE TABLE public.t (\n  id uuid NOT NULL,\n  CONSTRAINT t_pkey PRIMARY KEY (id)\n);\n"


@pytest.fixture
def asked(session: Session, url: str, tmp_path: Path) -> Iterator[OnTerminal]:
    """An `apply` that waits for an answer."""
    schema = tmp_path / "schema.sql"
    schema.write_text("CREATE TABLE t (id uuid PRIMARY KEY);", encoding="utf-8")
    with on_terminal("apply", url, "--to", schema) as program:
        program.wait_for(QUESTION)
        yield program


def _is_there(session: Session, table: str = "t") -> bool:
    return bool(session.query("SELECT 1 FROM pg_class WHERE relname = %s AND relkind = 'r'", [table]))


def test_yes_runs_it(asked: OnTerminal, session: Session) -> None:
    assert not _is_there(session)
    asked.type("y\n")

    assert asked.end() == (0, PLAN)
    assert asked.seen.splitlines()[-2:] == ["[1/1] CREATE TABLE public.t", "done: 1 step"]
    assert _is_there(session)


@pytest.mark.parametrize("answer", ["n\n", "\n", "\x04"], ids=["no", "nothing", "end of input"])
def test_anything_else_changes_nothing(answer: str, asked: OnTerminal, session: Session) -> None:
    asked.type(answer)

    assert asked.end() == (1, PLAN)
    assert asked.seen.splitlines()[-1] == "DSQL505: not approved; nothing was changed"
    assert not _is_there(session)


def test_ctrl_c_changes_nothing(asked: OnTerminal, session: Session) -> None:
    asked.process.send_signal(signal.SIGINT)

    assert asked.end() == (130, PLAN)
    assert asked.seen.splitlines()[-1] == "DSQL507: stopped before anything was changed"
    assert not _is_there(session)


def test_what_is_approved_is_what_was_shown(asked: OnTerminal, session: Session) -> None:
    session.execute("CREATE TABLE other (id uuid PRIMARY KEY)")
    asked.type("y\n")

    assert asked.end() == (1, PLAN)
    assert asked.seen.splitlines()[-1].startswith("DSQL506: the database has changed since this was planned;")
    assert not _is_there(session)
