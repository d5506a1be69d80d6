"""A check constraint."""

from pulumi_dsql_provider.model.value import Value


class Check(Value):
    """CHECK (expression). `validated` is False while existing rows have not been checked."""

    name: str
    expression: str
    validated: bool = True
