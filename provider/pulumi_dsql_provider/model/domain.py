"""A domain: a type with rules of its own."""

from pulumi_dsql_provider.model.check import Check
from pulumi_dsql_provider.model.name import ObjectName
from pulumi_dsql_provider.model.value import Value


class Domain(Value):
    """One domain. `type` is spelt as a column's, and may be a domain itself.

    In the expressions of its checks the value is VALUE.
    """

    name: ObjectName
    type: str
    nullable: bool = True
    default: str | None = None
    checks: tuple[Check, ...] = ()
    comment: str | None = None
