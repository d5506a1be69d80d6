"""`pulumi-dsql diff`."""

from typing import Annotated

import typer

from pulumi_dsql_provider import plan
from pulumi_dsql_provider.cli import document, source
from pulumi_dsql_provider.cli.ended import DIFFERENT, Ended
from pulumi_dsql_provider.cli.failing import in_one_line
from pulumi_dsql_provider.cli.options import Exclude, Format, Include, Output, Schemas
from pulumi_dsql_provider.cli.output import say, show
from pulumi_dsql_provider.cli.planning import compared, tell_order
from pulumi_dsql_provider.cli.selection import Selection
from pulumi_dsql_provider.dialect.refusal import Refused


@in_one_line
def diff(
    from_: Annotated[str, typer.Option("--from", metavar="SRC", help="What is there.", show_default=False)],
    to: Annotated[str, typer.Option("--to", metavar="SRC", help="What is wanted.", show_default=False)],
    schema: Schemas = [],  # noqa: B006 - typer reads the default, nothing changes it
    include: Include = [],  # noqa: B006
    exclude: Exclude = [],  # noqa: B006
    format: Output = Format.sql,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="End with 2 where they differ.")] = False,
) -> None:
    """Print the statements that make the one into the other. Nothing is changed.

    Every hazard is shown as a comment above its statement. With --format json: {"version": 1, "steps": […]},
    each step with its type (statement, wait or backfill), its SQL or condition, why, and its hazards.

    \b
    Example:
      pulumi-dsql diff --from dsql://admin@abc….dsql.eu-west-1.on.aws/ --to schema.sql
    """
    selection = Selection.of((from_, to), schema, include, exclude)
    with source.both(from_, to, selection.default_schema) as (live, wanted):
        comparison = compared(live, wanted, selection)
    made = comparison.plan(["all"])
    if made.refusals:
        raise Refused(*made.refusals)
    tell_order(comparison)
    show([document.of_plan(made)] if format is Format.json else plan.lines(made))
    if not made.steps:
        say("no differences")
    elif exit_code:
        raise Ended(DIFFERENT)
