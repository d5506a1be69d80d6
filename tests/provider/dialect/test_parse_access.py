# ruff: noqa: E501 - one case per line
"""Who may do what, as statements leave it: what follows a rename, what goes with what is dropped."""

import pytest

from pulumi_dsql_provider.dialect.parse import Source, parse
from pulumi_dsql_provider.model import Access, ObjectName

_BEFORE = """
CREATE SCHEMA s; CREATE TABLE t (a int, b int); CREATE SEQUENCE q CACHE 1; CREATE DOMAIN d AS int;
CREATE FUNCTION f(int) RETURNS int RETURN 1; CREATE STATISTICS x ON a, b FROM t;
REVOKE ALL ON SCHEMA public FROM PUBLIC; REVOKE ALL ON FUNCTION f FROM PUBLIC; REVOKE ALL ON DOMAIN d FROM PUBLIC;
"""


def _access(text: str) -> Access:
    return parse([Source("a.sql", _BEFORE + text)]).database.access


@pytest.mark.parametrize(
    "text,granted",
    [
        ("GRANT SELECT ON t TO r", ["SELECT of r on table public.t"]),
        ("GRANT SELECT, UPDATE (b, a) ON TABLE t TO r", ["SELECT of r on table public.t", "UPDATE(a) of r on table public.t", "UPDATE(b) of r on table public.t"]),
        ("GRANT SELECT ON t, q TO r", ["SELECT of r on table public.t", "SELECT of r on sequence public.q"]),
        ("GRANT ALL (a) ON t TO r; REVOKE INSERT (a), UPDATE (a) ON t FROM r", ["SELECT(a) of r on table public.t", "REFERENCES(a) of r on table public.t"]),
        ("GRANT ALL ON t TO r; REVOKE ALL ON t FROM r", []),
        ("GRANT SELECT (a), SELECT ON t TO r; REVOKE SELECT ON t FROM r", []),
        ("GRANT SELECT (a) ON t TO r WITH GRANT OPTION; REVOKE GRANT OPTION FOR SELECT ON t FROM r", ["SELECT(a) of r on table public.t"]),
        ("GRANT SELECT ON t TO r WITH GRANT OPTION; GRANT SELECT ON t TO r", ["SELECT of r on table public.t, grantable"]),
        ("REVOKE GRANT OPTION FOR SELECT ON t FROM r", []),
        ("GRANT SELECT ON t TO r; REVOKE SELECT (a) ON t FROM r", ["SELECT of r on table public.t"]),
        ("REVOKE SELECT ON t FROM r CASCADE", []),
        ("GRANT SELECT ON ALL TABLES IN SCHEMA public, s TO r; CREATE TABLE later (a int)", ["SELECT of r on table public.t"]),
        ("GRANT EXECUTE ON ALL ROUTINES IN SCHEMA public TO r", ["EXECUTE of r on function public.f(integer)"]),
        ("GRANT SELECT ON t TO r; ALTER TABLE t RENAME TO u", ["SELECT of r on table public.u"]),
        ("GRANT SELECT ON t TO r; ALTER TABLE t SET SCHEMA s", ["SELECT of r on table s.t"]),
        ("GRANT SELECT (a, b) ON t TO r; ALTER TABLE t RENAME a TO c; ALTER TABLE t DROP b", ["SELECT(c) of r on table public.t"]),
        ("GRANT USAGE ON SEQUENCE q TO r; ALTER SEQUENCE q RENAME TO p", ["USAGE of r on sequence public.p"]),
        ("GRANT USAGE ON DOMAIN d TO r; ALTER DOMAIN d SET SCHEMA s", ["USAGE of r on domain s.d"]),
        ("GRANT EXECUTE ON FUNCTION f TO r; ALTER FUNCTION f RENAME TO g", ["EXECUTE of r on function public.g(integer)"]),
        ("GRANT SELECT ON t TO r; DROP TABLE t; CREATE TABLE t (a int)", []),
        ("GRANT SELECT ON q TO r; DROP SEQUENCE q; CREATE SEQUENCE q CACHE 1", []),
        ("ALTER SEQUENCE q OWNED BY t.a; GRANT SELECT ON q TO r; ALTER TABLE t DROP a; CREATE SEQUENCE q CACHE 1", []),
        ("GRANT USAGE ON DOMAIN d TO r; DROP DOMAIN d; CREATE DOMAIN d AS int", ["USAGE of public on domain public.d"]),
        ("GRANT EXECUTE ON FUNCTION f TO r; DROP FUNCTION f; CREATE FUNCTION f(int) RETURNS int RETURN 1", ["EXECUTE of public on function public.f(integer)"]),
        ("GRANT USAGE ON SCHEMA s TO r; DROP SCHEMA s; CREATE SCHEMA s", []),
        ("ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO r WITH GRANT OPTION; GRANT SELECT ON t TO r", ["SELECT of r on table public.t, grantable"]),
        ("ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO r WITH GRANT OPTION; REVOKE GRANT OPTION FOR SELECT ON t FROM r", ["SELECT of r on table public.t"]),
        ("ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO r WITH GRANT OPTION; REVOKE SELECT ON t FROM r; GRANT SELECT ON t TO r", ["SELECT of r on table public.t"]),
        ("REVOKE SELECT ON t FROM r; ALTER DEFAULT PRIVILEGES GRANT SELECT, INSERT ON TABLES TO r", ["INSERT of r on table public.t"]),
        ("ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO r; ALTER DEFAULT PRIVILEGES REVOKE SELECT ON TABLES FROM r", []),
        ("ALTER DEFAULT PRIVILEGES IN SCHEMA s GRANT SELECT ON TABLES TO r; CREATE TABLE s.u (a int)", ["SELECT of r on table s.u"]),
        ("ALTER DEFAULT PRIVILEGES FOR ROLE x GRANT SELECT ON TABLES TO r", []),
        ("ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC; CREATE FUNCTION g() RETURNS int RETURN 1", []),
        ("ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC; ALTER DEFAULT PRIVILEGES GRANT EXECUTE ON FUNCTIONS TO PUBLIC; CREATE FUNCTION g() RETURNS int RETURN 1", ["EXECUTE of public on function public.g()"]),
        ("CREATE SCHEMA gone; ALTER DEFAULT PRIVILEGES IN SCHEMA gone GRANT SELECT ON TABLES TO r; DROP SCHEMA gone; CREATE SCHEMA gone; CREATE TABLE gone.t (a int)", []),
        ("CREATE ROLE r; ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO r; ALTER ROLE r RENAME TO app", ["SELECT of app on table public.t"]),
        ("CREATE ROLE r; GRANT SELECT ON t TO r; ALTER ROLE r RENAME TO app", ["SELECT of app on table public.t"]),
        ("CREATE SCHEMA made CREATE TABLE t (a int) GRANT SELECT ON t TO r", ["SELECT of r on table made.t"]),
    ],
)  # fmt: skip
def test_privileges(text: str, granted: list[str]) -> None:
    found = [
        f"{grant.privilege}{f'({grant.column})' if grant.column else ''} of {grant.grantee} on {grant.target}"
        + (", grantable" if grant.grantable else "")
        for grant in _access(text).grants or ()
    ]
    assert found == granted


