"""psycopg 3 on asyncio."""

import asyncio
from typing import Any

import psycopg

from local.clients import steps
from local.clients.steps import Row


class PsycopgAsync:
    """A connection in autocommit mode, on an event loop of its own."""

    def __init__(self) -> None:
        self._runner = asyncio.Runner()
        connecting = psycopg.AsyncConnection.connect(autocommit=True)
        self._connection: psycopg.AsyncConnection[Any] = self._runner.run(connecting)

    def run(self, sql: str) -> list[Row]:
        async def work() -> list[Row]:
            cursor = await self._connection.execute(sql.encode())
            return await cursor.fetchall() if cursor.description else []

        return self._runner.run(work())

    def transaction(self, *statements: str) -> None:
        async def work() -> None:
            async with self._connection.transaction():
                for statement in statements:
                    await self._connection.execute(statement.encode())

        self._runner.run(work())

    def batch(self, sql: str, parameters: list[Row]) -> None:
        async def work() -> None:
            async with self._connection.transaction(), self._connection.cursor() as cursor:
                await cursor.executemany(sql.encode(), parameters)

        self._runner.run(work())

    def prepared(self, sql: str, parameters: list[Row]) -> list[Row]:
        async def work() -> list[Row]:
            found: list[Row] = []
            for row in parameters:
                cursor = await self._connection.execute(sql.encode(), row, prepare=True)
                found += await cursor.fetchall()
            return found

        return self._runner.run(work())

    def copy_in(self, table: str, rows: list[Row]) -> None:
        async def work() -> None:
            async with self._connection.cursor().copy(f"COPY {table} FROM STDIN".encode()) as copy:
                for row in rows:
                    await copy.write_row(row)

        self._runner.run(work())

    def copy_out(self, query: str) -> list[str]:
        async def work() -> list[str]:
            async with self._connection.cursor().copy(f"COPY ({query}) TO STDOUT".encode()) as copy:
                return b"".join([bytes(data) async for data in copy]).decode().splitlines()

        return self._runner.run(work())

    def sqlstate(self, error: Exception) -> str | None:
        return error.sqlstate if isinstance(error, psycopg.Error) else None

    def close(self) -> None:
        self._runner.run(self._connection.close())
        self._runner.close()


if __name__ == "__main__":
    steps.run(PsycopgAsync())
