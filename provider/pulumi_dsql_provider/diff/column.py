"""What differs between the columns of two tables."""

from collections.abc import Iterator
from typing import TypeVar

from pulumi_dsql_provider.dialect import expressions, types
from pulumi_dsql_provider.diff.change import Change
from pulumi_dsql_provider.diff.comment import comment_differs
from pulumi_dsql_provider.diff.match import changes, differing
from pulumi_dsql_provider.diff.meaning import Columns, Same
from pulumi_dsql_provider.diff.renames import Renames
from pulumi_dsql_provider.model import Column, Database, Domain, Identity, ObjectName, Table

Typed = TypeVar("Typed", Column, Domain)


def compare_columns(live: Table, wanted: Table, renames: Renames, same: Same) -> Iterator[Change]:
    """The changes of columns, whose order means nothing. `live` has the names of `renames` already."""
    types_by_name = types_of(live, wanted)
    same_key = live.primary_key == wanted.primary_key

    def differs(old: Column, new: Column) -> frozenset[str]:
        if old == new and same_key and not renames.columns:
            return frozenset()
        fields = set(differing(old, new, ("type",)) | comment_differs(old, new))
        if _nullable(old, live) != _nullable(new, wanted):
            fields.add("nullable")
        if not same_default(old, new, same):
            fields.add("default")
        if _identity(old.identity) != _identity(new.identity):
            fields.add("identity")
        if not same(old.generated, new.generated, types_by_name, _common_type(old, new)):
            fields.add("generated")
        if not _same_storage(old, new):
            fields.add("storage")
        if (wanted.name, new.name) in renames.columns:
            fields.add("name")
        return frozenset(fields)

    found = changes(
        "column",
        live.columns,
        wanted.columns,
        key=lambda column: column.name,
        differs=differs,
        table=wanted.name,
    )
    return (_with_old_name(change, renames) for change in found)


def types_of(*tables: Table) -> Columns:
    """The types of all columns by name; those of a later table win."""
    return {column.name: column.type for table in tables for column in table.columns}


def types_on(table: ObjectName, *sides: Database) -> Columns:
    """The types of the columns that a table has on the sides that hold it."""
    return types_of(*(found for side in sides if (found := side.table(table)) is not None))


def default_of(column: Column | Domain) -> str | None:
    """The default that the catalog will hold: DEFAULT NULL is not stored, it is the same as none."""
    return None if column.default is None or expressions.is_constant_null(column.default) else column.default


def _with_old_name(change: Change, renames: Renames) -> Change:
    if "name" not in change.differs or not isinstance(change.live, Column) or change.table is None:
        return change
    old_name = renames.columns[change.table, change.live.name]
    return change.model_copy(update={"live": change.live.model_copy(update={"name": old_name})})


def _nullable(column: Column, table: Table) -> bool:
    """Key columns and identity columns are NOT NULL whether it was written or not."""
    in_key = table.primary_key is not None and column.name in table.primary_key.columns
    return column.nullable and not in_key and column.identity is None


def same_default(live: Typed, wanted: Typed, same: Same) -> bool:
    """Whether two columns, or domains, have the same default, or both none."""
    if live.default == wanted.default:
        return True
    old, new = default_of(live), default_of(wanted)
    if live.type != wanted.type:
        # The one cast to the type of the other may be an error: nothing to ask a database.
        return old == new
    return same(old, new, {}, wanted.type)


def _common_type(live: Column, wanted: Column) -> str | None:
    """What the expressions of two generated columns are cast to."""
    return wanted.type if live.type == wanted.type else None


def _identity(identity: Identity | None) -> Identity | None:
    """The identity with its bounds spelt out, as the catalog has them."""
    if identity is None:
        return None
    ascending = identity.increment > 0
    low, high = (1, 2**63 - 1) if ascending else (-(2**63), -1)
    return identity.model_copy(
        update={
            "min_value": low if identity.min_value is None else identity.min_value,
            "max_value": high if identity.max_value is None else identity.max_value,
        }
    )


def _same_storage(live: Column, wanted: Column) -> bool:
    if live.storage == wanted.storage:
        return True
    return storage_of(live) == storage_of(wanted)


def storage_of(column: Column) -> types.OwnStorage:
    """The column's storage, its type's own where none is given; a domain's is `default`."""
    return column.storage or types.default_storage(column.type)
