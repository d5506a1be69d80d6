"""Roles, and what they may do, are read back as they were given."""

from typing import Any

import pytest

from live import Fault, Flaky, made
from pulumi_dsql_provider.catalog import DatabaseError, Scope, Session, read
from pulumi_dsql_provider.model import (
    Access,
    Database,
    Grant,
    IamMapping,
    Membership,
    ObjectName,
    Role,
    Schema,
    Target,
)

T = ObjectName("public", "t")
# What PUBLIC may do in a new cluster.
OPEN = Grant(target=Target(kind="schema", name=ObjectName("public", "")), grantee="public", privilege="USAGE")
EMPTY = Access(roles=(), memberships=(), iam_mappings=(), grants=(OPEN,), owners=(), default_privileges=())


def test_an_empty_database_has_public_only(session: Session) -> None:
    assert read(session) == Database(schemas=(Schema(name="public"),), access=EMPTY)


def test_roles_memberships_and_mappings(session: Session) -> None:
    assert read(session).access == Access(
        roles=(), memberships=(), iam_mappings=(), grants=(OPEN,), owners=(), default_privileges=()
    )
    made(
        session,
        "CREATE ROLE readers",
        'CREATE ROLE "App" WITH LOGIN',
        "COMMENT ON ROLE readers IS 'they read'",
    )
    made(session, 'GRANT readers TO "App" WITH INHERIT FALSE, ADMIN OPTION')
    made(
        session,
        "AWS IAM GRANT \"App\" TO 'arn:aws:iam::123456789012:role/b', 'arn:aws:iam::123456789012:role/a'",
    )
    counting = Flaky(session)
    assert read(counting).access == Access(
        roles=(Role(name="App", login=True), Role(name="readers", comment="they read")),
        memberships=(Membership(role="readers", member="App", admin=True, inherit=False),),
        iam_mappings=tuple(
            IamMapping(role="App", arn=f"arn:aws:iam::123456789012:role/{name}") for name in "ab"
        ),
        grants=(OPEN,),
        owners=(),
        default_privileges=(),
    )
    assert len(counting.arrived) == 9
    assert read(session, Scope(schemas=("public",))).access == Access(
        grants=(OPEN,), owners=(), default_privileges=()
    )
    assert read(session, Scope(tables=(T,))).access == Access()


GRANTS: dict[str, list[tuple[Any, ...]]] = {
    "SELECT, INSERT ON t TO app": [
        ("table", ("public", "t"), None, "app", "SELECT", False),
        ("table", ("public", "t"), None, "app", "INSERT", False),
    ],
    "UPDATE (b, a) ON t TO app WITH GRANT OPTION": [
        ("table", ("public", "t"), "a", "app", "UPDATE", True),
        ("table", ("public", "t"), "b", "app", "UPDATE", True),
    ],
    "USAGE ON SEQUENCE q TO PUBLIC": [("sequence", ("public", "q"), None, "public", "USAGE", False)],
    "CREATE ON SCHEMA public TO app": [("schema", ("public", ""), None, "app", "CREATE", False)],
    "USAGE ON DOMAIN d TO app": [("domain", ("public", "d"), None, "app", "USAGE", False)],
    "EXECUTE ON FUNCTION f TO app": [("function", ("public", "f"), None, "app", "EXECUTE", False)],
    "SELECT ON t TO admin": [],
}


@pytest.mark.parametrize("granted", GRANTS)
def test_grants(session: Session, granted: str) -> None:
    made(session, "CREATE ROLE app", "CREATE TABLE t (a int, b text)", "CREATE SEQUENCE q CACHE 1")
    made(session, "CREATE DOMAIN d AS int", "CREATE FUNCTION f(int, t[]) RETURNS int RETURN 1")
    before = read(session).access.grants or ()
    made(session, f"GRANT {granted}")
    types = ("integer", "public.t[]")
    expected = {
        Grant(
            target=Target(kind=kind, name=ObjectName(*name), types=types if kind == "function" else ()),
            column=column,
            grantee=grantee,
            privilege=privilege,
            grantable=grantable,
        )
        for kind, name, column, grantee, privilege, grantable in GRANTS[granted]
    }
    after = read(session).access.grants or ()
    assert set(after) == {*before, *expected}
    assert len(before) == 3  # of PUBLIC, on the schema, the domain and the function
    taken = granted.replace(" TO ", " FROM ").removesuffix(" WITH GRANT OPTION")
    made(session, f"REVOKE {taken}")
    assert read(session).access.grants == before


