"""What the statements so far have left of roles and of what they may do."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from pulumi_dsql_provider.dialect import privileges
from pulumi_dsql_provider.dialect.parse.privilege_state import PrivilegeState
from pulumi_dsql_provider.model import (
    Access,
    DefaultPrivilege,
    Grant,
    IamMapping,
    Membership,
    ObjectName,
    Owner,
    Role,
    Target,
)
from pulumi_dsql_provider.model.default_privilege import DefaultKey
from pulumi_dsql_provider.model.grant import GrantKey

_UNSAID = PrivilegeState()


@dataclass
class AccessDraft:
    """Roles by name, memberships by (role, member), mappings by (role, ARN).

    `privileges` and `defaults` are those that a statement has been about. `tells` are the kinds, as `Access`
    names them, that a statement has said anything about.
    """

    roles: dict[str, Role] = field(default_factory=dict)
    memberships: dict[tuple[str, str], Membership] = field(default_factory=dict)
    iam_mappings: dict[tuple[str, str], IamMapping] = field(default_factory=dict)
    owners: dict[Target, str] = field(default_factory=dict)
    privileges: dict[Target, dict[GrantKey, PrivilegeState]] = field(default_factory=dict)
    defaults: dict[DefaultKey, PrivilegeState] = field(default_factory=dict)
    tells: set[str] = field(default_factory=set)

    def grant(self, key: GrantKey, *, grantable: bool) -> None:
        """Give a privilege."""
        held = self.privileges.setdefault(key.target, {})
        held[key] = held.get(key, _UNSAID).given(grantable=grantable)

    def revoke(self, key: GrantKey, *, only_option: bool) -> None:
        """Take a privilege, or only the right to grant it on; on a table also those on its columns."""
        held = self.privileges.setdefault(key.target, {})
        held.setdefault(key, _UNSAID)
        for other, state in list(held.items()):
            if other == key or _is_on_a_column(other, key):
                held[other] = state.taken(only_option=only_option)

    def grant_by_default(self, key: DefaultKey, *, grantable: bool) -> None:
        """Give a default privilege; PUBLIC has some without."""
        self.defaults[key] = self.defaults.get(key, _UNSAID).given(grantable=grantable)

    def revoke_by_default(self, key: DefaultKey, *, only_option: bool) -> None:
        """Take a default privilege, or only the right to grant it on."""
        self.defaults[key] = self.defaults.get(key, _UNSAID).taken(only_option=only_option)

    def granted_to(self, role: str) -> str | None:
        """One of the privileges that it has been granted, if there is any: `SELECT on table public.t`."""
        for held in self.privileges.values():
            for key, state in held.items():
                if key.grantee == role and state.granted:
                    return f"{key.privilege} on {key.target}"
        for default in self._defaults():
            if role in (default.role, default.grantee):
                return f"default privileges on a {default.kind}"
        return None

    def forget(self, target: Target) -> None:
        """It is dropped, with its owner and what was granted on it."""
        self.privileges.pop(target, None)
        self.owners.pop(target, None)
        if target.kind == "schema":
            gone = target.name.schema
            self.defaults = {key: state for key, state in self.defaults.items() if key.schema != gone}

    def forget_column(self, table: ObjectName, column: str) -> None:
        """The column is dropped, with what was granted on it."""
        self._follow(table, lambda key: None if key.column == column else key)

    def follow(self, old: Target, new: Target) -> None:
        """It has another name: so has what was granted on it."""
        if old in self.owners:
            self.owners[new] = self.owners.pop(old)
        held = self.privileges.pop(old, {})
        self.privileges[new] = {key._replace(target=new): state for key, state in held.items()}

    def follow_column(self, table: ObjectName, old: str, new: str) -> None:
        """The column has another name."""
        self._follow(table, lambda key: key._replace(column=new) if key.column == old else key)

    def access(self, objects: Iterable[Target]) -> Access:
        """All of it, with what is granted by default on the objects, which are all that there are.

        Default privileges hold for all of them, wherever they are declared: a plan begins with those. Whoever
        declares roles declares who is in them, too.
        """
        told = self.tells | ({"memberships", "iam_mappings"} if "roles" in self.tells else set())
        defaults = tuple(self._defaults())
        return Access(
            roles=tuple(self.roles.values()) if "roles" in told else None,
            memberships=tuple(self.memberships.values()) if "memberships" in told else None,
            iam_mappings=tuple(self.iam_mappings.values()) if "iam_mappings" in told else None,
            grants=tuple(self._grants(objects, defaults)) if "grants" in told else None,
            owners=tuple(self._owners()) if "owners" in told else None,
            default_privileges=defaults if "default_privileges" in told else None,
        )

    def _owners(self) -> Iterator[Owner]:
        for target in sorted(self.owners, key=privileges.by_kind):
            yield Owner(target=target, role=self.owners[target])

    def _defaults(self) -> Iterator[DefaultPrivilege]:
        for key in sorted(self.defaults, key=privileges.defaults_in_order):
            is_implied = privileges.is_implied(key)
            grantable = self.defaults[key].over(False if is_implied else None)
            if is_implied == (grantable is None):
                yield DefaultPrivilege(
                    role=key.role,
                    schema_name=key.schema,
                    kind=key.kind,
                    grantee=key.grantee,
                    privilege=key.privilege,
                    grantable=bool(grantable),
                    withheld=is_implied,
                )

    def _grants(self, objects: Iterable[Target], defaults: tuple[DefaultPrivilege, ...]) -> list[Grant]:
        found: dict[GrantKey, bool | None] = {
            grant.name: grant.grantable
            for target in objects
            for grant in privileges.initial(target, defaults)
        }
        for held in self.privileges.values():
            found |= {key: state.over(found.get(key)) for key, state in held.items()}
        return [
            Grant(**key._asdict(), grantable=grantable)
            for key in sorted(found, key=privileges.in_order)
            if (grantable := found[key]) is not None
        ]

    def _follow(self, table: ObjectName, change: Callable[[GrantKey], GrantKey | None]) -> None:
        target = Target(kind="table", name=table)
        held = self.privileges.get(target, {})
        changed = ((change(key), state) for key, state in held.items())
        self.privileges[target] = {key: state for key, state in changed if key is not None}


def _is_on_a_column(key: GrantKey, whole: GrantKey) -> bool:
    return whole.column is None and key == whole._replace(column=key.column)
