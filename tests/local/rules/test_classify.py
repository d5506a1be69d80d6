"""How a query is taken apart and what PostgreSQL gets to run in its place."""

# ruff: noqa: E501 - a case is a line

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsql_local.rules.classify import classify
from dsql_local.rules.source import edited, tokens_of

KINDS = [
    ("SELECT 1", "query"),
    ("WITH x AS (DELETE FROM t RETURNING a) SELECT * FROM x", "dml"),
    ("EXPLAIN DELETE FROM t", "query"),
    ("EXPLAIN ANALYZE DELETE FROM t", "dml"),
    ("EXPLAIN (ANALYZE, VERBOSE) DELETE FROM t", "dml"),
    ("EXPLAIN (ANALYZE off) DELETE FROM t", "query"),
    ("EXPLAIN (VERBOSE, ANALYZE 0) DELETE FROM t", "query"),
    ("COPY t TO STDOUT", "query"),
    ("COPY t FROM STDIN", "dml"),
    ("GRANT SELECT ON t TO r", "ddl"),
    ("COMMENT ON TABLE t IS 'x'", "ddl"),
    ("AWS IAM REVOKE r FROM 'arn:x'", "ddl"),
    ("COMMIT", "transaction"),
    ("SET search_path = s", "other"),
    ("not sql", "other"),
    ("SELECT 'open", "other"),
]


@pytest.mark.parametrize("sql, kind", KINDS)
def test_kind(sql: str, kind: str) -> None:
    assert [statement.kind.value for statement in classify(sql)] == [kind]


REWRITTEN = [
    ("CREATE TABLE t (é numeric, b pg_catalog.numeric NOT NULL, c numeric(3), d dec)",
     "CREATE TABLE t (é numeric(18,6), b pg_catalog.numeric(18,6) NOT NULL, c numeric(3), d dec(18,6))"),
    ("ALTER TABLE t ADD COLUMN a decimal", "ALTER TABLE t ADD COLUMN a decimal(18,6)"),
    ("CREATE SCHEMA s CREATE TABLE t (a numeric)", "CREATE SCHEMA s CREATE TABLE t (a numeric(18,6))"),
    ("CREATE INDEX /* x */ ASYNC ON t (a)",
     "SELECT pg_dsql._create_index('CREATE INDEX /* x */       ON t (a)', 'CREATE INDEX /* x */       ON t (a)', '\"t\"') AS job_id"),
    ("CREATE UNIQUE INDEX async i ON s.\"T\" (a) WHERE b = 'x'",
     "SELECT pg_dsql._create_index('CREATE UNIQUE INDEX       i ON s.\"T\" (a) WHERE b = ''x''', 'CREATE        INDEX       i ON s.\"T\" (a) WHERE b = ''x''', '\"s\".\"T\"') AS job_id"),
    ("ALTER TABLE ASYNC s.t VALIDATE CONSTRAINT \"C\"", "SELECT pg_dsql._validate_constraint('\"s\".\"t\"', 'C') AS job_id"),
    ("ALTER TABLE async VALIDATE CONSTRAINT c", "ALTER TABLE async VALIDATE CONSTRAINT c"),
    ("CREATE INDEX \"async\" ON t (a)", "CREATE INDEX \"async\" ON t (a)"),
    ("SELECT 'CREATE INDEX ASYNC'", "SELECT 'CREATE INDEX ASYNC'"),
    ("AWS IAM GRANT \"R\" TO 'arn:x', 'arn:y';", "CALL pg_dsql._iam_grant('R', ARRAY['arn:x', 'arn:y'])"),
    ("AWS IAM GRANT r TO", "AWS IAM GRANT r TO"),
    ("ALTER TABLE ASYNC IF EXISTS t VALIDATE CONSTRAINT c",
     "SELECT pg_dsql._validate_constraint('\"t\"', 'c') AS job_id WHERE to_regclass('\"t\"') IS NOT NULL"),
    ("SHOW server_version_num", "SELECT '160015' AS server_version_num"),
]  # fmt: skip


@pytest.mark.parametrize("sql, run", REWRITTEN)
def test_rewritten(sql: str, run: str) -> None:
    assert [statement.sql for statement in classify(sql)] == [run]


def test_statements_of_a_query() -> None:
    found = classify(
        "SELECT 'é;' ;\n-- nothing\n;CREATE INDEX ASYNC i ON t (a); ALTER TABLE ASYNC t VALIDATE CONSTRAINT c"
    )
    assert [statement.tag for statement in found] == [None, "CREATE INDEX", "ALTER TABLE"]
    assert [statement.text.strip() for statement in found] == [
        "SELECT 'é;'",
        "CREATE INDEX ASYNC i ON t (a)",
        "ALTER TABLE ASYNC t VALIDATE CONSTRAINT c",
    ]
    assert classify(" ; -- nothing") == ()


def test_a_mapping_to_iam_may_stand_among_other_statements() -> None:
    sql = "BEGIN; AWS IAM GRANT r TO 'arn:é'; COMMIT; SELECT x"
    found = classify(sql)
    assert [statement.verb or statement.tag or statement.sql.strip() for statement in found] == [
        "BEGIN",
        "AWS IAM GRANT",
        "COMMIT",
        "SELECT x",
    ]
    assert [sql[s.offset : s.offset + len(s.text)] for s in found] == [s.text for s in found]


def test_a_syntax_error_keeps_its_position() -> None:
    (statement,) = classify("CREATE INDEX ASYNC s.i ON t (a)")
    assert statement.sql == "CREATE INDEX       s.i ON t (a)"


def test_offset_counts_characters() -> None:
    first, second = classify("SELECT 'éé'; SELECT x")
    assert "SELECT 'éé'; SELECT x"[second.offset :].strip() == second.text.strip()
    assert first.offset == 0


def test_guards_ask_what_only_the_catalog_knows() -> None:
    (alter,) = classify(
        "ALTER TABLE t DROP COLUMN a, DROP CONSTRAINT c, ALTER d ADD GENERATED ALWAYS AS IDENTITY (CACHE 1)"
    )
    assert alter.guard == (
        "SELECT pg_dsql._guard_alter_table('\"t\"', ARRAY['a']::text[], ARRAY['c']::text[], ARRAY['d']::text[])"
    )
    (add,) = classify("ALTER TABLE t ADD COLUMN a int")
    assert add.guard is None


@settings(max_examples=100)
@given(
    st.text(max_size=60),
    st.sampled_from(["", "CREATE INDEX ASYNC ", "ALTER TABLE ASYNC ", "AWS IAM GRANT ", "SELECT '"]),
)
def test_any_text_comes_out_as_statements(text: str, start: str) -> None:
    sql = (start + text).replace("\0", "")
    sql = sql.encode("utf-8", "ignore").decode()
    for statement in classify(sql):
        assert statement.text in sql


@settings(max_examples=50)
@given(
    st.lists(
        st.sampled_from(["a", "é", "'x;y'", "--c\n", "/* ; */", ";", "(", "1.5", '"Q""q"', "$$z$$"]),
        max_size=12,
    )
)
def test_tokens_are_where_they_say(parts: list[str]) -> None:
    sql = " ".join(parts)
    raw = sql.encode()
    for token in tokens_of(sql):
        assert raw[token.start : token.end].decode() == token.text
    assert edited(sql, []) == sql
