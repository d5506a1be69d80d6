"""What the user has allowed."""

from pulumi_dsql_provider.model.value import Value


class Policy(Value):
    """`allow` holds hazard codes (`drop-column:note`), kinds of hazard (`drop-column`), or `all`.

    `rebuild`: what needs a table to be rebuilt is planned as that, rather than refused.
    """

    allow: frozenset[str] = frozenset()
    rebuild: bool = False

    def allows(self, code: str) -> bool:
        """Whether that hazard may run."""
        return bool({code, code.partition(":")[0], "all"} & self.allow)
