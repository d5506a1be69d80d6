"""A table under another name: ALTER TABLE … RENAME TO, ALTER TABLE … SET SCHEMA."""

from postgast import pg_query_pb2 as nodes

from pulumi_dsql_provider.dialect.parse.draft import Draft, Missing
from pulumi_dsql_provider.dialect.parse.statement import Statement
from pulumi_dsql_provider.dialect.refusal import Refused
from pulumi_dsql_provider.model import ObjectName


def fold(statement: Statement, draft: Draft) -> None:
    """ALTER TABLE … SET SCHEMA."""
    alter = statement.node.alter_object_schema_stmt
    if alter.object_type != nodes.OBJECT_TABLE:
        raise Refused(statement.refusal("DSQL061", "SET SCHEMA is managed for tables only", "leave it out"))
    old = statement.name(alter.relation)
    try:
        move_table(statement, old, old._replace(schema=alter.newschema), draft)
    except Missing:
        if not alter.missing_ok:
            raise


def move_table(statement: Statement, old: ObjectName, new: ObjectName, draft: Draft) -> None:
    """Give a table another name; its indexes and the foreign keys that reference it follow."""
    draft.table(old)
    if new.name in draft.relation_names(new.schema):
        message = f"the name {new} is used twice"
        raise Refused(statement.refusal("DSQL003", message, "choose another name", new, "name"))
    tables = {
        (new if name == old else name): table.model_copy(update={"name": new}) if name == old else table
        for name, table in draft.tables.items()
    }
    indexes = [
        index.model_copy(update={"table": new}) if index.table == old else index
        for index in draft.indexes.values()
    ]
    for name, index in list(draft.indexes.items()):
        if index.table == old:
            draft.locations[ObjectName(new.schema, name.name)] = draft.locations.pop(name)
    draft.locations[new] = draft.locations.pop(old)
    draft.tables.clear()
    draft.tables.update(tables)
    draft.indexes.clear()
    draft.indexes.update({index.qualified_name: index for index in indexes})
    draft.map_foreign_keys(
        lambda foreign: (
            foreign.model_copy(update={"references": new}) if foreign.references == old else foreign
        )
    )