def test_default_privileges(session: Session) -> None:
    made(session, "CREATE SCHEMA s", "CREATE ROLE app")
    made(session, "ALTER DEFAULT PRIVILEGES GRANT INSERT, SELECT ON TABLES TO app, admin")
    made(session, "ALTER DEFAULT PRIVILEGES IN SCHEMA s GRANT USAGE ON TYPES TO PUBLIC")
    made(session, "ALTER DEFAULT PRIVILEGES IN SCHEMA s GRANT USAGE ON SEQUENCES TO app WITH GRANT OPTION")
    made(session, "ALTER DEFAULT PRIVILEGES FOR ROLE app REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC")
    made(session, "ALTER DEFAULT PRIVILEGES GRANT USAGE ON TYPES TO app")
    found = [tuple(each.model_dump().values()) for each in read(session).access.default_privileges or ()]
    assert found == [
        ("admin", None, "table", "app", "SELECT", False, False),
        ("admin", None, "table", "app", "INSERT", False, False),
        ("admin", None, "domain", "app", "USAGE", False, False),
        ("admin", "s", "sequence", "app", "USAGE", True, False),
        ("admin", "s", "domain", "public", "USAGE", False, False),
        ("app", None, "function", "public", "EXECUTE", False, True),
    ]


def test_owners(session: Session) -> None:
    made(session, "CREATE ROLE app", "CREATE SCHEMA s AUTHORIZATION app", "CREATE SCHEMA r")
    made(
        session,
        "GRANT CREATE ON SCHEMA r TO app",
        "CREATE TABLE r.t (a int, b int)",
        "CREATE TABLE r.u (a int)",
    )
    made(session, "CREATE SEQUENCE r.own CACHE 1 OWNED BY r.t.a", "CREATE SEQUENCE r.q CACHE 1")
    made(session, "CREATE DOMAIN r.d AS int", "CREATE FUNCTION r.f(int[]) RETURNS int RETURN 1")
    made(session, "CREATE STATISTICS r.x ON a, b FROM r.t")
    for what in ("TABLE r.t", "SEQUENCE r.q", "DOMAIN r.d", "FUNCTION r.f", "STATISTICS r.x"):
        made(session, f"ALTER {what} OWNER TO app")
    found = read(session).access.owners or ()
    assert {owner.role for owner in found} == {"app"}
    assert [str(owner.target) for owner in found] == [
        "schema s",
        "table r.t",
        "sequence r.q",
        "domain r.d",
        "function r.f(integer[])",
        "statistics r.x",
    ]


def test_grants_of_others_than_the_owner(session: Session) -> None:
    made(session, "CREATE ROLE one", "CREATE ROLE two", "CREATE TABLE t (a int)")
    made(session, "GRANT SELECT ON t TO one WITH GRANT OPTION", "GRANT one TO admin")
    session.execute("BEGIN; SET LOCAL ROLE one; GRANT SELECT ON t TO two; COMMIT")
    found = {grant.grantee: grant.by for grant in read(session).access.grants or ()}
    assert found == {"public": None, "one": None, "two": "one"}


@pytest.mark.parametrize("hidden", ["pg_auth_members", "aclexplode", "pg_default_acl"])
def test_where_access_is_not_shown_all_else_is_read(session: Session, hidden: str) -> None:
    made(session, "CREATE ROLE app", "CREATE TABLE t (a int, b text)", "CREATE SEQUENCE q CACHE 1")
    whole = read(session)
    denied = DatabaseError(f"permission denied for {hidden}", "42501")
    found = read(Flaky(session, Fault(hidden, denied)))
    assert found.access == Access()
    assert found == whole.model_copy(update={"access": Access()})
    with pytest.raises(DatabaseError, match="gone"):
        read(Flaky(session, Fault(hidden, DatabaseError("gone", "XX000"))))


def test_mappings_that_cannot_be_seen_are_not_known(session: Session) -> None:
    made(session, "CREATE ROLE app WITH LOGIN")
    denied = DatabaseError("permission denied for view iam_pg_role_mappings", "42501")
    hidden = read(Flaky(session, Fault("iam_pg_role_mappings", denied))).access
    assert (hidden.roles, hidden.iam_mappings) == ((Role(name="app", login=True),), None)
    with pytest.raises(DatabaseError, match="gone"):
        read(Flaky(session, Fault("iam_pg_role_mappings", DatabaseError("gone", "XX000"))))
