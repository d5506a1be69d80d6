"""A hazard: a typed warning on a step, which must be allowed by name where it can lose something."""

from pulumi_dsql_provider.model.value import Value


class Hazard(Value):
    """`code` is what a user allows, `drop-column:note`; `text` says what happens, `deletes data`.

    `needs_allow` is False for those that only inform (an index that is rebuilt, writes that are refused for a
    moment).
    """

    code: str
    text: str
    needs_allow: bool = True

    def __str__(self) -> str:
        return f"hazard {self.code} {self.text}"
