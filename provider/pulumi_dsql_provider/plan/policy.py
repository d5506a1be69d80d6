"""What the user has allowed."""

from pulumi_dsql_provider.model.value import Value


class Policy(Value):
    """`allow` holds hazard codes (`drop-column:note`), kinds of hazard (`drop-column`), or `all`.

    `rebuild`: what needs a table to be rebuilt is planned as that, rather than refused. `hints`: steps have
    the hazards of `plan.hint`, too. These tell what the same plan makes from what was there; the plan of a
    part of a database, which must not depend on what has been made of the rest, cannot have them.
    """

    allow: frozenset[str] = frozenset()
    rebuild: bool = False
    hints: bool = False

    def allows(self, code: str) -> bool:
        """Whether that hazard may run."""
        return bool({code, code.partition(":")[0], "all"} & self.allow)
