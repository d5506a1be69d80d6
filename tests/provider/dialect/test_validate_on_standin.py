"""What is refused before anything runs is refused where DSQL's rules hold, too."""

import contextlib
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from dsql_local import LocalCluster
from provider.dialect.definitions import BASE, REFUSED
from pulumi_dsql_provider.dialect.refusal import Refused
from pulumi_dsql_provider.dialect.render import domain, function, index, schema, statistics, table, view
from pulumi_dsql_provider.model import Database, Schema

STRICTER = {
    "DSQL002": "DSQL cuts long names without a word",
    "DSQL011": "documented; nobody has recorded what the service answers",
    "DSQL014": "the model has two values where SQL has room for one",
    "DSQL016": "PostgreSQL makes the column NOT NULL, and the next plan would differ",
    "DSQL017": "PostgreSQL leaves one of them out, and the next plan would differ",
    "DSQL021": "a thousand tables take too long here",
    "DSQL029": "without a kind PostgreSQL takes all kinds",
    "DSQL030": "PostgreSQL takes it; it is of no use",
    "DSQL034": "PostgreSQL makes the column NOT NULL, and the next plan would differ",
    "DSQL043": "PostgreSQL makes it deferrable, and the next plan would differ",
    "DSQL055": "five thousand views take too long here",
    "DSQL056": "documented; nobody has recorded what the service answers",
    "DSQL047": "PostgreSQL looks into a function that is simple enough",
}


@pytest.fixture
def connection(cluster: LocalCluster, monkeypatch: pytest.MonkeyPatch) -> Iterator[psycopg.Connection[Any]]:
    for key, value in cluster.environ.items():
        monkeypatch.setenv(key, value)
    with psycopg.connect(autocommit=True) as made:
        yield made


def test_refusals_agree(connection: psycopg.Connection[Any]) -> None:
    assert _takes(connection, BASE)
    taken = {code for wanted, code, _, _ in REFUSED if code not in STRICTER and _takes(connection, wanted)}
    assert taken == set()


def _takes(connection: psycopg.Connection[Any], wanted: Database) -> bool:
    """Whether every statement of a definition runs; cleans up behind itself."""
    kinds = (wanted.tables, wanted.domains, wanted.functions)
    used = {each.name.schema for kind in kinds for each in kind}
    around = used - {each.name for each in wanted.schemas} - {"public"}
    try:
        statements = [
            *(schema.create(Schema(name=name)) for name in sorted(around | {"elsewhere"})),
            "CREATE TABLE elsewhere.unknown (x bigint PRIMARY KEY)",
            *map(schema.create, wanted.schemas),
            *map(domain.create, reversed(wanted.domains)),
            *map(function.create, wanted.functions),
            *map(table.create, wanted.tables),
            *map(index.create, wanted.indexes),
            *map(statistics.create, wanted.statistics),
            *map(view.create, wanted.views),
        ]
        for statement in statements:
            _run(connection, statement)
    except (Refused, IndexError, psycopg.DatabaseError):
        return False
    finally:
        _clean(connection)
    return True


def _run(connection: psycopg.Connection[Any], statement: str) -> None:
    """One statement, repeated while an index that is being built changes the catalog."""
    while True:
        with contextlib.suppress(psycopg.errors.SerializationFailure):
            connection.execute(statement.encode())
            return


def _clean(connection: psycopg.Connection[Any]) -> None:
    rows = connection.execute(
        "SELECT quote_ident(nspname) FROM pg_namespace "
        "WHERE nspname !~ '^(pg_|sys$|information_schema$|public$)'"
    ).fetchall()
    for (name,) in rows:
        _run(connection, f"DROP SCHEMA {name} CASCADE")
    rows = connection.execute(
        "SELECT quote_ident(relname) FROM pg_class "
        "WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    ).fetchall()
    for (name,) in rows:
        _run(connection, f"DROP TABLE public.{name}")
