"""Which privileges there are, and which of them everybody has without a GRANT."""

from collections.abc import Mapping
from typing import Final

from pulumi_dsql_provider.dialect.roles import PUBLIC
from pulumi_dsql_provider.model import Grant, ObjectName, Target
from pulumi_dsql_provider.model.grant import GrantKey, TargetKind

OF_KIND: Final[Mapping[TargetKind, tuple[str, ...]]] = {
    "schema": ("USAGE", "CREATE"),
    "table": ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"),
    "sequence": ("USAGE", "SELECT", "UPDATE"),
    "domain": ("USAGE",),
    "function": ("EXECUTE",),
    "statistics": (),
}
OF_COLUMNS: Final = ("SELECT", "INSERT", "UPDATE", "REFERENCES")

_OF_PUBLIC: Mapping[TargetKind, str] = {"domain": "USAGE", "function": "EXECUTE"}
_OPEN_SCHEMA = Target(kind="schema", name=ObjectName("public", ""))
_KINDS = tuple(OF_KIND)


def implied(target: Target) -> tuple[Grant, ...]:
    """What PUBLIC may do with an object that has just been made."""
    privilege = "USAGE" if target == _OPEN_SCHEMA else _OF_PUBLIC.get(target.kind)
    return () if privilege is None else (Grant(target=target, grantee=PUBLIC, privilege=privilege),)


def in_order(key: GrantKey) -> tuple[object, ...]:
    """Sorts grants: schemas first, those of one object and grantee side by side."""
    target, column, grantee, privilege = key
    place = OF_KIND[target.kind].index(privilege)
    return *by_kind(target), grantee, place, column or ""


def by_kind(target: Target) -> tuple[object, ...]:
    """Sorts objects: schemas first."""
    return _KINDS.index(target.kind), target.name, target.types
