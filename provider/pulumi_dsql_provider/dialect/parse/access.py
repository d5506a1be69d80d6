"""What the statements so far have left of roles and of what they may do."""

from dataclasses import dataclass, field

from pulumi_dsql_provider.model import Access, IamMapping, Membership, Role


@dataclass
class AccessDraft:
    """Roles by name, memberships by (role, member), mappings by (role, ARN).

    `tells` are the kinds, as `Access` names them, that a statement has said something about.
    """

    roles: dict[str, Role] = field(default_factory=dict)
    memberships: dict[tuple[str, str], Membership] = field(default_factory=dict)
    iam_mappings: dict[tuple[str, str], IamMapping] = field(default_factory=dict)
    tells: set[str] = field(default_factory=set)

    def access(self) -> Access:
        """All of it. Whoever declares roles declares who is in them, too."""
        told = self.tells | ({"memberships", "iam_mappings"} if "roles" in self.tells else set())
        return Access(
            roles=tuple(self.roles.values()) if "roles" in told else None,
            memberships=tuple(self.memberships.values()) if "memberships" in told else None,
            iam_mappings=tuple(self.iam_mappings.values()) if "iam_mappings" in told else None,
        )
