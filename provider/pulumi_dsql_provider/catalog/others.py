"""The kinds that are neither tables nor parts of one, all of them read in one round trip."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from pulumi_dsql_provider.catalog.scope import Scope, text
from pulumi_dsql_provider.catalog.session import DatabaseError, Session

Fields = dict[str, Any]
"""A row by the names of its columns, in terms of JSON."""

KINDS = ("sequences", "domains", "functions", "statistics", "views")
"""Each has its `queries/{name}.sql`, whose rows have a `schema` and a `name`."""

OF_ACCESS = ("grants", "owners", "default_privileges")
"""As these; what they say may not be shown to everybody."""

OF_THE_CLUSTER = ("roles", "memberships")
"""As those; they are in no schema, and are not read where the scope names some."""

# A table, a column or a function of the catalog is not there, or not for this user.
_NOT_SHOWN = frozenset({"42P01", "42703", "42883", "42501", "0A000"})


def others(session: Session, scope: Scope) -> dict[str, list[Fields]]:
    """By kind what lies in the schemas of the scope, in order of name. Raises DatabaseError.

    Kinds that are not read are not there: nor are any of OF_ACCESS and OF_THE_CLUSTER where the database
    does not show one of them.
    """
    all_kinds = (*KINDS, *OF_ACCESS, *(() if scope.schemas else OF_THE_CLUSTER))
    try:
        return _read(session, scope, all_kinds)
    except DatabaseError as error:
        if error.sqlstate not in _NOT_SHOWN:
            raise
    return _read(session, scope, KINDS)


def _read(session: Session, scope: Scope, kinds: Sequence[str]) -> dict[str, list[Fields]]:
    parts, parameters = [], list[str]()
    for kind in kinds:
        query, values = text(kind, scope)
        parts.append(f"SELECT '{kind}', to_json(q)::text FROM (\n{query}) AS q")  # noqa: S608 - ours alone
        parameters += values
    found: dict[str, list[Fields]] = {kind: [] for kind in kinds}
    for kind, row in session.query("\nUNION ALL\n".join(parts), parameters):
        found[kind].append(json.loads(row))
    return {kind: _in_order(rows) for kind, rows in found.items()}


def _in_order(rows: Iterable[Fields]) -> list[Fields]:
    return sorted(rows, key=lambda row: (row["schema"], row["name"]))
