"""Whose an object is."""

from pulumi_dsql_provider.model.grant import Target
from pulumi_dsql_provider.model.value import Value


class Owner(Value):
    """The object is the role's: it may do everything with it without a GRANT."""

    target: Target
    role: str

    @property
    def name(self) -> Target:
        """What no other owner has."""
        return self.target
