"""The program `pulumi-dsql`. Exit codes are in `cli.ended`."""

import gc
import sys
from importlib import metadata
from typing import Annotated, Any

import typer

from pulumi_dsql_provider.cli.apply import apply
from pulumi_dsql_provider.cli.diff import diff
from pulumi_dsql_provider.cli.ended import USAGE, Ended
from pulumi_dsql_provider.cli.inspect import inspect
from pulumi_dsql_provider.cli.lint import lint
from pulumi_dsql_provider.cli.options import SOURCES
from pulumi_dsql_provider.cli.output import say, speak_utf8
from pulumi_dsql_provider.cli.url import without_secrets

app = typer.Typer(
    name="pulumi-dsql",
    help=f"""Inspect, compare and change the schema of an Aurora DSQL database.

    {SOURCES}

    Statements and JSON go to stdout, everything else to stderr.

    \b
    Exit codes:
      0    done
      1    failed, or refused; errors (lint; with --strict warnings)
      2    there are differences (diff --exit-code)
      64   wrong usage
      130  stopped by Ctrl-C
    """,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
for command in (inspect, diff, apply, lint):
    app.command()(command)

# Newer releases of typer have a click of their own: this is its UsageError, wherever it lives.
_UsageError: type[Exception] = typer.BadParameter.__mro__[1]


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"pulumi-dsql {metadata.version('pulumi-dsql')}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _program(
    context: typer.Context,
    version: Annotated[  # noqa: ARG001 - its callback does it
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help(), err=True)
        raise Ended(USAGE)


def main() -> None:
    """The console script."""
    # What a command builds it needs to its end: looking for garbage among it takes a fifth of the time.
    gc.disable()
    speak_utf8()
    try:
        app(prog_name="pulumi-dsql", standalone_mode=False)
    except _UsageError as error:
        say(f"DSQL510: {without_secrets(_usage(error))}")
        sys.exit(USAGE)
    finally:
        gc.freeze()  # the interpreter looks once more when it ends
        gc.enable()


def _usage(error: Any) -> str:
    command = error.ctx.command_path if error.ctx else "pulumi-dsql"
    return f"{error.format_message().rstrip('.')}; see {command} --help"
