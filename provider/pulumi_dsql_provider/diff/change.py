"""A change: one difference between what is there and what is wanted."""

from typing import Literal

from pulumi_dsql_provider.model import (
    Check,
    Column,
    DefaultPrivilege,
    Domain,
    ForeignKey,
    Function,
    Grant,
    IamMapping,
    Index,
    Membership,
    ObjectName,
    Owner,
    PrimaryKey,
    Role,
    Schema,
    Sequence,
    Statistics,
    Table,
    Unique,
    View,
)
from pulumi_dsql_provider.model.value import Value

Kind = Literal[
    "schema",
    "table",
    "column",
    "primary_key",
    "unique",
    "check",
    "foreign_key",
    "index",
    "sequence",
    "domain",
    "domain_check",
    "function",
    "statistics",
    "view",
    "role",
    "membership",
    "iam_mapping",
    "grant",
    "owner",
    "default_privilege",
]
Thing = (
    Schema
    | Table
    | Column
    | PrimaryKey
    | Unique
    | Check
    | ForeignKey
    | Index
    | Sequence
    | Domain
    | Function
    | Statistics
    | View
    | Role
    | Membership
    | IamMapping
    | Grant
    | Owner
    | DefaultPrivilege
)


class Change(Value):
    """`live` is None for what is added, `wanted` is None for what is removed, both are set otherwise.

    `table` is the table a column, constraint, index or statistics belong to, by its wanted name (it may be
    renamed in the same set of changes); for a domain's check it is the domain. `differs` names the fields of
    the model that differ, `name` among them for a rename; it is empty for what is added or removed. A table
    that is added or removed comes as one change with all its columns and constraints inside; one that is
    altered comes as a change for each part, and as a table change only for what is its own (name, comment).
    So does a domain with its checks. A view that differs in nothing may be among the changes, as one that it
    reads changes.
    """

    kind: Kind
    live: Thing | None = None
    wanted: Thing | None = None
    table: ObjectName | None = None
    differs: frozenset[str] = frozenset()


Changes = tuple[Change, ...]
