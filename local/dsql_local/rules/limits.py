"""How many of a thing there can be. The database checks these, after each DDL statement."""

from dataclasses import dataclass
from datetime import date

from dsql_local.rules.identity import SEQUENCES
from dsql_local.rules.rule import Answer, Evidence


@dataclass(frozen=True, kw_only=True)
class Limit(Answer):
    """`at_most` of what `name` counts, and the answer to one more."""

    at_most: int


LIMITS = (
    Limit(
        name="key-columns",
        at_most=8,
        message="more than 8 column keys in an index are not supported",
        sqlstate="54011",
        evidence=Evidence.VERIFIED,
    ),
    Limit(
        name="columns",
        at_most=255,
        message="tables can have at most 255 columns",
        sqlstate="54011",
        evidence=Evidence.GUIDE,
    ),
    Limit(
        name="indexes",
        at_most=24,
        message="more than 24 indexes per table are not allowed",
        sqlstate="54000",
        evidence=Evidence.VERIFIED,
    ),
    Limit(
        name="statistics",
        at_most=5,
        message="more than 5 extended statistics per table are not allowed",
        sqlstate="54000",
        since=date(2026, 8, 27),
        evidence=Evidence.GUIDE,
    ),
    Limit(
        name="schemas",
        at_most=10,
        message="more than 10 schemas not allowed",
        sqlstate="54000",
        evidence=Evidence.GUIDE,
    ),
    Limit(
        name="tables",
        at_most=1000,
        message="creating more than 1000 tables not allowed",
        sqlstate="54000",
        evidence=Evidence.GUIDE,
    ),
    Limit(
        name="views",
        at_most=5000,
        message="creating more than 5000 views not allowed",
        sqlstate="54000",
        evidence=Evidence.GUIDE,
    ),
    Limit(
        name="sequences",
        at_most=5000,
        message="creating more than 5000 sequences not allowed",
        sqlstate="54000",
        since=SEQUENCES,
        evidence=Evidence.GUIDE,
    ),
)
