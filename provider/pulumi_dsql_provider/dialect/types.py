"""Column types: any spelling that PostgreSQL reads -> the one that DSQL's `format_type` prints."""

from collections.abc import Callable
from functools import lru_cache
from typing import Literal, NamedTuple

from postgast import pg_query_pb2 as nodes

from pulumi_dsql_provider.dialect import grammar, limits
from pulumi_dsql_provider.dialect.expressions.syntax import text_of
from pulumi_dsql_provider.dialect.identifiers import qualified
from pulumi_dsql_provider.dialect.refusal import Refusal, Refused
from pulumi_dsql_provider.model import ObjectName, Storage

OwnStorage = Storage | Literal["default"]
"""How a column can be stored; `default` is how its type is, where the type does not tell."""
Modifiers = tuple[int, ...]
_Spell = Callable[[Modifiers], str]


@lru_cache(maxsize=4096)
def canonical(text: str) -> str:
    """The type as DSQL stores and prints it.

    `int` -> `integer`, `varchar(20)` -> `character varying(20)`, `numeric` -> `numeric(18,6)`. Raises
    Refused, without a subject, for text that is not exactly one type and for types that DSQL cannot store.
    """
    return _spelt(_type_name(text), text)


def of_tree(name: nodes.TypeName) -> str:
    """The same for a type that is part of a syntax tree."""
    try:
        return _spelt(name, "")
    except Refused:
        node = nodes.Node()  # only who reads the refusal needs the text
        node.type_cast.arg.a_const.isnull = True
        node.type_cast.type_name.CopyFrom(name)
        return canonical(text_of(node).removeprefix("NULL::"))


def domain_named(type_: str) -> ObjectName | None:
    """The domain that a canonical type is, or None where it is built in: no name of those has a dot."""
    return _domain_of(_type_name(type_)) if "." in type_ else None


def _spelt(name: nodes.TypeName, text: str) -> str:
    """The type as DSQL prints it; `text` is how it was written, for messages."""
    domain = _domain_of(name)
    own = _base_name(name, text) if domain is None else qualified(domain)
    if name.array_bounds or name.setof:
        raise _refused(
            "DSQL008",
            f"DSQL cannot store arrays ({text})",
            "use jsonb, or a table with one row for each element",
        )
    if domain is not None:
        return _plain(own)(_modifiers(name, text))
    if own in _SERIAL:
        raise _refused("DSQL009", f"DSQL has no type {own}", "use bigint with an identity")
    spell = _TYPES[own].spell if own in _TYPES else None
    if spell is None:
        raise _unsupported(own, text)
    return spell(_modifiers(name, text))


def can_be_key(type_: str) -> bool:
    """Whether a column of this built-in type can be in a primary key, a unique constraint or an index."""
    return _TYPES[base(type_)].key


def default_storage(type_: str) -> OwnStorage:
    """The storage that a column of this canonical type has when none is given.

    `default` for a domain: it is that of the type which it is one over.
    """
    if domain_named(type_) is not None:
        return "default"
    return _TYPES[base(type_)].storage


@lru_cache(maxsize=4096)
def base(type_: str) -> str:
    """PostgreSQL's own name of a built-in type, without length or precision: `int4`, `timestamptz`."""
    return _base_name(_type_name(type_), type_)


def _type_name(text: str) -> nodes.TypeName:
    """The syntax tree of a text that is one type and nothing else."""
    not_a_type = _refused(
        "DSQL007", f"{text!r} is not a type", "write one type, such as integer or numeric(12,2)"
    )
    if "\0" in text:
        raise not_a_type
    try:
        statements = grammar.parse(f"select null::{text}").stmts
    except grammar.PgQueryError:
        raise not_a_type from None
    if len(statements) != 1 or statements[0].stmt_len:  # stmt_len: something follows, if only a semicolon
        raise not_a_type
    select = statements[0].stmt.select_stmt
    clauses = {field.name for field, _ in select.ListFields()}
    if clauses != {"target_list", "limit_option", "op"} or len(select.target_list) != 1:
        raise not_a_type
    target = select.target_list[0].res_target
    cast = target.val.type_cast
    if target.name or target.val.WhichOneof("node") != "type_cast" or not cast.arg.a_const.isnull:
        raise not_a_type
    return cast.type_name


