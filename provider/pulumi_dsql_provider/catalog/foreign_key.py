"""Foreign keys as the catalog has them."""

from collections.abc import Collection, Iterable, Mapping
from itertools import groupby

from pulumi_dsql_provider.catalog.column import Columns, names
from pulumi_dsql_provider.catalog.scope import Row
from pulumi_dsql_provider.model import ForeignKey, Match, ObjectName, ReferentialAction

_ACTIONS: dict[str, ReferentialAction] = {
    "a": "no action",
    "r": "restrict",
    "c": "cascade",
    "n": "set null",
    "d": "set default",
}
_MATCHES: dict[str, Match] = {"s": "simple", "f": "full"}


def foreign_keys(
    rows: Iterable[Row], columns: Mapping[int, Columns], validating: Collection[int]
) -> dict[int, list[ForeignKey]]:
    """The rows of foreign_keys.sql as values, by their table's oid and sorted by name.

    A job validates a constraint of each table in `validating`.
    """
    found: dict[int, list[ForeignKey]] = {}
    for _, group in groupby(rows, key=lambda row: row[0]):
        of_key = list(group)
        table = of_key[0][1]
        if table in columns:  # else created since the columns were read
            key = _foreign_key(of_key, columns[table], table in validating)
            found.setdefault(table, []).append(key)
    return found


def _foreign_key(rows: list[Row], own: Columns, table_is_validated: bool) -> ForeignKey:
    """One foreign key from its rows, which differ in the referenced column only."""
    _, _, name, own_numbers, other_numbers, deleted, schema, table, _, _, *rules = rows[0]
    on_delete, on_update, match, deferrable, deferred, validated, relies_on, comment = rules
    referenced = {row[8]: row[9] for row in rows}
    return ForeignKey(
        name=name,
        columns=names(own, own_numbers),
        references=ObjectName(schema, table),
        referenced_columns=tuple(referenced[number] for number in other_numbers),
        on_delete=_ACTIONS[on_delete],
        on_delete_columns=names(own, deleted or ()),
        on_update=_ACTIONS[on_update],
        match=_MATCHES[match],
        deferrable=deferrable,
        initially_deferred=deferred,
        validated=validated,
        validating=not validated and table_is_validated,
        relies_on=relies_on,
        comment=comment,
    )
