"""Everything that is there, or everything that is wanted."""

from collections.abc import Iterable
from functools import cached_property

from pulumi_dsql_provider.model.access import Access
from pulumi_dsql_provider.model.domain import Domain
from pulumi_dsql_provider.model.function import Function
from pulumi_dsql_provider.model.index import Index
from pulumi_dsql_provider.model.name import ObjectName
from pulumi_dsql_provider.model.schema import Schema
from pulumi_dsql_provider.model.sequence import Sequence
from pulumi_dsql_provider.model.statistics import Statistics
from pulumi_dsql_provider.model.table import Table
from pulumi_dsql_provider.model.value import Value
from pulumi_dsql_provider.model.view import View


class Database(Value):
    """What one cluster's database holds, or a part of it: a tuple for each kind, and who may do what.

    A part is a Database too: to plan one table, compare a Database that holds just that table.
    """

    schemas: tuple[Schema, ...] = ()
    tables: tuple[Table, ...] = ()
    indexes: tuple[Index, ...] = ()
    sequences: tuple[Sequence, ...] = ()
    domains: tuple[Domain, ...] = ()
    functions: tuple[Function, ...] = ()
    statistics: tuple[Statistics, ...] = ()
    views: tuple[View, ...] = ()
    access: Access = Access()

    def __copy__(self) -> "Database":
        """A copy without what was cached: `model_copy(update=…)` would carry it over to other tables."""
        return Database.model_construct(**{name: getattr(self, name) for name in type(self).model_fields})

    @cached_property
    def _tables(self) -> dict[ObjectName, Table]:
        return {table.name: table for table in self.tables}

    @cached_property
    def _indexes(self) -> dict[ObjectName, Index]:
        return {index.qualified_name: index for index in self.indexes}

    @cached_property
    def _indexes_by_table(self) -> dict[ObjectName, tuple[Index, ...]]:
        found: dict[ObjectName, list[Index]] = {}
        for index in self.indexes:
            found.setdefault(index.table, []).append(index)
        return {table: tuple(indexes) for table, indexes in found.items()}

    @cached_property
    def _sequences(self) -> dict[ObjectName, Sequence]:
        return {sequence.name: sequence for sequence in self.sequences}

    @cached_property
    def _domains(self) -> dict[ObjectName, Domain]:
        return {domain.name: domain for domain in self.domains}

    @cached_property
    def _views(self) -> dict[ObjectName, View]:
        return {view.name: view for view in self.views}

    @cached_property
    def _schemas(self) -> dict[str, Schema]:
        return {schema.name: schema for schema in self.schemas}

    def schema_named(self, name: str) -> Schema | None:
        """The schema of that name, or None."""
        return self._schemas.get(name)

    def table(self, name: ObjectName) -> Table | None:
        """The table of that name, or None."""
        return self._tables.get(name)

    def index(self, name: ObjectName) -> Index | None:
        """The index of that name, or None."""
        return self._indexes.get(name)

    def sequence(self, name: ObjectName) -> Sequence | None:
        """The sequence of that name, or None."""
        return self._sequences.get(name)

    def domain(self, name: ObjectName) -> Domain | None:
        """The domain of that name, or None."""
        return self._domains.get(name)

    def view(self, name: ObjectName) -> View | None:
        """The view of that name, or None."""
        return self._views.get(name)

    def indexes_of(self, table: ObjectName) -> tuple[Index, ...]:
        """The indexes on that table, in the order they are held."""
        return self._indexes_by_table.get(table, ())

    def with_tables(self, tables: Iterable[Table]) -> "Database":
        """The same database in which these tables stand in for those of the same name, or are added."""
        replaced = {**self._tables, **{table.name: table for table in tables}}
        return self.model_copy(update={"tables": tuple(replaced.values())})
