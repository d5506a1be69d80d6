"""What is granted on objects as they are made."""

from typing import Literal, NamedTuple

from pulumi_dsql_provider.model.value import Value

DefaultKind = Literal["table", "sequence", "domain", "function"]


class DefaultKey(NamedTuple):
    """What tells a default privilege from all others."""

    role: str
    schema: str | None
    kind: DefaultKind
    grantee: str
    privilege: str


class DefaultPrivilege(Value):
    """What a grantee may do with objects of a kind that `role` makes, in one schema or, with None, in any.

    `withheld`: it is what PUBLIC has on new objects, and here has not; only without a schema. What PUBLIC has
    on new objects anyway is not among default privileges.
    """

    role: str
    schema_name: str | None = None
    kind: DefaultKind
    grantee: str
    privilege: str
    grantable: bool = False
    withheld: bool = False

    @property
    def name(self) -> DefaultKey:
        """What no other default privilege has."""
        return DefaultKey(self.role, self.schema_name, self.kind, self.grantee, self.privilege)
