"""`pulumi-dsql lint`."""

from collections.abc import Iterator
from typing import Annotated

import typer

from pulumi_dsql_provider.cli import source
from pulumi_dsql_provider.cli.diagnostic import Diagnostic, in_order, of_finding, of_hazard, of_refusal
from pulumi_dsql_provider.cli.ended import FAILED, Ended
from pulumi_dsql_provider.cli.failing import in_one_line
from pulumi_dsql_provider.cli.formats import lint_json, lint_sarif, lint_text
from pulumi_dsql_provider.cli.options import Exclude, Include, LintFormat, Schemas
from pulumi_dsql_provider.cli.output import say, show
from pulumi_dsql_provider.cli.planning import built, compared
from pulumi_dsql_provider.cli.selection import Selection
from pulumi_dsql_provider.cli.source import Side
from pulumi_dsql_provider.dialect import style
from pulumi_dsql_provider.dialect.refusal import Refused
from pulumi_dsql_provider.plan import HAZARDS, not_yet

# What is wrong with definitions or with a change; above are the errors of the command and of the database.
_FIRST_OF_RUNNING = "DSQL200"
_REFUSED_BY_THE_DATABASE = "DSQL210"
_IS_AN_ERROR = "rebuild-table"  # it cannot be allowed


def _names_that_begin_with(incomplete: str) -> list[str]:
    return [name for name in (*style.RULES, *HAZARDS) if name.startswith(incomplete)]


def _checked(ignored: list[str]) -> list[str]:
    for name in ignored:
        if name not in style.RULES and name not in HAZARDS:
            raise typer.BadParameter(f"{name} is no rule and no hazard; a refusal cannot be ignored")
    return ignored


Ignore = Annotated[
    list[str],
    typer.Option(
        "--ignore",
        metavar="NAME",
        help="Say nothing of this rule of style or this kind of hazard (may be repeated).",
        callback=_checked,
        autocompletion=_names_that_begin_with,
    ),
]


@in_one_line
def lint(
    src: Annotated[str, typer.Argument(metavar="SRC", help="What is looked at.", show_default=False)],
    from_: Annotated[
        str | None,
        typer.Option("--from", metavar="SRC", help="What is there: the change is looked at, too."),
    ] = None,
    schema: Schemas = [],  # noqa: B006 - typer reads the default, nothing changes it
    include: Include = [],  # noqa: B006
    exclude: Exclude = [],  # noqa: B006
    ignore: Ignore = [],  # noqa: B006
    format: Annotated[LintFormat, typer.Option("--format", help="How it is printed.")] = LintFormat.text,
    strict: Annotated[bool, typer.Option("--strict", help="End with 1 where there are warnings.")] = False,
) -> None:
    """Tell what DSQL would refuse, what a change puts at risk, and what people regret later.

    Errors are refusals: of definitions, and with --from of the change. Warnings are hazards that `apply`
    wants to have allowed, and findings of style; notes only inform. The reference lists all by name. Nothing
    is changed, and without a URL nothing is connected to.

    With --format json: {"version": 1, "findings": […]}; sarif is SARIF 2.1.0. Each finding has the file, the
    line and the column where that is known. The command ends with 1 if there are errors.

    \b
    Example:
      pulumi-dsql lint schema.sql --from main.sql --ignore unbounded-text
    """
    sources = (src,) if from_ is None else (from_, src)
    selection = Selection.of(sources, schema, include, exclude)
    found = [one for one in in_order(_found(src, from_, selection)) if one.name not in ignore]
    match format:
        case LintFormat.text:
            show(lint_text.lines(found))
        case LintFormat.json:
            show([lint_json.text(found)])
        case LintFormat.sarif:
            show([lint_sarif.text(found)])
    errors, warnings = (sum(one.level == level for one in found) for level in ("error", "warning"))
    say(f"{_count(errors, 'error')}, {_count(warnings, 'warning')}" if found else "nothing found")
    if errors or (strict and warnings):
        raise Ended(FAILED)


def _found(src: str, from_: str | None, selection: Selection) -> Iterator[Diagnostic]:
    """Raises Refused with what is wrong with the command, DatabaseError."""
    try:
        if from_ is None:
            with source.opened(src, selection.default_schema) as side:
                yield from _style(side, selection)
                built(side, selection)
        else:
            with source.both(from_, src, selection.default_schema) as (live, wanted):
                yield from _style(wanted, selection)
                comparison = compared(live, wanted, selection)
                made = comparison.plan(["all"])
                yield from map(of_refusal, (*made.refusals, *comparison.located(not_yet(made))))
                told = (hazard for hazard in made.hazards if hazard.kind != _IS_AN_ERROR)
                yield from (of_hazard(hazard, comparison.locations) for hazard in told)
    except Refused as refused:
        if any(not _is_finding(refusal.code) for refusal in refused.refusals):
            raise
        yield from map(of_refusal, refused.refusals)


def _style(side: Side, selection: Selection) -> Iterator[Diagnostic]:
    for finding in style.findings(selection.part(side.database)):
        yield of_finding(finding, side.locations)


def _is_finding(code: str) -> bool:
    return code < _FIRST_OF_RUNNING or code == _REFUSED_BY_THE_DATABASE


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
