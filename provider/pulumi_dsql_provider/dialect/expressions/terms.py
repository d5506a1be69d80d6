"""The pieces that a normalised expression is put together from: text with its type, bottom up.

They are not changed once they are made, yet not frozen: that takes three times as long to make, and a
comparison of 1,000 tables makes 50,000.
"""

from collections.abc import Iterable
from dataclasses import KW_ONLY, dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from pulumi_dsql_provider.dialect.expressions import resolution
from pulumi_dsql_provider.dialect.expressions.literals import canonical_value, recast_value
from pulumi_dsql_provider.dialect.identifiers import literal, quote


class Type(NamedTuple):
    """A type by its name in pg_type and what is written behind it: ("varchar", "(20)").

    The name of a type that is not built in is quoted already: `"shop"."email"`, `_"email"` for an array
    of them.
    """

    base: str
    modifiers: str = ""

    def __str__(self) -> str:
        return _spelt(self)

    @property
    def printed(self) -> str:
        """As PostgreSQL prints it, where that is in other words: `character varying(20)`."""
        return _printed(self)


@lru_cache(maxsize=1024)
def _spelt(type_: Type) -> str:
    element = type_.base.removeprefix("_")
    # As words, `char` and `bit` would get a length of one.
    name = quote(element) if element in ("char", "bit") else element
    return name + type_.modifiers + ("[]" if type_.base.startswith("_") else "")


@lru_cache(maxsize=1024)
def _printed(type_: Type) -> str:
    element = type_.base.removeprefix("_")
    words = _WORDS.get(element) or (None if type_.modifiers else _TIMES.get(element))
    return _spelt(type_ if words is None else type_._replace(base=type_.base.replace(element, words)))


_WORDS = {
    "bool": "boolean",
    "float4": "real",
    "float8": "double precision",
    "int2": "smallint",
    "int4": "integer",
    "int8": "bigint",
    "varchar": "character varying",
}
_TIMES = {
    "time": "time without time zone",
    "timestamp": "timestamp without time zone",
    "timestamptz": "timestamp with time zone",
    "timetz": "time with time zone",
}
_INTERVAL_FIELDS = frozenset({"year", "month", "day", "hour", "minute", "second"})
_COLLATABLE = frozenset({"text", "varchar", "bpchar", "name"})

UNKNOWN = Type(resolution.UNKNOWN)
BOOLEAN = Type("bool")


CLOSED, PRODUCT, SUM, OPERATION, CONJUNCTION, OPEN = range(6)
"""What an expression is in the end: one thing; `*`; `+`; another operator; AND; OR and others."""


@dataclass(slots=True)
class Term:
    """An expression. `type` is None where only the database knows it.

    All that mean the same have one `text`. `printed` means it too: it is what PostgreSQL most likely prints
    when it has stored what was written. Empty where that is not tried, `text` stands for it then.
    """

    text: str
    type: Type | None
    printed: str = ""
    binding: int = CLOSED

    @property
    def alone(self) -> str:
        """As it is printed where commas and brackets are around it."""
        return self.printed or self.text

    @property
    def operand(self) -> str:
        """As it is printed beside an operator."""
        return self.beside(CLOSED)

    def beside(self, binding: int) -> str:
        """As it is printed with brackets unless it binds at least as this."""
        return f"({self.printed})" if self.binding > binding else self.alone


@dataclass(slots=True)
class Constant(Term):
    """A literal; `value` is its canonical text, None for NULL."""

    _: KW_ONLY
    value: str | None = None


@dataclass(slots=True)
class Array(Term):
    """ARRAY[…], whose casts are those of its elements."""

    _: KW_ONLY
    elements: tuple[Term, ...] = ()


@dataclass(slots=True)
class Collated(Term):
    """An expression with COLLATE behind it, which stays outermost when the expression is cast."""

    _: KW_ONLY
    inner: Term
    collation: str


@dataclass(slots=True)
class Junction(Term):
    """A chain of AND or OR."""

    _: KW_ONLY
    word: str
    terms: tuple[Term, ...]


