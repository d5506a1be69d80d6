"""`pulumi-dsql diff` of a database and a file that say the same, against its bare work in another process.

The bare work: the imports, the catalog queries with all their rows, PostgreSQL's own parser on the file.
"""

import json
import os
import subprocess
import sys
import tempfile
from argparse import Namespace
from pathlib import Path

from benchmarks import ROOT, cluster, command, workload
from benchmarks.stopwatch import Stopwatch
from dsql_local import LocalCluster
from pulumi_dsql_provider import catalog
from pulumi_dsql_provider.dialect.parse import Source, parse

_BARE = ROOT / "benchmarks" / "programs" / "bare_diff.py"
_OURS = "from pulumi_dsql_provider.cli.main import main; main()"


def measure(watch: Stopwatch, given: Namespace) -> None:
    """One case for each number of tables."""
    for tables in given.tables:
        with cluster.started() as made, tempfile.TemporaryDirectory(prefix="benchmark-") as scratch:
            things = _things(made, Path(scratch), workload.definitions(tables))
            for _ in watch.rounds():
                watch.time(f"{tables:,} tables", things)


def _things(made: LocalCluster, scratch: Path, text: str) -> dict[str, command.Thing]:
    definitions, plain, queries = (scratch / name for name in ("ours.sql", "plain.sql", "queries.json"))
    definitions.write_text(text)
    plain.write_text(text.replace(" ASYNC", ""))  # a word that PostgreSQL has not got
    with cluster.session(made) as session:
        cluster.fill(session, parse([Source("", text)]).database)
        noting = cluster.Noting(session)
        catalog.read(noting)
    queries.write_text(json.dumps([sql for sql, _ in noting.queries]))
    url = f"dsql://admin@{made.endpoint}/"
    region = os.environ["AWS_REGION"]

    def ours() -> None:
        ran = _run("-c", _OURS, "diff", "--exit-code", "--from", url, "--to", str(definitions))
        assert not ran.stdout, ran.stdout

    def bare() -> None:
        _run(str(_BARE), made.endpoint, region, str(plain), str(queries))

    return {"pulumi-dsql diff": ours, "bare work": bare}


def _run(*args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *args], stdout=subprocess.PIPE, text=True, check=True)


if __name__ == "__main__":
    parser = command.options(__doc__, rounds=5)
    command.sizes(parser, "tables", [1000], "how many tables there are; the stand-in has at most 1,000")
    command.run("cli_diff", parser.parse_args(), measure)
