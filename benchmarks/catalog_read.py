"""Reading a whole database into the model, against its queries alone: all rows fetched, nothing built."""

from argparse import Namespace
from typing import Any

from benchmarks import cluster, command, workload
from benchmarks.stopwatch import Stopwatch
from pulumi_dsql_provider import catalog
from pulumi_dsql_provider.catalog import Session


def measure(watch: Stopwatch, given: Namespace) -> None:
    """One case for each number of tables."""
    for tables in given.tables:
        with cluster.started() as made, cluster.session(made) as session, cluster.bare() as bare:
            cluster.fill(session, workload.database(tables))
            noting = cluster.Noting(session)
            catalog.read(noting)

            def read(session: Session = session, tables: int = tables) -> None:
                assert len(catalog.read(session).tables) == tables

            def query_only(noted: cluster.Noting = noting, bare: Any = bare) -> None:
                for sql, parameters in noted.queries:
                    bare.execute(sql, parameters or None).fetchall()

            name = f"{tables:,} tables, {len(noting.queries)} round trips"
            for _ in watch.rounds():
                watch.time(name, {"catalog.read": read, "bare queries": query_only})


if __name__ == "__main__":
    parser = command.options(__doc__, rounds=9)
    command.sizes(parser, "tables", [100, 1000], "how many tables there are; the stand-in has at most 1,000")
    command.run("catalog_read", parser.parse_args(), measure)
