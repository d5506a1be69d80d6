"""What `lint` tells: a refusal, a hazard or a finding of style, in one form."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from pulumi_dsql_provider.dialect import style
from pulumi_dsql_provider.dialect.parse import Key, PartName
from pulumi_dsql_provider.dialect.refusal import Refusal
from pulumi_dsql_provider.model import ObjectName
from pulumi_dsql_provider.plan import Hazard

Level = Literal["error", "warning", "note"]
"""A refusal is an error. A hazard that only informs is a note."""


class Place(NamedTuple):
    """Where something stands; both numbers begin at 1, `column` counts characters."""

    file: str
    line: int
    column: int


@dataclass(frozen=True)
class Diagnostic:
    """`name` is the code of a refusal, the name of a hazard, or that of a rule of style."""

    level: Level
    name: str
    message: str
    way_out: str
    subject: ObjectName | None = None
    place: Place | None = None


def of_refusal(refusal: Refusal) -> Diagnostic:
    """An error, where the refusal stands."""
    place = None if refusal.location is None else _place(refusal.location)
    return Diagnostic("error", refusal.code, refusal.message, refusal.way_out, refusal.subject, place)


def of_hazard(hazard: Hazard, locations: Mapping[Key, str]) -> Diagnostic:
    """A warning if it must be allowed, else a note, where its subject is defined."""
    return Diagnostic(
        "warning" if hazard.needs_allow else "note",
        hazard.kind,
        f"{_concerned(hazard)}: {hazard.text}",
        f"if it is meant, apply with --allow {hazard.code}"
        if hazard.needs_allow
        else "it need not be allowed",
        hazard.subject,
        _found(hazard.subject, None, locations),
    )


def of_finding(finding: style.Finding, locations: Mapping[Key, str]) -> Diagnostic:
    """A warning, where the column or the constraint is defined, or the object that it is about."""
    return Diagnostic(
        "warning",
        finding.rule,
        finding.message,
        finding.way_out,
        finding.subject,
        _found(finding.subject, finding.part, locations),
    )


def in_order(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Each once, by file, line and column; what has no place comes last."""
    return sorted(dict.fromkeys(found), key=lambda each: (each.place is None, each.place or Place("", 0, 0)))


def _concerned(hazard: Hazard) -> str:
    """`b of public.t` for a part of a table, else the name of the whole."""
    name = hazard.code.partition(":")[2]
    if hazard.subject is None or name == (hazard.subject.name or hazard.subject.schema):
        return str(hazard.subject or name)
    return f"{name} of {hazard.subject}"


def _found(subject: ObjectName | None, part: str | None, locations: Mapping[Key, str]) -> Place | None:
    if subject is None:
        return None
    keys: list[Key] = [subject if subject.name else subject.schema]
    if part is not None:
        keys.insert(0, PartName(subject, part))
    text = next((locations[key] for key in keys if key in locations), None)
    return None if text is None else _place(text)


def _place(location: str) -> Place:
    file, line, column = location.rsplit(":", 2)
    return Place(file, int(line), int(column))
