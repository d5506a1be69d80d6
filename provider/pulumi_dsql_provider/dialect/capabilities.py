"""What Aurora DSQL accepts, form by form, and since when: the only place that knows. It learns every month.

To teach this project a new form: one row here with its date and its evidence, and the planner's use of it.
"""

from collections.abc import Mapping
from datetime import date
from functools import cache, cached_property
from typing import Final

from pulumi_dsql_provider.model.value import Value

KNOWN_AS_OF: Final = date(2026, 10, 3)
"""The day of the newest evidence below. Plans use it, not today's date, so that they stay the same."""


class Capability(Value):
    """One SQL form. `since` is None where the form has been as it is from the service's beginning.

    `evidence` says where that is known from; for a refused form it holds the server's answer, where recorded.
    """

    form: str
    accepted: bool
    since: date | None = None
    evidence: str


class Rules(Value):
    """The table as it was on one day."""

    as_of: date

    def accepts(self, form: str) -> bool:
        """Whether DSQL took the form on that day. KeyError for a form that the table has not got."""
        row = self._rows[form]
        return row.accepted and (row.since is None or row.since <= self.as_of)

    def why(self, form: str) -> Capability:
        """The form's row."""
        return self._rows[form]

    @cached_property
    def _rows(self) -> Mapping[str, Capability]:
        return {row.form: row for row in TABLE}


@cache
def rules(as_of: date | None = None) -> Rules:
    """The rules of a day; without one, the newest that are known."""
    return Rules(as_of=as_of or KNOWN_AS_OF)


_GUIDE = "user guide"
_LIVE = "run on a cluster 2026-10-03"
_RECORDED = "recorded from a cluster 2026-09-18"


def _yes(form: str, evidence: str, since: date | None = None) -> Capability:
    return Capability(form=form, accepted=True, since=since, evidence=evidence)


def _no(form: str, evidence: str) -> Capability:
    return Capability(form=form, accepted=False, evidence=evidence)


_SCHEMAS = (
    _yes("create-schema", f"{_GUIDE}; {_LIVE}"),
    _yes("create-schema-with-elements", "release notes 2026-04-24", date(2026, 4, 24)),
    _yes("rename-schema", f"{_GUIDE}; {_LIVE}"),
    _yes("drop-schema", f"{_GUIDE}; {_LIVE}"),
    _yes("comment-on-schema", "grammar derived from a cluster 2026-08-07"),
)

_TABLES = (
    _yes("create-table", f"{_GUIDE}, CREATE TABLE; {_LIVE}"),
    _yes("create-table-without-primary-key", _RECORDED),
    _yes("create-table-like", f"{_GUIDE}, CREATE TABLE; not recorded"),
    _yes("drop-table", f"{_GUIDE}; {_LIVE}"),
    _yes("rename-table", f"{_GUIDE}, ALTER TABLE; {_LIVE}"),
    _yes("set-schema", f"{_GUIDE}, ALTER TABLE; {_LIVE}"),
    _yes("owner-to", f"{_GUIDE}, ALTER TABLE; {_LIVE}"),
    _yes("several-actions-in-one-alter-table", _LIVE),
    _yes("comment-on-table", f"{_LIVE}, read back from pg_description"),
    _no("create-temporary-table", f"{_RECORDED}: TEMPORARY or TEMP table not supported for CREATE TABLE"),
    _no("create-unlogged-table", f"{_RECORDED}: UNLOGGED table not supported for CREATE TABLE"),
    _no(
        "create-partitioned-table",
        "live testing 2026-07-23: PARTITION BY clause not supported for CREATE TABLE",
    ),
    _no("create-table-as", f"{_RECORDED}: unsupported statement: CreateTableAs"),
    _no("create-table-inherits", f"{_GUIDE}, CREATE TABLE: not in its grammar"),
    _no("create-table-with-parameters", f"{_GUIDE}, CREATE TABLE: not in its grammar"),
    _no("create-table-tablespace", f"{_GUIDE}, CREATE TABLE: not in its grammar"),
    _no("create-table-on-commit", f"{_GUIDE}, CREATE TABLE: not in its grammar"),
    _no("create-table-using-access-method", f"{_GUIDE}, CREATE TABLE: not in its grammar"),
    _no("create-table-of-type", f"{_GUIDE}, CREATE TABLE: not in its grammar"),
    _no(
        "enable-row-level-security",
        "live testing 2026-07-23: unsupported ALTER TABLE ENABLE ROW SECURITY statement",
    ),
    _no("truncate", f"{_RECORDED}: unsupported statement: Truncate"),
)

