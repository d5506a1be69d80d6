"""Views as the catalog has them."""

from collections.abc import Collection, Sequence
from functools import partial

from pulumi_dsql_provider.catalog.others import Fields
from pulumi_dsql_provider.dialect.queries import qualified_query
from pulumi_dsql_provider.model import ColumnComment, ObjectName, View

_ALWAYS_THERE = "public"
_CHECK_OPTION = "check_option"


def views(found: Sequence[Fields], tables: Collection[ObjectName]) -> tuple[View, ...]:
    """The rows of views.sql as values, in their order. `tables` are those that are there."""
    there = {*tables, *(ObjectName(row["schema"], row["name"]) for row in found)}
    return tuple(_view(row, there) for row in found)


def _view(row: Fields, there: Collection[ObjectName]) -> View:
    text = row["query"].strip().removesuffix(";")
    comments = zip(row["commented"], row["comments"], strict=True)
    return View.model_validate(
        {
            "name": ObjectName(row["schema"], row["name"]),
            "query": qualified_query(text, partial(_schema_of, path=row["path"] or [], there=there)),
            **dict(map(_option, row["options"] or ())),
            "comment": row["comment"],
            "column_comments": tuple(sorted(ColumnComment(*pair) for pair in comments)),
        }
    )


def _schema_of(name: str, path: Sequence[str], there: Collection[ObjectName]) -> str:
    """Where the path finds a table or a view; its first schema where that is not known."""
    found = (schema for schema in path if ObjectName(schema, name) in there)
    return next(found, path[0] if path else _ALWAYS_THERE)


def _option(text: str) -> tuple[str, object]:
    name, _, value = text.partition("=")
    return name, value if name == _CHECK_OPTION else value in ("true", "on", "yes", "1")
