"""`lint --format json`.

One object, {"version": 1, "findings": […]}, with `version` as in `cli.document`. Every finding has `level`
("error", "warning" or "note"), `name` (the code of a refusal, the name of a hazard or of a rule of style),
`message`, `way_out`, `subject` (an object of `schema` and `name`, which is empty for a schema, or null) and
`place` (an object of `file`, `line` and `column`, or null). Lines and columns begin at 1.
"""

from collections.abc import Sequence

from pulumi_dsql_provider.cli import document
from pulumi_dsql_provider.cli.diagnostic import Diagnostic


def text(found: Sequence[Diagnostic]) -> str:
    """The document."""
    return document.made({"findings": [_finding(one) for one in found]})


def _finding(one: Diagnostic) -> dict[str, object]:
    return {
        "level": one.level,
        "name": one.name,
        "message": one.message,
        "way_out": one.way_out,
        "subject": None if one.subject is None else one.subject._asdict(),
        "place": None if one.place is None else one.place._asdict(),
    }