_COLUMNS = (
    _yes("column-default", f"{_GUIDE}, CREATE TABLE; {_LIVE}"),
    _yes("column-generated", f"{_GUIDE}, CREATE TABLE; {_LIVE}"),
    _yes(
        "column-identity", "release notes 2026-02-13; with an explicit CACHE, bigint only", date(2026, 2, 13)
    ),
    _yes("column-storage", "release notes 2026-05-04", date(2026, 5, 4)),
    _yes("column-json", "release notes 2026-05-04", date(2026, 5, 4)),
    _yes("column-jsonb", "release notes 2026-06-08", date(2026, 6, 8)),
    _yes("numeric-beyond-38-digits", "release notes 2026-08-25", date(2026, 8, 25)),
    _no(
        "column-collation", "dsql-lint, rule collation: refused, even C; user guide: the collation is C only"
    ),
    _no("column-compression", f"{_GUIDE}, ALTER TABLE: not in its grammar; dsql-lint strips it"),
    _no("column-array", f"{_RECORDED}: datatype text[] not supported"),
    _no("column-enum", f"{_RECORDED}: CREATE TYPE not supported"),
    _no("column-serial", f'{_RECORDED}: type "serial" does not exist'),
    _yes("add-column", f"{_GUIDE}, ALTER TABLE; name, type and storage only; {_LIVE}"),
    _no("add-column-with-constraint", f"{_RECORDED}: ALTER TABLE ADD COLUMN with constraint not supported"),
    _no("add-column-default", f"{_RECORDED}: ALTER TABLE ADD COLUMN with constraint not supported"),
    _no("add-column-not-null", f"{_RECORDED}: ALTER TABLE ADD COLUMN with constraint not supported"),
    _no("add-column-identity", f"{_RECORDED}: ALTER TABLE ADD COLUMN with constraint not supported"),
    _no("add-column-generated", _LIVE),
    _yes("rename-column", f"{_GUIDE}, ALTER TABLE; {_LIVE}"),
    _yes("drop-column", "release notes 2026-08-03", date(2026, 8, 3)),
    _no("drop-primary-key-column", f"{_RECORDED}: cannot drop primary key column id"),
    _yes("set-default", "release notes 2026-07-06", date(2026, 7, 6)),
    _yes("drop-default", "release notes 2026-07-06", date(2026, 7, 6)),
    _yes("drop-not-null", "release notes 2026-07-06", date(2026, 7, 6)),
    _no("set-not-null", f"{_LIVE}: unsupported ALTER TABLE ALTER COLUMN ... SET NOT NULL statement"),
    _yes("drop-expression", "release notes 2026-07-06", date(2026, 7, 6)),
    _yes("add-identity", "release notes 2026-07-06; on a bigint column that is NOT NULL", date(2026, 7, 6)),
    _yes("alter-identity", f"{_GUIDE}, ALTER TABLE; {_LIVE}", date(2026, 7, 6)),
    _yes("drop-identity", f"{_GUIDE}, ALTER TABLE; {_LIVE}", date(2026, 7, 6)),
    _yes("set-storage", "dsql-lint's tests on a cluster, 2026-08-07: all five modes", date(2026, 8, 7)),
    _no(
        "alter-column-type", f"{_RECORDED}: unsupported ALTER TABLE ALTER COLUMN ... SET DATA TYPE statement"
    ),
    _no("set-compression", f"{_GUIDE}, ALTER TABLE: not in its grammar"),
    _no("set-statistics-target", f"{_GUIDE}, ALTER TABLE: not in its grammar"),
    _yes("comment-on-column", f"{_LIVE}, read back from pg_description"),
)

