"""Every form of the capability table has a case: one that plans it, that refuses it, or that does without."""

import re

import pytest

import plan_cases
import refused_cases
from pulumi_dsql_provider.dialect.capabilities import TABLE

# What a plan holds where the form is used. DSQL accepts these.
PLANNED = {
    "create-schema": r"^CREATE SCHEMA \w+;",
    "drop-schema": r"^DROP SCHEMA",
    "comment-on-schema": r"^COMMENT ON SCHEMA",
    "create-table": r"^CREATE TABLE",
    "create-table-without-primary-key": r"^CREATE TABLE [^;]*\n  \w+ \w+\n\);",
    "drop-table": r"^DROP TABLE",
    "rename-table": r"^ALTER TABLE \S+ RENAME TO",
    "comment-on-table": r"^COMMENT ON TABLE",
    "column-default": r"^CREATE TABLE [^;]*\n  \S+ [^;\n]* DEFAULT",
    "column-generated": r"^CREATE TABLE [^;]* GENERATED ALWAYS AS \(\w+ [^;]* STORED",
    "column-identity": r"^CREATE TABLE [^;]* AS IDENTITY \([^;]*CACHE",
    "column-storage": r"^CREATE TABLE [^;]* STORAGE ",
    "column-json": r"^CREATE TABLE [^;]* json\b",
    "column-jsonb": r"^CREATE TABLE [^;]* jsonb\b",
    "numeric-beyond-38-digits": r"^CREATE TABLE [^;]* numeric\((39|[4-9]\d|\d{3,}),",
    "add-column": r"ADD COLUMN \S+ \w+;",
    "rename-column": r"RENAME COLUMN",
    "drop-column": r"DROP COLUMN",
    "set-default": r"^ALTER TABLE .* SET DEFAULT",
    "drop-default": r"^ALTER TABLE .* DROP DEFAULT",
    "drop-not-null": r"^ALTER TABLE .* DROP NOT NULL",
    "drop-expression": r"DROP EXPRESSION",
    "add-identity": r"ADD GENERATED",
    "alter-identity": r"^ALTER TABLE \S+ ALTER COLUMN \S+ SET (INCREMENT|MAXVALUE|CACHE|GENERATED)",
    "drop-identity": r"DROP IDENTITY",
    "set-storage": r"SET STORAGE",
    "comment-on-column": r"^COMMENT ON COLUMN",
    "primary-key": r"^CREATE TABLE [^;]* PRIMARY KEY",
    "unique": r"^CREATE TABLE [^;]* UNIQUE \(",
    "add-unique-using-index": r"UNIQUE USING INDEX",
    "check": r"^CREATE TABLE [^;]* CHECK \(",
    "add-check-not-valid": r"ADD CONSTRAINT \S+ CHECK .* NOT VALID;",
    "foreign-key": r"^CREATE TABLE [^;]* FOREIGN KEY",
    "add-foreign-key-not-valid": r"ADD CONSTRAINT \S+ FOREIGN KEY .* NOT VALID;",
    "alter-constraint-deferrable": r"ALTER CONSTRAINT \S+ (NOT )?DEFERRABLE",
    "drop-constraint": r"DROP CONSTRAINT",
    "rename-constraint": r"^ALTER TABLE .* RENAME CONSTRAINT",
    "validate-constraint-async": r"^ALTER TABLE ASYNC \S+ VALIDATE CONSTRAINT",
    "comment-on-constraint": r"^COMMENT ON CONSTRAINT \S+ ON \S+ IS",
    "create-index-async": r"^CREATE (UNIQUE )?INDEX ASYNC",
    "index-nulls-first": r"^CREATE INDEX [^;]* NULLS FIRST",
    "index-include": r"^CREATE INDEX [^;]*\s+INCLUDE \(",
    "index-nulls-not-distinct": r"^CREATE UNIQUE INDEX [^;]*NULLS NOT DISTINCT",
    "index-on-numeric": r"^CREATE INDEX ASYNC of_numeric ON",
    "index-expression": r"^CREATE INDEX [^;]*\(\(?\w+\(",
    "index-where": r"^CREATE INDEX [^;]*\s+WHERE ",
    "drop-index": r"^DROP INDEX",
    "rename-index": r"^ALTER INDEX \S+ RENAME TO",
    "comment-on-index": r"^COMMENT ON INDEX",
    "create-sequence": r"^CREATE SEQUENCE",
    "alter-sequence": r"^ALTER SEQUENCE \S+ (INCREMENT|MAXVALUE|CACHE|OWNED)",
    "rename-sequence": r"^ALTER SEQUENCE \S+ RENAME TO",
    "drop-sequence": r"^DROP SEQUENCE",
    "comment-on-sequence": r"^COMMENT ON SEQUENCE",
    "create-domain": r"^CREATE DOMAIN",
    "alter-domain-set-default": r"^ALTER DOMAIN .* SET DEFAULT",
    "alter-domain-drop-default": r"^ALTER DOMAIN .* DROP DEFAULT",
    "alter-domain-drop-not-null": r"^ALTER DOMAIN .* DROP NOT NULL",
    "alter-domain-rename-constraint": r"^ALTER DOMAIN .* RENAME CONSTRAINT",
    "rename-domain": r"^ALTER DOMAIN \S+ RENAME TO",
    "drop-domain": r"^DROP DOMAIN",
    "comment-on-domain": r"^COMMENT ON DOMAIN",
    "comment-on-domain-constraint": r"^COMMENT ON CONSTRAINT \S+ ON DOMAIN",
    "create-function-sql": r"^CREATE FUNCTION",
    "drop-function": r"^DROP FUNCTION",
    "comment-on-function": r"^COMMENT ON FUNCTION",
    "create-statistics": r"^CREATE STATISTICS",
    "alter-statistics": r"^ALTER STATISTICS .* SET STATISTICS",
    "rename-statistics": r"^ALTER STATISTICS .* RENAME TO",
    "drop-statistics": r"^DROP STATISTICS",
    "comment-on-statistics": r"^COMMENT ON STATISTICS",
    "create-view": r"^CREATE VIEW",
    "alter-view-options": r"^ALTER VIEW \S+ (RE)?SET",
    "rename-view": r"^ALTER VIEW \S+ RENAME TO",
    "drop-view": r"^DROP VIEW",
    "comment-on-view": r"^COMMENT ON VIEW",
    "create-role": r"^CREATE ROLE",
    "drop-role": r"^DROP ROLE",
    "comment-on-role": r"^COMMENT ON ROLE",
    "grant-role": r"^GRANT \w+ TO",
    "grant-role-with-options": r"^GRANT \w+ TO \w+ WITH",
    "revoke-role": r"^REVOKE \w+ FROM",
    "aws-iam-grant": r"^AWS IAM GRANT",
    "aws-iam-revoke": r"^AWS IAM REVOKE",
    "grant": r"^GRANT [A-Z, ]+ ON",
    "revoke": r"^REVOKE [A-Z, ]+ ON",
    "owner-to": r" OWNER TO ",
    "alter-default-privileges": r"^ALTER DEFAULT PRIVILEGES",
}
# What definitions may say, and what a plan does by other statements or not at all.
TRANSLATED = {
    "create-schema-with-elements": r"^CREATE SCHEMA \w+ CREATE TABLE",
    "several-actions-in-one-alter-table": r"^ALTER TABLE \w+ ADD [^;]*, ADD ",
    "set-schema": r" SET SCHEMA ",
    "add-column-with-constraint": r" ADD COLUMN \w+ \w+ CHECK",
    "add-column-default": r" ADD COLUMN \w+ \w+ DEFAULT",
    "set-not-null": r" SET NOT NULL",
    "alter-column-type": r" ALTER COLUMN \w+ TYPE ",
    "add-primary-key": r" ADD PRIMARY KEY \(",
    "add-primary-key-using-index": r" PRIMARY KEY USING INDEX",
    "add-unique": r" ADD CONSTRAINT \w+ UNIQUE \(",
    "add-check": r" ADD CONSTRAINT \w+ CHECK \([^;]*\);",
    "add-foreign-key": r" ADD CONSTRAINT \w+ FOREIGN KEY [^;]*\);",
    "validate-constraint": r"^ALTER TABLE \w+ VALIDATE CONSTRAINT",
    "create-index": r"^CREATE INDEX \w+ ON",
    "create-index-concurrently": r"^CREATE INDEX CONCURRENTLY",
    "drop-index-concurrently": r"^DROP INDEX CONCURRENTLY",
    "drop-primary-key": r" DROP CONSTRAINT t_pkey",
    "drop-domain-cascade": r"^DROP DOMAIN \w+ CASCADE",
    "alter-domain-add-constraint": r"^ALTER DOMAIN \w+ ADD",
    "alter-domain-set-not-null": r"^ALTER DOMAIN \w+ SET NOT NULL",
}
# What definitions may not say.
REFUSED = {
    "rename-schema": r"^ALTER SCHEMA \w+ RENAME",
    "create-table-like": r"\(LIKE ",
    "create-temporary-table": r"^CREATE TEMP",
    "create-unlogged-table": r"^CREATE UNLOGGED",
    "create-partitioned-table": r" PARTITION BY ",
    "create-table-as": r"^CREATE TABLE \w+ AS",
    "create-table-inherits": r" INHERITS ",
    "create-table-with-parameters": r"^CREATE TABLE .* WITH \(",
    "create-table-tablespace": r"^CREATE TABLE .* TABLESPACE",
    "create-table-on-commit": r" ON COMMIT ",
    "create-table-using-access-method": r"^CREATE TABLE .* USING ",
    "create-table-of-type": r"^CREATE TABLE \w+ OF ",
    "enable-row-level-security": r" ENABLE ROW LEVEL SECURITY",
    "truncate": r"^TRUNCATE",
    "column-collation": r" COLLATE ",
    "column-compression": r" COMPRESSION ",
    "column-array": r"text\[\]",
    "column-enum": r"^CREATE TYPE \w+ AS ENUM",
    "column-serial": r" serial",
    "set-compression": r" SET COMPRESSION",
    "set-statistics-target": r" ALTER \w+ SET STATISTICS",
    "foreign-key-match-partial": r" MATCH PARTIAL",
    "constraint-enforced": r" NOT ENFORCED",
    "exclusion-constraint": r" EXCLUDE ",
    "deferrable-unique": r" UNIQUE DEFERRABLE",
    "index-using": r"^CREATE INDEX .* USING hash",
    "index-sort-order": r"^CREATE INDEX .* DESC",
    "index-operator-class": r"_pattern_ops",
    "index-collation": r"^CREATE INDEX .* COLLATE",
    "index-with-parameters": r"^CREATE INDEX .* WITH \(",
    "index-name-qualified": r"^CREATE INDEX \w+\.",
    "index-include-expression": r" INCLUDE \(\w+\(",
    "reindex": r"^REINDEX",
    "create-materialized-view": r"^CREATE MATERIALIZED VIEW",
    "alter-function-properties": r"^ALTER FUNCTION \w+\([^;]*\) (IMMUTABLE|STABLE|STRICT)",
    "function-leakproof": r" LEAKPROOF",
    "create-function-plpgsql": r" LANGUAGE plpgsql",
    "create-procedure": r"^CREATE PROCEDURE",
    "create-trigger": r"^CREATE TRIGGER",
    "create-type": r"^CREATE TYPE \w+ AS \(",
    "create-extension": r"^CREATE EXTENSION",
    "create-role-password": r" PASSWORD ",
    "alter-role-set": r"^ALTER ROLE \w+ SET",
}
# Changes that are refused, by what is said of them.
UNPLANNABLE = {
    "add-column-not-null": "^DSQL110: ",
    "add-column-identity": "^DSQL111: ",
    "add-column-generated": "^DSQL112: ",
    "drop-primary-key-column": "^DSQL117: ",
    "alter-role-login": "^DSQL151: ",
}
_KINDS = (PLANNED, TRANSLATED, REFUSED, UNPLANNABLE)


