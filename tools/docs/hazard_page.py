"""The page of all hazards: docs/reference/hazards.md."""

from __future__ import annotations

from tools.docs.table import table

from pulumi_dsql_provider.plan import HAZARDS

PAGE = "hazards.md"

_INTRODUCTION = """\
# Hazards

A hazard is a warning on a step of a plan. It stands above its statement, such as
`-- hazard drop-column:note deletes data`: a name, what it concerns, and what happens. A name keeps its
meaning for ever.

One that can lose something stops the plan (DSQL101) until it is allowed: `allow=["drop-column:note"]` on the
resource, `dsql:allow` in the configuration of the stack, `--allow drop-column:note` on the command line. The
name alone allows all of its kind, `all` allows everything. The others only inform."""


def page() -> str:
    """The page, a row for each name."""
    rows = (
        (f"`{name}`", about.meaning, "yes" if about.needs_allow else "no", about.advice)
        for name, about in HAZARDS.items()
    )
    return f"{_INTRODUCTION}\n\n{table(('name', 'what happens', 'must be allowed', ''), rows)}\n"
