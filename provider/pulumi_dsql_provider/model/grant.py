"""What roles may do with objects."""

from typing import Literal, NamedTuple

from pulumi_dsql_provider.model.name import ObjectName
from pulumi_dsql_provider.model.value import Value

TargetKind = Literal["schema", "table", "sequence", "domain", "function", "statistics"]


class Target(Value):
    """What privileges are on, and what has an owner.

    A schema is (name, ""); a function has the types that it is given.
    """

    kind: TargetKind
    name: ObjectName
    types: tuple[str, ...] = ()

    def __str__(self) -> str:
        """For messages only: `table public.orders`."""
        types = f"({', '.join(self.types)})" if self.kind == "function" else ""
        return f"{self.kind} {self.name}{types}"


class GrantKey(NamedTuple):
    """What tells a grant from all others."""

    target: Target
    column: str | None
    grantee: str
    privilege: str


class Grant(Value):
    """One privilege of one grantee on one object, or on one column of it. Owners have theirs without.

    The privilege is a word of SQL (`SELECT`), the grantee a role or `public`, which stands for all.
    `grantable`: whether it can be granted on. `by` is who granted it, where that is not the owner.
    """

    target: Target
    column: str | None = None
    grantee: str
    privilege: str
    grantable: bool = False
    by: str | None = None

    @property
    def name(self) -> GrantKey:
        """What no other grant has."""
        return GrantKey(self.target, self.column, self.grantee, self.privilege)