def _domain_of(name: nodes.TypeName) -> ObjectName | None:
    """The name of a type in a schema of users, which can only be a domain."""
    names: list[str] = [part.string.sval for part in name.names]
    return ObjectName(*names) if len(names) == 2 and names[0] != "pg_catalog" else None


def _base_name(name: nodes.TypeName, text: str) -> str:
    """PostgreSQL's own name of a built-in type (`int4`); Refused for a type in another database."""
    names: list[str] = [part.string.sval for part in name.names]
    if len(names) > 1 and names[:-1] != ["pg_catalog"]:
        raise _unknown(text)
    return names[-1]


def _modifiers(name: nodes.TypeName, text: str) -> Modifiers:
    values = []
    for modifier in name.typmods:
        if modifier.a_const.WhichOneof("val") != "ival":
            raise _refused(
                "DSQL011",
                f"{text}: a length or precision is not a number of its size",
                "write a plain number",
            )
        values.append(modifier.a_const.ival.ival)
    return tuple(values)


def _plain(spelling: str) -> _Spell:
    def spell(modifiers: Modifiers) -> str:
        if modifiers:
            raise _refused("DSQL011", f"{spelling} takes no length or precision", f"write {spelling}")
        return spelling

    return spell


def _length(spelling: str, most: int, without: str) -> _Spell:
    def spell(modifiers: Modifiers) -> str:
        if not modifiers:
            return without
        if len(modifiers) > 1 or not 1 <= modifiers[0] <= most:
            given = ",".join(map(str, modifiers))
            raise _refused(
                "DSQL011",
                f"{spelling}({given}): the length must be between 1 and {most}",
                "choose one that is, or text",
            )
        return f"{spelling}({modifiers[0]})"

    return spell


def _numeric(modifiers: Modifiers) -> str:
    if not modifiers:
        return "numeric(18,6)"  # DSQL stores a bare numeric as this one
    precision, scale = modifiers[0], modifiers[1] if len(modifiers) > 1 else 0
    most, widest = limits.NUMERIC_PRECISION, limits.NUMERIC_SCALE
    if len(modifiers) > 2 or not 1 <= precision <= most or not -widest <= scale <= widest:
        given = ",".join(map(str, modifiers))
        raise _refused(
            "DSQL011",
            f"numeric({given}): the precision must be from 1 to {most}, the scale from -{widest} to {widest}",
            "choose ones that are",
        )
    return f"numeric({precision},{scale})"


def _time(spelling: str, zone: str) -> _Spell:
    def spell(modifiers: Modifiers) -> str:
        return spelling + _seconds(spelling, modifiers) + zone

    return spell


def _interval(modifiers: Modifiers) -> str:
    fields = _INTERVAL_FIELDS.get(modifiers[0]) if modifiers else ""
    if fields is None:
        raise _refused("DSQL011", "interval: its fields cannot be read", "write interval or interval(3)")
    return "interval" + fields + _seconds("interval", modifiers[1:])


def _seconds(spelling: str, modifiers: Modifiers) -> str:
    """`(3)`, or nothing."""
    if not modifiers:
        return ""
    if len(modifiers) > 1 or not 0 <= modifiers[0] <= limits.TIME_PRECISION:
        given = ",".join(map(str, modifiers))
        raise _refused(
            "DSQL011",
            f"{spelling}({given}): the precision must be between 0 and {limits.TIME_PRECISION}",
            "choose one that is",
        )
    return f"({modifiers[0]})"


def _unsupported(base: str, text: str) -> Refused:
    """The refusal of a type that PostgreSQL has and DSQL cannot store, or that neither knows."""
    way_out = _INSTEAD.get(base)
    if way_out is None:
        return _unknown(text)
    return _refused("DSQL008", f"DSQL cannot store {text}", way_out)


