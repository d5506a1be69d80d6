"""The page of all codes: docs/reference/refusals.md."""

from __future__ import annotations

from collections.abc import Iterator

from pulumi_dsql_provider.dialect.capabilities import rules
from pulumi_dsql_provider.dialect.codes import GROUPS

PAGE = "refusals.md"

_INTRODUCTION = """\
# Refusals and errors

Every refusal and every error is one line with a code: what happened, to what, and what to do. Here is the
longer answer to each. A code keeps its meaning for ever.

What is refused is refused before anything runs; the numbers from 200 to 299 are what can happen while a plan
runs. Where a refusal rests on what DSQL takes, its evidence is named, with the day since which it is so;
[the whole table](capabilities.md) is a page of its own. For a look behind a line, set
`PULUMI_DSQL_TRACEBACK=1`. [Troubleshooting](../guides/troubleshooting.md) goes by situation."""


def page() -> str:
    """The page, a heading for each code."""
    return "\n\n".join([_INTRODUCTION, *_groups()]) + "\n"


def _groups() -> Iterator[str]:
    for group, codes in GROUPS.items():
        yield f"## {group}"
        for code, about in codes.items():
            yield f"### {code}"
            yield f"**{about.meaning[0].upper()}{about.meaning[1:]}.** {about.why}"
            yield f"*What to do:* {about.remedy}"
            if about.evidence:
                yield f"*Evidence:* {about.evidence}."
            if about.forms:
                yield "\n".join(["*Evidence:*\n", *map(_evidence, about.forms)])


def _evidence(form: str) -> str:
    row = rules().why(form)
    taken = "accepted" if row.accepted else "refused"
    since = f" since {row.since.isoformat()}" if row.since else ""
    return f"- `{form}`, {taken}{since}: {row.evidence}"
