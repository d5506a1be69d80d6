"""Where the stand-in and dsql-lint 0.2.22 differ, and why the stand-in is right, or thought to be."""

# ruff: noqa: E501 - a difference is a line

import re
from dataclasses import dataclass

RECORDED = "recorded on a cluster, September 2026 (dsql-emulator)"
AUDITED = "run on a cluster, 2026-10-03 (dsqlbase)"
GUIDE = "User Guide, September 2026"


@dataclass(frozen=True)
class Difference:
    """Statements that match `pattern` as a whole are refused by the stand-in and pass the linter, or the other
    way round. `because` is the evidence for the stand-in's side.
    """

    pattern: str
    stand_in_refuses: bool
    because: str

    def covers(self, sql: str) -> bool:
        """Whether the statement is one of these."""
        return re.fullmatch(self.pattern, sql) is not None


_UNSTORABLE = r"(money|xml|inet|cidr|macaddr|point|line|box|tsvector|tsquery|int4range|daterange|bit\(3\)|varbit\(3\)|pg_lsn)"
_OTHER_TYPES = r"(oid|name|\"char\")"

DIFFERENCES = [
    # The linter does not look there; the cluster refuses.
    Difference(rf"CREATE TABLE s.z \(z {_UNSTORABLE}\)", True, f"datatype … not supported: {RECORDED}"),
    Difference(rf"ALTER TABLE s.t ADD COLUMN z {_UNSTORABLE}", True, f"the same text as in CREATE TABLE: {RECORDED}"),
    Difference(rf"(CREATE TABLE s.z \(z|ALTER TABLE s.t ADD COLUMN z) {_OTHER_TYPES}\)?", True, f"not among the types of the {GUIDE}"),
    Difference(rf"CREATE DOMAIN s.z AS ({_UNSTORABLE}|{_OTHER_TYPES}|(int|text|integer)\[3?\])", True, f"a domain is over a type of the {GUIDE}"),
    Difference(r"CREATE DOMAIN s.z AS numeric\(1001\)", True, "PostgreSQL's own limit"),
    Difference(r"CREATE DOMAIN s.z AS (big|small)?serial", True, f'type "serial" does not exist: {RECORDED} for columns'),
    Difference(r".*\bhstore\)?", True, "CREATE EXTENSION is refused, so there is no such type"),
    Difference(r"ALTER TABLE s.t ADD COLUMN z bigint ((CONSTRAINT c )?CHECK \(z .*\)( ENFORCED)?|UNIQUE( DEFERRABLE.*)?|PRIMARY KEY.*|GENERATED ALWAYS AS \(1\).*)", True, f"ALTER TABLE ADD COLUMN with constraint not supported: {RECORDED}, {AUDITED}"),
    Difference(r"ALTER TABLE s.t ADD COLUMN z bigint NULL", True, "taken for a constraint as NOT NULL is; not on record"),
    Difference(r"CREATE TABLE s.z \(z bigint CHECK \(z > 0\) ENFORCED\)", True, "PostgreSQL 16 does not know the word"),
    Difference(r"CREATE TABLE s.z \(.*(PRIMARY KEY|UNIQUE|UNIQUE \(n\)) DEFERRABLE.*", True, f"DEFERRABLE is for foreign keys: {GUIDE}"),
    Difference(r"SELECT 1 AS z INTO s.z", True, f"CREATE TABLE AS is refused: {RECORDED}"),
    Difference(r"ALTER TABLE s.t DROP COLUMN id CASCADE", True, f"cannot drop primary key column: {RECORDED}; the linter does not know the key"),
    Difference(r"ALTER TABLE s.t DROP CONSTRAINT t_pkey", True, "refused on a cluster, 2026-07-23 (pistachio); the linter does not know the key"),
    Difference(r"ALTER TABLE s.t (DISABLE TRIGGER x|SET \(fillfactor = 70\))", True, f"not in the grammar of the {GUIDE}"),
    Difference(r"CREATE (UNIQUE )?INDEX ASYNC z ON s.t \(b\) WITH .*", True, f"not in the grammar of the {GUIDE}"),
    Difference(r"CREATE (UNIQUE )?INDEX ASYNC s.z ON .*", True, f'syntax error at or near ".": {RECORDED}'),
    Difference(r"CREATE TEMP SEQUENCE .*", True, f"not in the grammar of the {GUIDE}"),
    Difference(r'CREATE DOMAIN .* COLLATE "C"', True, "refused for columns (the linter); not on record for domains"),
    Difference(r"DROP DOMAIN .* CASCADE", True, f"DROP DOMAIN with CASCADE unsupported: {AUDITED}"),
    Difference(r"DROP (PROCEDURE|EXTENSION) IF EXISTS z", True, f"unsupported object in DROP statement: {RECORDED} for types"),
    Difference(r"COMMENT ON (TYPE|DATABASE|MATERIALIZED VIEW) .*", True, f"not in the grammar of the {GUIDE}"),
    Difference(r"CREATE ROLE z (PASSWORD|(NO)?SUPERUSER|(NO)?CREATEDB|CREATEROLE|BYPASSRLS|REPLICATION|VALID UNTIL|CONNECTION LIMIT).*", True, f"no passwords and no such attributes: {GUIDE}"),
    Difference(r"(EXECUTE q|CLOSE c)", True, "PREPARE and DECLARE are refused"),
    Difference(r'(DROP DATABASE z|CREATE COLLATION s.z FROM "C")', True, f"not in the {GUIDE}"),
    Difference(r"MERGE .*", True, f"unsupported statement type: MERGE: {RECORDED}"),
    Difference(r"COMMIT AND CHAIN", True, f"not in the grammar of the {GUIDE}"),
    Difference(r"SET (statement_timeout|ROLE|SESSION AUTHORIZATION).*", True, f"not among the parameters of the {GUIDE}"),
    Difference(r"SELECT .*(FOR SHARE|TABLESAMPLE SYSTEM \(1\)|::line)", True, RECORDED),
    Difference(r"SELECT pg_advisory_lock\(1\)", True, "no advisory locks: the authors of the Flyway plug-in"),
    Difference(r"SELECT set_config\(.*", True, "pgdump-proxy has to replace it"),
    # The linter cannot parse it, or flags what it should not.
    Difference(r"CREATE TABLE s.z \(z bigint (CHECK \(z > 0\) NO INHERIT|UNIQUE NULLS NOT DISTINCT)\)", False, f"in the grammar of the {GUIDE}; the linter cannot parse it"),
    Difference(r"CREATE TABLE s.z (\(z int\) WITHOUT OIDS|\(LIKE s.t (IN|EX)CLUDING (?!DEFAULTS\)|STORAGE|COMPRESSION).*)", False, f"in the grammar of the {GUIDE}; the linter cannot parse it"),
    Difference(r"ALTER TABLE s.t (ALTER i (SET GENERATED ALWAYS|RESTART WITH 5|SET INCREMENT 2)|SET SCHEMA empty)", False, f"{AUDITED}; the linter cannot parse it"),
    Difference(r"CREATE (UNIQUE )?INDEX ASYNC z ON ONLY .*", False, f"in the grammar of the {GUIDE}; the linter cannot parse it"),
    Difference(r"ALTER INDEX s.ready RENAME TO z", False, AUDITED),
    Difference(r"CREATE DOMAIN s.z AS \S+ (NOT )?NULL", False, f"{AUDITED}; the linter cannot parse it"),
    Difference(r"ALTER DOMAIN s.d (SET DEFAULT 1|DROP .*|RENAME TO z|SET SCHEMA empty|OWNER TO admin)", False, f"{AUDITED}; the linter cannot parse any ALTER DOMAIN"),
    Difference(r"CREATE SCHEMA z CREATE TABLE .*", False, "release notes, 2026-04-24; the linter cannot parse it"),
    Difference(r"COMMENT ON (FUNCTION|CONSTRAINT|STATISTICS) .*", False, "in the grammar that AWS learned from a cluster, but for STATISTICS; the linter cannot parse it"),
    Difference(r"ALTER ROLE lint_r INHERIT", False, "in the grammar that AWS learned from a cluster"),
    Difference(r"(GRANT|REVOKE) CONNECT ON DATABASE postgres .*", True, f"privileges are on tables, sequences, schemas, functions, types: {GUIDE}"),
    Difference(r"CREATE (OR REPLACE )?FUNCTION .* (COST 5|ROWS 5|BEGIN ATOMIC) .*", False, f"{AUDITED}; the linter cannot parse it"),
    Difference(r"CREATE (USER z (NO)?(LOGIN|INHERIT|ROLE|ADMIN|IN ROLE).*|GROUP z(| (NO)?(LOGIN|INHERIT|ROLE|ADMIN|IN ROLE).*))", False, "other words for CREATE ROLE in PostgreSQL; the linter cannot parse it"),
    Difference(r"REVOKE GRANT OPTION FOR (?!CONNECT|USAGE ON LANGUAGE|SET).* CASCADE", False, f"{GUIDE}; the linter cannot parse it"),
    Difference(r"(GRANT|REVOKE) USAGE ON (DOMAIN|TYPE) s.d .*", False, "default privileges for types exist since 2026-04-24 (release notes); the linter cannot parse it"),
    Difference(r"ALTER DEFAULT PRIVILEGES .* ON (SEQUENCES|FUNCTIONS|ROUTINES|TYPES) .*", False, "release notes, 2026-04-24; the linter cannot parse it"),
    Difference(r"(GRANT lint_r TO lint_m WITH ADMIN OPTION|REVOKE ADMIN OPTION FOR lint_r FROM lint_m)", False, f"{GUIDE}; the linter cannot parse it"),
    Difference(r"(GRANT lint_r TO|REVOKE lint_r FROM) lint_m", False, f"{GUIDE}; the linter cannot parse it"),
    Difference(r"DROP EVENT TRIGGER IF EXISTS z", False, "in the grammar that AWS learned from a cluster; the linter cannot parse it"),
]  # fmt: skip
