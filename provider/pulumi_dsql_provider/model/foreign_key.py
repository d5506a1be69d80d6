"""A foreign key."""

from typing import Literal

from pulumi_dsql_provider.model.name import ObjectName
from pulumi_dsql_provider.model.value import Value

ReferentialAction = Literal["no action", "restrict", "cascade", "set null", "set default"]
Match = Literal["simple", "full"]


class ForeignKey(Value):
    """FOREIGN KEY (columns) REFERENCES references (referenced_columns).

    Empty `referenced_columns` means the referenced table's primary key, as in SQL; what is read from a
    catalog always names them. `on_delete_columns` limits SET NULL / SET DEFAULT to some columns.
    `validated` and `validating` are as for a `Check`. `relies_on` is the name of the unique index, in the
    schema of the referenced table, that a live one relies on; None where a constraint has made that index.
    """

    name: str
    columns: tuple[str, ...]
    references: ObjectName
    referenced_columns: tuple[str, ...] = ()
    on_delete: ReferentialAction = "no action"
    on_delete_columns: tuple[str, ...] = ()
    on_update: ReferentialAction = "no action"
    match: Match = "simple"
    deferrable: bool = False
    initially_deferred: bool = False
    validated: bool = True
    validating: bool = False
    relies_on: str | None = None
    comment: str | None = None
