"""Chinook with its rows goes through ten changes of its program, and every row is still there."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from dsql_local import LocalCluster, Running
from pulumi_engine import Engine
from stack.chinook_changes import CHANGES, PROGRAM, planned
from stack.editing import edited
from stack.observed import changed_by, cluster_of, planned_by, query
from stack.project import Project

ROWS = 15_607

# Every column with its table and the key of that.
_COLUMNS = """
    SELECT c.oid::bigint, a.attnum, c.relname, a.attname, k.columns
    FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    JOIN (
        SELECT i.indrelid, string_agg(quote_ident(a.attname), ', ' ORDER BY key.place) AS columns
        FROM pg_index i
        CROSS JOIN unnest(i.indkey::int2[]) WITH ORDINALITY AS key (number, place)
        JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = key.number
        WHERE i.indisprimary AND key.place <= i.indnkeyatts GROUP BY i.indrelid
    ) k ON k.indrelid = c.oid
    WHERE c.relnamespace = 'public'::regnamespace"""


class Values(NamedTuple):
    """What stands in a column, in the order of its table's key."""

    rows: int
    checksum: str


Contents = dict[tuple[int, int], Values]
"""Every column by the numbers that the catalog has for its table and for itself: renames leave them alone."""


@pytest.mark.timeout(1200)  # some 25 runs of an engine
def test_ten_changes(engine: Engine, standin: Running, project: Project, shared: Path) -> None:
    stack = engine.stack(project(PROGRAM), standin.environ)
    stack.up()
    cluster = cluster_of(standin, stack)
    _load(cluster, shared / "schemas" / "chinook-data.sql")
    names = _names(cluster)
    kept = _contents(cluster)
    assert sum({table: values.rows for (table, _), values in kept.items()}.values()) == ROWS

    promised = planned()
    assert list(promised) == list(CHANGES)
    source = stack.directory / "__main__.py"
    first = program = source.read_text(encoding="utf-8")
    for name, change in CHANGES.items():
        program = edited(first if change.of_the_first else program, change.edits)
        source.write_text(program, encoding="utf-8")
        before = len(cluster.log())

        # It prints its own preview first: the one that --strict holds it to.
        assert planned_by(stack.up("--json").stdout) == promised[name], name
        _assert_ran(changed_by(cluster, since=before), promised[name], change.done_before)
        kept = {column: values for column, values in kept.items() if names[column] not in change.columns_gone}
        assert kept.items() <= _contents(cluster).items(), name

    stack.refresh("--expect-no-changes")
    stack.destroy()
    assert cluster.identifier not in {each.identifier for each in standin.clusters()}


def _load(cluster: LocalCluster, rows: Path) -> None:
    command = ["psql", "--quiet", "--set=ON_ERROR_STOP=1", f"--file={rows}"]
    subprocess.run(command, env=cluster.environ, check=True, capture_output=True)


def _assert_ran(
    ran: Sequence[str], promised: Mapping[str, Sequence[str]], done_before: frozenset[str]
) -> None:
    """What was shown has run, each resource's in its order, and nothing else."""
    # A batch of a backfill runs again and again; what other resources run may come in between.
    once = [sql for number, sql in enumerate(ran) if not (sql.startswith("UPDATE") and sql in ran[:number])]
    left = [[sql for sql in statements if sql not in done_before] for statements in promised.values()]
    assert sorted(once) == sorted(sql for statements in left for sql in statements)
    for statements in left:
        assert [sql for sql in once if sql in statements] == statements


def _names(cluster: LocalCluster) -> dict[tuple[int, int], str]:
    """The columns' names, each as `table.column`."""
    return {(table, number): f"{of}.{name}" for table, number, of, name, _ in query(cluster, _COLUMNS)}


def _contents(cluster: LocalCluster) -> Contents:
    """What stands in all columns."""
    each = (
        f"SELECT {table}, {number}, count(*),"
        f" md5(string_agg(quote_nullable({name}::text), ',' ORDER BY {key})) FROM {of}"
        for table, number, of, name, key in query(cluster, _COLUMNS)
    )
    found = query(cluster, " UNION ALL ".join(each))
    return {(table, number): Values(*values) for table, number, *values in found}
