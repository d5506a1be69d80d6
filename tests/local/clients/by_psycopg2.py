"""psycopg2, which has no prepared statements."""

import io
from typing import Any

import psycopg2
from psycopg2.extras import execute_batch

from local.clients import steps
from local.clients.steps import Row


class Psycopg2:
    """A connection in autocommit mode; a transaction turns that off for a while."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._connection.autocommit = True

    def run(self, sql: str) -> list[Row]:
        with self._connection.cursor() as cursor:
            cursor.execute(sql)
            return list(cursor.fetchall()) if cursor.description else []

    def transaction(self, *statements: str) -> None:
        self._connection.autocommit = False
        try:
            with self._connection, self._connection.cursor() as cursor:
                for statement in statements:
                    cursor.execute(statement)
        finally:
            self._connection.autocommit = True

    def batch(self, sql: str, parameters: list[Row]) -> None:
        with self._connection.cursor() as cursor:
            execute_batch(cursor, sql, parameters)

    def copy_in(self, table: str, rows: list[Row]) -> None:
        lines = "".join("\t".join(str(value) for value in row) + "\n" for row in rows)
        with self._connection.cursor() as cursor:
            cursor.copy_expert(f"COPY {table} FROM STDIN", io.StringIO(lines))

    def copy_out(self, query: str) -> list[str]:
        output = io.StringIO()
        with self._connection.cursor() as cursor:
            cursor.copy_expert(f"COPY ({query}) TO STDOUT", output)
        return output.getvalue().splitlines()

    def sqlstate(self, error: Exception) -> str | None:
        return error.pgcode if isinstance(error, psycopg2.Error) else None

    def close(self) -> None:
        self._connection.close()


if __name__ == "__main__":
    steps.run(Psycopg2(psycopg2.connect("")))
