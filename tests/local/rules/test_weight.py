"""What a session is told of a statement, so that it looks at the rows only where it must."""

import pytest

from dsql_local.rules.classify import classify

# Whether the statement is plain, hides rows, may cascade.
STATEMENTS = [
    ("INSERT INTO t VALUES ($1, 'a', 1.5, NULL, DEFAULT, now(), $2::int, -1)", True, False, False),
    ("INSERT INTO t DEFAULT VALUES", True, False, False),
    ("INSERT INTO t VALUES (repeat('a', 2000000))", False, False, False),
    ("INSERT INTO t VALUES ($1 || $1)", False, False, False),
    ("INSERT INTO t SELECT 1", False, False, False),
    ("INSERT INTO t VALUES (1) ON CONFLICT (a) DO UPDATE SET b = 2", False, False, True),
    ("UPDATE t SET a = 1", False, False, True),
    ("DELETE FROM t", False, False, True),
    ("COPY t FROM STDIN", False, False, False),
    ("WITH d AS (DELETE FROM t RETURNING a) SELECT * FROM d", False, True, False),
    ("WITH d AS (DELETE FROM t RETURNING a) INSERT INTO u TABLE d", False, True, False),
    ("WITH d AS (INSERT INTO t VALUES (1) RETURNING a) DELETE FROM u USING d", False, True, True),
    ("EXPLAIN ANALYZE DELETE FROM t", False, True, False),
    ("EXPLAIN DELETE FROM t", False, False, False),
    ("SELECT * FROM t", False, False, False),
]


@pytest.mark.parametrize("sql, is_plain, hides_rows, may_cascade", STATEMENTS)
def test_weight(sql: str, is_plain: bool, hides_rows: bool, may_cascade: bool) -> None:
    (statement,) = classify(sql)
    assert (statement.is_plain, statement.hides_rows, statement.may_cascade) == (
        is_plain,
        hides_rows,
        may_cascade,
    )


@pytest.mark.parametrize(
    "sql, changed",
    [
        ("ALTER TABLE t ADD a int", ""),
        ("CREATE TABLE t (a int, FOREIGN KEY (a) REFERENCES u)", ""),
        ("CREATE TABLE t (a int REFERENCES u)", ""),
        ('GRANT SELECT ON t, s."U\'" TO r', """ARRAY['"t"', '"s"."U''"']::text[], ARRAY[]::text[]"""),
        ("REVOKE ALL ON SEQUENCE q FROM r", """ARRAY['"q"']::text[], ARRAY[]::text[]"""),
        ("GRANT USAGE ON SCHEMA s TO r", """ARRAY[]::text[], ARRAY['"s"']::text[]"""),
        ("GRANT SELECT ON ALL TABLES IN SCHEMA s TO r", """ARRAY[]::text[], ARRAY['"s"']::text[]"""),
        ("ALTER SCHEMA s RENAME TO z", """ARRAY[]::text[], ARRAY['"z"']::text[]"""),
        ("ALTER SCHEMA s OWNER TO r", """ARRAY[]::text[], ARRAY['"s"']::text[]"""),
        ("GRANT r TO q", ""),
        ("GRANT EXECUTE ON FUNCTION f TO r", ""),
    ],
)
def test_what_ddl_changes_beside_what_it_locks(sql: str, changed: str) -> None:
    assert classify(sql)[0].changed == f"SELECT pg_dsql._changed({changed})"


def test_a_new_table_changes_nothing_that_was_there() -> None:
    assert classify("CREATE TABLE t (a int PRIMARY KEY, b int, UNIQUE (b))")[0].changed == ""
