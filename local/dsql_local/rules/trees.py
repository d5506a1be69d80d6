"""Small questions to PostgreSQL's syntax trees (protobuf messages of libpg_query)."""

from collections.abc import Iterable

from postgast import pg_query_pb2 as pb

_DISPLAY = {
    "int2": "smallint",
    "int4": "integer",
    "int8": "bigint",
    "float4": "real",
    "float8": "double precision",
    "bool": "boolean",
    "varchar": "character varying",
    "bpchar": "character",
    "varbit": "bit varying",
    "timetz": "time with time zone",
    "time": "time without time zone",
    "timestamptz": "timestamp with time zone",
    "timestamp": "timestamp without time zone",
}


def kind_of(node: pb.Node) -> str:
    """The name of what a node holds, as `create_stmt`; empty for an empty node."""
    return node.WhichOneof("node") or ""


def type_name(name: pb.TypeName) -> str:
    """The last part of a type's name, as PostgreSQL calls it inside: `int4` for `integer`."""
    return name.names[-1].string.sval if name.names else ""


def display_name(name: pb.TypeName) -> str:
    """A type's name as PostgreSQL prints it, without modifiers: `integer` for `int4`, `text[]`."""
    last = type_name(name)
    return _DISPLAY.get(last, last) + ("[]" if name.array_bounds else "")


def option(options: Iterable[pb.Node], name: str) -> pb.Node | None:
    """The value of the option `name` of a statement; an empty node when it is given without a value."""
    for node in options:
        if node.def_elem.defname == name:
            return node.def_elem.arg
    return None


def option_names(options: Iterable[pb.Node]) -> list[str]:
    """The names of the options of a statement, in order."""
    return [node.def_elem.defname for node in options]


def whole_number(node: pb.Node) -> int | None:
    """The value of a numeric literal; None when it is something else."""
    match kind_of(node):
        case "integer":
            return int(node.integer.ival)
        case "float":  # what does not fit into 32 bits is kept as text
            text = node.float.fval
            return int(text) if text.lstrip("-").isdecimal() else None
        case _:
            return None


def is_on(node: pb.Node) -> bool:
    """The value of an option that is on or off; one that is given without a value is on."""
    if kind_of(node) == "integer":
        return bool(node.integer.ival)
    return string_of(node).lower() not in ("false", "off")


def string_of(node: pb.Node) -> str:
    """The text of a string literal or name; empty when it is something else."""
    return str(node.a_const.sval.sval if kind_of(node) == "a_const" else node.string.sval)


def quoted(relation: pb.RangeVar) -> str:
    """A relation's name as SQL, quoted throughout: `"s"."t"`."""
    parts = [relation.schemaname, relation.relname] if relation.schemaname else [relation.relname]
    return ".".join('"' + part.replace('"', '""') + '"' for part in parts)


def literal(text: str) -> str:
    """A string as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"
