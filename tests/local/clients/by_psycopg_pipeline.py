"""psycopg 3, everything in pipelines."""

import psycopg

from local.clients import steps
from local.clients.by_psycopg import Psycopg
from local.clients.steps import Row


class PsycopgPipeline(Psycopg):
    """Sends all statements of a transaction before it reads the first answer."""

    def run(self, sql: str) -> list[Row]:
        with self.connection.pipeline() as pipeline:
            cursor = self.connection.execute(sql.encode())
            pipeline.sync()
            return cursor.fetchall() if cursor.description else []

    def transaction(self, *statements: str) -> None:
        with self.connection.pipeline():
            super().transaction(*statements)

    def batch(self, sql: str, parameters: list[Row]) -> None:
        with self.connection.pipeline():
            super().batch(sql, parameters)

    def prepared(self, sql: str, parameters: list[Row]) -> list[Row]:
        with self.connection.pipeline():
            return super().prepared(sql, parameters)


if __name__ == "__main__":
    steps.run(PsycopgPipeline(psycopg.connect(autocommit=True)))