_CONSTRAINTS = (
    _yes("primary-key", f"{_GUIDE}, CREATE TABLE; {_LIVE}"),
    _no("add-primary-key", f"{_RECORDED}: unsupported ALTER TABLE ADD CONSTRAINT statement"),
    _no("drop-primary-key", "live testing 2026-07-23: unsupported ALTER TABLE DROP CONSTRAINT statement"),
    _yes("unique", f"{_GUIDE}, CREATE TABLE; {_LIVE}"),
    _no("add-unique", f"{_RECORDED}: unsupported ALTER TABLE ADD CONSTRAINT statement"),
    _yes("add-unique-using-index", "release notes 2026-04-20; the index must be valid", date(2026, 4, 20)),
    _no("add-primary-key-using-index", f"{_GUIDE}, ALTER TABLE: not in its grammar"),
    _yes("check", f"{_GUIDE}, CREATE TABLE; {_LIVE}"),
    _no("add-check", f"{_RECORDED}: unsupported ALTER TABLE ADD CONSTRAINT statement"),
    _yes("add-check-not-valid", "release notes 2026-08-03", date(2026, 8, 3)),
    _yes("foreign-key", "release notes 2026-08-26", date(2026, 8, 26)),
    _no("add-foreign-key", f"{_RECORDED}: unsupported ALTER TABLE ADD CONSTRAINT statement"),
    _yes("add-foreign-key-not-valid", "release notes 2026-08-26", date(2026, 8, 26)),
    _no("foreign-key-match-partial", "dsql-lint, rule foreign_key_match_partial"),
    _no("constraint-enforced", "dsql-lint, rule foreign_key_enforced"),
    _no("exclusion-constraint", f"{_GUIDE}, CREATE TABLE: not in its grammar"),
    _yes(
        "alter-constraint-deferrable", f"{_GUIDE}, ALTER TABLE; foreign keys only; {_LIVE}", date(2026, 8, 26)
    ),
    _no("deferrable-unique", f"{_GUIDE}, CREATE TABLE: deferrability is for foreign keys only"),
    _yes("drop-constraint", "release notes 2026-07-06; not a primary key", date(2026, 7, 6)),
    _yes("rename-constraint", f"{_GUIDE}, ALTER TABLE; {_LIVE}"),
    _yes("validate-constraint-async", "release notes 2026-08-03", date(2026, 8, 3)),
    _yes("comment-on-constraint", "grammar derived from a cluster 2026-08-07"),
    _no("validate-constraint", f"{_RECORDED}: unsupported ALTER TABLE VALIDATE CONSTRAINT statement"),
)

_INDEXES = (
    _yes("create-index-async", f"{_GUIDE}, CREATE INDEX; {_LIVE}"),
    _no("create-index", f"{_RECORDED}: unsupported mode. please use CREATE INDEX ASYNC."),
    _no("create-index-concurrently", f"{_GUIDE}, CREATE INDEX: not in its grammar"),
    _no("index-using", "live testing 2026-07-23: USING not supported for CREATE INDEX"),
    _no("index-sort-order", f"{_LIVE}: specifying sort order not supported for index keys"),
    _yes("index-nulls-first", f"{_GUIDE}, CREATE INDEX; {_LIVE}"),
    _no("index-operator-class", f"{_GUIDE}, CREATE INDEX: not in its grammar"),
    _no("index-collation", f"{_GUIDE}, CREATE INDEX: not in its grammar; dsql-lint lets it through"),
    _no("index-with-parameters", f"{_GUIDE}, CREATE INDEX: not in its grammar"),
    _no("index-name-qualified", f'{_RECORDED}: syntax error at or near "."'),
    _yes("index-include", f"{_GUIDE}, CREATE INDEX; {_LIVE}"),
    _yes("index-nulls-not-distinct", f"{_GUIDE}, CREATE INDEX; {_LIVE}"),
    _yes("index-on-numeric", "release notes 2026-02-03", date(2026, 2, 3)),
    _yes("index-expression", "release notes 2026-08-13", date(2026, 8, 13)),
    _no("index-include-expression", "live 2026-08: expressions are not supported in included columns"),
    _yes("index-where", "release notes 2026-09-15; announced 2026-10-02", date(2026, 9, 15)),
    _yes("drop-index", f"{_GUIDE}; {_LIVE}"),
    _no("drop-index-concurrently", f"{_GUIDE}: not in its grammar"),
    _yes("rename-index", f"{_LIVE}; the user guide does not list it"),
    _no("reindex", f"{_GUIDE}, migration guide"),
    _yes("comment-on-index", "grammar derived from a cluster 2026-08-07"),
)

_SEQUENCES = (
    _yes(
        "create-sequence", "release notes 2026-02-13; with an explicit CACHE, bigint only", date(2026, 2, 13)
    ),
    _yes("alter-sequence", f"{_GUIDE}, ALTER SEQUENCE; {_LIVE}", date(2026, 2, 13)),
    _yes("rename-sequence", f"{_GUIDE}, ALTER SEQUENCE; {_LIVE}", date(2026, 2, 13)),
    _yes("drop-sequence", f"{_LIVE}; grammar derived from a cluster 2026-08-07", date(2026, 2, 13)),
    _yes("comment-on-sequence", "grammar derived from a cluster 2026-08-07", date(2026, 2, 13)),
)

