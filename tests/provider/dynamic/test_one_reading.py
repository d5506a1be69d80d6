"""However many resources are previewed, their cluster is asked once."""

from __future__ import annotations

from dsql_local import LocalCluster
from provider.dynamic.engine import KEY, Stack, col, new_process

_ROUND_TRIPS = 8


def test_a_preview_of_many_tables_and_indexes_reads_the_catalog_once(
    stack: Stack, shared_cluster: LocalCluster
) -> None:
    resources = []
    for number in range(10):
        columns = [KEY, col("total", "int", default=f"{number} + 1")]
        table = stack.table(
            name=f"t{number}", columns=columns, checks={f"c{number}": f"total IN (1, {number})"}
        )
        table.up()
        index = stack.index(table, name=f"i{number}", columns=["total"], where=f"total > {number}")
        index.up()
        resources += [table, index]

    new_process()
    before = len(shared_cluster.log())
    assert [resource.checked()["plan"] for resource in resources] == [[]] * len(resources)
    asked = [entry["sql"] for entry in shared_cluster.log()[before:]]

    assert 0 < len(asked) <= _ROUND_TRIPS
    assert len(set(asked)) == len(asked)
