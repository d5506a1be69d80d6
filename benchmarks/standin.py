"""Statements and connections through the stand-in, against the PostgreSQL behind it on its own socket."""

from argparse import Namespace
from collections.abc import Callable
from functools import partial
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
}
_CREATE = "CREATE TABLE made_{number} (id uuid PRIMARY KEY, text text NOT NULL)"


def measure(watch: Stopwatch, given: Namespace) -> None:
    """A case for each statement, on connections that are open, and one for connecting."""
    with cluster.started() as made, cluster.bare() as through, cluster.direct(made) as direct:
        through.execute("CREATE TABLE notes (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), text text)")
        for _ in watch.rounds():
            for name, sql in _STATEMENTS.items():
                run = _runs_prepared if name in _PREPARED else _runs
                watch.time(name, _sides(run(through, sql), run(direct, sql)), given.statements)
            creating = _sides(_creates(through), _creates(direct))
            watch.time("CREATE TABLE", creating, given.tables, tidy=partial(_drop_what_was_made, direct))
            connecting = _sides(_connects(cluster.bare), _connects(lambda: cluster.direct(made)))
            watch.time("connect and close", connecting, given.connections)


def _sides(through: Callable[[], None], direct: Callable[[], None]) -> dict[str, Callable[[], object]]:
    return {"through the stand-in": through, "PostgreSQL's socket": direct}


def _runs(connection: psycopg.Connection, sql: str) -> Callable[[], None]:
    def run() -> None:
        cursor = connection.execute(sql)
        if cursor.description:
            cursor.fetchall()

    return run


def _runs_prepared(connection: psycopg.Connection, sql: str) -> Callable[[], None]:
    cursor = psycopg.RawCursor(connection)

    def run() -> None:
        cursor.execute(sql, (1,), prepare=True).fetchall()

    return run


def _creates(connection: psycopg.Connection) -> Callable[[], None]:
    numbers = count()

    def run() -> None:
        connection.execute(_CREATE.format(number=next(numbers)))

    return run


def _connects(opened: Callable[[], psycopg.Connection]) -> Callable[[], None]:
    def run() -> None:
        opened().close()

    return run


def _drop_what_was_made(connection: psycopg.Connection) -> None:
    """The stand-in has at most 1,000 tables. Dropped past it, they leave it no jobs to do meanwhile."""
    found = connection.execute("SELECT relname FROM pg_class WHERE relname ~ '^made_[0-9]+$'").fetchall()
    connection.execute(f"DROP TABLE {', '.join(name for (name,) in found)}")


if __name__ == "__main__":
    parser = command.options(__doc__, rounds=9)
    parser.add_argument("--statements", type=int, default=300, help="how often a statement runs in a round")
    parser.add_argument(
        "--tables", type=int, default=500, help="how many tables each side creates in a round"
    )
    parser.add_argument("--connections", type=int, default=30, help="how many connections a round opens")
    command.run("standin", parser.parse_args(), measure)
