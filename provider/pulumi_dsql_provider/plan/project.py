"""What is there once the tables that something hangs on have been changed."""

from pulumi_dsql_provider.diff import Renames, after, compare
from pulumi_dsql_provider.model import Database

_NO_RENAMES = Renames()


def project(live: Database, wanted: Database, renames: Renames = _NO_RENAMES) -> Database:
    """`live` with what `wanted` holds as it is going to be; all else stays, renames followed.

    An index, say, is planned from this instead of `live`: it gives the same plan before and after the changes
    of its table have run. What uses a column that goes is gone; what uses one that is renamed has its new name.
    """
    there = [
        table
        for target in wanted.tables
        if (table := live.table(target.name) or live.table(renames.tables.get(target.name, target.name)))
    ]
    part = Database(
        schemas=tuple(schema for schema in live.schemas if wanted.schema_named(schema.name)),
        tables=tuple(there),
        indexes=tuple(index for index in live.indexes if wanted.index(index.qualified_name)),
    )
    return after(live, compare(part, wanted, renames=renames))
