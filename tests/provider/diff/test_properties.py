"""What holds for the differ whatever the databases are."""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

from hypothesis import given, settings
from hypothesis import strategies as st

from databases import databases
from pulumi_dsql_provider.diff import Renames, after, compare, questions
from pulumi_dsql_provider.diff.carry import carry
from pulumi_dsql_provider.model import Access, Database, ObjectName

_SETTINGS = settings(max_examples=60)
T = TypeVar("T")


@_SETTINGS
@given(databases())
def test_nothing_differs_from_itself(database: Database) -> None:
    assert compare(database, database) == ()
    assert questions(database, database) == ()


@_SETTINGS
@given(databases(), databases())
def test_the_changes_lead_to_what_is_wanted(live: Database, wanted: Database) -> None:
    result = after(live, compare(live, wanted))

    assert compare(result, wanted) == ()


@_SETTINGS
@given(databases(), databases(), st.randoms())
def test_the_order_in_which_the_live_part_was_read_means_nothing(
    live: Database, wanted: Database, random: Random
) -> None:
    shuffled = Database(
        schemas=_shuffled(live.schemas, random),
        tables=_shuffled(live.tables, random),
        indexes=_shuffled(live.indexes, random),
        sequences=_shuffled(live.sequences, random),
        domains=_shuffled(live.domains, random),
        statistics=_shuffled(live.statistics, random),
        functions=_shuffled(live.functions, random),
        access=Access(
            **{
                kind: None if (held := getattr(live.access, kind)) is None else _shuffled(held, random)
                for kind in Access.model_fields
            }
        ),
        views=_shuffled(live.views, random),
    )

    assert compare(shuffled, wanted) == compare(live, wanted)


@_SETTINGS
@given(databases())
def test_a_rename_is_only_a_rename(live: Database) -> None:
    tables = {ObjectName(table.name.schema, f"{table.name.name} 2"): table.name for table in live.tables}
    columns = {
        (new, f"{column.name} 2"): column.name
        for new, old in tables.items()
        if (table := live.table(old))
        for column in table.columns
    }
    renames = Renames(tables=tables, columns=columns)
    renamed = carry(live, renames)

    changes = compare(live, renamed, renames=renames)

    assert len(changes) == len(tables) + len(columns)
    assert {change.differs for change in changes} <= {frozenset({"name"})}
    assert {change.kind for change in changes} <= {"table", "column"}
    assert compare(renamed, renamed, renames=renames) == ()
    assert after(live, changes) == renamed


def _shuffled(values: Sequence[T], random: Random) -> tuple[T, ...]:
    return tuple(random.sample(values, len(values)))
