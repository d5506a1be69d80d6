"""A finding: something that can be had and had better be otherwise."""

from pydantic import field_validator

from pulumi_dsql_provider.dialect.style.rules import RULES
from pulumi_dsql_provider.model.name import ObjectName
from pulumi_dsql_provider.model.value import Value


class Finding(Value):
    """What is found, and the way out, both for people.

    `rule` is a name of `RULES`. `subject` is the table, the index, the sequence or the schema (`(name, "")`)
    that it is in, `part` the column or the constraint of that table, if it is one.
    """

    rule: str
    message: str
    way_out: str
    subject: ObjectName
    part: str | None = None

    @field_validator("rule")
    @classmethod
    def _is_listed(cls, rule: str) -> str:
        if rule not in RULES:
            raise ValueError(f"{rule} is no rule that dialect.style.RULES has")
        return rule
