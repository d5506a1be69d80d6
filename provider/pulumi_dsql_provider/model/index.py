"""An index that belongs to no constraint."""

from pulumi_dsql_provider.model.name import ObjectName
from pulumi_dsql_provider.model.value import Value


class IndexKey(Value):
    """One key of an index: a column or an expression, exactly one of them. DSQL sorts ascending only."""

    column: str | None = None
    expression: str | None = None
    nulls_first: bool = False


class Index(Value):
    """One index; it lives in its table's schema.

    `valid` is False until it serves reads. `building`: not valid, and a job is still at it; an index that is
    neither valid nor building is what a job that failed has left.
    """

    name: str
    table: ObjectName
    keys: tuple[IndexKey, ...]
    include: tuple[str, ...] = ()
    unique: bool = False
    nulls_not_distinct: bool = False
    where: str | None = None
    comment: str | None = None
    valid: bool = True
    building: bool = False

    @property
    def qualified_name(self) -> ObjectName:
        """The index's name in its table's schema."""
        return ObjectName(self.table.schema, self.name)
