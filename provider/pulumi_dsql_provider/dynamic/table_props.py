"""A table's properties to the model and back."""

from collections.abc import Mapping
from typing import Any, get_args

from pulumi_dsql_provider.dialect import naming, types
from pulumi_dsql_provider.dialect.refusal import Refused
from pulumi_dsql_provider.diff import Renames
from pulumi_dsql_provider.dynamic.definition import former_name
from pulumi_dsql_provider.dynamic.inputs import (
    Props,
    flag,
    integer,
    kind_of,
    mapping,
    mappings,
    optional_text,
    text,
    texts,
    without_none,
    wrong,
)
from pulumi_dsql_provider.model import (
    Check,
    Column,
    ForeignKey,
    Identity,
    Match,
    ObjectName,
    PrimaryKey,
    ReferentialAction,
    Storage,
    Table,
    Unique,
)
from pulumi_dsql_provider.model.value import Value


def from_props(props: Mapping[str, Any]) -> Table:
    """The table that the properties declare: canonical types, every constraint named. Raises Refused."""
    name = ObjectName(text(props, "schema"), text(props, "name"))
    key, checks = texts(props, "primary_key"), mapping(props, "checks")
    return Table(
        name=name,
        columns=tuple(
            _column(column, key, f"columns[{number}]")
            for number, column in enumerate(mappings(props, "columns"))
        ),
        primary_key=PrimaryKey(name=naming.primary_key(name.name), columns=key) if key else None,
        uniques=tuple(
            _unique(unique, name, f"uniques[{number}]")
            for number, unique in enumerate(mappings(props, "uniques"))
        ),
        checks=tuple(_check(checks, check) for check in sorted(checks)),
        foreign_keys=tuple(
            _foreign_key(key, name, f"foreign_keys[{number}]")
            for number, key in enumerate(mappings(props, "foreign_keys"))
        ),
        comment=optional_text(props, "comment"),
    )


def renames_of(props: Mapping[str, Any], name: ObjectName) -> Renames:
    """What the state and `renamed_from` of the table say, and `renamed_from` of its columns."""
    former, said = former_name(props), optional_text(props, "renamed_from")
    old = former or (ObjectName(name.schema, said) if said else None)
    columns = {
        (name, text(column, "name", within="columns")): column["renamed_from"]
        for column in mappings(props, "columns")
        if column.get("renamed_from")
    }
    return Renames(tables={name: old} if old else {}, columns=columns)


def to_props(table: Table, props: Mapping[str, Any]) -> Props:
    """The table as properties; `renamed_from` is taken over from the properties it was declared with."""
    renamed = {column["name"]: column.get("renamed_from") for column in mappings(props, "columns")}
    return without_none(
        {
            "schema": table.name.schema,
            "name": table.name.name,
            "columns": [_column_props(column, renamed.get(column.name)) for column in table.columns],
            "primary_key": list(table.primary_key.columns) if table.primary_key else [],
            "uniques": [_unique_props(unique) for unique in table.uniques] or None,
            "checks": {check.name: check.expression for check in table.checks} or None,
            "foreign_keys": [_foreign_key_props(key, table.name) for key in table.foreign_keys] or None,
            "comment": table.comment,
        }
    )


def _column(props: Mapping[str, Any], primary_key: tuple[str, ...], place: str) -> Column:
    name = text(props, "name", within=place)
    identity = mapping(props, "identity", within=place)
    # As in SQL, a key column and an identity are NOT NULL without saying so.
    nullable = (
        flag(props, "nullable", default=True, within=place) and not identity and name not in primary_key
    )
    return Column(
        name=name,
        type=_type(text(props, "type", within=place)),
        nullable=nullable,
        default=optional_text(props, "default", within=place),
        identity=_identity(identity, f"{place}.identity") if identity else None,
        generated=optional_text(props, "generated", within=place),
        storage=_one_of(props, "storage", Storage, place),
        comment=optional_text(props, "comment", within=place),
    )


def _type(written: str) -> str:
    """The canonical type; one that is refused as it was written: validation names the column."""
    try:
        return types.canonical(written)
    except Refused:
        return written


def _identity(props: Mapping[str, Any], place: str) -> Identity:
    cache = integer(props, "cache", within=place)
    start = integer(props, "start", within=place)
    increment = integer(props, "increment", within=place)
    return Identity(
        cache=0 if cache is None else cache,
        always=flag(props, "always", within=place),
        start=1 if start is None else start,
        increment=1 if increment is None else increment,
        min_value=integer(props, "min_value", within=place),
        max_value=integer(props, "max_value", within=place),
        cycle=flag(props, "cycle", within=place),
    )


def _unique(props: Mapping[str, Any], table: ObjectName, place: str) -> Unique:
    columns = texts(props, "columns", within=place)
    return Unique(
        name=optional_text(props, "name", within=place) or naming.unique(table.name, columns),
        columns=columns,
        include=texts(props, "include", within=place),
        nulls_not_distinct=flag(props, "nulls_not_distinct", within=place),
    )


def _check(checks: Mapping[str, Any], name: str) -> Check:
    return Check(name=name, expression=text(checks, name, within="checks"))


def _foreign_key(props: Mapping[str, Any], table: ObjectName, place: str) -> ForeignKey:
    columns = texts(props, "columns", within=place)
    return ForeignKey(
        name=optional_text(props, "name", within=place) or naming.foreign_key(table.name, columns),
        columns=columns,
        references=_references(props.get("references"), table, place),
        referenced_columns=texts(props, "referenced_columns", within=place),
        on_delete=_one_of(props, "on_delete", ReferentialAction, place) or "no action",
        on_delete_columns=texts(props, "on_delete_columns", within=place),
        on_update=_one_of(props, "on_update", ReferentialAction, place) or "no action",
        match=_one_of(props, "match", Match, place) or "simple",
        deferrable=flag(props, "deferrable", within=place),
        initially_deferred=flag(props, "initially_deferred", within=place),
    )


def _references(value: Any, table: ObjectName, place: str) -> ObjectName:
    match value:
        case "self":
            return table
        case str() if value:
            schema, dot, name = value.partition(".")
            return ObjectName(schema, name) if dot else ObjectName(table.schema, value)
        case {"schema": str(schema), "name": str(name)}:
            return ObjectName(schema, name)
    message = f"{place}.references must be a Table, the name of one, or 'self', not {kind_of(value)}"
    raise wrong(place, message, "give references= one of them")


def _one_of(props: Mapping[str, Any], key: str, choices: Any, within: str) -> Any:
    value = props.get(key)
    allowed = get_args(choices)
    if value is not None and value not in allowed:
        raise wrong(within, f"{within}.{key} is {value!r}", f"use one of {', '.join(allowed)}")
    return value


def _column_props(column: Column, renamed_from: str | None) -> Props:
    values = {"name": column.name, "type": column.type, **_set(column, "name", "type")}
    return without_none({**values, "renamed_from": renamed_from})


def _unique_props(unique: Unique) -> Props:
    return {"name": unique.name, **_set(unique, "name")}


def _foreign_key_props(key: ForeignKey, table: ObjectName) -> Props:
    references = "self" if key.references == table else key.references._asdict()
    return {
        "name": key.name,
        **_set(key, "name", "references", "validated", "validating", "relies_on"),
        "references": references,
    }


def _set(value: Value, *exclude: str) -> Props:
    """The fields that are not what they are by default: a preview shows these, and none that nobody set."""
    return value.model_dump(mode="json", exclude_defaults=True, exclude=set(exclude))
