"""Inputs that cannot be had: told by check, before anything runs, on the property that is at fault."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dsql_local import Running
from live import made
from provider.dynamic.engine import KEY, Props, Stack, col, new_process
from pulumi_dsql_provider.aws.pool import close_pools
from pulumi_dsql_provider.catalog import Session
from pulumi_dsql_provider.dynamic.errors import Failed

A = col("a", "integer")
LONG = "x" * 64


def _column(type: str = "integer", **more: Any) -> Props:
    return {"columns": [KEY, col("c", type, **more)]}


def _identity(type: str = "bigint", **more: Any) -> Props:
    return _column(type, identity={"cache": 1, **more})


def _foreign_key(**more: Any) -> Props:
    columns = [KEY, col("p", "uuid"), col("n", "integer"), col("g", "uuid", generated="id")]
    return {"columns": columns, "foreign_keys": [{"columns": ["p"], "references": "self", **more}]}


def _many(count: int) -> list[Props]:
    return [col(f"c{number}", "integer") for number in range(count)]


TABLE: dict[str, tuple[Props, str, str]] = {
    "no name": ({"name": ""}, "name", "DSQL400"),
    "a name that is too long": ({"name": LONG}, "name", "DSQL002"),
    "a schema of the system": ({"schema": "pg_shop"}, "name", "DSQL004"),
    "no columns": ({"columns": [], "primary_key": []}, "columns", "DSQL030"),
    "columns that are text": ({"columns": "id uuid"}, "columns", "DSQL400"),
    "columns that are names": ({"columns": ["id"]}, "columns", "DSQL400"),
    "a column without a name": ({"columns": [{"type": "uuid"}]}, "columns", "DSQL400"),
    "a column without a type": ({"columns": [{"name": "id"}]}, "columns", "DSQL400"),
    "a column twice": ({"columns": [KEY, A, A]}, "columns", "DSQL003"),
    "a column's name that is too long": ({"columns": [KEY, col(LONG, "text")]}, "columns", "DSQL002"),
    "too many columns": ({"columns": [KEY, *_many(255)]}, "columns", "DSQL022"),
    "nullable is text": (_column(nullable="no"), "columns", "DSQL400"),
    "no type": (_column("not a type"), "columns", "DSQL007"),
    "an array": (_column("integer[]"), "columns", "DSQL008"),
    "a type that cannot be stored": (_column("inet"), "columns", "DSQL008"),
    "serial": (_column("bigserial"), "columns", "DSQL009"),
    "a type that nobody knows": (_column("colour"), "columns", "DSQL010"),
    "a length of 0": (_column("varchar(0)"), "columns", "DSQL011"),
    "a default that is a number": (_column(default=1), "columns", "DSQL400"),
    "a default that is a statement": (_column(default="1; DROP TABLE t"), "columns", "DSQL037"),
    "a default that is a query": (_column(default="(SELECT 1)"), "columns", "DSQL038"),
    "a default and an identity": (
        _identity() | _column("bigint", default="1", identity={"cache": 1}),
        "columns",
        "DSQL031",
    ),
    "an identity of another type": (_identity("integer"), "columns", "DSQL032"),
    "a cache of 5": (_identity(cache=5), "columns", "DSQL033"),
    "no cache": (_column("bigint", identity={"always": True}), "columns", "DSQL033"),
    "an identity that starts too early": (_identity(start=0), "columns", "DSQL035"),
    "half a number": (_identity(start=1.5), "columns", "DSQL400"),
    "a number without end": (_identity(start=float("inf")), "columns", "DSQL400"),
    "a number that is rounded on its way": (_identity(start=2**53 + 2), "columns", "DSQL400"),
    "an identity that is text": (_column("bigint", identity="always"), "columns", "DSQL400"),
    "a storage that there is not": (_column("text", storage="cloud"), "columns", "DSQL400"),
    "a storage that the type has not got": (_column(storage="external"), "columns", "DSQL036"),
    "a primary key that is text": ({"primary_key": "id"}, "primary_key", "DSQL400"),
    "a primary key of no column": ({"primary_key": ["nothing"]}, "primary_key", "DSQL005"),
    "a primary key with a column twice": ({"primary_key": ["id", "id"]}, "primary_key", "DSQL006"),
    "a primary key of json": (_column("json") | {"primary_key": ["c"]}, "primary_key", "DSQL013"),
    "a primary key of nine columns": (
        {"columns": _many(9), "primary_key": [f"c{number}" for number in range(9)]},
        "primary_key",
        "DSQL024",
    ),
    "uniques that are names": ({"uniques": ["id"]}, "uniques", "DSQL400"),
    "a unique constraint of no column": ({"uniques": [{"columns": ["nothing"]}]}, "uniques", "DSQL005"),
    "a unique constraint that repeats the key": ({"uniques": [{"columns": ["id"]}]}, "uniques", "DSQL017"),
    "too many unique constraints": (
        {"columns": [KEY, *_many(24)], "uniques": [{"columns": [f"c{n}"]} for n in range(24)]},
        "uniques",
        "DSQL023",
    ),
    "checks that are a list": ({"checks": ["a > 0"]}, "checks", "DSQL400"),
    "a check that is a flag": ({"checks": {"c": True}}, "checks", "DSQL400"),
    "a check that is no SQL": ({"checks": {"c": "id >"}}, "checks", "DSQL037"),
    "a check of no column": ({"checks": {"c": "nothing > 0"}}, "checks", "DSQL005"),
    "a check that does not type-check": ({"checks": {"c": "lower(id) > 3"}}, "checks", "DSQL210"),
    "a check that is no condition": ({"checks": {"c": "1 + 1"}}, "checks", "DSQL210"),
    "a default of another type": (_column(default="now()"), "columns", "DSQL210"),
    "a foreign key to nothing": (_foreign_key(references=None), "foreign_keys", "DSQL400"),
    "a foreign key to a number": (_foreign_key(references=1), "foreign_keys", "DSQL400"),
    "a foreign key of no columns": (_foreign_key(columns=[]), "foreign_keys", "DSQL006"),
    "an action that there is not": (_foreign_key(on_delete="explode"), "foreign_keys", "DSQL400"),
    "more columns than it references": (_foreign_key(columns=["p", "n"]), "foreign_keys", "DSQL040"),
    "columns that are not unique": (_foreign_key(referenced_columns=["p"]), "foreign_keys", "DSQL041"),
    "columns for an action without": (_foreign_key(on_delete_columns=["p"]), "foreign_keys", "DSQL042"),
    "deferred, not deferrable": (_foreign_key(initially_deferred=True), "foreign_keys", "DSQL043"),
    "an action on a generated column": (
        _foreign_key(columns=["g"], on_delete="set null"),
        "foreign_keys",
        "DSQL044",
    ),
    "a foreign key of another type": (_foreign_key(columns=["n"]), "foreign_keys", "DSQL045"),
    "a comment that is a number": ({"comment": 1}, "comment", "DSQL400"),
    "allow is text": ({"allow": "all"}, "allow", "DSQL400"),
    "adopt is a number": ({"adopt": 1}, "adopt", "DSQL400"),
    "force_destroy is text": ({"force_destroy": "yes"}, "force_destroy", "DSQL400"),
    "renamed_from is a number": ({"renamed_from": 1}, "renamed_from", "DSQL400"),
    "no endpoint": ({"endpoint": ""}, "endpoint", "DSQL400"),
    "an endpoint that is none": ({"endpoint": "localhost"}, "endpoint", "DSQL301"),
    "a user that is a number": ({"user": 1}, "user", "DSQL400"),
}

INDEX: dict[str, tuple[Props, str, str]] = {
    "no keys": ({"columns": []}, "columns", "DSQL006"),
    "keys that are text": ({"columns": "id"}, "columns", "DSQL400"),
    "a key that is a number": ({"columns": [1]}, "columns", "DSQL400"),
    "a key that is empty": ({"columns": [{"nulls_first": True}]}, "columns", "DSQL400"),
    "a key of both kinds": ({"columns": [{"column": "id", "expression": "a"}]}, "columns", "DSQL014"),
    "a key that is sorted": ({"columns": ["id DESC"]}, "columns", "DSQL012"),
    "a key of json": ({"columns": ["j"]}, "columns", "DSQL013"),
    "an expression that is no SQL": ({"columns": [{"expression": "lower("}]}, "columns", "DSQL037"),
    "an expression of another type": ({"columns": [{"expression": "lower(a)"}]}, "columns", "DSQL210"),
    "a condition that does not type-check": ({"where": "a > s"}, "where", "DSQL210"),
    "an included expression": ({"include": ["lower(s)"]}, "include", "DSQL015"),
    "include is text": ({"include": "a"}, "include", "DSQL400"),
    "a condition of no column": ({"where": "nothing > 0"}, "where", "DSQL005"),
    "unique is text": ({"unique": "yes"}, "unique", "DSQL400"),
    "a name that is too long": ({"name": LONG}, "name", "DSQL002"),
    "a name that is taken": ({"name": "theirs"}, "name", "DSQL407"),
    "no such table": ({"table": "nothing"}, "table", "DSQL408"),
    "a table that is a number": ({"table": 1}, "table", "DSQL400"),
}

SCHEMA: dict[str, tuple[Props, str, str]] = {
    "no name": ({"name": ""}, "name", "DSQL400"),
    "a name of the system": ({"name": "pg_shop"}, "name", "DSQL004"),
    "a comment that is a flag": ({"comment": True}, "comment", "DSQL400"),
}

# What a table was; what it cannot become.
BEFORE: Props = {
    "columns": [KEY, A, col("b", "bigint"), col("g", "integer", generated="a * 2")],
    "primary_key": ["id"],
}
CHANGE: dict[str, tuple[Props, str, str]] = {
    "a column goes": ({"columns": [KEY, A, BEFORE["columns"][3]]}, "columns", "DSQL101"),
    "a NOT NULL column comes": (
        {"columns": [*BEFORE["columns"], col("n", "text", nullable=False)]},
        "columns",
        "DSQL110",
    ),
    "an identity comes": (
        {"columns": [*BEFORE["columns"], col("n", "bigint", identity={"cache": 1})]},
        "columns",
        "DSQL111",
    ),
    "a generated column comes": (
        {"columns": [*BEFORE["columns"], col("n", "integer", generated="a")]},
        "columns",
        "DSQL112",
    ),
    "a type": ({"columns": [KEY, col("a", "text"), *BEFORE["columns"][2:]]}, "columns", "DSQL113"),
    "NOT NULL": (
        {"columns": [KEY, col("a", "integer", nullable=False), *BEFORE["columns"][2:]]},
        "columns",
        "DSQL114",
    ),
    "the primary key": ({"primary_key": []}, "primary_key", "DSQL115"),
    "what a column is computed from": (
        {"columns": [*BEFORE["columns"][:3], col("g", "integer", generated="a * 3")]},
        "columns",
        "DSQL116",
    ),
}


def _holds(failures: list[tuple[str, str]], where: str, code: str) -> None:
    assert (where, code) in [(at, said[:7]) for at, said in failures]
    for _, said in failures:
        assert "\n" not in said
        assert "DSQL499" not in said
        assert "; " in said, "no way out"


@pytest.mark.parametrize("name", TABLE)
def test_a_table_that_cannot_be_had(stack: Stack, name: str) -> None:
    props, where, code = TABLE[name]
    _holds(stack.table(**props).failures(), where, code)


@pytest.mark.parametrize("name", INDEX)
def test_an_index_that_cannot_be_had(stack: Stack, session: Session, name: str) -> None:
    made(
        session,
        "CREATE TABLE t (id uuid PRIMARY KEY, a integer, s text, j json)",
        "CREATE TABLE other (id uuid PRIMARY KEY)",
        "CREATE INDEX ASYNC theirs ON other (id)",
    )
    props, where, code = INDEX[name]
    _holds(stack.index(**props).failures(), where, code)


@pytest.mark.parametrize("name", SCHEMA)
def test_a_schema_that_cannot_be_had(stack: Stack, name: str) -> None:
    props, where, code = SCHEMA[name]
    _holds(stack.schema(**props).failures(), where, code)


def test_a_change_that_cannot_be_had(stack: Stack) -> None:
    table = stack.table(**BEFORE)
    table.up()
    for props, where, code in CHANGE.values():
        _holds(table.failures(**props), where, code)
    assert table.up() == []


def test_everything_that_is_wrong_is_told_at_once(stack: Stack) -> None:
    failures = stack.table(
        columns=[KEY, col("one", "integer[]"), col("two", "serial")], checks={"c": "nothing > 0"}
    ).failures()
    assert [(where, said[:7]) for where, said in failures] == [
        ("columns", "DSQL008"),
        ("columns", "DSQL009"),
        ("checks", "DSQL005"),
    ]
    assert "one" in failures[0][1]
    assert "two" in failures[1][1]


def test_a_cluster_that_is_not_there_is_told_on_the_endpoint(stack: Stack, standin: Running) -> None:
    gone = standin.create_cluster()
    gone.delete()
    ((where, said),) = stack.table(endpoint=gone.endpoint).failures()
    assert where == "endpoint"
    assert "\n" not in said


def test_missing_credentials_are_told_on_the_endpoint(
    stack: Stack, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    close_pools()  # a connection that is open needs none
    with monkeypatch.context() as without:
        without.delenv("AWS_ACCESS_KEY_ID")
        without.delenv("AWS_SECRET_ACCESS_KEY")
        without.setenv("AWS_EC2_METADATA_DISABLED", "true")
        without.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
        without.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
        ((where, said),) = stack.table().failures()
    assert where == "endpoint"
    assert said.startswith("DSQL302: ")


def test_an_error_is_one_line_unless_a_traceback_is_asked_for(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = stack.table()
    with pytest.raises(Failed, match=r"^DSQL499: AttributeError: .* this is a fault of pulumi-dsql"):
        table.provider.create([])  # type: ignore[arg-type]
    # No engine hands over keys that are no text: nobody has thought of them.
    faulty = {"checks": {1: "true", "c": "true"}}
    ((_, said),) = table.failures(**faulty)
    assert said.startswith("DSQL499: TypeError: ")

    monkeypatch.setenv("PULUMI_DSQL_TRACEBACK", "1")
    new_process()
    with pytest.raises(AttributeError):
        table.provider.create([])  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        table.failures(**faulty)


def test_where_a_wrong_value_is_is_told(stack: Stack) -> None:
    columns = [KEY, col("n", "integer", default=5)]
    assert stack.table(columns=columns).failures() == [
        ("columns", "DSQL400: columns[1].default must be a string, not a number; write default as a string")
    ]
    columns = [KEY, col("n", "bigint", identity={"cache": "many"})]
    assert stack.table(columns=columns).failures() == [
        ("columns", "DSQL400: columns[1].identity.cache must be a whole number; give cache as an int")
    ]
    ((where, said),) = stack.table(foreign_keys=[{"columns": ["id"], "references": 5}]).failures()
    assert where == "foreign_keys"
    assert said.startswith("DSQL400: foreign_keys[0].references must be a Table, ")
