"""The limits of the service that a plan would exceed: they count what is there, not only what is declared."""

from collections.abc import Iterator

from pulumi_dsql_provider.dialect import limits
from pulumi_dsql_provider.dialect.refusal import Refusal
from pulumi_dsql_provider.dialect.validate import index, schema, sequence, statistics, table, view
from pulumi_dsql_provider.diff.change import Changes
from pulumi_dsql_provider.model import Column, Database, ObjectName, Schema, Sequence, Table
from pulumi_dsql_provider.plan.situation import Situation, changed_part

_LIMITS = frozenset({"DSQL020", "DSQL021", "DSQL022", "DSQL023", "DSQL028", "DSQL055"})
_EARLIER = "drop some of what goes in a change of its own first"


def exceeded(live: Database, situation: Situation) -> tuple[Refusal, ...]:
    """The limits that the plan would exceed, unless they are exceeded already, and as far."""
    before = {_fact(each) for each in _exceeded(changed_part(live, situation.changes))}
    found = tuple(each for each in _exceeded(situation.result) if _fact(each) not in before)
    return (*found, *_too_many_tables(live, situation)) or tuple(_exceeded_on_the_way(live, situation))


def _fact(refusal: Refusal) -> tuple[str, str]:
    """What is exceeded and how far; which of many is one too many is chance."""
    return refusal.code, refusal.message


def _too_many_tables(live: Database, situation: Situation) -> Iterator[Refusal]:
    if situation.created:
        staying = (each for each in live.tables if not situation.is_dropped(each.name))
        yield from table.too_many(Database(tables=(*staying, *situation.created)))


def _exceeded(database: Database) -> Iterator[Refusal]:
    found = [*schema.refusals(database), *index.too_many(database), *statistics.too_many(database)]
    found += sequence.too_many(database)
    found += view.too_many(database)
    for each in database.tables:
        found += table.refusals(each)
    yield from (refusal for refusal in found if refusal.code in _LIMITS)


def _exceeded_on_the_way(live: Database, situation: Situation) -> Iterator[Refusal]:
    """What a plan makes is there before the last of what it drops is gone."""
    of_cluster = (
        ("DSQL020", "schemas", "schema", len(live.schemas), limits.SCHEMAS),
        ("DSQL020", "sequences", "sequence", len(live.sequences), limits.SEQUENCES),
        ("DSQL021", "tables", "table", len(live.tables), limits.TABLES),
    )
    for code, what, kind, there, most in of_cluster:
        made = [each.wanted for each in situation.changes if each.kind == kind and each.live is None]
        if made and (at_once := there + len(made)) > most:
            message = f"a cluster holds at most {most} {what}, and there would be {at_once} for a while"
            yield Refusal(code=code, message=message, way_out=_EARLIER, subject=_name(made[-1]))
    for name, new in _new_columns(situation.changes).items():
        held = situation.live.table(name)
        columns = new + (len(held.columns) if held else 0)
        if columns > limits.COLUMNS_PER_TABLE and name not in situation.rebuilt:
            yield Refusal(
                code="DSQL022",
                message=f"a table has at most {limits.COLUMNS_PER_TABLE} columns, and {name} would have "
                f"{columns} for a while",
                way_out=_EARLIER,
                subject=name,
                property="columns",
            )


def _name(made: object) -> ObjectName:
    match made:
        case Schema():
            return ObjectName(made.name, "")
        case Sequence() | Table():
            return made.name
    raise AssertionError(made)


def _new_columns(changes: Changes) -> dict[ObjectName, int]:
    """How many columns tables that are there get."""
    found: dict[ObjectName, int] = {}
    for change in changes:
        if isinstance(change.wanted, Column) and change.live is None and change.table is not None:
            found[change.table] = found.get(change.table, 0) + 1
    return found
