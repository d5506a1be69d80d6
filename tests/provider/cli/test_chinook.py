"""A real schema with real rows, written for PostgreSQL without DSQL in mind."""

import shutil
from pathlib import Path

import postgast
import pytest

from provider.cli.commands import Command
from pulumi_dsql_provider.catalog import Session

CHANGES = Path(__file__).parents[2] / "cases" / "cli" / "chinook-changes.sql"
ROWS = 15_607

_PARTS = """
    SELECT (SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'),
           (SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND convalidated),
           (SELECT count(*) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
            WHERE c.relnamespace = 'public'::regnamespace AND NOT i.indisprimary AND i.indisvalid)"""


@pytest.fixture
def chinook(shared: Path, tmp_path: Path) -> Path:
    """A folder of definitions that holds Chinook's."""
    folder = tmp_path / "schema"
    folder.mkdir()
    shutil.copy(shared / "schemas" / "chinook.sql", folder)
    return folder


def test_chinook(chinook: Path, shared: Path, command: Command, session: Session, url: str) -> None:
    def assert_nothing_to_do() -> None:
        for from_, to in ((url, chinook), (chinook, url)):
            compared = command("diff", "--exit-code", "--from", from_, "--to", to)
            assert (compared.code, compared.out) == (0, "")
            # A column that is dropped and comes back stands behind the others: that is told.
            assert compared.err.splitlines()[-1] == "no differences"
        again = command("apply", url, "--to", chinook)
        assert (again.code, again.out) == (0, "")
        assert again.err == "unchanged: the database is what the definitions say\n"

    def assert_applied(*options: str) -> str:
        applied = command("apply", url, "--to", chinook, "--auto-approve", *options)
        assert applied.code == 0, applied.err
        assert_nothing_to_do()
        return applied.err

    assert_applied()
    assert session.query(_PARTS) == [(11, 11, 11)]

    _load(session, shared / "schemas" / "chinook-data.sql")
    loaded = _rows(session)
    assert sum(loaded.values()) == ROWS
    assert_nothing_to_do()

    shutil.copy(CHANGES, chinook / "later.sql")
    refused = command("apply", url, "--to", chinook, "--auto-approve")
    assert refused.code == 1
    assert refused.err.splitlines()[-1] == "to run the plan as it is shown, add --allow drop-column:fax"
    assert ", 3503 rows" in assert_applied("--allow", "drop-column:fax")
    assert _rows(session) == {**loaded, "archive.closed_invoice": 0}
    assert session.query("SELECT count(*) FROM track WHERE explicit IS FALSE") == [(3503,)]

    # All the way back, but that a column that may be null stays as it is.
    (chinook / "later.sql").write_text("ALTER TABLE customer ALTER COLUMN email DROP NOT NULL;")
    assert_applied("--allow", "all")
    assert _rows(session) == loaded
    assert session.query(_PARTS) == [(11, 11, 11)]


def test_chinook_is_printed_as_it_is(chinook: Path, command: Command, tmp_path: Path) -> None:
    printed = tmp_path / "printed.sql"
    printed.write_text(command("inspect", chinook).out, encoding="utf-8")

    assert command("diff", "--exit-code", "--from", chinook, "--to", printed).code == 0
    assert command("inspect", printed).out.count("CREATE TABLE") == 11


def _load(session: Session, file: Path) -> None:
    """Each INSERT is a transaction of its own, of less rows than DSQL takes in one."""
    for statement in postgast.split(file.read_text(encoding="utf-8")):
        session.execute(statement)


def _rows(session: Session) -> dict[str, int]:
    """The number of rows of each table."""
    tables = session.query(
        "SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE c.relkind = 'r' AND n.nspname IN ('public', 'archive') ORDER BY 1"
    )
    return {name: session.query(f"SELECT count(*) FROM {name}")[0][0] for (name,) in tables}
