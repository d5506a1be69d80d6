"""The arbiter: what a real cluster answered to each statement, the stand-in answers, too."""

from collections.abc import Callable
from dataclasses import replace
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


@pytest.fixture(scope="module")
def clusters(start_cluster: Callable[[], WireCluster]) -> dict[str, WireCluster]:
    """A cluster per day of recording, for the days began with an empty one, with what the cases work on."""
    found = {}
    for day in sorted({case.day for case in CASES}):
        cluster = found[day] = start_cluster()
        # A job that ends is an OC001 for a statement that is under way, as it was for the first recordings.
        cluster.target.settings = replace(cluster.target.settings, job_seconds=600)
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


def _without_rows(observations: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{k: v for k, v in one.items() if k != "rows"} for one in observations]


@pytest.mark.parametrize("case", [case for case in CASES if not case.sessions], ids=lambda case: case.name)
def test_answer(case: Case, observed: dict[str, list[dict[str, Any]]]) -> None:
    found, recorded = observed[case.name], case.observations
    if case.ignores_rows:
        found, recorded = _without_rows(found), _without_rows(recorded)
    assert found == recorded


@pytest.mark.parametrize("case", [case for case in CASES if case.sessions], ids=lambda case: case.name)
def test_conflict(case: Case, clusters: dict[str, WireCluster]) -> None:
    """Both sides are answered as recorded, up to COMMIT, where one of them loses.

    Which side that is was not the same in every recording.
    """
    cluster = clusters[case.day]
    with cluster.connect() as one, cluster.connect() as other:
        found = observe_sessions([one, other], case)
    recorded = case.session_observations
    if case.ignores_rows:
        found, recorded = ([_without_rows(session) for session in side] for side in (found, recorded))
    assert [session[:-1] for session in found] == [session[:-1] for session in recorded]
    ends = [session[-1] for session in recorded]
    assert CONFLICT in ends
    assert [session[-1] for session in found] in (ends, ends[::-1])
