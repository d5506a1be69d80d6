"""What is there once the tables that something hangs on have been changed."""

from pulumi_dsql_provider.diff import Renames, after, compare
from pulumi_dsql_provider.model import Database, ObjectName, Table

_NO_RENAMES = Renames()


def project(live: Database, wanted: Database, renames: Renames = _NO_RENAMES) -> Database:
    """`live` with what `wanted` holds as it is going to be; all else stays, renames followed.

    An index, say, is planned from this instead of `live`: it gives the same plan before and after the changes
    of its table have run. What uses a column that goes is gone, what uses a renamed one has its new name.
    """
    tables = (live.table(table.name) or live.table(_old_name(table, renames)) for table in wanted.tables)
    schemas = (live.schema_named(schema.name) for schema in wanted.schemas)
    indexes = (live.index(index.qualified_name) for index in wanted.indexes)
    part = Database(
        schemas=tuple(filter(None, schemas)),
        tables=tuple(filter(None, tables)),
        indexes=tuple(filter(None, indexes)),
    )
    return after(live, compare(part, wanted, renames=renames))


def _old_name(table: Table, renames: Renames) -> ObjectName:
    return renames.tables.get(table.name, table.name)
