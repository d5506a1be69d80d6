"""Schemas as well-known products have them: they go in, live through ten versions with rows, and go out.

The cases in cases/products are definitions that come on top of each other:

## version 1: what is new
SQL
## allow hazards               what may be lost on the way to this version; left out: nothing
SQL
## rows                        what is in the tables from then on, a statement on each line
"""

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from provider.cli.commands import Command
from pulumi_dsql_provider.catalog import Session

PRODUCTS = sorted((Path(__file__).parents[2] / "cases" / "products").glob("*.txt"))

_COUNTED = """
    SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'sys')"""


class Version(NamedTuple):
    title: str
    sql: str
    allow: str
    rows: tuple[str, ...]


@pytest.mark.parametrize("product", [pytest.param(path, id=path.stem) for path in PRODUCTS])
def test_ten_versions(product: Path, command: Command, session: Session, url: str, tmp_path: Path) -> None:
    wanted = tmp_path / "schema.sql"
    versions = _versions(product)
    assert len(versions) == 10
    rows: dict[str, int] = {}
    for version in versions:
        with wanted.open("a", encoding="utf-8") as file:
            file.write(version.sql)

        applied = command("apply", url, "--to", wanted, "--auto-approve", *version.allow.split())

        assert applied.code == 0, f"{version.title}: {applied.err}"
        same = command("diff", "--exit-code", "--from", url, "--to", wanted)
        assert (same.code, same.out) == (0, ""), version.title
        for statement in version.rows:
            session.execute(statement)
        counted = _counts(session)
        assert {table: counted.get(table, 0) for table in rows if table in counted} == {
            table: count for table, count in rows.items() if table in counted
        }
        rows = counted
    assert sum(rows.values()) > 100

    assert command("diff", "--exit-code", "--from", wanted, "--to", url).code == 0
    assert command("apply", url, "--to", "empty", "--auto-approve", "--allow", "all").code == 0
    assert command("inspect", url).out == ""


def _versions(product: Path) -> list[Version]:
    found = []
    for part in product.read_text(encoding="utf-8").split("## version ")[1:]:
        title, _, text = part.partition("\n")
        text, _, rows = text.partition("## rows\n")
        allow = re.match(r"## allow (.*)\n", text)
        hazards = " ".join(f"--allow {hazard}" for hazard in allow[1].split()) if allow else ""
        sql = text[allow.end() :] if allow else text
        found.append(Version(title, sql, hazards, tuple(filter(None, rows.splitlines()))))
    return found


def _counts(session: Session) -> dict[str, int]:
    """The number of rows of each table."""
    tables = [name for (name,) in session.query(_COUNTED)]
    return {name: session.query(f"SELECT count(*) FROM {name}")[0][0] for name in tables}
