"""The provider of `pulumi_dsql.Index`."""

from collections.abc import Mapping
from typing import Any

from pulumi_dsql_provider import plan
from pulumi_dsql_provider.dialect import types
from pulumi_dsql_provider.dialect.refusal import Refusal, Refused
from pulumi_dsql_provider.diff import Changes, Renames
from pulumi_dsql_provider.dynamic.inputs import (
    Props,
    flag,
    is_unknown,
    mappings,
    optional_text,
    text,
    texts,
    without_none,
)
from pulumi_dsql_provider.dynamic.object import Definition, ObjectProvider
from pulumi_dsql_provider.dynamic.table_props import renames_of
from pulumi_dsql_provider.model import Column, Database, Index, IndexKey, ObjectName, Table


class IndexProvider(ObjectProvider):
    """One index that belongs to no constraint."""

    kind = "index"

    def define(self, props: Mapping[str, Any], live: Database) -> Definition:
        """The declared index on its table as that is going to be."""
        table = ObjectName(text(props, "schema"), text(props, "table"))
        wanted = Index(
            name=text(props, "name"),
            table=table,
            keys=tuple(_key(key) for key in props.get("columns") or ()),
            include=texts(props, "include"),
            unique=flag(props, "unique"),
            nulls_not_distinct=flag(props, "nulls_not_distinct"),
            where=optional_text(props, "where"),
            comment=optional_text(props, "comment"),
        )
        parent, renames = _parent(props, table, live)
        ahead = plan.project(live, Database(tables=(parent,)), renames)
        found = ahead.index(wanted.qualified_name)
        if found is not None and found.table != table:
            raise Refused(
                Refusal(
                    code="DSQL407",
                    message=f"index {wanted.qualified_name} is on table {found.table}",
                    way_out="give another name=",
                    property="name",
                )
            )
        return Definition(
            name=wanted.qualified_name,
            wanted=Database(tables=(parent,), indexes=(wanted,)),
            live=Database(tables=(parent,), indexes=(found,) if found else ()),
        )

    def echo(self, definition: Definition, props: Mapping[str, Any]) -> Props:
        """The index's inputs."""
        (index,) = definition.wanted.indexes
        columns = [_key_props(key) for key in index.keys]
        rest = index.model_dump(
            mode="json", exclude_defaults=True, exclude={"name", "table", "keys", "valid"}
        )
        return {
            "schema": index.table.schema,
            "table": index.table.name,
            "name": index.name,
            "columns": columns,
            **rest,
        }

    def as_live(self, definition: Definition, changes: Changes) -> Definition:
        """The declared index in which every field that differs is as it is live."""
        (wanted,) = definition.wanted.indexes
        (live,) = definition.live.indexes
        differs = {field for change in changes for field in change.differs}
        found = wanted.model_copy(update={field: getattr(live, field) for field in differs})
        there = Database(tables=definition.live.tables, indexes=(found,))
        return Definition(name=definition.name, wanted=there, live=definition.live)

    def tables(self, props: Mapping[str, Any]) -> tuple[ObjectName, ...]:
        """The index's table, under the name it has and the one it had."""
        schema = text(props, "schema")
        handed = props.get("__table") or {}
        names = (text(props, "table"), handed.get("renamed_from"))
        return tuple(ObjectName(schema, name) for name in names if name)

    def without(self, definition: Definition) -> Database:
        """The table alone."""
        return Database(tables=definition.wanted.tables)


def _parent(props: Mapping[str, Any], name: ObjectName, live: Database) -> tuple[Table, Renames]:
    """The table as it is going to be: what the table's own resource hands over, else what is live."""
    handed = props.get("__table")
    columns = _known_columns(handed) if isinstance(handed, Mapping) else ()
    if not columns:
        found = live.table(name)
        if found is None:
            raise Refused(
                Refusal(
                    code="DSQL408",
                    message=f"there is no table {name}",
                    way_out="create it first, or give table= the Table of this program",
                    property="table",
                )
            )
        return found, Renames()
    assert isinstance(handed, Mapping)
    parent = Table(
        name=name,
        columns=tuple(
            Column(
                name=text(column, "name", within="table"),
                type=types.canonical(text(column, "type", within="table")),
                nullable=flag(column, "nullable", default=True),
            )
            for column in columns
        ),
    )
    return parent, renames_of({"columns": columns, "renamed_from": handed.get("renamed_from")}, name)


def _known_columns(handed: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    if is_unknown(handed.get("columns")) and not isinstance(handed.get("columns"), list | tuple):
        return ()
    wanted = ("name", "type", "nullable", "renamed_from")
    known = [{key: column[key] for key in wanted if key in column} for column in mappings(handed, "columns")]
    return () if is_unknown(known) else tuple(known)


def _key(value: Any) -> IndexKey:
    if isinstance(value, str) and value:
        return IndexKey(column=value)
    if isinstance(value, Mapping) and {"column", "expression"} & value.keys():
        return IndexKey(
            column=optional_text(value, "column", within="columns"),
            expression=optional_text(value, "expression", within="columns"),
            nulls_first=flag(value, "nulls_first"),
        )
    raise Refused(
        Refusal(
            code="DSQL400",
            message="columns of an index must be names, Key(…) or Expression(…)",
            way_out="give columns=[…] of these",
            property="columns",
        )
    )


def _key_props(key: IndexKey) -> str | Props:
    if key.column is not None and not key.nulls_first:
        return key.column
    return without_none(key.model_dump(exclude_defaults=True))
