"""A rule: one form that DSQL refuses, what it answers, from when until when, and how that is known.

To amend a rule, change its row: give a form that the service has learned the day in `until`, and a new answer
to an old form a row of its own that begins with the day in `since`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Generic, TypeVar

T = TypeVar("T")

NOT_SUPPORTED = "0A000"
"""SQLSTATE feature_not_supported, by far the most frequent answer."""
GENERAL_AVAILABILITY = date(2025, 5, 27)
"""The first day of the service, and so of every answer of which no other first day is known."""
LATEST = date.max
"""As of this day the rules are the newest there are."""


class Evidence(Enum):
    """How an answer is known, and from when that knowledge is. Where the text of an answer is not on record,
    only its SQLSTATE can be relied on.
    """

    RECORDED = "recorded on a cluster by github.com/Dreamescaper/dsql-emulator, 2026-09-16 to 18"
    AUDITED = "run on a cluster by github.com/slsdotdev/dsqlbase, 2026-10-03"
    TESTED = "run on a cluster by github.com/winebarrel/pistachio, 2026-07-23"
    VERIFIED = "checked against a cluster by github.com/ministackorg/ministack, August 2026"
    LINTED = "refused by awslabs dsql-lint, whose rules AWS checks on a cluster; the text is not on record"
    GUIDE = "Aurora DSQL User Guide, September 2026"
    GRAMMAR = "absent from the grammar in the User Guide, September 2026; the text is not on record"
    PROXIED = "rewritten by awslabs pgdump-proxy, for the service refuses it; the text is not on record"
    RELEASED = "accepted from `until` on, say the release notes or dsql-lint's; the text is not on record"
    DERIVED = "follows from other rules of the service; the text is not on record"


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a client is told: an SQLSTATE of five characters and one line of text. `rule` is the name of the
    row that it comes from, empty when it comes from none.
    """

    sqlstate: str
    message: str
    rule: str = field(default="", compare=False)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A text of the service. `message` may hold `{fields}`.

    It is given from the day `since` on, and no longer from the day `until` on: then the form is accepted, or
    another row has the words for it.
    """

    name: str
    message: str
    evidence: Evidence
    since: date = GENERAL_AVAILABILITY
    until: date = LATEST
    sqlstate: str = NOT_SUPPORTED

    def is_given(self, as_of: date) -> bool:
        """Whether this is the answer on that day."""
        return self.since <= as_of and (as_of < self.until or self.until == LATEST)

    def refusal(self, **fields: object) -> Refusal:
        """The answer with its fields filled in."""
        return Refusal(self.sqlstate, self.message.format(**fields), self.name)


@dataclass(frozen=True, kw_only=True)
class Rule(Answer, Generic[T]):
    """An answer, and `when` it is given: falsy is never, true as it is, a mapping fills its fields in."""

    when: Callable[[T], Mapping[str, object] | bool | None]


class Table(Generic[T]):
    """The rules of one topic, in the order in which the service checks them."""

    def __init__(self, *rules: Rule[T]) -> None:
        self._rules = rules
        self._on: dict[date, tuple[Rule[T], ...]] = {}

    def __iter__(self) -> Iterator[Rule[T]]:
        return iter(self._rules)

    def refusal(self, subject: T, as_of: date) -> Refusal | None:
        """The refusal by the first rule that `subject` breaks on that day; None when it breaks none."""
        rules = self._on.get(as_of)
        if rules is None:
            rules = self._on[as_of] = tuple(rule for rule in self._rules if rule.is_given(as_of))
        for rule in rules:
            found = rule.when(subject)
            if found:
                return rule.refusal(**(found if isinstance(found, Mapping) else {}))
        return None
