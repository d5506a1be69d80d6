"""psycopg 3."""

from typing import Any

import psycopg

from local.clients import steps
from local.clients.steps import Row


class Psycopg:
    """A connection in autocommit mode; transactions are blocks."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection

    def run(self, sql: str) -> list[Row]:
        cursor = self.connection.execute(sql.encode())
        return cursor.fetchall() if cursor.description else []

    def transaction(self, *statements: str) -> None:
        with self.connection.transaction():
            for statement in statements:
                self.connection.execute(statement.encode())

    def batch(self, sql: str, parameters: list[Row]) -> None:
        with self.connection.transaction(), self.connection.cursor() as cursor:
            cursor.executemany(sql.encode(), parameters)

    def prepared(self, sql: str, parameters: list[Row]) -> list[Row]:
        cursors = [self.connection.execute(sql.encode(), row, prepare=True) for row in parameters]
        return [row for cursor in cursors for row in cursor]

    def copy_in(self, table: str, rows: list[Row]) -> None:
        with self.connection.cursor().copy(f"COPY {table} FROM STDIN".encode()) as copy:
            for row in rows:
                copy.write_row(row)

    def copy_out(self, query: str) -> list[str]:
        with self.connection.cursor().copy(f"COPY ({query}) TO STDOUT".encode()) as copy:
            return b"".join(bytes(data) for data in copy).decode().splitlines()

    def sqlstate(self, error: Exception) -> str | None:
        return error.sqlstate if isinstance(error, psycopg.Error) else None

    def close(self) -> None:
        self.connection.close()


if __name__ == "__main__":
    steps.run(Psycopg(psycopg.connect(autocommit=True)))
