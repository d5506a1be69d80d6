"""What the statements so far have left of roles and of what they may do."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from pulumi_dsql_provider.dialect import privileges
from pulumi_dsql_provider.model import Access, Grant, IamMapping, Membership, ObjectName, Owner, Role, Target
from pulumi_dsql_provider.model.grant import GrantKey


@dataclass
class AccessDraft:
    """Roles by name, memberships by (role, member), mappings by (role, ARN).

    `privileges` are those that a statement has been about: granted (True where they can be granted on) or, as
    None, revoked. `tells` are the kinds, as `Access` names them, that a statement has said anything about.
    """

    roles: dict[str, Role] = field(default_factory=dict)
    memberships: dict[tuple[str, str], Membership] = field(default_factory=dict)
    iam_mappings: dict[tuple[str, str], IamMapping] = field(default_factory=dict)
    owners: dict[Target, str] = field(default_factory=dict)
    privileges: dict[Target, dict[GrantKey, bool | None]] = field(default_factory=dict)
    tells: set[str] = field(default_factory=set)

    def grant(self, key: GrantKey, *, grantable: bool) -> None:
        """Give a privilege; one that can be granted on stays so."""
        held = self.privileges.setdefault(key.target, {})
        held[key] = grantable or bool(held.get(key))

    def revoke(self, key: GrantKey, *, only_option: bool) -> None:
        """Take a privilege, or only the right to grant it on; on a table also those on its columns."""
        held = self.privileges.setdefault(key.target, {})
        if not only_option:
            held[key] = None
        for other in [other for other in held if other == key or _is_on_a_column(other, key)]:
            held[other] = False if only_option and held[other] is not None else None

    def granted_to(self, role: str) -> GrantKey | None:
        """One of the privileges that it has been granted, if there is any."""
        held = (each for held in self.privileges.values() for each in held.items())
        return next((key for key, state in held if key.grantee == role and state is not None), None)

    def forget(self, target: Target) -> None:
        """It is dropped, with its owner and what was granted on it."""
        self.privileges.pop(target, None)
        self.owners.pop(target, None)

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
        """All of it, with what PUBLIC may do with the objects, which are all that there are.

        Whoever declares roles declares who is in them, too.
        """
        told = self.tells | ({"memberships", "iam_mappings"} if "roles" in self.tells else set())
        return Access(
            roles=tuple(self.roles.values()) if "roles" in told else None,
            memberships=tuple(self.memberships.values()) if "memberships" in told else None,
            iam_mappings=tuple(self.iam_mappings.values()) if "iam_mappings" in told else None,
            grants=tuple(self._grants(objects)) if "grants" in told else None,
            owners=tuple(self._owners()) if "owners" in told else None,
        )

    def _owners(self) -> Iterator[Owner]:
        for target in sorted(self.owners, key=privileges.by_kind):
            yield Owner(target=target, role=self.owners[target])

    def _grants(self, objects: Iterable[Target]) -> list[Grant]:
        found: dict[GrantKey, bool | None] = {
            grant.name: False for target in objects for grant in privileges.implied(target)
        }
        for held in self.privileges.values():
            found |= held
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
