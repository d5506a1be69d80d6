"""What the planner of privileges needs to know of all that changes."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from pulumi_dsql_provider.dialect import privileges, targets
from pulumi_dsql_provider.dialect.roles import ADMIN
from pulumi_dsql_provider.diff.change import Change, Changes
from pulumi_dsql_provider.diff.grant import grant_of, granted
from pulumi_dsql_provider.diff.owner import owners
from pulumi_dsql_provider.model import Database, Function, Grant, Role, Target, View
from pulumi_dsql_provider.model.grant import GrantKey
from pulumi_dsql_provider.plan.replaceable import can_replace
from pulumi_dsql_provider.plan.view_order import ViewOrder


class PrivilegeChanges:
    """The changes of privileges in `changes`, which lead from `live` to `result`."""

    def __init__(self, changes: Changes, live: Database, result: Database, views: ViewOrder) -> None:
        self._changes = changes
        self._live = live
        self._views = views
        self._defaults = result.access.default_privileges or ()
        self._owners = owners(live), owners(result)

    def initial(self, target: Target) -> tuple[Grant, ...]:
        """What is granted on an object that this plan makes, or makes anew."""
        return privileges.initial(target, self._defaults)

    def beside(self, change: Change) -> tuple[Change, ...]:
        """The changes that concern the same object and grantee, that one among them."""
        return self._groups[_group(change)]

    def is_there(self, target: Target) -> bool:
        """Whether the object is there before the changes."""
        return target in self._targets

    @cached_property
    def made_anew(self) -> frozenset[Target]:
        """The objects that are dropped and created: what was granted on them goes with them."""
        found = set[Target]()
        for change in self._changes:
            match change.live, change.wanted:
                case Function() as live, Function() as wanted if not can_replace(live, wanted):
                    found.add(targets.of_function(wanted))
                case View(), View(name=name) if self._views.falls(name):
                    found.add(targets.of_relation(name))
        return frozenset(found)

    @cached_property
    def unchanged(self) -> tuple[Grant, ...]:
        """What is granted and no change is about."""
        changed = {change.live.name for change in self._changes if isinstance(change.live, Grant)}
        return tuple(grant for grant in self._before if grant.name not in changed)

    def owner_then(self, target: Target) -> str:
        """Whose the object is when privileges on it change: admin gives what is its own away after that."""
        before, after = self._owners
        return ADMIN if before.get(target, ADMIN) == ADMIN else after.get(target, ADMIN)

    def rivals(self, grants: Sequence[Grant]) -> tuple[str, ...]:
        """The roles that can grant on all of this, which is on an object of another role than admin.

        What admin grants or revokes there counts as done by one of them or by the owner; which, none can say.
        """
        target = grants[0].target
        owner = self.owner_then(target)
        if owner == ADMIN:
            return ()
        held: dict[str, set[tuple[str | None, str]]] = {}
        for grant in (
            *(each for each in self._before if each.target == target),
            *self.after(target).values(),
        ):
            if grant.grantable and grant.grantee != owner:
                held.setdefault(grant.grantee, set()).add((grant.column, grant.privilege))
        return tuple(
            role
            for role, able in sorted(held.items())
            if all(
                not able.isdisjoint({(each.column, each.privilege), (None, each.privilege)})
                for each in grants
            )
        )

    def after(self, target: Target) -> Mapping[GrantKey, Grant]:
        """What is granted on an object, which is there, when all is done."""
        return self._after.get(target, {})

    def granted_on(self, grant: Grant) -> Iterator[Grant]:
        """What its grantee has granted on of it and no change takes away."""
        for other in self.after(grant.target).values():
            if (other.by, other.privilege) == (grant.grantee, grant.privilege):
                yield other

    @cached_property
    def _groups(self) -> Mapping[tuple[Target, str], tuple[Change, ...]]:
        found: dict[tuple[Target, str], list[Change]] = {}
        for change in self._changes:
            if change.kind == "grant":
                found.setdefault(_group(change), []).append(change)
        return {group: tuple(changes) for group, changes in found.items()}

    @cached_property
    def _targets(self) -> frozenset[Target]:
        return frozenset(targets.of_database(self._live))

    @cached_property
    def _before(self) -> tuple[Grant, ...]:
        return tuple(granted(self._live, self._live))

    @cached_property
    def _after(self) -> Mapping[Target, Mapping[GrantKey, Grant]]:
        found: dict[Target, dict[GrantKey, Grant]] = {}
        for grant in self._before:
            found.setdefault(grant.target, {})[grant.name] = grant
        for change in self._changes:
            if isinstance(change.wanted, Grant):
                found.setdefault(change.wanted.target, {})[change.wanted.name] = change.wanted
            elif isinstance(change.live, Grant):
                found.get(change.live.target, {}).pop(change.live.name, None)
        gone = {
            change.live.name
            for change in self._changes
            if isinstance(change.live, Role) and change.wanted is None
        }
        return {
            target: {key: grant for key, grant in held.items() if grant.grantee not in gone}
            for target, held in found.items()
        }


def _group(change: Change) -> tuple[Target, str]:
    grant = grant_of(change)
    return grant.target, grant.grantee
