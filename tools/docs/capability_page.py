"""The page of what DSQL takes: docs/reference/capabilities.md."""

from __future__ import annotations

from collections.abc import Iterator

from tools.docs.table import table

from pulumi_dsql_provider.dialect.capabilities import GROUPS, KNOWN_AS_OF, Capability

PAGE = "capabilities.md"

_INTRODUCTION = f"""\
# What Aurora DSQL takes

Form by form, as plans are made for it: what is accepted and since when, what is refused, and where that is
known from. Where no day is given it has been so from the beginning. DSQL learns new forms every month; the
newest evidence here is of {KNOWN_AS_OF.isoformat()}.

A plan holds nothing but accepted forms. What would need another is refused with a [code](refusals.md), or
planned as several steps that need none: a column with a default is added, filled and then named."""


def page() -> str:
    """The page, a table for each group of forms."""
    return "\n\n".join([_INTRODUCTION, *_groups()]) + "\n"


def _groups() -> Iterator[str]:
    for group, rows in GROUPS.items():
        yield f"## {group}"
        yield table(("form", "", "since", "evidence"), map(_row, rows))


def _row(row: Capability) -> tuple[str, str, str, str]:
    taken = "accepted" if row.accepted else "refused"
    return f"`{row.form}`", taken, row.since.isoformat() if row.since else "", row.evidence
