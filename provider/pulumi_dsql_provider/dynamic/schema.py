"""The provider of `pulumi_dsql.Schema`."""

from collections.abc import Mapping
from typing import Any

from pulumi_dsql_provider.catalog.session import Session
from pulumi_dsql_provider.diff import Changes
from pulumi_dsql_provider.dynamic.errors import Failed
from pulumi_dsql_provider.dynamic.inputs import Props, optional_text, text, without_none
from pulumi_dsql_provider.dynamic.object import Definition, ObjectProvider
from pulumi_dsql_provider.model import Database, ObjectName, Schema


class SchemaProvider(ObjectProvider):
    """One namespace."""

    kind = "schema"

    def define(self, props: Mapping[str, Any], live: Database) -> Definition:
        """The declared schema beside the live one of that name."""
        wanted = Schema(name=text(props, "name"), comment=optional_text(props, "comment"))
        found = live.schema_named(wanted.name)
        return Definition(
            name=ObjectName(wanted.name, ""),
            wanted=Database(schemas=(wanted,)),
            live=Database(schemas=(found,) if found else ()),
        )

    def echo(self, definition: Definition, props: Mapping[str, Any]) -> Props:
        """Name and comment."""
        (schema,) = definition.wanted.schemas
        return without_none({"name": schema.name, "comment": schema.comment})

    def as_live(self, definition: Definition, changes: Changes) -> Definition:
        """The schema as it is."""
        return Definition(name=definition.name, wanted=definition.live, live=definition.live)

    def tables(self, props: Mapping[str, Any]) -> tuple[ObjectName, ...]:
        """None: the whole catalog is read, for a schema matters by what it holds."""
        return ()

    def without(self, definition: Definition) -> Database:
        """Nothing."""
        return Database()

    def before_delete(
        self, definition: Definition, props: Mapping[str, Any], session: Session, live: Database
    ) -> None:
        """A schema with tables in it is never dropped."""
        schema = definition.name.schema
        inside = sorted(table.name.name for table in live.tables if table.name.schema == schema)
        if inside:
            raise Failed(
                f"DSQL404: schema {schema} still holds {', '.join(inside)}; delete or move these tables first"
            )
