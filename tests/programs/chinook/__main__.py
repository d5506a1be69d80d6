"""The Chinook sample database: definitions are read from the shared SQL file, a resource for each object."""

import os
from pathlib import Path

import pulumi

import pulumi_dsql as dsql
from pulumi_dsql_provider.dialect.parse import Source, parse
from pulumi_dsql_provider.model import Column, ForeignKey, ObjectName, Table

path = Path(os.environ["CHINOOK_SQL"])
chinook = parse([Source(name=path.name, text=path.read_text(encoding="utf-8"))]).database

cluster = dsql.Cluster("chinook", deletion_protection=False, force_destroy=True)
declared: dict[ObjectName, dsql.Table] = {}


def column(of: Column) -> dsql.Column:
    """The column as it is declared in a program."""
    return dsql.Column(of.name, of.type, nullable=of.nullable, default=of.default)


def foreign_key(key: ForeignKey, of: ObjectName) -> dsql.ForeignKey:
    """The key; the table it references is declared first, unless it is the table itself."""
    references: dsql.Table | str = "self" if key.references == of else table(key.references)
    return dsql.ForeignKey(
        key.columns,
        references=references,
        referenced_columns=key.referenced_columns,
        name=key.name,
        on_delete=key.on_delete,
    )


def table(name: ObjectName) -> dsql.Table:
    """The resource of that table, made when it is first asked for."""
    if name not in declared:
        found: Table | None = chinook.table(name)
        assert found is not None
        assert found.primary_key is not None
        declared[name] = dsql.Table(
            name.name,
            cluster=cluster,
            columns=[column(each) for each in found.columns],
            primary_key=found.primary_key.columns,
            foreign_keys=[foreign_key(key, name) for key in found.foreign_keys],
        )
    return declared[name]


for each in chinook.tables:
    table(each.name)
for index in chinook.indexes:
    keys = [key.column for key in index.keys if key.column is not None]
    dsql.Index(index.name, table=table(index.table), columns=keys)

pulumi.export("endpoint", cluster.endpoint)
