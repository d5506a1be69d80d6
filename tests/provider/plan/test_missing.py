"""A plan relies on nothing that is nowhere; of a part of a database nobody can tell."""

from __future__ import annotations

import pytest

from pulumi_dsql_provider import diff, plan
from pulumi_dsql_provider.model import (
    Column,
    Database,
    Domain,
    ForeignKey,
    Function,
    ObjectName,
    Schema,
    Table,
)

PARENTS, CHILDREN = ObjectName("shop", "parents"), ObjectName("shop", "children")
PUBLIC = Schema(name="public")


def table(name: ObjectName, references: ObjectName | None = None) -> Table:
    """A table of one column, with a foreign key where it references something."""
    key = ForeignKey(name="fk", columns=("id",), references=references) if references else None
    return Table(name=name, columns=(Column(name="id", type="bigint"),), foreign_keys=(key,) if key else ())


MOOD = Domain(name=ObjectName("public", "mood"), type="text")
OF_DOMAIN = Table(
    name=ObjectName("public", "t"),
    columns=(Column(name="id", type="bigint"), Column(name="mood", type="public.mood")),
)
NEW = table(CHILDREN, PARENTS)
CASES: dict[str, tuple[Database, Database, tuple[ObjectName, ...], list[str]]] = {
    "nothing is there": (
        Database(schemas=(PUBLIC,)),
        Database(tables=(NEW,)),
        (),
        ["DSQL125", "DSQL126"],
    ),
    "a function in no schema": (
        Database(schemas=(PUBLIC,)),
        Database(functions=(Function(name=ObjectName("shop", "f"), returns="void", body=""),)),
        (),
        ["DSQL125"],
    ),
    "the schema is there": (
        Database(schemas=(PUBLIC, Schema(name="shop"))),
        Database(tables=(NEW,)),
        (),
        ["DSQL126"],
    ),
    "something is there in the schema": (
        Database(schemas=(PUBLIC,), tables=(table(PARENTS),)),
        Database(tables=(NEW,)),
        (),
        [],
    ),
    "the plan makes both": (
        Database(schemas=(PUBLIC,)),
        Database(schemas=(Schema(name="shop"),), tables=(NEW, table(PARENTS))),
        (),
        [],
    ),
    "both are to come": (
        Database(schemas=(PUBLIC,)),
        Database(tables=(NEW,)),
        (ObjectName("shop", ""), PARENTS),
        [],
    ),
    "that a table is to come tells nothing of its schema": (
        Database(schemas=(PUBLIC,)),
        Database(tables=(NEW,)),
        (CHILDREN, PARENTS),
        ["DSQL125"],
    ),
    "public is always there": (
        Database(schemas=(Schema(name="shop"),)),
        Database(tables=(table(ObjectName("public", "t")),)),
        (),
        [],
    ),
    "another foreign key references it": (
        Database(schemas=(Schema(name="shop"),), tables=(table(ObjectName("shop", "others"), PARENTS),)),
        Database(tables=(NEW,)),
        (),
        [],
    ),
    "a table references itself": (
        Database(schemas=(Schema(name="shop"),)),
        Database(tables=(table(CHILDREN, CHILDREN),)),
        (),
        [],
    ),
    "a domain is nowhere": (Database(schemas=(PUBLIC,)), Database(tables=(OF_DOMAIN,)), (), ["DSQL010"]),
    "a domain is there": (
        Database(schemas=(PUBLIC,), domains=(MOOD,)),
        Database(tables=(OF_DOMAIN,), domains=(MOOD,)),
        (),
        [],
    ),
    "the plan makes the domain": (
        Database(schemas=(PUBLIC,)),
        Database(tables=(OF_DOMAIN,), domains=(MOOD,)),
        (),
        [],
    ),
    "a new column is of a domain that is nowhere": (
        Database(schemas=(PUBLIC,), tables=(table(OF_DOMAIN.name),)),
        Database(tables=(OF_DOMAIN,)),
        (),
        ["DSQL010"],
    ),
    "a domain's schema is nowhere": (
        Database(schemas=(PUBLIC,)),
        Database(domains=(Domain(name=ObjectName("shop", "d"), type="text"),)),
        (),
        ["DSQL125"],
    ),
    "the database is not known": (Database(), Database(tables=(NEW,)), (), []),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_missing(name: str) -> None:
    live, wanted, coming, codes = CASES[name]
    added = tuple(change for change in diff.compare(live, wanted) if change.wanted is not None)
    made = plan.make(added, live, coming=coming)
    assert [refusal.code for refusal in made.refusals] == codes
