"""A query whose columns may still become another type: the arms of a UNION agree about theirs at last."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from pulumi_dsql_provider.dialect.expressions.terms import UNKNOWN, Term, Type, cast
from pulumi_dsql_provider.dialect.queries.scope import Used

_TEXT = Type("text")


@dataclass(frozen=True)
class Output:
    """A column that a query gives. `declared` is the spelling of its type where that is a domain."""

    name: str
    term: Term
    declared: str | None = None
    origin: frozenset[Used] = field(default=frozenset())

    @property
    def is_open(self) -> bool:
        """Whether it is a literal without a type, which becomes what is wanted of it."""
        return self.term.type == UNKNOWN


@dataclass(frozen=True)
class Body:
    """`write` gives the text for terms in the place of the outputs'."""

    outputs: tuple[Output, ...]
    write: Callable[[Sequence[Term]], str]

    def terms(self, types: Sequence[Type | None] | None = None) -> list[Term]:
        """The terms, of which those that are open are of these types, of type text where that is none."""
        wanted = types or [None] * len(self.outputs)
        return [
            cast(output.term, type_ or _TEXT) if output.is_open else output.term
            for output, type_ in zip(self.outputs, wanted, strict=True)
        ]

    def finished(self) -> str:
        """The text of a query that stands for itself."""
        return self.write(self.terms())

    def types(self) -> list[Type | None]:
        """The types of the columns of a query that stands for itself."""
        return [term.type for term in self.terms()]
