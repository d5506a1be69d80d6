"""Who may do what."""

from functools import cached_property

from pulumi_dsql_provider.model.default_privilege import DefaultPrivilege
from pulumi_dsql_provider.model.grant import Grant
from pulumi_dsql_provider.model.owner import Owner
from pulumi_dsql_provider.model.role import IamMapping, Membership, Role
from pulumi_dsql_provider.model.value import Value


class Access(Value):
    """Roles and all that goes with them, without the roles of the service itself (`dialect.roles`).

    `grants` are all that anybody but its owner may do with an object, and what PUBLIC may do without a GRANT.

    An object that is not among `owners` is admin's, or nothing is said about it: it keeps its owner.

    None means that nothing is said about a kind: a comparison then leaves alone what is there.
    """

    roles: tuple[Role, ...] | None = None
    memberships: tuple[Membership, ...] | None = None
    iam_mappings: tuple[IamMapping, ...] | None = None
    grants: tuple[Grant, ...] | None = None
    owners: tuple[Owner, ...] | None = None
    default_privileges: tuple[DefaultPrivilege, ...] | None = None

    def __copy__(self) -> "Access":
        """A copy without what was cached."""
        return Access.model_construct(**{name: getattr(self, name) for name in type(self).model_fields})

    @cached_property
    def _roles(self) -> dict[str, Role]:
        return {role.name: role for role in self.roles or ()}

    def role(self, name: str) -> Role | None:
        """The role of that name, or None."""
        return self._roles.get(name)
