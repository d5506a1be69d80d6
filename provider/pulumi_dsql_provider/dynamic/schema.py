"""The provider of `pulumi_dsql.Schema`."""

from collections.abc import Mapping
from typing import Any

from pulumi_dsql_provider.catalog.session import Session
from pulumi_dsql_provider.dialect.refusal import Refusal
from pulumi_dsql_provider.diff import Changes
from pulumi_dsql_provider.dynamic.ahead import Ahead
from pulumi_dsql_provider.dynamic.definition import Definition, former_name
from pulumi_dsql_provider.dynamic.errors import Failed
from pulumi_dsql_provider.dynamic.inputs import Props, optional_text, text, without_none
from pulumi_dsql_provider.dynamic.object import ObjectProvider
from pulumi_dsql_provider.model import Database, ObjectName, Schema


class SchemaProvider(ObjectProvider[Schema]):
    """One namespace."""

    kind = "schema"

    def declared(self, props: Mapping[str, Any]) -> Schema:
        """Name and comment."""
        return Schema(name=text(props, "name"), comment=optional_text(props, "comment"))

    def define(self, props: Mapping[str, Any], live: Database, ahead: Ahead) -> Definition[Schema]:
        """The declared schema beside the live one of that name."""
        wanted = self.declared(props)
        former = former_name(props)
        stands = former is not None and live.schema_named(former.name) is not None
        return Definition(
            declared=wanted,
            found=live.schema_named(wanted.name),
            refusals=(_renamed(former.name, wanted.name),) if former and stands else (),
        )

    def declares(self, props: Mapping[str, Any]) -> ObjectName | None:
        """The schema's name."""
        name = props.get("name")
        return ObjectName(name, "") if isinstance(name, str) else None

    def echo(self, thing: Schema, props: Mapping[str, Any]) -> Props:
        """Name and comment."""
        return without_none({"name": thing.name, "comment": thing.comment})

    def as_live(self, definition: Definition[Schema], changes: Changes) -> Schema:
        """The schema as it is."""
        return definition.found or definition.declared

    def tables(self, props: Mapping[str, Any]) -> tuple[ObjectName, ...]:
        """None: the whole catalog is read, for a schema matters by what it holds."""
        return ()

    def before_delete(
        self, definition: Definition[Schema], props: Mapping[str, Any], session: Session, live: Database
    ) -> None:
        """A schema with something in it is never dropped."""
        schema = definition.declared.name
        kinds = (live.tables, live.views, live.sequences, live.domains, live.functions, live.statistics)
        inside = sorted(each.name.name for kind in kinds for each in kind if each.name.schema == schema)
        if inside:
            raise Failed(
                f"DSQL404: schema {schema} still holds {', '.join(inside)}; delete or move these first"
            )


def _renamed(old: str, new: str) -> Refusal:
    return Refusal(
        code="DSQL409",
        message=f"schema {old} cannot be renamed to {new}",
        way_out=f"keep name={old!r}, or declare {new} as a resource of its own and move the tables",
        property="name",
    )
