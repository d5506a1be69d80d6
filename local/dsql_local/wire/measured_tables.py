"""Which tables have the hidden trigger that measures what is written (sys/sizes.sql).

Tables get it together, before the first statement that may write something large. To give it to each as it is
made would take a quarter of the time that making it does, and few ever need it.
"""

from dsql_local.sys.install import connect
from dsql_local.wire.target import Target


async def make_measured(target: Target) -> None:
    """Have all tables measured that can be seen. Does nothing when no table was made since the last time."""
    catalog, common = target.catalog, target.common
    if common.measured_as_of >= catalog.tables_made_in:
        return
    async with common.measuring:
        if common.measured_as_of >= catalog.tables_made_in:
            return
        version, is_being_changed = catalog.version, catalog.is_behind(catalog.version)
        async with await connect(target.socket_dir) as connection:
            cursor = await connection.execute("SELECT pg_dsql._measure_new_tables()")
            if await cursor.fetchone() == (True,) and not is_being_changed:
                common.measured_as_of = version
