"""Whether two expressions mean the same, and which pairs only a database can tell."""

from collections.abc import Callable, Mapping
from typing import Protocol

from pulumi_dsql_provider.dialect import expressions
from pulumi_dsql_provider.dialect.domains import Bases
from pulumi_dsql_provider.diff.question import Answers, AnyQuestion, Question

Columns = Mapping[str, str]
"""The types of a table's columns by name."""


class Same(Protocol):
    """Whether `live` and `wanted` mean the same over a row of these columns, cast to `type` where given."""

    def __call__(
        self, live: str | None, wanted: str | None, columns: Columns, type: str | None = None
    ) -> bool:
        """True only where it is certain."""
        ...


def over_base_types(same: Same, known: Bases) -> Same:
    """The same over columns of domains, whose values are those of the types that the domains are over."""
    if not known:
        return same

    def of_base_types(
        live: str | None, wanted: str | None, columns: Columns, type: str | None = None
    ) -> bool:
        based = {name: known.get(type_, type_) for name, type_ in columns.items()}
        return same(live, wanted, based, None if type is None else known.get(type, type))

    return of_base_types


Decide = Callable[[AnyQuestion], bool]
"""Whether the two sides of a question mean the same, where syntax does not show it."""


def with_answers(answers: Answers) -> Decide:
    """As a database has answered."""
    return lambda question: question in answers


def noting(found: dict[AnyQuestion, None]) -> Decide:
    """No to all, which are noted; a dict because it keeps the order."""

    def note(question: AnyQuestion) -> bool:
        found[question] = None
        return False

    return note


def deciding(undecided: Decide) -> Same:
    """What syntax shows to be the same, and what is decided so."""

    def same(live: str | None, wanted: str | None, columns: Columns, type: str | None = None) -> bool:
        if live is None or wanted is None:
            return live == wanted
        if live == wanted or expressions.equal(live, wanted, columns, type):
            return True
        return undecided(_question(live, wanted, columns, type))

    return same


def _question(live: str, wanted: str, columns: Columns, type: str | None) -> Question:
    """Only the columns that occur: a question then stays the same when its table gets another column."""
    used = expressions.column_names(live) | expressions.column_names(wanted)
    return Question(
        columns=tuple((name, columns[name]) for name in sorted(used) if name in columns),
        live=live,
        wanted=wanted,
        type=type,
    )
