"""What a real cluster answered, statement by statement, and the same asked of the stand-in."""

import json
import os
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from psycopg import Connection
from psycopg.generators import execute
from psycopg.pq import DiagnosticField, ExecStatus
from psycopg.pq.abc import PGresult

_FOLDER = Path(os.environ.get("PULUMI_DSQL_SHARED", Path(__file__).parents[4] / "shared")) / "dsql"
ANSWERS, FIXTURES = _FOLDER / "recorded-answers.json", _FOLDER / "recorded-fixtures.json"
_STEP_SECONDS = 20.0


@dataclass(frozen=True)
class Case:
    """A recorded case: its steps on one connection, or its `sessions` that run side by side, step by step."""

    name: str
    day: str
    steps: list[str]
    observations: list[dict[str, Any]]
    simple: bool
    ignores_rows: bool
    sessions: list[list[str]]
    session_observations: list[list[dict[str, Any]]]


def cases() -> list[Case]:
    """All cases, in the order in which they were recorded; none when the recordings are not there."""
    if not ANSWERS.exists():
        return []
    found = sorted(json.loads(ANSWERS.read_text()), key=lambda case: case["suite_order"])
    return [
        Case(
            name=case["name"],
            day=case["recorded_at"][:10],
            steps=case["steps"],
            observations=case["observations"],
            simple=case.get("simple_protocol", False),
            ignores_rows=case.get("ignore_rows", False),
            sessions=case.get("sessions", []),
            session_observations=case.get("session_observations", []),
        )
        for case in found
    ]


def setup() -> list[str]:
    """The statements that make what the cases work on."""
    statements: list[str] = json.loads(FIXTURES.read_text())["setup_all_in_order"]
    return statements


def observe(connection: Connection[Any], sql: str, simple: bool) -> dict[str, Any]:
    """Run a step and describe its answer in the way the recordings do."""
    if simple:
        connection.pgconn.send_query(sql.encode())
    else:
        connection.pgconn.send_query_params(sql.encode(), None)
    results = [_observation(result) for result in connection.wait(execute(connection.pgconn))]
    if simple and len(results) > 1:
        failed = [result for result in results if result["outcome"] == "error"]
        inner = [{k: v for k, v in result.items() if k != "outcome"} for result in results]
        return failed[0] if failed else {"outcome": "ok", "results": inner}
    return results[0]


def observe_sessions(connections: list[Connection[Any]], case: Case) -> list[list[dict[str, Any]]]:
    """Run the sessions of a case in lockstep: all take step 1, then all take step 2, and so on."""
    found: list[list[dict[str, Any]]] = [[] for _ in case.sessions]
    barrier = threading.Barrier(len(connections))

    def work(number: int) -> None:
        for step in case.sessions[number]:
            barrier.wait(_STEP_SECONDS)
            found[number].append(observe(connections[number], step, case.simple))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(len(connections))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(_STEP_SECONDS)
    return found


def _observation(result: PGresult) -> dict[str, Any]:
    if result.status == ExecStatus.FATAL_ERROR:
        code, text = (
            result.error_field(f) for f in (DiagnosticField.SQLSTATE, DiagnosticField.MESSAGE_PRIMARY)
        )
        return {"outcome": "error", "sqlstate": (code or b"").decode(), "message": (text or b"").decode()}
    found: dict[str, Any] = {"outcome": "ok", "command_tag": (result.command_status or b"").decode()}
    if result.nfields:
        found["columns"] = [(result.fname(column) or b"").decode() for column in range(result.nfields)]
    if result.ntuples:
        found["rows"] = [
            [
                None if (v := result.get_value(row, column)) is None else v.decode()
                for column in range(result.nfields)
            ]
            for row in range(result.ntuples)
        ]
    return found
