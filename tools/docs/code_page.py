"""The page of all codes."""

from __future__ import annotations

from collections.abc import Iterator

from pulumi_dsql_provider.dialect.codes import GROUPS

_INTRODUCTION = """\
# Codes

Every refusal and every error is one line with a code: what happened, to what, and what to do. Here is the
longer answer to each. A code keeps its meaning for ever.

What is refused is refused before anything runs; the numbers from 200 to 299 are what can happen while a plan
runs. For a look behind a line, set `PULUMI_DSQL_TRACEBACK=1`.
[Troubleshooting](../guides/troubleshooting.md) goes by situation."""


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
