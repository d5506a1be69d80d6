"""The Chinook sample database as a Pulumi program: 11 tables, 11 foreign keys, 11 indexes, 15,607 rows."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from dsql_local import Running
from pulumi_engine import Engine
from stack.observed import changed_by, cluster_of, planned_by, query
from stack.project import ROOT, Project

ROWS = 15_607


def test_chinook(engine: Engine, standin: Running, project: Project, shared: Path) -> None:
    sql = shared / "schemas" / "chinook.sql"
    stack = engine.stack(project(ROOT / "tests" / "programs" / "chinook"), standin.environ)
    promised = planned_by(stack.up("--json").stdout)
    assert len(promised) == 22
    cluster = cluster_of(standin, stack)
    ran = changed_by(cluster)
    assert sorted(ran) == sorted(sql for statements in promised.values() for sql in statements)
    counts = query(
        cluster,
        "SELECT (SELECT count(*) FROM pg_class c"
        "  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'),"
        " (SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND convalidated),"
        " (SELECT count(*) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
        "  WHERE c.relnamespace = 'public'::regnamespace AND NOT i.indisprimary AND i.indisvalid)",
    )
    assert counts == [(11, 11, 11)]

    # The same definitions as a file: the command line has nothing left to do.
    compared = subprocess.run(
        [
            *(Path(sys.executable).parent / "pulumi-dsql", "diff", "--exit-code"),
            *("--from", f"dsql://admin@{cluster.endpoint}/", "--to", sql),
        ],
        env=cluster.environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (compared.returncode, compared.stdout) == (0, ""), compared.stderr

    subprocess.run(
        ["psql", "--quiet", "--set=ON_ERROR_STOP=1", f"--file={shared / 'schemas' / 'chinook-data.sql'}"],
        env=cluster.environ,
        check=True,
        capture_output=True,
    )
    tables = [name for name, statements in promised.items() if statements[0].startswith("CREATE TABLE")]
    total = " + ".join(f"(SELECT count(*) FROM {name})" for name in tables)
    assert query(cluster, f"SELECT {total}") == [(ROWS,)]

    stack.up("--expect-no-changes")
    stack.refresh("--expect-no-changes")
    stack.destroy()
    assert cluster.identifier not in {each.identifier for each in standin.clusters()}
