"""What a run did, read from the stand-in's log, and what a preview promised."""

from __future__ import annotations

import itertools
import json
import re
from dataclasses import dataclass
from typing import Any

import psycopg
import tenacity

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
    """The statements that a JSON preview shows, by the resource's name in the program.

    `preview --json` prints one, `up --json` begins with its own. Of a resource that goes it shows what its
    delete runs.
    """
    steps: list[dict[str, Any]] = json.JSONDecoder().raw_decode(preview)[0]["steps"]
    found: dict[str, list[str]] = {}
    for step in steps:
        state, what = ("oldState", "on_delete") if step["op"] == "delete" else ("newState", "plan")
        inputs = (step.get(state) or {}).get("inputs") or {}
        statements = plan.statements(inputs.get(what) or [])
        if statements and step["op"] != "same":
            found[step["urn"].rpartition("::")[2]] = statements
    return found


def cluster_of(standin: Running, stack: Stack) -> LocalCluster:
    """The cluster that the stack exports as `endpoint`."""
    endpoint = json.loads(stack.stack_output("endpoint").stdout)
    return next(cluster for cluster in standin.clusters() if cluster.endpoint == endpoint)


@tenacity.retry(
    retry=tenacity.retry_if_exception_type(psycopg.errors.SerializationFailure),
    wait=tenacity.wait_fixed(0.05),
    stop=tenacity.stop_after_delay(10),
    reraise=True,
)
def query(cluster: LocalCluster, sql: str) -> list[tuple[Any, ...]]:
    """The rows of one statement, run as admin in autocommit; again where a job that ended is in its way."""
    names = ("host", "hostaddr", "port", "user", "password", "sslmode", "sslrootcert")
    settings: dict[str, Any] = {name: cluster.environ[f"PG{name.upper()}"] for name in names}
    with psycopg.connect(**settings, dbname="postgres", autocommit=True) as connection:
        cursor = connection.execute(sql.encode())
        return cursor.fetchall() if cursor.description else []


@dataclass(frozen=True)
class Shown:
    """What the detailed display says of one resource."""

    operation: str
    properties: frozenset[str]
    """The properties that differ, as a whole or in part."""
    lines: tuple[str, ...]
    """The lines that are marked as added, removed or changed, without their indentation."""
    plan: tuple[str, ...]
    """The input that holds what runs."""
    on_delete: tuple[str, ...]
    """The input that holds what a delete runs."""


def shown_by(display: str) -> dict[str, Shown]:
    """What `preview --diff` or `refresh --diff` shows, by the resource's name; of two displays the first."""
    found: dict[str, Shown] = {}
    for block in _RESOURCE.split(display)[1:]:
        heading, *lines = block.partition("\nResources:")[0].splitlines()
        name = next(line for line in lines if "[urn=" in line).rpartition("::")[2].rstrip("]")
        differs = frozenset(match[1] for line in lines if (match := _PROPERTY.match(line)))
        marked = tuple(" ".join(line.split()) for line in lines if line.lstrip()[:2] in ("+ ", "- ", "~ "))
        found.setdefault(
            name,
            Shown(
                operation=heading.rpartition("(")[2].rstrip(")"),
                properties=differs,
                lines=marked,
                plan=_elements(lines, "plan"),
                on_delete=_elements(lines, "on_delete"),
            ),
        )
    return found


def _elements(lines: list[str], of: str) -> tuple[str, ...]:
    """The elements of that list: the new ones where it changes, else all."""
    heads = (number for number, line in enumerate(lines) if (match := _LIST.match(line)) and match[1] == of)
    start = next(heads, len(lines))
    inside = itertools.takewhile(lambda line: not line.endswith(" ]"), lines[start + 1 :])
    found = (match for line in inside if (match := _ELEMENT.match(line)))
    return tuple(match[2] for match in found if match[1] != "-")


_RESOURCE = re.compile(r"^ +[-+~]* *(?=pulumi-python:dynamic/)", flags=re.MULTILINE)
_PROPERTY = re.compile(r"^      [-+~] (\w+) *:")
_LIST = re.compile(r"^ +[-+~]? *(\w+) *: \[$")
_ELEMENT = re.compile(r'^ +([-+~]?) *\[\d+\]: (?:".*" => )?"(.*)"$')
