"""Do two SQL expressions mean the same? Answered offline, on syntax trees.

PostgreSQL stores an expression as a tree in which every name is resolved and every cast is spelt out, and
prints that tree when the catalog is read. `normalise` does the same to what a user wrote, with the rules
and the built-in operators, functions and casts of PostgreSQL 16, so that both come out as one text. It
never makes one text of two meanings: where it cannot tell it leaves the difference, and the database can
be asked (`diff.question`). It takes for granted that nobody has put functions or operators under built-in
names, and that the time zone is UTC.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from pulumi_dsql_provider.dialect.expressions.elaborate import Elaborator
from pulumi_dsql_provider.dialect.expressions.syntax import (
    REMEMBERED,
    column_names,
    is_constant_null,
    rename_columns,
    sole_column,
    strip,
    tree,
    type_named,
)
from pulumi_dsql_provider.dialect.expressions.terms import Collated, Constant, Type, cast

__all__ = [
    "column_names",
    "equal",
    "has_collation",
    "is_constant_null",
    "normalise",
    "rename_columns",
    "sole_column",
    "spellings",
    "strip",
]


def normalise(text: str, columns: Mapping[str, str] | None = None, type: str | None = None) -> str:
    """The expression's one text, for comparing (people should see what was written).

    `columns` are the table's, name -> type; casts that depend on a column's type are only understood with
    it. `type` is what the value becomes: the type of the column that the expression is the default of.
    Raises Refused (DSQL037) for a text that is not one expression.
    """
    return _normalised(text, _frozen(columns), type).text


def equal(live: str, wanted: str, columns: Mapping[str, str] | None = None, type: str | None = None) -> bool:
    """Whether both certainly mean the same. False where they differ and where it cannot be told."""
    if live == wanted:
        return True
    known = _frozen(columns)
    meant = _normalised(wanted, known, type)
    return live in meant.spellings or _normalised(live, known, type).text == meant.text


def spellings(
    text: str, columns: Mapping[str, str] | None = None, type: str | None = None
) -> tuple[str, ...]:
    """Texts that mean the same: PostgreSQL most often prints one of them, which then need not be parsed."""
    return _normalised(text, _frozen(columns), type).spellings


def has_collation(text: str) -> bool:
    """Whether an expression is in the end the collation of its value, which may be cast: `a COLLATE "C"`."""
    return "collate" in text.lower() and isinstance(Elaborator({}).term(tree(text)), Collated)


class _Normalised(NamedTuple):
    """The one text, and spellings of the same meaning."""

    text: str
    spellings: tuple[str, ...]


def _frozen(columns: Mapping[str, str] | None) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((columns or {}).items()))


@lru_cache(maxsize=REMEMBERED)
def _normalised(text: str, columns: tuple[tuple[str, str], ...], type_: str | None) -> _Normalised:
    term = Elaborator(dict(columns)).term(tree(text))
    if type_ is None:
        return _Normalised(term.text, (term.alone,))
    target = type_named(type_)
    # PostgreSQL does not print the casts that it adds to all of it, but a literal has the type at once.
    literal = (cast(term, Type(target.base)).alone,) if isinstance(term, Constant) else ()
    return _Normalised(cast(term, target).text, (term.alone, *literal))
