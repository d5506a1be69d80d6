"""Types of a function's arguments and results: any that queries know, spelt as `format_type` spells them."""

from postgast import pg_query_pb2 as nodes

from pulumi_dsql_provider.dialect import grammar
from pulumi_dsql_provider.dialect.expressions import resolution
from pulumi_dsql_provider.dialect.identifiers import quote

_PSEUDO = frozenset(
    {
        "any",
        "anyarray",
        "anycompatible",
        "anycompatiblearray",
        "anycompatiblemultirange",
        "anycompatiblenonarray",
        "anycompatiblerange",
        "anyelement",
        "anyenum",
        "anymultirange",
        "anynonarray",
        "anyrange",
        "cstring",
        "record",
        "trigger",
        "void",
    }
)
_SPELT = {
    "bit": "bit",
    "bool": "boolean",
    "bpchar": "character",
    "float4": "real",
    "float8": "double precision",
    "int2": "smallint",
    "int4": "integer",
    "int8": "bigint",
    "numeric": "numeric",
    "interval": "interval",
    "time": "time without time zone",
    "timestamp": "timestamp without time zone",
    "timestamptz": "timestamp with time zone",
    "timetz": "time with time zone",
    "varbit": "bit varying",
    "varchar": "character varying",
}
_BY_SPELLING = {spelling: base for base, spelling in _SPELT.items()}


def of_tree(name: nodes.TypeName, schema: str) -> str:
    """The type that a tree names, without its length: PostgreSQL drops that from a function's types.

    One that is not built in and has no schema in front belongs to `schema`.
    """
    *schemas, own = (part.string.sval for part in name.names)
    element, array = own.removeprefix("_"), "[]" if name.array_bounds else ""
    if not array and own != element and is_built_in(element) and not schemas:
        own, array = element, "[]"  # as in pg_type: _int4
    if schemas in ([], ["pg_catalog"]) and is_built_in(own):
        return _SPELT.get(own, quote(own)) + array
    return f"{quote(schemas[-1] if schemas else schema)}.{quote(own)}{array}"


def of_text(text: str, schema: str) -> str:
    """The same for a spelling, such as a column's type."""
    select = grammar.parse(f"SELECT NULL::{text}").stmts[0].stmt.select_stmt
    return of_tree(select.target_list[0].res_target.val.type_cast.type_name, schema)


def is_built_in(name: str) -> bool:
    """Whether PostgreSQL has a type of that name in pg_type."""
    return name in _PSEUDO or (name != resolution.UNKNOWN and resolution.is_known(name))


def is_concrete(type_: str) -> bool:
    """Whether a value can be of this built-in type, as `of_tree` spells it."""
    element = type_.removesuffix("[]")
    base = _BY_SPELLING.get(element, element.strip('"'))
    return "." not in element and base not in _PSEUDO and is_built_in(base)