def _unknown(text: str) -> Refused:
    return _refused(
        "DSQL010",
        f"{text} is not a type of DSQL",
        "use a built-in type, or a domain with its schema before its name; an enum is text with a check",
    )


def _refused(code: str, message: str, way_out: str) -> Refused:
    return Refused(Refusal(code=code, message=message, way_out=way_out, property="type"))


class _Type(NamedTuple):
    spell: _Spell
    key: bool = True
    storage: Storage = "plain"


_TYPES: dict[str, _Type] = {
    "int2": _Type(_plain("smallint")),
    "int4": _Type(_plain("integer")),
    "int8": _Type(_plain("bigint")),
    "float4": _Type(_plain("real")),
    "float8": _Type(_plain("double precision")),
    "numeric": _Type(_numeric, storage="main"),
    "bpchar": _Type(_length("character", limits.CHAR_LENGTH, "bpchar"), storage="extended"),
    "varchar": _Type(
        _length("character varying", limits.VARCHAR_LENGTH, "character varying"), storage="extended"
    ),
    "text": _Type(_plain("text"), storage="extended"),
    "date": _Type(_plain("date")),
    "time": _Type(_time("time", " without time zone")),
    "timetz": _Type(_time("time", " with time zone"), key=False),
    "timestamp": _Type(_time("timestamp", " without time zone")),
    "timestamptz": _Type(_time("timestamp", " with time zone")),
    "interval": _Type(_interval, key=False),
    "bool": _Type(_plain("boolean")),
    "uuid": _Type(_plain("uuid")),
    "bytea": _Type(_plain("bytea"), key=False, storage="extended"),
    "json": _Type(_plain("json"), key=False, storage="extended"),
    "jsonb": _Type(_plain("jsonb"), key=False, storage="extended"),
}

_SERIAL = frozenset({"serial", "serial2", "serial4", "serial8", "smallserial", "bigserial"})

_TEXT = "use text"
_BOUNDS = "use two columns, for the lower and the upper bound"
_NUMBERS = "use columns of double precision, or jsonb"
_INSTEAD: dict[str, str] = {
    "money": "use numeric(19,2)",
    "xml": _TEXT,
    "inet": _TEXT,
    "cidr": _TEXT,
    "macaddr": _TEXT,
    "macaddr8": _TEXT,
    "name": _TEXT,
    "char": "use character(1)",
    "tsvector": _TEXT,
    "tsquery": _TEXT,
    "jsonpath": _TEXT,
    "bit": "use bytea, or boolean columns",
    "varbit": "use bytea, or boolean columns",
    "pg_lsn": "use bigint",
    "oid": "use bigint",
    "point": _NUMBERS,
    "line": _NUMBERS,
    "lseg": _NUMBERS,
    "box": _NUMBERS,
    "path": _NUMBERS,
    "polygon": _NUMBERS,
    "circle": _NUMBERS,
    **{
        f"{base}{kind}": _BOUNDS
        for base in ("int4", "int8", "num", "ts", "tstz", "date")
        for kind in ("range", "multirange")
    },
}

# PostgreSQL keeps an interval's fields as a bit mask (datetime.h, timestamp.h); all of them: no mask.
_BITS = {
    "month": 1 << 1,
    "year": 1 << 2,
    "day": 1 << 3,
    "hour": 1 << 10,
    "minute": 1 << 11,
    "second": 1 << 12,
}
_INTERVAL_FIELDS: dict[int, str] = {
    0x7FFF: "",
    **{bit: f" {field}" for field, bit in _BITS.items()},
    _BITS["year"] | _BITS["month"]: " year to month",
    _BITS["day"] | _BITS["hour"]: " day to hour",
    _BITS["day"] | _BITS["hour"] | _BITS["minute"]: " day to minute",
    _BITS["day"] | _BITS["hour"] | _BITS["minute"] | _BITS["second"]: " day to second",
    _BITS["hour"] | _BITS["minute"]: " hour to minute",
    _BITS["hour"] | _BITS["minute"] | _BITS["second"]: " hour to second",
    _BITS["minute"] | _BITS["second"]: " minute to second",
}