@pytest.mark.parametrize(
    "text,owned",
    [
        ("ALTER TABLE t OWNER TO r; ALTER TABLE t RENAME TO u", ["table public.u: r"]),
        ("ALTER TABLE t OWNER TO r; ALTER TABLE t OWNER TO admin", ["table public.t: admin"]),
        ("ALTER TABLE t OWNER TO r; DROP TABLE t; CREATE TABLE t (a int); ALTER SEQUENCE q OWNER TO r", ["sequence public.q: r"]),
        ("ALTER STATISTICS x OWNER TO r; ALTER STATISTICS x RENAME TO y", ["statistics public.y: r"]),
        ("ALTER STATISTICS x OWNER TO r; DROP STATISTICS x; CREATE STATISTICS x ON a, b FROM t", []),
        ("ALTER FUNCTION f(int) OWNER TO r; ALTER FUNCTION f SET SCHEMA s", ["function s.f(integer): r"]),
        ("ALTER DOMAIN d OWNER TO r", ["domain public.d: r"]),
        ("CREATE SCHEMA AUTHORIZATION r", ["schema r: r"]),
        ("CREATE ROLE r; CREATE SCHEMA made AUTHORIZATION r; ALTER ROLE r RENAME TO app", ["schema made: app"]),
        ("ALTER TABLE t OWNER TO r; ALTER SCHEMA s OWNER TO r", ["schema s: r", "table public.t: r"]),
    ],
)  # fmt: skip
def test_owners(text: str, owned: list[str]) -> None:
    assert [f"{owner.target}: {owner.role}" for owner in _access(text).owners or ()] == owned


@pytest.mark.parametrize(
    "text,told",
    [
        ("CREATE TABLE t (a int)", set()),
        ("CREATE ROLE r", {"roles", "memberships", "iam_mappings"}),
        ("GRANT r TO s", {"memberships"}),
        ("REVOKE r FROM s", {"memberships"}),
        ("AWS IAM REVOKE r FROM 'arn'", {"iam_mappings"}),
        ("GRANT USAGE ON SCHEMA public TO r", {"grants"}),
        ("REVOKE USAGE ON SCHEMA public FROM r", {"grants"}),
        ("ALTER DEFAULT PRIVILEGES REVOKE SELECT ON TABLES FROM r", {"default_privileges"}),
        ("CREATE SCHEMA s AUTHORIZATION r", {"owners"}),
        ("CREATE SCHEMA s AUTHORIZATION CURRENT_USER", set()),
        ("ALTER SCHEMA public OWNER TO r", {"owners"}),
    ],
)
def test_what_is_told(text: str, told: set[str]) -> None:
    access = parse([Source("a.sql", text)]).database.access
    assert {kind for kind in Access.model_fields if getattr(access, kind) is not None} == told


@pytest.mark.parametrize(
    "text",
    [
        "GRANT r TO s",
        "CREATE ROLE t IN ROLE r ROLE s",
        "CREATE ROLE t IN GROUP r ADMIN s",
        "CREATE GROUP r; ALTER GROUP r ADD USER s",
        "ALTER SCHEMA public OWNER TO r; GRANT USAGE ON SCHEMA public TO s",
        "ALTER DEFAULT PRIVILEGES FOR ROLE r GRANT SELECT ON TABLES TO s",
        "AWS IAM GRANT r TO 'arn'; CREATE SCHEMA x AUTHORIZATION s",
    ],
)
def test_roles_that_are_only_named_have_a_place(text: str) -> None:
    places = parse([Source("a.sql", text)]).locations
    assert {places.get(ObjectName("", name), "").split(":")[0] for name in "rs"} == {"a.sql"}
