"""asyncpg."""

import asyncio
import io
from collections.abc import Awaitable
from typing import Any

import asyncpg  # type: ignore[import-untyped]

from local.clients import steps
from local.clients.steps import Row, numbered


class Asyncpg:
    """A connection on an event loop of its own. COPY is binary on the way in."""

    def __init__(self, connecting: Awaitable[Any]) -> None:
        self._runner = asyncio.Runner()

        async def connect() -> Any:
            return await connecting

        self._connection = self._runner.run(connect())

    def run(self, sql: str) -> list[Row]:
        rows: list[Row] = self._runner.run(self._connection.fetch(sql))
        return rows

    def transaction(self, *statements: str) -> None:
        async def work() -> None:
            async with self._connection.transaction():
                for statement in statements:
                    await self._connection.execute(statement)

        self._runner.run(work())

    def batch(self, sql: str, parameters: list[Row]) -> None:
        self._runner.run(self._connection.executemany(numbered(sql), parameters))

    def prepared(self, sql: str, parameters: list[Row]) -> list[Row]:
        async def work() -> list[Row]:
            statement = await self._connection.prepare(numbered(sql))
            return [tuple(row) for given in parameters for row in await statement.fetch(*given)]

        return self._runner.run(work())

    def copy_in(self, table: str, rows: list[Row]) -> None:
        self._runner.run(self._connection.copy_records_to_table(table, records=rows))

    def copy_out(self, query: str) -> list[str]:
        output = io.BytesIO()
        self._runner.run(self._connection.copy_from_query(query, output=output))
        return output.getvalue().decode().splitlines()

    def sqlstate(self, error: Exception) -> str | None:
        return str(error.sqlstate) if isinstance(error, asyncpg.PostgresError) else None

    def close(self) -> None:
        self._runner.run(self._connection.close())
        self._runner.close()


if __name__ == "__main__":
    steps.run(Asyncpg(asyncpg.connect()))
