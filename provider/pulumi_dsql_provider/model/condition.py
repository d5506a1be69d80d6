"""A fact about one object that a catalog can confirm."""

from typing import Literal

from pulumi_dsql_provider.model.name import ObjectName
from pulumi_dsql_provider.model.value import Value


class Condition(Value):
    """A fact that the catalog can confirm.

    `name` is the schema's (("shop", "")), the role's (("", "app")), the table's, the index's; for columns,
    constraints and identities it is their table's (or domain's) and `part` is their own name. The `part` of a
    function are the types that it is given; an IAM mapping has its role's name and its ARN as the `part`.
    `valid` means indisvalid or convalidated.
    """

    kind: Literal[
        "schema",
        "table",
        "column",
        "constraint",
        "index",
        "identity",
        "sequence",
        "domain",
        "domain_constraint",
        "function",
        "statistics",
        "view",
        "role",
        "iam_mapping",
    ]
    name: ObjectName
    part: str | None = None
    state: Literal["present", "absent", "valid"]
