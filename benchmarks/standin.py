"""Statements and connections through the stand-in, against the PostgreSQL behind it on its own socket."""

from argparse import Namespace
from collections.abc import Callable
from itertools import count

import psycopg

from benchmarks import cluster, command
from benchmarks.stopwatch import Stopwatch

_PREPARED = ("prepared SELECT",)
_STATEMENTS = {
    "SELECT 1": "SELECT 1",
    "prepared SELECT": "SELECT $1::int",
    "INSERT of one row": "INSERT INTO notes (text) VALUES ('a note')",
    "SELECT of 1,000 rows": "SELECT n, 'row ' || n, now() FROM generate_series(1, 1000) n",
    "CREATE TABLE": "CREATE TABLE made_{number} (id uuid PRIMARY KEY, text text NOT NULL)",
}


def measure(watch: Stopwatch, given: Namespace) -> None:
    """A case for each statement, on connections that are open, and one for connecting."""
    with cluster.started() as made, cluster.bare() as through, cluster.direct(made) as direct:
        through.execute("CREATE TABLE notes (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), text text)")
        for _ in watch.rounds():
            for name, sql in _STATEMENTS.items():
                repeat = given.tables if "{number}" in sql else given.statements
                run = _runs_prepared if name in _PREPARED else _runs
                watch.time(name, _sides(run(through, sql), run(direct, sql)), repeat)
            connecting = _sides(_connects(cluster.bare), _connects(lambda: cluster.direct(made)))
            watch.time("connect and close", connecting, given.connections)
            _drop_what_was_made(through)


def _sides(through: Callable[[], None], direct: Callable[[], None]) -> dict[str, Callable[[], object]]:
    return {"through the stand-in": through, "PostgreSQL's socket": direct}


_numbers = count()


def _runs(connection: psycopg.Connection, sql: str) -> Callable[[], None]:
    def run() -> None:
        cursor = connection.execute(sql.replace("{number}", str(next(_numbers))))
        if cursor.description:
            cursor.fetchall()

    return run


def _runs_prepared(connection: psycopg.Connection, sql: str) -> Callable[[], None]:
    cursor = psycopg.RawCursor(connection)

    def run() -> None:
        cursor.execute(sql, (1,), prepare=True).fetchall()

    return run


def _connects(opened: Callable[[], psycopg.Connection]) -> Callable[[], None]:
    def run() -> None:
        opened().close()

    return run


def _drop_what_was_made(connection: psycopg.Connection) -> None:
    """The stand-in has at most 1,000 tables, and a round must not be slower than the one before."""
    found = connection.execute("SELECT relname FROM pg_class WHERE relname ~ '^made_[0-9]+$'").fetchall()
    for (name,) in found:
        connection.execute(f"DROP TABLE {name}")


if __name__ == "__main__":
    parser = command.options(__doc__, rounds=9)
    parser.add_argument("--statements", type=int, default=300, help="how often a statement runs in a round")
    parser.add_argument("--tables", type=int, default=30, help="how many tables a round creates")
    parser.add_argument("--connections", type=int, default=30, help="how many connections a round opens")
    command.run("standin", parser.parse_args(), measure)
