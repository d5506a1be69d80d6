"""The commands. Statements go to stdout, everything else to stderr.

Exit codes: 0 done, 1 failed or refused, 2 differences found with --exit-code, 64 wrong usage.
"""

import sys
from enum import StrEnum
from typing import Annotated

import click
import typer

from pulumi_dsql_provider import apply as applying
from pulumi_dsql_provider import plan
from pulumi_dsql_provider.catalog.session import DatabaseError
from pulumi_dsql_provider.cli import source
from pulumi_dsql_provider.cli.planning import planned
from pulumi_dsql_provider.cli.progress import printer
from pulumi_dsql_provider.cli.url import parse_url
from pulumi_dsql_provider.dialect.refusal import Refused
from pulumi_dsql_provider.model import Database
from pulumi_dsql_provider.plan import Plan

DONE, FAILED, DIFFERENT, USAGE = 0, 1, 2, 64

app = typer.Typer(
    name="pulumi-dsql",
    help="Inspect, compare and change the schema of an Aurora DSQL database.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


class Format(StrEnum):
    """How a schema or a plan is printed."""

    sql = "sql"
    json = "json"


Schemas = Annotated[list[str], typer.Option("--schema", "-s", help="Only this schema (may be repeated).")]
Exclude = Annotated[
    list[str], typer.Option("--exclude", help="Leave out what matches, as schema or schema.table with *.")
]
Allow = Annotated[
    list[str], typer.Option("--allow", help="A hazard that may run, such as drop-column:note, or all.")
]
Output = Annotated[Format, typer.Option("--format", help="sql or json.")]


@app.command()
def inspect(
    url: Annotated[
        str, typer.Argument(metavar="URL", help="dsql://user@endpoint/, a .sql file or a folder.")
    ],
    schema: Schemas = [],  # noqa: B006 - typer reads the default, nothing changes it
    exclude: Exclude = [],  # noqa: B006
    format: Output = Format.sql,
) -> None:
    """Print what is there, as SQL that builds it or as JSON."""
    with source.read(url, schema, exclude) as (database, _):
        if format is Format.json:
            typer.echo(database.model_dump_json(indent=2))
        else:
            _print(planned(Database(), database, None, ()))


@app.command()
def diff(
    from_: Annotated[str, typer.Option("--from", metavar="SRC", help="What is there.")],
    to: Annotated[str, typer.Option("--to", metavar="SRC", help="What is wanted.")],
    schema: Schemas = [],  # noqa: B006
    exclude: Exclude = [],  # noqa: B006
    format: Output = Format.sql,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="End with 2 where they differ.")] = False,
) -> None:
    """Print the statements that make the one into the other. Nothing is changed."""
    with (
        source.read(from_, schema, exclude) as (live, from_session),
        source.read(to, schema, exclude) as (wanted, to_session),
    ):
        made = planned(live, wanted, from_session or to_session, ("all",))
    _print(made, format)
    if not made.steps:
        _say("no differences")
    elif exit_code:
        raise typer.Exit(DIFFERENT)


@app.command()
def apply(
    url: Annotated[str, typer.Argument(metavar="URL", help="dsql://user@endpoint/?search_path=…")],
    to: Annotated[str, typer.Option("--to", metavar="SRC", help="What is wanted.")],
    schema: Schemas = [],  # noqa: B006
    exclude: Exclude = [],  # noqa: B006
    allow: Allow = [],  # noqa: B006
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the statements, run nothing.")] = False,
    auto_approve: Annotated[bool, typer.Option("--auto-approve", help="Do not ask.")] = False,
) -> None:
    """Make the database what SRC says, after showing the statements and asking."""
    where = parse_url(url)
    schemas = schema or list(where.schemas)
    with (
        source.read(url, schemas, exclude) as (live, session),
        source.read(to, schemas, exclude) as (wanted, _),
    ):
        assert session is not None
        made = planned(live, wanted, session, allow)
        _print(made)
        if not made.steps:
            _say("unchanged: the database is what the definitions say")
            return
        if dry_run:
            return
        if not auto_approve:
            _approve(made)
        outcome = applying.run(made, session, on_step=printer(sys.stderr))
    if outcome.error:
        _say(
            f"{outcome.error}; {len(outcome.done)} of {len(made.steps)} steps are done, run it again to go on"
        )
        raise typer.Exit(FAILED)
    _say(f"done: {len(made.steps)} steps")


def _approve(made: Plan) -> None:
    if not sys.stdin.isatty():
        _say("DSQL502: nobody is there to approve this; add --auto-approve, or --dry-run to look only")
        raise typer.Exit(FAILED)
    if not typer.confirm(f"Run these {len(made.steps)} steps?", err=True):
        raise typer.Exit(FAILED)


def _print(made: Plan, format: Format = Format.sql) -> None:
    if format is Format.json:
        typer.echo(made.model_dump_json(indent=2))
    else:
        for line in plan.lines(made):
            typer.echo(line)


def _say(text: str) -> None:
    typer.echo(text, err=True)


def main() -> None:
    """The console script: every failure is one line and an exit code."""
    try:
        code = app(standalone_mode=False)
    except click.UsageError as error:
        error.show()
        sys.exit(USAGE)
    except click.Abort:
        sys.exit(FAILED)
    except Refused as refused:
        for refusal in refused.refusals:
            _say(str(refusal))
        sys.exit(FAILED)
    except DatabaseError as error:
        state = f" ({error.sqlstate})" if error.sqlstate else ""
        _say(f"DSQL503: the database said: {error.message}{state}; run again, or change what it names")
        sys.exit(FAILED)
    sys.exit(code or DONE)