@lru_cache(maxsize=4096)
def constant(value: str | None, type_: Type) -> Constant:
    """A literal of a type, spelt the one way."""
    if value is None:
        text = "NULL" if type_ == UNKNOWN else f"NULL::{type_}"
        return Constant(text, type_, text)
    value = canonical_value(value, type_.base)
    if (type_.base == "int4" and value.isdigit()) or (type_.base == "bool" and value in ("true", "false")):
        return Constant(value, type_, value, value=value)
    quoted = literal(value)
    if type_ == UNKNOWN:
        return Constant(quoted, type_, quoted, value=value)
    printed = value if type_.base == "numeric" and _is_fraction(value) else f"{quoted}::{type_.printed}"
    return Constant(f"{quoted}::{type_}", type_, printed, value=value)


def _is_fraction(value: str) -> bool:
    """PostgreSQL writes a numeric without quotes if it is no integer, and not negative."""
    return "." in value and value[0].isdigit()


def array(elements: Iterable[Term], type_: Type | None) -> Array:
    """ARRAY[…] of terms that have been cast to the type of its elements already."""
    elements = tuple(elements)
    text = "ARRAY[" + ", ".join([element.text for element in elements]) + "]"
    if not elements:
        return Array(text if type_ is None else f"{text}::{type_}", type_)
    printed = "ARRAY[" + ", ".join([element.printed or element.text for element in elements]) + "]"
    return Array(text, type_, printed, elements=elements)


def collated(term: Term, collation: str) -> Collated:
    """`(a COLLATE "C")`; `collation` is quoted already."""
    return Collated(f"({term.text} COLLATE {collation})", term.type, inner=term, collation=collation)


def junction(word: str, terms: Iterable[Term]) -> Term:
    """`(a AND b AND c)`; chains within a chain of the same word are part of it."""
    flat: list[Term] = []
    for term in terms:
        flat += term.terms if isinstance(term, Junction) and term.word == word else [term]
    if len(flat) == 1:
        return flat[0]
    between = f" {word} "
    text = "(" + between.join([term.text for term in flat]) + ")"
    printed = between.join([term.beside(CONJUNCTION) for term in flat])
    binding = CONJUNCTION if word == "AND" else OPEN
    return Junction(text, BOOLEAN, printed, binding, word=word, terms=tuple(flat))


def negation(term: Term) -> Term:
    """`(NOT a)`."""
    return Term(f"(NOT {term.text})", BOOLEAN, f"NOT {term.beside(OPERATION)}", OPERATION)


def cast(term: Term, target: Type) -> Term:
    """A term as another type: unchanged where nothing is to do, folded where the value is certain."""
    if term.type == target or _same_without_length(term, target):
        return term
    if isinstance(term, Collated):
        inner = cast(term.inner, target)
        return collated(inner, term.collation) if target.base in _COLLATABLE else inner
    plain = Type(target.base) if target.modifiers else target
    if isinstance(term, Array) and target.base.startswith("_"):
        element = Type(target.base[1:], target.modifiers)
        made = array((cast(one, element) for one in term.elements), plain if term.elements else target)
        return made if term.type is None else replace(made, printed=f"{term.operand}::{target.printed}")
    if isinstance(term, Constant):
        folded = _recast(_with_unit(term, target), plain)
        if folded is not None:
            return folded if term.value is None or not target.modifiers else _written_cast(folded, target)
    return _written_cast(term, target)


def _written_cast(term: Term, target: Type) -> Term:
    return Term(f"({term.text})::{target}", target, f"{term.operand}::{target.printed}")


def _same_without_length(term: Term, target: Type) -> bool:
    """`varchar(20)` as `varchar`, which keeps every value; not for what is unknown to us."""
    return (
        term.type is not None
        and term.type.base == target.base
        and not target.modifiers
        and resolution.is_known(target.base)
    )


def _with_unit(term: Constant, target: Type) -> Constant:
    """`interval '5' day`: a bare number counts what the interval is made of."""
    if target.base != "interval" or term.type != UNKNOWN or term.value is None or not term.value.isdecimal():
        return term
    unit = target.modifiers.strip()
    return constant(f"{term.value} {unit}", UNKNOWN) if unit in _INTERVAL_FIELDS else term


def _recast(term: Constant, target: Type) -> Constant | None:
    if term.value is None:
        return constant(None, target)
    if term.type == UNKNOWN:
        return constant(term.value, target)
    if term.type == target:
        return term
    value = None if term.type is None else recast_value(term.value, term.type.base, target.base)
    if value is None:
        return None
    return replace(constant(value, target), printed=f"{term.operand}::{target.printed}")
