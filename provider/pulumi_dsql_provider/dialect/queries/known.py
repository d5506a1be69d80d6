"""What a query's normal form needs to know of the database, and what is noted on the way."""

from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from pulumi_dsql_provider.dialect.expressions.terms import Type
from pulumi_dsql_provider.dialect.queries.scope import Field, Used
from pulumi_dsql_provider.model import Function, ObjectName


class Known(Protocol):
    """The tables, views, functions and domains that queries can name."""

    def fields(self, name: ObjectName, label: str) -> tuple[Field, ...] | None:
        """The columns of a table or view, as a source at that place has them; None where not known."""
        ...

    def domain(self, name: str) -> str | None:
        """The spelling with schema of the one domain of that name."""
        ...

    def base(self, type_: Type) -> Type:
        """The type that a domain is over; any other type itself."""
        ...

    def function(self, schema: str | None, name: str) -> Function | None:
        """The one function of that name."""
        ...

    def schema_of(self, function: str) -> str | None:
        """The one schema that has functions of that name."""
        ...


class Reference(NamedTuple):
    """A column as it is written: where, in how many parts, and what is meant.

    `named` is False where the column of the query would have another name if this one had.
    """

    location: int
    parts: int
    meant: frozenset[Used]
    named: bool = True


class Star(NamedTuple):
    """A `*`, or `t.*`: where it is written, in how many parts, and the columns that it stands for.

    Each has the name to write in front of it, None for one that several sources share.
    """

    location: int
    parts: int
    columns: tuple[tuple[str | None, str], ...]
    meant: frozenset[Used]


class Read(NamedTuple):
    """A table or view in a FROM: where it is written, and what the query calls it."""

    location: int
    relation: ObjectName
    alias: str | None


@dataclass
class Notes:
    """What is found in a query while its normal form is made."""

    uses: set[Used] = field(default_factory=set)
    reads: list[Read] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    stars: list[Star] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    """What an EXPLAIN does not show: limits, windows, keys of DISTINCT ON, rows of VALUES, what is sought."""
