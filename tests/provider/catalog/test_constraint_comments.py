"""The comments on constraints are read back, each from its own constraint."""

import pytest

from live import made
from pulumi_dsql_provider.catalog import Scope, Session, read
from pulumi_dsql_provider.model import ObjectName

T = ObjectName("public", "t")


@pytest.mark.parametrize("scope", [Scope(), Scope(tables=(T,))])
def test_of_a_table(session: Session, scope: Scope) -> None:
    made(
        session,
        "CREATE TABLE t (a int CONSTRAINT p PRIMARY KEY, b int CONSTRAINT u UNIQUE,"
        " c int CONSTRAINT k CHECK (c > 0), d int CONSTRAINT f REFERENCES t, e int UNIQUE)",
        *(f"COMMENT ON CONSTRAINT {name} ON t IS 'it''s {name}'" for name in "pukf"),
        "COMMENT ON INDEX p IS 'of the index'",
    )

    (table,) = read(session, scope).tables

    assert {part.name: part.comment for part in table.constraints} == {
        **{name: f"it's {name}" for name in "pukf"},
        "t_e_key": None,
    }


def test_of_a_domain(session: Session) -> None:
    made(
        session,
        "CREATE DOMAIN d AS int CONSTRAINT one CHECK (VALUE > 0) CONSTRAINT two CHECK (VALUE < 9)",
        "COMMENT ON CONSTRAINT two ON DOMAIN d IS 'less than 9'",
    )

    (domain,) = read(session).domains

    assert {check.name: check.comment for check in domain.checks} == {"one": None, "two": "less than 9"}
