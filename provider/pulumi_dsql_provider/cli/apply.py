"""`pulumi-dsql apply`."""

import shlex
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from pulumi_dsql_provider import apply as applying
from pulumi_dsql_provider import plan
from pulumi_dsql_provider.catalog.session import Session
from pulumi_dsql_provider.cli import source
from pulumi_dsql_provider.cli.ended import FAILED, STOPPED, Ended
from pulumi_dsql_provider.cli.failing import in_one_line, say_refusals
from pulumi_dsql_provider.cli.options import Exclude, Include, Schemas
from pulumi_dsql_provider.cli.output import say, say_stopped, show
from pulumi_dsql_provider.cli.planning import Comparison, compared
from pulumi_dsql_provider.cli.progress import Narrator
from pulumi_dsql_provider.cli.selection import Selection
from pulumi_dsql_provider.cli.url import parse_url
from pulumi_dsql_provider.plan import Hazard, Plan, Policy

_GO_ON = "run the same command again: it plans what is left and goes on"

Allow = Annotated[
    list[str],
    typer.Option(
        "--allow",
        metavar="HAZARD",
        help="Let this run (may be repeated): drop-column:note, all of a kind (drop-column), or all.",
    ),
]


@in_one_line
def apply(
    url: Annotated[
        str, typer.Argument(metavar="URL", help="The database that is changed.", show_default=False)
    ],
    to: Annotated[str, typer.Option("--to", metavar="SRC", help="What is wanted.", show_default=False)],
    schema: Schemas = [],  # noqa: B006 - typer reads the default, nothing changes it
    include: Include = [],  # noqa: B006
    exclude: Exclude = [],  # noqa: B006
    allow: Allow = [],  # noqa: B006
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the statements, run nothing.")] = False,
    auto_approve: Annotated[bool, typer.Option("--auto-approve", help="Do not ask.")] = False,
) -> None:
    """Make the database what SRC says.

    The statements are shown first, and on a terminal you are asked whether to run them.

    What is in the database and not in SRC is removed; tables, columns and schemas only with --allow.
    Roles, what is granted to them and what they own are left alone unless SRC declares some. --schema,
    --include, --exclude and the search_path of the URL narrow what is looked at: all else is left alone.

    Each statement is committed on its own. Where one fails, or the run is stopped, run the same command
    again: it goes on with what is left.

    \b
    Example:
      pulumi-dsql apply dsql://admin@abc….dsql.eu-west-1.on.aws/ --to schema.sql --allow drop-column:note
    """
    parse_url(url)
    selection = Selection.of((url, to), schema, include, exclude)
    with source.both(url, to, selection.default_schema) as (live, wanted):
        assert live.session is not None
        comparison = compared(live, wanted, selection)
        made = _allowed(comparison, allow)
        show(plan.lines(made))
        if dry_run and made.steps:
            say(f"nothing was run: {_count(made)} to run")
            return
        if not made.steps:
            if not dry_run:
                _settle(comparison, live.session)
            say("unchanged: the database is what the definitions say")
            return
        if not auto_approve:
            _ask(made)
            now = source.read(live.session)
            if selection.part(now.database) != selection.part(live.database):
                say("DSQL506: the database has changed since this was planned; look at it anew, run it again")
                raise Ended(FAILED)
        _run(made, live.session)
        _settle(comparison, live.session)


def _settle(comparison: Comparison, session: Session) -> None:
    """Wait for the jobs that a run before this one has left behind: they are in no plan."""
    with Narrator(sys.stderr) as narrator:
        outcome = applying.settle(comparison.wanted, comparison.live, session, on_step=narrator)
    if outcome.error:
        say(outcome.error)
        say(f"when the cause is gone, {_GO_ON}")
        raise Ended(FAILED)


def _allowed(comparison: Comparison, allow: Sequence[str]) -> Plan:
    """The plan if nothing stands against it; else the reasons are told, and Ended is raised.

    Where nothing but --allow is missing, what would run is shown.
    """
    everything = comparison.plan(["all"])
    made = comparison.plan(allow)
    for word in allow if everything.steps else ():
        if word != "all" and not any(_allows([word], hazard) for hazard in everything.hazards):
            say(f"note: nothing in this plan is allowed by --allow {word}")
    if not_yet := plan.not_yet(everything):
        show(plan.lines(everything))
        say_refusals(comparison.located(not_yet))
        raise Ended(FAILED)
    if made.refusals:
        show(plan.lines(everything))
        say_refusals(made.refusals)
        if missing := [hazard.code for hazard in everything.hazards if not _allows(allow, hazard)]:
            options = " ".join(f"--allow {shlex.quote(code)}" for code in dict.fromkeys(missing))
            say(f"to run the plan as it is shown, add {options}")
        raise Ended(FAILED)
    return made


def _allows(words: Sequence[str], hazard: Hazard) -> bool:
    return not hazard.needs_allow or Policy(allow=frozenset(words)).allows(hazard.code)


def _ask(made: Plan) -> None:
    if not sys.stdin.isatty():
        say("DSQL502: nobody is there to approve this; add --auto-approve, or --dry-run to look only")
        raise Ended(FAILED)
    # Not typer.confirm: it writes a part of its question to stdout, where the statements go.
    typer.echo(f"Run {_count(made)}? [y/N] ", nl=False, err=True)
    answer = sys.stdin.readline()
    if not answer:  # the end of the input, and of no line
        typer.echo(err=True)
    if answer.strip().lower() not in ("y", "yes"):
        say("DSQL505: not approved; nothing was changed")
        raise Ended(FAILED)


def _run(made: Plan, session: Session) -> None:
    narrator = Narrator(sys.stderr)
    try:
        with narrator:
            outcome = applying.run(made, session, on_step=narrator)
    except KeyboardInterrupt:
        say_stopped(f"stopped; {_progress(narrator.finished, made)}; {_GO_ON}")
        raise Ended(STOPPED) from None
    if outcome.error:
        say(outcome.error)
        say(f"{_progress(len(outcome.done), made)}; when the cause is gone, {_GO_ON}")
        raise Ended(FAILED)
    say(f"done: {_count(made)}")


def _count(made: Plan) -> str:
    count = len(made.steps)
    return "1 step" if count == 1 else f"{count} steps"


def _progress(finished: int, made: Plan) -> str:
    return f"{finished} of {_count(made)} {'is' if len(made.steps) == 1 else 'are'} done"
