"""The arbiter: what a real cluster answered to each statement, the stand-in answers, too."""

from collections.abc import Callable
from typing import Any

import pytest

from local.wire.cluster import WireCluster
from local.wire.recorded import ANSWERS, Case, cases, observe, observe_sessions, setup

CASES = cases()
if not CASES:
    pytest.skip(f"no recordings at {ANSWERS}; PULUMI_DSQL_SHARED names their place", allow_module_level=True)

CONFLICT = {
    "outcome": "error",
    "sqlstate": "40001",
    "message": "change conflicts with another transaction (OC000)",
}
ABORTED = {"outcome": "ok", "command_tag": "ROLLBACK"}


@pytest.fixture(scope="module")
def clusters(start_cluster: Callable[[], WireCluster]) -> dict[str, WireCluster]:
    """A cluster per day of recording, for the days began with an empty one, with what the cases work on."""
    found = {}
    for day in sorted({case.day for case in CASES}):
        found[day] = start_cluster()
        with found[day].connect() as connection:
            for statement in setup():
                connection.execute(statement.encode())
    return found


@pytest.fixture(scope="module")
def observed(clusters: dict[str, WireCluster]) -> dict[str, list[dict[str, Any]]]:
    """All cases that are not conflicts, run once from first to last, for they build on each other."""
    found: dict[str, list[dict[str, Any]]] = {}
    for day, cluster in clusters.items():
        with cluster.connect() as connection:
            for case in CASES:
                if case.day == day:
                    found[case.name] = [observe(connection, step, case.simple) for step in case.steps]
                    observe(connection, "ROLLBACK", True)
    return found


@pytest.mark.parametrize("case", [case for case in CASES if not case.sessions], ids=lambda case: case.name)
def test_answer(case: Case, observed: dict[str, list[dict[str, Any]]]) -> None:
    found, recorded = observed[case.name], case.observations
    if case.ignores_rows:
        found, recorded = (
            [{k: v for k, v in o.items() if k != "rows"} for o in side] for side in (found, recorded)
        )
    assert found == recorded


@pytest.mark.parametrize("case", [case for case in CASES if case.sessions], ids=lambda case: case.name)
def test_conflict(case: Case, clusters: dict[str, WireCluster]) -> None:
    """One side loses with the recorded error, though here already at its statement and not at COMMIT.

    Which side it is was not the same in every recording.
    """
    cluster = clusters[case.day]
    with cluster.connect() as one, cluster.connect() as other:
        found = observe_sessions([one, other], case)
    recorded_losers = sum(CONFLICT in session for session in case.session_observations)
    assert recorded_losers == 1
    losers = [session for session in found if CONFLICT in session]
    winners = [session for session in found if CONFLICT not in session]
    assert [session[-1] for session in losers] == [ABORTED]
    assert [session[-1] for session in winners] == [{"outcome": "ok", "command_tag": "COMMIT"}]
