"""Many resources at once: DDL of a cluster goes through one lane, waits do not."""

from __future__ import annotations

from pathlib import Path

from dsql_local import LocalCluster
from pulumi_engine import Engine
from stack.on_cluster import started

TABLES, INDEXES_EACH = 40, 2
PROGRAM = f"""
    for number in range({TABLES}):
        table = dsql.Table(f"t{{number:02}}", cluster=cluster, primary_key=["id"],
            columns=[dsql.Column("id", "bigint"), dsql.Column("a", "text"), dsql.Column("b", "text")])
        dsql.Index(f"t{{number:02}}_a", table=table, columns=["a"])
        dsql.Index(f"t{{number:02}}_b", table=table, columns=["b"])
"""


def test_forty_tables_and_eighty_indexes_at_once(
    engine: Engine, cluster: LocalCluster, tmp_path: Path
) -> None:
    written = started(engine, cluster, tmp_path / "program")
    up = written.up(PROGRAM, "--skip-preview", "--parallel", "64", strict=False)
    assert len(written.changes()) == TABLES * (1 + INDEXES_EACH)
    assert written.query(
        "SELECT count(*) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
        " WHERE c.relnamespace = 'public'::regnamespace AND i.indisvalid"
    ) == [(TABLES * (1 + INDEXES_EACH),)]
    # A job that ends makes the statement beside it fail (OC001): it is tried again, and nobody sees it.
    assert "40001" not in up.stdout + up.stderr
    assert "OC00" not in up.stdout + up.stderr
    # And the waits overlap: more jobs were under way at once than the plugin has threads by itself.
    jobs = written.query(
        "SELECT max(n) FROM (SELECT count(*) AS n FROM sys.jobs a JOIN sys.jobs b"
        " ON b.start_time <= a.start_time AND a.start_time <= b.update_time"
        " WHERE a.job_type = 'INDEX_BUILD' AND b.job_type = 'INDEX_BUILD' GROUP BY a.job_id) AS overlapping"
    )
    assert int(str(jobs[0][0])) > 4
