"""The kinds that are neither tables nor parts of one, all of them read in one round trip."""

import json
from collections.abc import Iterable
from typing import Any

from pulumi_dsql_provider.catalog.scope import Scope, text
from pulumi_dsql_provider.catalog.session import Session

Fields = dict[str, Any]
"""A row by the names of its columns, in terms of JSON."""

KINDS = (
    *("sequences", "domains", "functions", "statistics", "views"),
    *("grants", "owners", "default_privileges"),
)
"""Each has its `queries/{name}.sql`, whose rows have a `schema` and a `name`."""

OF_THE_CLUSTER = ("roles", "memberships")
"""As these; they are in no schema, and are not read where the scope names some."""


def others(session: Session, scope: Scope) -> dict[str, list[Fields]]:
    """By kind what lies in the schemas of the scope, in order of name. Raises DatabaseError."""
    parts, parameters = [], list[str]()
    for kind in (*KINDS, *(() if scope.schemas else OF_THE_CLUSTER)):
        query, values = text(kind, scope)
        parts.append(f"SELECT '{kind}', to_json(q)::text FROM (\n{query}) AS q")  # noqa: S608 - ours alone
        parameters += values
    found: dict[str, list[Fields]] = {kind: [] for kind in (*KINDS, *OF_THE_CLUSTER)}
    for kind, row in session.query("\nUNION ALL\n".join(parts), parameters):
        found[kind].append(json.loads(row))
    return {kind: _in_order(rows) for kind, rows in found.items()}


def _in_order(rows: Iterable[Fields]) -> list[Fields]:
    return sorted(rows, key=lambda row: (row["schema"], row["name"]))
