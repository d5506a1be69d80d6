"""Roles, who is a member of them, and who of IAM may be them."""

from pulumi_dsql_provider.model.value import Value


class Role(Value):
    """One role of the database. `login`: whether a connection can be made as it."""

    name: str
    login: bool = False
    comment: str | None = None


class Membership(Value):
    """`member` is in `role`: it may grant the role on (`admin`), has what the role has (`inherit`) and may
    become it by SET ROLE (`set`).
    """

    role: str
    member: str
    admin: bool = False
    inherit: bool = True
    set: bool = True

    @property
    def name(self) -> tuple[str, str]:
        """What no other membership has."""
        return self.role, self.member


class IamMapping(Value):
    """Whoever is `arn` in IAM may connect as the role."""

    role: str
    arn: str

    @property
    def name(self) -> tuple[str, str]:
        """What no other mapping has."""
        return self.role, self.arn
