"""The JSON documents."""

import json
from pathlib import Path
from typing import Any

import pytest

from provider.cli.commands import Command

_SHOP_T = {"schema": "shop", "name": "t"}

DEFINITIONS = """
CREATE SCHEMA shop;
CREATE TABLE shop.t (
  id bigint GENERATED ALWAYS AS IDENTITY (CACHE 1) PRIMARY KEY,
  parent bigint REFERENCES shop.t ON DELETE SET NULL,
  "Größe" text UNIQUE CHECK ("Größe" <> '')
);
CREATE INDEX t_i ON shop.t (upper("Größe"), id) INCLUDE (parent) WHERE id > 0;
"""
CHANGED = """
CREATE SCHEMA shop;
CREATE TABLE shop.t (
  id bigint GENERATED ALWAYS AS IDENTITY (CACHE 1) PRIMARY KEY,
  parent bigint,
  n integer DEFAULT 1
);
CREATE INDEX t_n ON shop.t (n);
"""


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("schema.sql").write_text(DEFINITIONS, encoding="utf-8")
    Path("changed.sql").write_text(CHANGED, encoding="utf-8")


def test_a_database(command: Command) -> None:
    result = command("inspect", "--format", "json", "schema.sql")

    document = json.loads(result.out)
    assert document["version"] == 1
    assert "Größe" in result.out
    _assert_holds(
        document["database"],
        {
            "schemas": [{"name": "shop", "comment": None}],
            "tables": [
                {
                    "name": _SHOP_T,
                    "columns": [
                        {
                            "name": "id",
                            "type": "bigint",
                            "nullable": False,
                            "default": None,
                            "identity": {"cache": 1, "always": True, "start": 1, "increment": 1},
                        },
                        {"name": "parent", "type": "bigint", "nullable": True, "identity": None},
                        {"name": "Größe", "type": "text", "generated": None, "comment": None},
                    ],
                    "primary_key": {"name": "t_pkey", "columns": ["id"]},
                    "uniques": [{"name": "t_Größe_key", "columns": ["Größe"], "include": []}],
                    "checks": [{"name": "t_Größe_check", "expression": "\"Größe\" <> ''", "validated": True}],
                    "foreign_keys": [
                        {
                            "name": "t_parent_fkey",
                            "columns": ["parent"],
                            "references": _SHOP_T,
                            "referenced_columns": ["id"],
                            "on_delete": "set null",
                        }
                    ],
                }
            ],
            "indexes": [
                {
                    "name": "t_i",
                    "table": _SHOP_T,
                    "keys": [
                        {"column": None, "expression": 'upper("Größe")', "nulls_first": False},
                        {"column": "id", "expression": None},
                    ],
                    "include": ["parent"],
                    "unique": False,
                    "where": "id > 0",
                    "valid": True,
                }
            ],
        },
    )


def test_a_plan(command: Command) -> None:
    result = command("diff", "--format", "json", "--from", "schema.sql", "--to", "changed.sql")

    document = json.loads(result.out)
    assert document["version"] == 1
    steps = document["steps"]
    backfill = next(step for step in steps if step["type"] == "backfill")
    assert backfill["table"] == _SHOP_T
    assert backfill["key"] == ["id"]
    assert backfill["sql"].startswith("UPDATE shop.t SET ")
    assert backfill["rows"] == 1000
    _assert_holds(backfill["hazards"], [{"code": "long-job:n", "needs_allow": False, "subject": _SHOP_T}])
    wait = next(step for step in steps if step["type"] == "wait")
    index = {"kind": "index", "name": {"schema": "shop", "name": "t_n"}, "part": None}
    _assert_holds(wait, {"condition": {**index, "state": "valid"}, "hazards": []})
    _assert_holds(
        next(step for step in steps if step.get("sql", "").startswith("CREATE INDEX")),
        {
            "type": "statement",
            "sql": "CREATE INDEX ASYNC t_n ON shop.t (n)",
            "hazards": [{"code": "long-job:t_n", "text": "reads every row of shop.t", "needs_allow": False}],
            "done": {**index, "state": "present"},
            "reverse": "DROP INDEX shop.t_n",
            "irreversible": None,
        },
    )
    _assert_holds(
        next(step for step in steps if "DROP COLUMN" in step.get("sql", "")),
        {
            "hazards": [
                {"code": "drop-column:Größe", "text": "deletes data", "needs_allow": True, "subject": _SHOP_T}
            ],
            "reverse": None,
            "irreversible": "the column's values are gone",
        },
    )
    assert all(step["why"] for step in steps)
    # The constraints go one after the other, for they are of one table; a wait needs what it waits for.
    assert steps[0]["after"] == []
    assert wait["after"] == [steps.index(wait)]


def test_a_rebuild(command: Command) -> None:
    text = DEFINITIONS.replace('"Größe" text', '"Größe" varchar(9)')
    Path("changed.sql").write_text(text, encoding="utf-8")

    result = command("diff", "--format", "json", "--from", "schema.sql", "--to", "changed.sql")

    (step,) = json.loads(result.out)["steps"]
    _assert_holds(
        step,
        {
            "type": "rebuild",
            "table": _SHOP_T,
            "reasons": [{"code": "DSQL113"}],
            "wanted": {"name": _SHOP_T, "primary_key": {"columns": ["id"]}},
            "indexes": [{"name": "t_i"}],
            "statistics": [],
            "hazards": [{"code": "rebuild-table:t", "needs_allow": True, "subject": _SHOP_T}],
        },
    )
    assert step["reasons"][0]["what"].startswith("the type of column Größe")
    assert step["reasons"][0]["way_out"].startswith("keep text")
    assert step["why"]


def test_no_differences(command: Command) -> None:
    result = command("diff", "--format", "json", "--from", "empty", "--to", "empty")

    assert json.loads(result.out) == {"version": 1, "steps": []}


def _assert_holds(found: Any, expected: Any) -> None:
    """What is expected is there; an object may have more, as a later release may give it more."""
    if isinstance(expected, dict):
        assert expected.keys() <= found.keys()
        for key, value in expected.items():
            _assert_holds(found[key], value)
    elif isinstance(expected, list):
        assert len(found) == len(expected)
        for one, other in zip(found, expected, strict=True):
            _assert_holds(one, other)
    else:
        assert found == expected
