"""Which privileges there are, and which of them everybody has without a GRANT."""

from collections.abc import Iterable, Mapping
from typing import Final

from pulumi_dsql_provider.dialect.roles import ADMIN, PUBLIC
from pulumi_dsql_provider.model import DefaultPrivilege, Grant, ObjectName, Target
from pulumi_dsql_provider.model.default_privilege import DefaultKey
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


def initial(target: Target, defaults: Iterable[DefaultPrivilege]) -> tuple[Grant, ...]:
    """What is granted on an object that admin has just made, with these default privileges."""
    own = [
        each
        for each in defaults
        if (each.role, each.kind) == (ADMIN, target.kind) and each.schema_name in (None, target.name.schema)
    ]
    withheld = {(each.grantee, each.privilege) for each in own if each.withheld}
    found = {
        grant.name: grant for grant in implied(target) if (grant.grantee, grant.privilege) not in withheld
    }
    for each in own:
        grant = Grant(target=target, grantee=each.grantee, privilege=each.privilege, grantable=each.grantable)
        if not each.withheld and (grant.name not in found or grant.grantable):
            found[grant.name] = grant
    return tuple(found.values())


def is_implied(key: DefaultKey) -> bool:
    """Whether PUBLIC has it on new objects without a default privilege."""
    return (key.schema, key.grantee, key.privilege) == (None, PUBLIC, _OF_PUBLIC.get(key.kind))


def defaults_in_order(key: DefaultKey) -> tuple[object, ...]:
    """Sorts default privileges: those for all schemas first, those of one kind and grantee side by side."""
    place = OF_KIND[key.kind].index(key.privilege)
    return key.role, key.schema or "", _KINDS.index(key.kind), key.grantee, place


def in_order(key: GrantKey) -> tuple[object, ...]:
    """Sorts grants: schemas first, those of one object and grantee side by side."""
    target, column, grantee, privilege = key
    place = OF_KIND[target.kind].index(privilege)
    return *by_kind(target), grantee, place, column or ""


def by_kind(target: Target) -> tuple[object, ...]:
    """Sorts objects: schemas first."""
    return _KINDS.index(target.kind), target.name, target.types
