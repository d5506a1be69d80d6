"""pg8000, which reads no environment: the application does."""

import io
import os
import ssl
from typing import Any

import pg8000.native  # type: ignore[import-untyped]

from local.clients import steps
from local.clients.steps import Row, numbered


class Pg8000:
    """A connection of pg8000's native interface: every statement commits by itself."""

    def __init__(self) -> None:
        self._connection = pg8000.native.Connection(
            user=os.environ["PGUSER"],
            password=os.environ["PGPASSWORD"],
            host=os.environ["PGHOST"],
            port=int(os.environ["PGPORT"]),
            database=os.environ["PGDATABASE"],
            ssl_context=ssl.create_default_context(cafile=os.environ["PGSSLROOTCERT"]),
        )

    def run(self, sql: str) -> list[list[Any]]:
        rows: list[list[Any]] | None = self._connection.run(sql)
        return rows or []

    def transaction(self, *statements: str) -> None:
        self.run("START TRANSACTION")
        try:
            for statement in statements:
                self.run(statement)
        except BaseException:
            self.run("ROLLBACK")
            raise
        self.run("COMMIT")

    def batch(self, sql: str, parameters: list[Row]) -> None:
        self.run("START TRANSACTION")
        self.prepared(sql, parameters)
        self.run("COMMIT")

    def prepared(self, sql: str, parameters: list[Row]) -> list[Row]:
        statement = self._connection.prepare(numbered(sql, ":p"))
        given = [{f"p{number}": value for number, value in enumerate(row, 1)} for row in parameters]
        found = [tuple(row) for values in given for row in statement.run(**values) or []]
        statement.close()
        return found

    def copy_in(self, table: str, rows: list[Row]) -> None:
        lines = "".join("\t".join(str(value) for value in row) + "\n" for row in rows)
        self._connection.run(f"COPY {table} FROM STDIN", stream=io.BytesIO(lines.encode()))

    def copy_out(self, query: str) -> list[str]:
        output = io.BytesIO()
        self._connection.run(f"COPY ({query}) TO STDOUT", stream=output)
        return output.getvalue().decode().splitlines()

    def sqlstate(self, error: Exception) -> str | None:
        return str(error.args[0]["C"]) if isinstance(error, pg8000.native.DatabaseError) else None

    def close(self) -> None:
        self._connection.close()


if __name__ == "__main__":
    steps.run(Pg8000())
