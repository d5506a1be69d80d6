"""What stands in for a statement that loses a conflict."""

import postgast
import pytest

from dsql_local.rules.classify import classify
from dsql_local.rules.shadow import shadow

SHADOWS = [
    ("UPDATE t SET a = $1", "UPDATE", "SELECT FROM t"),
    ("UPDATE s.t AS x SET a = 1 WHERE b = $1", "UPDATE", "SELECT FROM s.t x WHERE b = $1"),
    (
        "WITH c AS (SELECT 1) UPDATE t SET a = 1 FROM c, d WHERE t.b = d.b",
        "UPDATE",
        "WITH c AS (SELECT 1) SELECT FROM t WHERE EXISTS (SELECT FROM c, d WHERE t.b = d.b)",
    ),
    ("DELETE FROM ONLY t WHERE a = 1", "DELETE", "SELECT FROM ONLY t WHERE a = 1"),
    (
        "DELETE FROM t USING u WHERE t.a = u.a",
        "DELETE",
        "SELECT FROM t WHERE EXISTS (SELECT FROM u WHERE t.a = u.a)",
    ),
    ("INSERT INTO t VALUES (1, DEFAULT), ($1, 2)", "INSERT 0", "SELECT FROM generate_series(1, 2)"),
    ("INSERT INTO t DEFAULT VALUES", "INSERT 0", "SELECT FROM generate_series(1, 1)"),
    ("INSERT INTO t (a) SELECT b FROM u WHERE c = $1", "INSERT 0", "SELECT b FROM u WHERE c = $1"),
    (
        "WITH c AS (SELECT 1 AS a) INSERT INTO t TABLE c",
        "INSERT 0",
        "WITH c AS (SELECT 1 AS a) SELECT * FROM c",
    ),
    ("SELECT a FROM t WHERE b = $1 FOR UPDATE", "SELECT", "SELECT a FROM t WHERE b = $1"),
    ("SELECT * FROM (SELECT a FROM t FOR KEY SHARE) AS s", "SELECT", "SELECT * FROM (SELECT a FROM t) AS s"),
]
WITHOUT = [
    "SELECT 'wait for it'",
    "UPDATE t SET a = 1 RETURNING a",
    "DELETE FROM t RETURNING *",
    "INSERT INTO t VALUES (1) RETURNING a",
    "INSERT INTO t VALUES (1) ON CONFLICT DO NOTHING",
    "WITH a AS (SELECT 1) INSERT INTO t WITH b AS (SELECT 2) SELECT * FROM a, b",
    "WITH d AS (DELETE FROM t RETURNING a) UPDATE u SET a = 1 FROM d",
    "WITH d AS (DELETE FROM t RETURNING a) SELECT * FROM d, u FOR UPDATE OF u",
    "EXPLAIN ANALYZE UPDATE t SET a = 1",
    "COPY t FROM STDIN",
]


def fingerprint(sql: str) -> str:
    """What is the same for two spellings of one tree."""
    return postgast.deparse(postgast.parse(sql))


@pytest.mark.parametrize("sql, tag, expected", SHADOWS)
def test_shadow(sql: str, tag: str, expected: str) -> None:
    assert classify(sql)[0].has_shadow
    found = shadow(sql)
    assert (fingerprint(found.sql), found.tag) == (fingerprint(expected), tag)
    assert (found.avoiding is not None) == (tag == "INSERT 0")
    assert fingerprint(found.avoiding or "") == fingerprint(
        f"{sql} ON CONFLICT DO NOTHING" if found.avoiding else ""
    )


@pytest.mark.parametrize("sql", WITHOUT)
def test_without_a_shadow(sql: str) -> None:
    assert not classify(sql)[0].has_shadow
