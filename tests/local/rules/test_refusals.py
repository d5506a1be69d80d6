"""Which statements are refused, with what answer. What is on record is tested in wire/, too."""

# ruff: noqa: E501 - a case is a line

import pytest

from dsql_local.rules.classify import classify

ADD_COLUMN = "ALTER TABLE ADD COLUMN with constraint not supported"
ADD_CONSTRAINT = "unsupported ALTER TABLE ADD CONSTRAINT statement"
WITHOUT_CACHE = (
    "without an explicit cache size. please define CACHE greater than or equal to 65536 or equal to 1"
)

REFUSED = [
    ("CREATE TEMP TABLE t (a int)", "TEMPORARY or TEMP table not supported for CREATE TABLE"),
    ("CREATE UNLOGGED TABLE t (a int)", "UNLOGGED table not supported for CREATE TABLE"),
    ("CREATE TABLE t (a int) PARTITION BY HASH (a)", "PARTITION BY clause not supported for CREATE TABLE"),
    ("CREATE TABLE t PARTITION OF u DEFAULT", "PARTITION OF clause not supported for CREATE TABLE"),
    ("CREATE TABLE t (a int) INHERITS (u)", "INHERITS clause not supported for CREATE TABLE"),
    ("CREATE TABLE t (a int) WITH (fillfactor = 70)", "WITH clause not supported for CREATE TABLE"),
    ("CREATE TABLE t (a int) TABLESPACE x", "TABLESPACE clause not supported for CREATE TABLE"),
    ("CREATE TABLE t (a int) USING heap", "USING clause not supported for CREATE TABLE"),
    ("CREATE TABLE t OF u", "OF clause not supported for CREATE TABLE"),
    ("CREATE TABLE t (EXCLUDE USING gist (a WITH =))", "EXCLUDE constraint not supported for CREATE TABLE"),
    ('CREATE TABLE t (a text COLLATE "C")', "COLLATE clause not supported for columns"),
    ("CREATE TABLE t (a text COMPRESSION lz4)", "COMPRESSION clause not supported for columns"),
    ("CREATE TABLE t (a int PRIMARY KEY DEFERRABLE)", "DEFERRABLE not supported for PRIMARY KEY and UNIQUE constraints"),
    ("CREATE TABLE t (a int, UNIQUE (a) DEFERRABLE)", "DEFERRABLE not supported for PRIMARY KEY and UNIQUE constraints"),
    ("CREATE TABLE t AS SELECT 1", "unsupported statement: CreateTableAs"),
    ("SELECT 1 INTO t", "unsupported statement: CreateTableAs"),
    ("CREATE SCHEMA s CREATE TABLE t (a int) CREATE INDEX i ON t (a)", "unsupported mode. please use CREATE INDEX ASYNC."),
    ("CREATE SCHEMA s CREATE SEQUENCE q", f"CREATE SEQUENCE is not supported {WITHOUT_CACHE}"),
    ("EXPLAIN ANALYZE CREATE TABLE t AS SELECT 1", "unsupported statement: CreateTableAs"),
    ("SELECT set_config('work_mem', '1GB', true)", 'setting configuration parameter "work_mem" not supported'),
    ("CREATE SCHEMA s CREATE TEMP TABLE t (a int)", "TEMPORARY or TEMP table not supported for CREATE TABLE"),
    ("CREATE TABLE t (a bigint GENERATED ALWAYS AS IDENTITY)", f"identity column is not supported {WITHOUT_CACHE}"),
    ("CREATE TABLE t (a bigint GENERATED ALWAYS AS IDENTITY (CACHE 100))", "CACHE (100) must be greater than or equal to 65536 or equal to 1"),
    ("CREATE TABLE t (a int GENERATED ALWAYS AS IDENTITY (CACHE 1))", "datatype integer not supported, identity column type must be bigint"),
    ("CREATE SEQUENCE s", f"CREATE SEQUENCE is not supported {WITHOUT_CACHE}"),
    ("CREATE SEQUENCE s CACHE 100", "CACHE (100) must be greater than or equal to 65536 or equal to 1"),
    ("CREATE SEQUENCE s AS integer CACHE 1", "datatype integer not supported, sequence type must be bigint"),
    ("CREATE TEMP SEQUENCE s CACHE 1", "TEMPORARY or UNLOGGED sequence not supported for CREATE SEQUENCE"),
    ("ALTER SEQUENCE s CACHE 2", "CACHE (2) must be greater than or equal to 65536 or equal to 1"),
    ("ALTER TABLE t ALTER a SET CACHE 2", "CACHE (2) must be greater than or equal to 65536 or equal to 1"),
    ("ALTER TABLE t ADD COLUMN a int DEFAULT 1", ADD_COLUMN),
    ("ALTER TABLE t ADD COLUMN a int NOT NULL", ADD_COLUMN),
    ("ALTER TABLE t ADD COLUMN a int CHECK (a > 0)", ADD_COLUMN),
    ("ALTER TABLE t ADD COLUMN a int UNIQUE", ADD_COLUMN),
    ("ALTER TABLE t ADD COLUMN a int REFERENCES u", ADD_COLUMN),
    ("ALTER TABLE t ADD COLUMN a bigint GENERATED ALWAYS AS IDENTITY (CACHE 1)", ADD_COLUMN),
    ("ALTER TABLE t ADD COLUMN a int GENERATED ALWAYS AS (b) STORED", ADD_COLUMN),
    ("ALTER TABLE t DROP COLUMN b, ADD COLUMN a int NOT NULL", ADD_COLUMN),
    ("ALTER TABLE t ALTER a SET NOT NULL", "unsupported ALTER TABLE ALTER COLUMN ... SET NOT NULL statement"),
    ("ALTER TABLE t ALTER a TYPE varchar(20)", "unsupported ALTER TABLE ALTER COLUMN ... SET DATA TYPE statement"),
    ("ALTER TABLE t ADD PRIMARY KEY (a)", ADD_CONSTRAINT),
    ("ALTER TABLE t ADD PRIMARY KEY USING INDEX i", ADD_CONSTRAINT),
    ("ALTER TABLE t ADD UNIQUE (a)", ADD_CONSTRAINT),
    ("ALTER TABLE t ADD CHECK (a > 0)", ADD_CONSTRAINT),
    ("ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES u", ADD_CONSTRAINT),
    ("ALTER TABLE t ADD EXCLUDE USING gist (a WITH =)", ADD_CONSTRAINT),
    ("ALTER TABLE t VALIDATE CONSTRAINT c", "unsupported ALTER TABLE VALIDATE CONSTRAINT statement"),
    ("ALTER TABLE ASYNC t VALIDATE CONSTRAINT c, DROP COLUMN a", "unsupported ALTER TABLE statement"),
    ("ALTER TABLE t ENABLE ROW LEVEL SECURITY", "unsupported ALTER TABLE ENABLE ROW SECURITY statement"),
    ("ALTER TABLE t ALTER a SET STATISTICS 5", "unsupported ALTER TABLE ALTER COLUMN ... SET STATISTICS statement"),
    ("ALTER TABLE t ALTER a SET COMPRESSION lz4", "unsupported ALTER TABLE ALTER COLUMN ... SET COMPRESSION statement"),
    ("ALTER TABLE t SET (fillfactor = 70)", "unsupported ALTER TABLE SET statement"),
    ("ALTER TABLE t REPLICA IDENTITY FULL", "unsupported ALTER TABLE REPLICA IDENTITY statement"),
    ("ALTER TABLE t CLUSTER ON i", "unsupported ALTER TABLE CLUSTER ON statement"),
    ("ALTER TABLE t INHERIT u", "unsupported ALTER TABLE INHERIT statement"),
    ("ALTER TABLE t ATTACH PARTITION u DEFAULT", "unsupported ALTER TABLE ATTACH PARTITION statement"),
    ("ALTER TABLE t DISABLE RULE r", "unsupported ALTER TABLE statement"),
    ("ALTER INDEX i SET (fillfactor = 70)", "unsupported object in ALTER statement"),
    ("CREATE INDEX i ON t (a)", "unsupported mode. please use CREATE INDEX ASYNC."),
    ("CREATE INDEX CONCURRENTLY i ON t (a)", "CONCURRENTLY not supported for CREATE INDEX"),
    ("CREATE INDEX CONCURRENTLY i ON t USING btree (a DESC)", "CONCURRENTLY not supported for CREATE INDEX"),
    ("CREATE INDEX ASYNC i ON t USING btree (a)", "USING not supported for CREATE INDEX"),
    ("CREATE INDEX i ON t USING gin (a)", "USING not supported for CREATE INDEX"),
    ("CREATE INDEX ASYNC i ON t (a DESC)", "specifying sort order not supported for index keys"),
    ("CREATE INDEX ASYNC i ON t (a, b ASC)", "specifying sort order not supported for index keys"),
    ("CREATE INDEX ASYNC i ON t (a) WITH (fillfactor = 70)", "WITH not supported for CREATE INDEX"),
    ("CREATE INDEX ASYNC i ON t (a) TABLESPACE x", "TABLESPACE not supported for CREATE INDEX"),
    ("DROP INDEX CONCURRENTLY i", "CONCURRENTLY not supported for DROP INDEX"),
    ("REINDEX TABLE t", "unsupported statement: Reindex"),
    ("CREATE TEMP VIEW v AS SELECT 1", "TEMPORARY or TEMP view not supported for CREATE VIEW"),
    ("CREATE MATERIALIZED VIEW v AS SELECT 1", "unsupported statement: CreateTableAs"),
    ("ALTER DOMAIN d SET NOT NULL", "unsupported ALTER DOMAIN SET NOT NULL statement"),
    ("ALTER DOMAIN d ADD CHECK (VALUE > 0)", "unsupported ALTER DOMAIN ADD CONSTRAINT statement"),
    ("DROP DOMAIN d CASCADE", "DROP DOMAIN with CASCADE unsupported"),
    ("CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS ''", "CREATE FUNCTION with language plpgsql not supported"),
    ("CREATE FUNCTION f() RETURNS int LANGUAGE sql LEAKPROOF AS ''", "CREATE FUNCTION with LEAKPROOF not supported"),
    ("CREATE PROCEDURE p() LANGUAGE sql AS ''", "PROCEDURE is not supported"),
    ("CREATE TYPE t AS ENUM ('a')", "CREATE TYPE not supported"),
    ("CREATE TYPE t AS RANGE (subtype = int4)", "unsupported statement: CreateRange"),
    ("DROP TYPE IF EXISTS t", "unsupported object in DROP statement"),
    ("DROP TRIGGER x ON t", "unsupported object in DROP statement"),
    ("ALTER TYPE t RENAME TO u", "unsupported object in RENAME statement"),
    ("CREATE ROLE r SUPERUSER", "unsupported option in CREATE ROLE statement: SUPERUSER"),
    ("ALTER ROLE r PASSWORD 'x'", "unsupported option in ALTER ROLE statement: PASSWORD"),
    ("ALTER ROLE r SET search_path = s", "unsupported statement: AlterRoleSet"),
    ("ALTER ROLE admin RENAME TO other", "role admin cannot be modified"),
    ("DROP ROLE admin", "role admin cannot be modified"),
    ("DO 'BEGIN END'", "unsupported statement: Do"),
    ("LOCK TABLE t", "unsupported statement: Lock"),
    ("DECLARE c CURSOR FOR SELECT 1", "unsupported statement: DeclareCursor"),
    ("PREPARE p AS SELECT 1", "unsupported statement: Prepare"),
    ("DEALLOCATE p", "unsupported statement: Deallocate"),
    ("DISCARD ALL", "unsupported statement: Discard"),
    ("CLUSTER t", "unsupported statement: Cluster"),
    ("CREATE DATABASE d", "unsupported statement: Createdb"),
    ("CREATE POLICY p ON t", "unsupported statement: CreatePolicy"),
    ("CREATE PUBLICATION p", "unsupported statement: CreatePublication"),
    ("COPY t FROM '/etc/passwd'", "COPY from or to a file or program not supported"),
    ("COPY t TO PROGRAM 'cat'", "COPY from or to a file or program not supported"),
    ("SAVEPOINT s", "unsupported transaction statement: SAVEPOINT"),
    ("RELEASE s", "unsupported transaction statement: RELEASE"),
    ("ROLLBACK TO s", "unsupported transaction statement: ROLLBACK TO"),
    ("PREPARE TRANSACTION 'x'", "unsupported transaction statement: PREPARE"),
    ("BEGIN ISOLATION LEVEL SERIALIZABLE", "Unsupported isolation level: SERIALIZABLE"),
    ("START TRANSACTION ISOLATION LEVEL READ COMMITTED", "Unsupported isolation level: READ COMMITTED"),
    ("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY", 'setting configuration parameter "SESSION CHARACTERISTICS" not supported'),
    ("SET default_transaction_isolation = 'serializable'", 'setting configuration parameter "default_transaction_isolation" not supported'),
    ("SET LOCAL statement_timeout = 5", 'setting configuration parameter "statement_timeout" not supported'),
    ("RESET lock_timeout", 'setting configuration parameter "lock_timeout" not supported'),
    ("SET ROLE r", 'setting configuration parameter "role" not supported'),
    ("SELECT 1 FROM t FOR NO KEY UPDATE", "locking clauses other than FOR UPDATE/FOR KEY SHARE are not supported"),
    ("SELECT (SELECT 1 FROM t FOR SHARE)", "locking clauses other than FOR UPDATE/FOR KEY SHARE are not supported"),
    ("SELECT pg_advisory_lock(1)", "function pg_advisory_lock not supported"),
    ("SELECT '<(0,0),1>'::circle", "datatype circle not supported"),
]  # fmt: skip


