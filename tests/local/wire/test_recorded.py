"""The arbiter: what a real cluster answered to each statement, the stand-in answers, too."""

from collections.abc import Callable
from typing import Any

import pytest
from local.wire.cluster import WireCluster
from local.wire.recorded import ANSWERS, Case, cases, observe, observe_sessions, setup

CASES = cases()
if not CASES:
    pytest.skip(f"no recordings at {ANSWERS}; PULUMI_DSQL_SHARED names their place", allow_module_level=True)

DIFFERENT: dict[str, str] = {}
"""Cases in which the stand-in is known to answer otherwise, and why."""


@pytest.fixture(scope="module")
def observed(start_cluster: Callable[[], WireCluster]) -> dict[str, list[dict[str, Any]]]:
    """All cases that are not conflicts, run once from first to last, for they build on each other."""
    cluster = start_cluster()
    found: dict[str, list[dict[str, Any]]] = {}
    with cluster.connect() as connection:
        for statement in setup():
            connection.execute(statement.encode())
        for case in CASES:
            found[case.name] = [observe(connection.pgconn, step, case.simple) for step in case.steps]
            observe(connection.pgconn, "ROLLBACK", True)
    return found


@pytest.mark.parametrize("case", [case for case in CASES if not case.sessions], ids=lambda case: case.name)
def test_answer(case: Case, observed: dict[str, list[dict[str, Any]]]) -> None:
    found, recorded = observed[case.name], case.observations
    if case.ignores_rows:
        found, recorded = ([{k: v for k, v in o.items() if k != "rows"} for o in side] for side in (found, recorded))
    if case.name in DIFFERENT:
        assert found != recorded, "no longer different: take it off the list"
    else:
        assert found == recorded
