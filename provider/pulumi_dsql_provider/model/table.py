"""A table with its columns and constraints. Its indexes are values of their own."""

from pulumi_dsql_provider.model.check import Check
from pulumi_dsql_provider.model.column import Column
from pulumi_dsql_provider.model.foreign_key import ForeignKey
from pulumi_dsql_provider.model.name import ObjectName
from pulumi_dsql_provider.model.primary_key import PrimaryKey
from pulumi_dsql_provider.model.unique import Unique
from pulumi_dsql_provider.model.value import Value

Constraint = PrimaryKey | Unique | Check | ForeignKey


class Table(Value):
    """One table. Columns are in table order; constraints are in no order that means anything."""

    name: ObjectName
    columns: tuple[Column, ...]
    primary_key: PrimaryKey | None = None
    uniques: tuple[Unique, ...] = ()
    checks: tuple[Check, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    comment: str | None = None

    def column(self, name: str) -> Column | None:
        """The column of that name, or None."""
        return next((column for column in self.columns if column.name == name), None)

    @property
    def constraints(self) -> tuple[Constraint, ...]:
        """All constraints, the primary key first."""
        key = () if self.primary_key is None else (self.primary_key,)
        return (*key, *self.uniques, *self.checks, *self.foreign_keys)