_OTHERS = (
    _yes("create-view", f"{_GUIDE}, CREATE VIEW; {_LIVE}"),
    _yes("alter-view-options", f"{_GUIDE}, ALTER VIEW; dsql-lint 0.2.22 takes them"),
    _yes("rename-view", f"{_GUIDE}, ALTER VIEW; {_LIVE}"),
    _yes("drop-view", f"{_GUIDE}; {_LIVE}"),
    _yes("comment-on-view", "grammar derived from a cluster 2026-08-07"),
    _no("create-materialized-view", f"{_RECORDED}: unsupported statement: CreateTableAs"),
    _yes("create-domain", _LIVE),
    _yes("alter-domain-set-default", _LIVE),
    _yes("alter-domain-drop-default", _LIVE),
    _yes("alter-domain-drop-not-null", _LIVE),
    _yes("alter-domain-rename-constraint", _LIVE),
    _yes("rename-domain", _LIVE),
    _yes("drop-domain", f"{_LIVE}; without CASCADE"),
    _yes("comment-on-domain", "nothing has refused it; the grammar derived from a cluster does not list it"),
    _yes(
        "comment-on-domain-constraint",
        "nothing has refused it; the grammar derived from a cluster does not list it",
    ),
    _no("alter-domain-add-constraint", _LIVE),
    _no("alter-domain-set-not-null", _LIVE),
    _no("drop-domain-cascade", f"{_LIVE}: DROP DOMAIN with CASCADE unsupported"),
    _yes("create-function-sql", f"{_GUIDE}, CREATE FUNCTION; {_LIVE}"),
    _yes("drop-function", f"{_GUIDE}; {_LIVE}"),
    _yes("comment-on-function", "grammar derived from a cluster 2026-08-07"),
    _no("alter-function-properties", f"{_GUIDE}, ALTER FUNCTION: RENAME, OWNER TO and SET SCHEMA only"),
    _no("function-leakproof", f"{_GUIDE}, CREATE FUNCTION: not in its grammar"),
    _no("create-function-plpgsql", f"{_RECORDED}: CREATE FUNCTION with language plpgsql not supported"),
    _no("create-procedure", f"{_RECORDED}: PROCEDURE is not supported"),
    _no("create-trigger", f"{_RECORDED}: CREATE TRIGGER not supported"),
    _no("create-type", f"{_RECORDED}: CREATE TYPE not supported"),
    _no("create-extension", f"{_RECORDED}: unsupported statement: CreateExtension"),
    _yes("create-statistics", "release notes 2026-08-27", date(2026, 8, 27)),
    _yes("alter-statistics", "release notes 2026-08-27; SET STATISTICS takes a number", date(2026, 8, 27)),
    _yes("rename-statistics", "release notes 2026-08-27", date(2026, 8, 27)),
    _yes("drop-statistics", "release notes 2026-08-27", date(2026, 8, 27)),
    _yes(
        "comment-on-statistics",
        "nothing has refused it; the grammar derived from a cluster does not list it",
        date(2026, 8, 27),
    ),
)

_ROLES = (
    _yes("create-role", f"{_GUIDE}; {_LIVE}"),
    _no("create-role-password", f"{_GUIDE}, database roles: whoever connects has a token of IAM"),
    _no("alter-role-login", "dsql-lint, rule unsupported_alter_role_property"),
    _no("alter-role-set", "dsql-lint, rule unsupported_alter_role_set"),
    _yes("drop-role", f"{_GUIDE}; {_LIVE}"),
    _yes("comment-on-role", "grammar derived from a cluster 2026-08-07"),
    _yes("grant-role", f"{_GUIDE}; grammar derived from a cluster 2026-08-07"),
    _yes("grant-role-with-options", "grammar of PostgreSQL 16; nothing has refused it, nobody recorded it"),
    _yes("revoke-role", f"{_GUIDE}; grammar derived from a cluster 2026-08-07"),
    _yes("aws-iam-grant", f"{_GUIDE}, database roles and IAM; {_LIVE}"),
    _yes("aws-iam-revoke", f"{_GUIDE}, database roles and IAM; {_LIVE}"),
    _yes("grant", f"{_GUIDE}; grammar derived from a cluster 2026-08-07; on domains: nothing has refused it"),
    _yes("revoke", f"{_GUIDE}; grammar derived from a cluster 2026-08-07"),
    _yes("alter-default-privileges", "release notes 2026-04-24", date(2026, 4, 24)),
)

GROUPS: Final[Mapping[str, tuple[Capability, ...]]] = {
    "Schemas": _SCHEMAS,
    "Tables": _TABLES,
    "Columns": _COLUMNS,
    "Constraints": _CONSTRAINTS,
    "Indexes": _INDEXES,
    "Sequences": _SEQUENCES,
    "Others": _OTHERS,
    "Roles and privileges": _ROLES,
}
"""The rows by what they are about."""

TABLE: Final[tuple[Capability, ...]] = tuple(row for rows in GROUPS.values() for row in rows)