def test_every_form_is_listed_once() -> None:
    assert sorted(form for kind in _KINDS for form in kind) == sorted(row.form for row in TABLE)
    refused = {row.form for row in TABLE if not row.accepted}
    assert refused.isdisjoint(PLANNED)


@pytest.mark.parametrize("form", PLANNED)
def test_a_plan_uses_it(form: str) -> None:
    assert _finds(PLANNED[form], [case.texts["plan"] for case in plan_cases.cases()])


@pytest.mark.parametrize("form", TRANSLATED)
def test_definitions_may_use_it_and_plans_do_without(form: str) -> None:
    cases = [case for case in plan_cases.cases() if _finds(TRANSLATED[form], [case.texts["wanted"]])]
    assert cases
    assert not _finds(TRANSLATED[form], [case.texts["plan"] for case in cases])


@pytest.mark.parametrize("form", REFUSED)
def test_definitions_may_not_use_it(form: str) -> None:
    assert _finds(REFUSED[form], [case.sql for case in refused_cases.cases()])


@pytest.mark.parametrize("form", UNPLANNABLE)
def test_a_change_to_it_is_refused(form: str) -> None:
    assert _finds(UNPLANNABLE[form], [case.texts["refused"] for case in plan_cases.cases()])


def test_there_are_300_cases() -> None:
    assert len(plan_cases.cases()) + len(refused_cases.cases()) >= 300


def _finds(pattern: str, texts: list[list[str]]) -> bool:
    found = re.compile(pattern, re.MULTILINE)
    return any(found.search("\n".join(lines)) for lines in texts)
