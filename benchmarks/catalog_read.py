"""Reading a whole database into the model, against its queries alone: all rows fetched, nothing built."""

from argparse import Namespace
from collections.abc import Sequence
from typing import Any

from benchmarks import cluster, command, workload
from benchmarks.stopwatch import Stopwatch
from pulumi_dsql_provider import apply, catalog, diff, plan
from pulumi_dsql_provider.catalog import Session


class _Noting:
    """A session that notes the queries which go through it."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.queries: list[tuple[str, Sequence[Any]]] = []

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        self.queries.append((sql, parameters))
        return self._session.query(sql, parameters)

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        return self._session.execute(sql, parameters)


def measure(watch: Stopwatch, given: Namespace) -> None:
    """One case for each number of tables."""
    for tables in given.tables:
        with cluster.started() as made, cluster.session(made) as session, cluster.bare() as bare:
            _fill(session, tables)
            noting = _Noting(session)
            catalog.read(noting)

            def read(session: Session = session, tables: int = tables) -> None:
                assert len(catalog.read(session).tables) == tables

            def query_only(noted: _Noting = noting, bare: Any = bare) -> None:
                for sql, parameters in noted.queries:
                    bare.execute(sql, parameters or None).fetchall()

            for _ in watch.rounds():
                watch.time(f"{tables:,} tables", {"catalog.read": read, "bare queries": query_only})


def _fill(session: Session, tables: int) -> None:
    """Make the tables."""
    live = catalog.read(session)
    todo = plan.make(diff.compare(live, workload.database(tables)), live)
    outcome = apply.run(todo, session)
    assert outcome.error is None, outcome.error


if __name__ == "__main__":
    parser = command.options(__doc__, rounds=9)
    command.sizes(parser, "tables", [100, 1000], "how many tables there are; the stand-in has at most 1,000")
    command.run("catalog_read", parser.parse_args(), measure)
