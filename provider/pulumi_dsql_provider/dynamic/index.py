"""The provider of `pulumi_dsql.Index`."""

from collections.abc import Iterable, Mapping
from typing import Any

from pulumi_dsql_provider import plan
from pulumi_dsql_provider.dialect import expressions, types
from pulumi_dsql_provider.dialect.refusal import Refusal
from pulumi_dsql_provider.diff import Changes, Renames
from pulumi_dsql_provider.dynamic.ahead import Ahead
from pulumi_dsql_provider.dynamic.definition import Definition, former_name
from pulumi_dsql_provider.dynamic.inputs import (
    Props,
    elements,
    flag,
    mappings,
    optional_text,
    text,
    texts,
    without_none,
    wrong,
)
from pulumi_dsql_provider.dynamic.object import ObjectProvider
from pulumi_dsql_provider.dynamic.table_props import renames_of
from pulumi_dsql_provider.model import Column, Database, Index, IndexKey, ObjectName, Table

_HANDED_OVER = ("name", "type", "nullable", "renamed_from")
"""What of a table's columns an index is planned from."""


class IndexProvider(ObjectProvider[Index]):
    """One index that belongs to no constraint."""

    kind = "index"

    def declared(self, props: Mapping[str, Any]) -> Index:
        """The index alone."""
        return Index(
            name=text(props, "name"),
            table=ObjectName(text(props, "schema"), text(props, "table")),
            keys=tuple(
                _key(key, f"columns[{number}]") for number, key in enumerate(elements(props, "columns"))
            ),
            include=texts(props, "include"),
            unique=flag(props, "unique"),
            nulls_not_distinct=flag(props, "nulls_not_distinct"),
            where=optional_text(props, "where"),
            comment=optional_text(props, "comment"),
        )

    def define(self, props: Mapping[str, Any], live: Database, ahead: Ahead) -> Definition[Index]:
        """The declared index on its table as that is going to be."""
        wanted = self.declared(props)
        parent, renames = _handed_over(props, wanted.table)
        parent = parent or live.table(wanted.table)
        if parent is None:
            return Definition(declared=wanted, found=None, refusals=(_no_table(wanted.table),))
        parents = Database(tables=(parent,))
        renames = ahead.renames(wanted.table) or renames
        name = former_name(props)
        near = _near(wanted, live, tables=renames.tables.values(), indexes=(name,) if name else ())
        projected = plan.project(near, parents, renames)
        there = plan.live_index(wanted, projected)
        if there is not None and there.table != wanted.table:
            return Definition(declared=wanted, found=None, parents=parents, refusals=(_taken(there),))
        former = projected.index(name) if name else None
        found = there or former
        left = (plan.unfinished_index(each, projected) for each in (wanted.qualified_name, name) if each)
        return Definition(
            declared=wanted,
            found=found,
            parents=parents,
            left_behind=tuple(each for each in left if each and each != found and each.table == wanted.table),
            former_stands=former is not None and there is not None and former != there,
        )

    def planned_from(self, props: Props) -> Props:
        """Of the table, only what matters for the index."""
        needed = super().planned_from(props)
        handed = needed.get("__table")
        if isinstance(handed, Mapping) and isinstance(handed.get("columns"), list | tuple):
            needed["__table"] = {**handed, "columns": _columns(handed)}
        return needed

    def echo(self, thing: Index, props: Mapping[str, Any]) -> Props:
        """The index's inputs."""
        apart = {"name", "table", "keys", "valid", "building"}
        rest = thing.model_dump(mode="json", exclude_defaults=True, exclude=apart)
        return {
            "schema": thing.table.schema,
            "table": thing.table.name,
            "name": thing.name,
            "columns": [_key_props(key) for key in thing.keys],
            **rest,
        }

    def as_live(self, definition: Definition[Index], changes: Changes) -> Index:
        """The declared index in which every field that differs is as it is live."""
        differs = {field for change in changes for field in change.differs}
        live = definition.found or definition.declared
        return definition.declared.model_copy(update={field: getattr(live, field) for field in differs})

    def tables(self, props: Mapping[str, Any]) -> tuple[ObjectName, ...]:
        """The index's table, under the name it has and the one it had."""
        schema = text(props, "schema")
        handed = props.get("__table") or {}
        names = (text(props, "table"), handed.get("renamed_from"))
        return tuple(ObjectName(schema, name) for name in names if name)


def _near(
    index: Index, live: Database, *, tables: Iterable[ObjectName], indexes: Iterable[ObjectName]
) -> Database:
    """The part of what is there that says all of an index: its table, under the names that this had too, with
    every index on it; and whatever bears the index's name, or one that it had.

    To project all that is there for each index would take time with the square of their number.
    """
    found = [table for name in (index.table, *tables) if (table := live.table(name)) is not None]
    there = [each for table in found for each in live.indexes_of(table.name)]
    named = (live.index(name) for name in (index.qualified_name, *indexes))
    there += [each for each in named if each is not None and each not in there]
    return live.model_copy(update={"tables": tuple(found), "indexes": tuple(there)})


def _handed_over(props: Mapping[str, Any], name: ObjectName) -> tuple[Table | None, Renames]:
    """The table as its own resource says that it is going to be; None where the program only names it."""
    handed = props.get("__table")
    columns = _columns(handed) if isinstance(handed, Mapping) else []
    if not isinstance(handed, Mapping) or not columns:
        return None, Renames()
    table = Table(
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
    return table, renames_of({"columns": columns, "renamed_from": handed.get("renamed_from")}, name)


def _columns(handed: Mapping[str, Any]) -> list[Props]:
    columns = mappings(handed, "columns")
    return [{key: column[key] for key in _HANDED_OVER if key in column} for column in columns]


def _no_table(name: ObjectName) -> Refusal:
    return Refusal(
        code="DSQL408",
        message=f"there is no table {name}",
        way_out="create it first, or give table= the Table of this program",
        property="table",
    )


def _taken(there: Index) -> Refusal:
    return Refusal(
        code="DSQL407",
        message=f"index {there.qualified_name} is on table {there.table}",
        way_out="give another name=",
        property="name",
    )


def _key(value: Any, place: str) -> IndexKey:
    if isinstance(value, str) and value:
        return IndexKey(column=value)
    if isinstance(value, Mapping) and {"column", "expression"} & value.keys():
        column = optional_text(value, "column", within=place)
        expression = optional_text(value, "expression", within=place)
        if column is None and expression is not None and (sole := expressions.sole_column(expression)):
            column, expression = (
                sole,
                None,
            )  # PostgreSQL, too, makes a column of an expression that is just that
        return IndexKey(
            column=column,
            expression=expression,
            nulls_first=flag(value, "nulls_first", within=place),
        )
    raise wrong(place, f"{place} is no column of an index", "write its name, Key(…) or Expression(…)")


def _key_props(key: IndexKey) -> str | Props:
    if key.column is not None and not key.nulls_first:
        return key.column
    return without_none(key.model_dump(exclude_defaults=True))
