"""Which unique index a foreign key relies on."""

from pulumi_dsql_provider.model import Database, ForeignKey, Index, ObjectName, Table


def index_of(key: ForeignKey, live: Database) -> ObjectName | None:
    """The index that a live foreign key relies on, where no constraint has made it.

    A catalog tells; where the key is read from a file, it is taken to prefer the index of a constraint.
    """
    if key.relies_on is not None:
        return ObjectName(key.references.schema, key.relies_on)
    table, columns = live.table(key.references), frozenset(key.referenced_columns)
    if table is None or not columns or has_constraint(table, columns):
        return None
    indexes = live.indexes_of(table.name)
    return next((index.qualified_name for index in indexes if makes_unique(index) == columns), None)


def has_constraint(table: Table, columns: frozenset[str]) -> bool:
    """Whether the primary key or a unique constraint is over just these columns."""
    keys = (table.primary_key, *table.uniques)
    return any(key is not None and frozenset(key.columns) == columns for key in keys)


def makes_unique(index: Index) -> frozenset[str]:
    """The columns that a foreign key can reference because of the index; none where it can reference none."""
    columns = frozenset(key.column for key in index.keys if key.column is not None)
    fits = index.unique and index.where is None and len(columns) == len(index.keys)
    return columns if fits else frozenset()
