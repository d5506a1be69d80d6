"""An index that a constraint is made of, or that a foreign key relies on."""

from __future__ import annotations

import pytest

from live import made
from provider.dynamic.engine import KEY, Resource, Stack, col, new_process
from pulumi_dsql_provider.catalog import Session
from pulumi_dsql_provider.dynamic.errors import Failed

MADE_INTO_A_CONSTRAINT = "ALTER TABLE t ADD CONSTRAINT i UNIQUE USING INDEX i"


@pytest.fixture
def table(stack: Stack) -> Resource:
    found = stack.table(columns=[KEY, col("email", "text")])
    found.up()
    return found


@pytest.fixture
def index(stack: Stack, table: Resource) -> Resource:
    found = stack.index(table, columns=["email"], unique=True)
    found.up()
    return found


def test_one_that_a_foreign_key_relies_on_is_not_deleted(
    table: Resource, index: Resource, session: Session
) -> None:
    made(session, "CREATE TABLE theirs (id int PRIMARY KEY, email text REFERENCES t (email))")
    with pytest.raises(Failed, match=r"^DSQL200: cannot drop index i .*theirs_email_fkey") as told:
        index.destroy()
    assert str(told.value).endswith("; delete what depends on it first, then run it again")
    index.settled()
    made(session, "DROP TABLE theirs")
    index.destroy()
    assert not index.read().id


def test_one_that_somebody_has_made_into_a_constraint_is_not_deleted(
    table: Resource, index: Resource, session: Session
) -> None:
    made(session, MADE_INTO_A_CONSTRAINT)
    assert not index.read().id
    index.destroy()
    assert (table.read().inputs or {})["uniques"] == [{"columns": ["email"], "name": "i"}]


def test_one_that_somebody_has_made_into_a_constraint_comes_back(
    table: Resource, index: Resource, session: Session
) -> None:
    made(session, MADE_INTO_A_CONSTRAINT)
    new_process()
    again = table.checked(), index.checked()
    assert again[0]["plan"] == ["ALTER TABLE public.t DROP CONSTRAINT i;"]
    assert again[1]["plan"][0] == "CREATE UNIQUE INDEX ASYNC i ON public.t (email);"
    table.bring_about(again[0])
    index.bring_about(again[1])
    table.settled()
    index.settled()


def test_one_that_the_program_makes_into_a_constraint_stays(
    table: Resource, index: Resource, session: Session
) -> None:
    oid = session.query("SELECT 'i'::regclass::oid")
    new_process()
    table.props["uniques"] = [{"columns": ["email"], "name": "i"}]
    table.bring_about(table.checked())
    assert table.inputs["plan"][-1] == "ALTER TABLE public.t ADD CONSTRAINT i UNIQUE USING INDEX i;"
    index.delete()
    table.settled()
    assert session.query("SELECT 'i'::regclass::oid") == oid
