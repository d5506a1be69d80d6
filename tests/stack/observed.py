"""What a run did, read from the stand-in's log, and what a preview promised."""

from __future__ import annotations

import json
from typing import Any

import psycopg

from dsql_local import LocalCluster, Running
from pulumi_dsql_provider import plan
from pulumi_engine import Stack


def changed_by(cluster: LocalCluster, since: int = 0) -> list[str]:
    """The DDL and data statements that took effect, in order, after the first `since` log entries.

    A batch that is run several times counts once.
    """
    ran: list[str] = []
    for entry in cluster.log()[since:]:
        took_effect = entry.get("kind") in ("ddl", "dml") and entry["verdict"] == "ok"
        if took_effect and ran[-1:] != [entry["sql"]]:
            ran.append(entry["sql"])
    return ran


def planned_by(preview: str) -> dict[str, list[str]]:
    """The statements that a JSON preview shows, by the resource's name in the program."""
    steps: list[dict[str, Any]] = json.loads(preview)["steps"]
    found: dict[str, list[str]] = {}
    for step in steps:
        inputs = (step.get("newState") or {}).get("inputs") or {}
        statements = plan.statements(inputs.get("plan") or [])
        if statements and step["op"] != "same":
            found[step["urn"].rpartition("::")[2]] = statements
    return found


def cluster_of(standin: Running, stack: Stack) -> LocalCluster:
    """The cluster that the stack exports as `endpoint`."""
    endpoint = json.loads(stack.stack_output("endpoint").stdout)
    return next(cluster for cluster in standin.clusters() if cluster.endpoint == endpoint)


def query(cluster: LocalCluster, sql: str) -> list[tuple[Any, ...]]:
    """The rows of one statement, run as admin in autocommit."""
    names = ("host", "hostaddr", "port", "user", "password", "sslmode", "sslrootcert")
    settings: dict[str, Any] = {name: cluster.environ[f"PG{name.upper()}"] for name in names}
    with psycopg.connect(**settings, dbname="postgres", autocommit=True) as connection:
        cursor = connection.execute(sql.encode())
        return cursor.fetchall() if cursor.description else []
