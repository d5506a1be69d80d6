"""A check constraint."""

from pulumi_dsql_provider.model.value import Value


class Check(Value):
    """CHECK (expression). `validated` is False while existing rows have not been checked.

    `validating`: not validated, and a job on its table is checking the rows that were there.
    """

    name: str
    expression: str
    validated: bool = True
    validating: bool = False
    comment: str | None = None