@pytest.mark.parametrize("sql, message", REFUSED)
def test_refused(sql: str, message: str) -> None:
    (statement,) = classify(sql)
    assert statement.refusal is not None
    assert (statement.refusal.sqlstate, statement.refusal.message) == ("0A000", message)


LEFT_TO_POSTGRESQL = [
    "ALTER TABLE t ALTER a SET EXPRESSION AS (b)",
    "ALTER TABLE t ADD CONSTRAINT c NOT NULL a",
    "CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a) VIRTUAL)",
    "CREATE TABLE t (a int CHECK (a > 0) NOT ENFORCED)",
]


@pytest.mark.parametrize("sql", LEFT_TO_POSTGRESQL)
def test_what_is_newer_than_postgresql_16_is_its_syntax_error(sql: str) -> None:
    (statement,) = classify(sql)
    assert (statement.refusal, statement.sql) == (None, sql)


ACCEPTED = [
    "CREATE TABLE t (a int PRIMARY KEY, b numeric(9,2) DEFAULT 1 CHECK (b > 0), c text REFERENCES u DEFERRABLE INITIALLY DEFERRED)",
    "CREATE TABLE t (a bigint GENERATED BY DEFAULT AS IDENTITY (CACHE 65536), b int GENERATED ALWAYS AS (1) STORED)",
    "CREATE TABLE t (LIKE u INCLUDING ALL) WITHOUT OIDS",
    "CREATE TABLE t (a int, UNIQUE NULLS NOT DISTINCT (a) INCLUDE (b))",
    "ALTER TABLE t ADD COLUMN a text STORAGE external",
    "ALTER TABLE t DROP COLUMN a, ADD COLUMN b int, ALTER c SET DEFAULT 1, ALTER d DROP NOT NULL",
    "ALTER TABLE t ALTER a ADD GENERATED ALWAYS AS IDENTITY (CACHE 1)",
    "ALTER TABLE t ALTER a SET GENERATED BY DEFAULT SET CACHE 65536 RESTART WITH 7",
    "ALTER TABLE t ALTER a DROP IDENTITY IF EXISTS",
    "ALTER TABLE t ALTER a DROP EXPRESSION",
    "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID",
    "ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES u ON DELETE CASCADE NOT VALID",
    "ALTER TABLE t ADD CONSTRAINT c UNIQUE USING INDEX i",
    "ALTER TABLE t ALTER CONSTRAINT c DEFERRABLE",
    "ALTER TABLE t DROP CONSTRAINT IF EXISTS c CASCADE",
    "ALTER TABLE t DISABLE TRIGGER ALL",
    "ALTER TABLE t RENAME CONSTRAINT a TO b",
    "ALTER TABLE ASYNC IF EXISTS ONLY s.t VALIDATE CONSTRAINT c",
    "ALTER TABLE async ADD COLUMN a int",
    "CREATE INDEX ASYNC ON t (a NULLS FIRST, lower(b))",
    "CREATE UNIQUE INDEX ASYNC IF NOT EXISTS i ON ONLY s.t (a) INCLUDE (b) NULLS NOT DISTINCT WHERE a > 0",
    "DROP INDEX IF EXISTS s.i, j CASCADE",
    "ALTER INDEX i RENAME TO j",
    "CREATE SEQUENCE IF NOT EXISTS s AS bigint CACHE 1 OWNED BY NONE",
    "CREATE OR REPLACE RECURSIVE VIEW v (a) AS SELECT 1",
    "ALTER VIEW v SET (security_barrier = true)",
    "CREATE DOMAIN d AS text NOT NULL CHECK (VALUE <> '')",
    "CREATE FUNCTION f() RETURNS int LANGUAGE sql IMMUTABLE RETURN 1",
    "CREATE ROLE r WITH LOGIN",
    "GRANT r TO s",
    "GRANT SELECT ON ALL TABLES IN SCHEMA s TO r",
    "COMMENT ON COLUMN t.a IS 'x'",
    "COMMENT ON CONSTRAINT c ON t IS NULL",
    "DROP TRIGGER IF EXISTS x ON t",
    "DEALLOCATE ALL",
    "ANALYZE t",
    "COPY t FROM STDIN",
    "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    "SET LOCAL ROLE r",
    "SET search_path = s, public",
    "SET disable_sync_create_index = off",
    "SET TIME ZONE 'UTC'",
    "SET NAMES 'UTF8'",
    "RESET ALL",
    "SET CONSTRAINTS ALL DEFERRED",
    "SELECT 1 FROM t FOR UPDATE",
    "SELECT 1 FROM t FOR KEY SHARE NOWAIT",
    "SELECT line FROM t",
    "CALL sys.wait_for_job('x')",
    "EXPLAIN ANALYZE SELECT 1",
    "AWS IAM GRANT r TO 'arn:aws:iam::1:role/x'",
]  # fmt: skip


@pytest.mark.parametrize("sql", ACCEPTED)
def test_accepted(sql: str) -> None:
    (statement,) = classify(sql)
    assert statement.refusal is None
