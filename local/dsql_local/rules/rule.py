"""A rule: one form that DSQL refuses, what it answers, since when, and how that is known."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Generic, TypeVar

T = TypeVar("T")

NOT_SUPPORTED = "0A000"
"""SQLSTATE feature_not_supported, by far the most frequent answer."""


class Evidence(Enum):
    """How an answer is known. Where the text of an answer is not on record, only its SQLSTATE can be relied
    on.
    """

    RECORDED = "recorded on a cluster by github.com/Dreamescaper/dsql-emulator"
    AUDITED = "run on a cluster by github.com/slsdotdev/dsqlbase"
    TESTED = "run on a cluster by github.com/winebarrel/pistachio"
    VERIFIED = "checked against a cluster by github.com/ministackorg/ministack"
    LINTED = "refused by awslabs dsql-lint, whose rules AWS checks on a cluster; the text is not on record"
    GUIDE = "Aurora DSQL User Guide"
    GRAMMAR = "absent from the grammar in the User Guide; the text is not on record"


SEPTEMBER = date(2026, 9, 18)
"""The day most answers were recorded."""
GUIDE_DAY = date(2026, 9, 15)
"""The last release note that the copies of the User Guide know of."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a client is told: an SQLSTATE of five characters and one line of text."""

    sqlstate: str
    message: str


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A text of the service. `message` may hold `{fields}`; `since` is the earliest day it is on record."""

    name: str
    message: str
    since: date
    evidence: Evidence
    sqlstate: str = NOT_SUPPORTED

    def refusal(self, **fields: object) -> Refusal:
        """The answer with its fields filled in."""
        return Refusal(self.sqlstate, self.message.format(**fields))


@dataclass(frozen=True, kw_only=True)
class Rule(Answer, Generic[T]):
    """An answer, and `when` it is given: falsy is never, true as it is, a mapping fills its fields in."""

    when: Callable[[T], Mapping[str, object] | bool | None]


def first_refusal(rules: Iterable[Rule[T]], subject: T) -> Refusal | None:
    """The refusal by the first of `rules` that `subject` breaks; their order is the order the service checks
    in.
    """
    for rule in rules:
        found = rule.when(subject)
        if found:
            return rule.refusal(**(found if isinstance(found, Mapping) else {}))
    return None
