"""Foreign keys."""

from collections.abc import Iterator, Sequence

from pulumi_dsql_provider.dialect import types
from pulumi_dsql_provider.dialect.capabilities import Rules
from pulumi_dsql_provider.dialect.refusal import Refusal, Refused
from pulumi_dsql_provider.dialect.validate import form, key, name
from pulumi_dsql_provider.model import Database, ForeignKey, Table

_SETS = ("set null", "set default")

# What PostgreSQL can compare with a referenced column, by the referenced column's type; the same type always.
_INTEGERS = frozenset({"int2", "int4", "int8"})
_MOMENTS = frozenset({"date", "timestamp", "timestamptz"})
_TEXTS = frozenset({"text", "varchar", "bpchar"})
_FLOATS = frozenset({"float4", "float8", "numeric"}) | _INTEGERS
_COMPARABLE: dict[str, frozenset[str]] = {
    **dict.fromkeys(_INTEGERS, _INTEGERS),
    **dict.fromkeys(_MOMENTS, _MOMENTS),
    **dict.fromkeys(_TEXTS, _TEXTS),
    "float4": _FLOATS,
    "float8": _FLOATS,
    "numeric": _INTEGERS,
}


def refusals(table: Table, wanted: Database, rules: Rules) -> Iterator[Refusal]:
    """A table's foreign keys; what they reference is looked at where it is in `wanted`."""
    for foreign in table.foreign_keys:
        yield from name.refusals(foreign.name, "foreign key", table.name, "foreign_keys")
        yield from form.refusals("foreign-key", "foreign keys", rules, table.name, "foreign_keys")
        if not foreign.columns:
            yield from key.listed((), _what(foreign), table.name, "foreign_keys")
        yield from key.unknown(foreign.columns, _what(foreign), table, table.name, "foreign_keys")
        yield from _actions(table, foreign)
        referenced = table if foreign.references == table.name else wanted.table(foreign.references)
        yield from _references(table, foreign, referenced, wanted)


def _what(foreign: ForeignKey) -> str:
    return f"the foreign key {foreign.name}"


def _actions(table: Table, foreign: ForeignKey) -> Iterator[Refusal]:
    limited = foreign.on_delete_columns
    if limited and foreign.on_delete not in _SETS:
        message = (
            f"{_what(foreign)} names columns for ON DELETE {foreign.on_delete.upper()}, which takes none"
        )
        yield _refusal(table, "DSQL042", message, "leave them out, or use set null or set default")
    elif outside := [column for column in limited if column not in foreign.columns]:
        message = f"{_what(foreign)} names the column {outside[0]} for ON DELETE, which is not its own"
        yield _refusal(table, "DSQL042", message, "name columns of the foreign key")
    if foreign.initially_deferred and not foreign.deferrable:
        message = f"{_what(foreign)} is initially deferred but not deferrable"
        yield _refusal(table, "DSQL043", message, "make it deferrable")
    writes = foreign.on_delete in _SETS or foreign.on_update in (*_SETS, "cascade")
    generated = [column.name for column in table.columns if column.generated is not None]
    if writes and (into := [column for column in foreign.columns if column in generated]):
        message = f"{_what(foreign)} would write into {into[0]}, which is generated"
        yield _refusal(table, "DSQL044", message, "use no action, restrict or on delete cascade")


def _references(
    table: Table, foreign: ForeignKey, referenced: Table | None, wanted: Database
) -> Iterator[Refusal]:
    columns: Sequence[str] = foreign.referenced_columns
    if not columns and referenced is not None:
        if referenced.primary_key is None:
            message = f"{_what(foreign)} references {referenced.name}, which has no primary key"
            yield _refusal(table, "DSQL041", message, "name referenced columns that are unique")
            return
        columns = referenced.primary_key.columns
    if not columns:
        return
    if len(columns) != len(foreign.columns):
        message = f"{_what(foreign)} has {len(foreign.columns)} columns and references {len(columns)}"
        yield _refusal(table, "DSQL040", message, "name as many as it references, in the same order")
    elif referenced is not None:
        unknown = tuple(key.unknown(columns, _what(foreign), referenced, table.name, "foreign_keys"))
        yield from unknown
        if not unknown:
            yield from _target(table, foreign, referenced, columns, wanted)


def _target(
    table: Table, foreign: ForeignKey, referenced: Table, columns: Sequence[str], wanted: Database
) -> Iterator[Refusal]:
    """The referenced columns all exist, and are as many as the foreign key's own."""
    if len(set(columns)) != len(columns) or set(columns) not in _unique_sets(referenced, wanted):
        message = f"{_what(foreign)} references {referenced.name} ({', '.join(columns)}), which is not unique"
        yield _refusal(
            table, "DSQL041", message, "reference the primary key or the columns of a unique constraint"
        )
    for own, other in zip(foreign.columns, columns, strict=True):
        one, two = _type_of(table, own), _type_of(referenced, other)
        if one and two and not _comparable(one, two):
            message = f"{_what(foreign)}: {own}, {one}, cannot be compared with {other}, {two}"
            yield _refusal(table, "DSQL045", message, "give both columns the same type")


def _unique_sets(table: Table, wanted: Database) -> list[set[str]]:
    """The sets of columns that PostgreSQL knows to be unique; their order does not matter."""
    sets = [set(unique.columns) for unique in table.uniques]
    if table.primary_key is not None:
        sets.append(set(table.primary_key.columns))
    for index in wanted.indexes_of(table.name):
        columns = {one.column for one in index.keys if one.column is not None}
        if index.unique and index.where is None and len(columns) == len(index.keys):
            sets.append(columns)
    return sets


def _type_of(table: Table, column: str) -> str | None:
    """A column's canonical type.

    None where there is no such column, its type is refused already, or
    nothing is known of the domain that it is.
    """
    found = table.column(column)
    try:
        type_ = None if found is None else types.canonical(found.type)
    except Refused:
        return None
    return None if type_ is None or types.domain_named(type_) else type_


def _comparable(referencing: str, referenced: str) -> bool:
    own, other = types.base(referencing), types.base(referenced)
    return own == other or own in _COMPARABLE.get(other, ())


def _refusal(table: Table, code: str, message: str, way_out: str) -> Refusal:
    return Refusal(code=code, message=message, way_out=way_out, subject=table.name, property="foreign_keys")
