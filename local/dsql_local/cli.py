"""The command `dsql-local`."""

import os
import shlex
import sys
from collections.abc import Iterator, Mapping
from typing import Annotated

import typer

from dsql_local import environment, fault_command, log_text, running, state, statement_log
from dsql_local.errors import LocalError
from dsql_local.home_option import Home, home_of
from dsql_local.psql_program import find_psql
from dsql_local.run_command import run_command
from dsql_local.settings import Settings, Value

_DONE, _FAILED, _WRONG_USAGE = 0, 1, 64

app = typer.Typer(
    help="A local stand-in for Amazon Aurora DSQL.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

app.add_typer(fault_command.app, name="fault")

Region = Annotated[str, typer.Option(help="The AWS Region of its clusters.")]
ClusterId = Annotated[str | None, typer.Option("--cluster", help="Which cluster; by default the oldest.")]
NoCluster = Annotated[bool, typer.Option("--no-cluster", help="Begin without a cluster.")]
JobSeconds = Annotated[float | None, typer.Option(help="How long an asynchronous job takes.")]
ClusterSeconds = Annotated[float | None, typer.Option(help="How long a cluster takes to change its state.")]
DdlMilliseconds = Annotated[float | None, typer.Option(help="How long each DDL statement is held.")]
AsOf = Annotated[str | None, typer.Option(help="Answer as the service did on this day, as in 2026-06-01.")]
ClockOffset = Annotated[float | None, typer.Option(help="Seconds added to the clock that expires tokens.")]


class _CommandEnded(SystemExit):
    """A command of the user's ended with a code that is passed on as it is."""


@app.command()
def up(
    home: Home = None,
    region: Region = running.DEFAULT_REGION,
    no_cluster: NoCluster = False,
    job_seconds: JobSeconds = None,
    cluster_seconds: ClusterSeconds = None,
    ddl_milliseconds: DdlMilliseconds = None,
    clock_offset_seconds: ClockOffset = None,
    as_of: AsOf = None,
) -> None:
    """Start it in the background, with a cluster; does nothing when it runs already."""
    place = home_of(home)
    settings = _settings(job_seconds, cluster_seconds, ddl_milliseconds, clock_offset_seconds, as_of)
    if state.is_running(place):
        stand_in = running.connect(place)
        typer.echo("dsql-local is already running.")
    else:
        stand_in = running.start(place, region=region, outlives_us=True, settings=settings)
        typer.echo("dsql-local is running.")
    if not no_cluster and not stand_in.clusters():
        stand_in.create_cluster()
    for cluster in stand_in.clusters():
        typer.echo(f"  cluster {cluster.identifier}  {cluster.status}  {cluster.endpoint}")
    typer.echo('Point a shell at it:  eval "$(dsql-local env)"     Look inside:  dsql-local psql')


@app.command()
def down(home: Home = None) -> None:
    """Stop it and remove its clusters."""
    place = home_of(home)
    if state.is_running(place):
        running.connect(place).stop()
        typer.echo("dsql-local is stopped.")
    else:
        running.clean_up_after_crash(place)
        typer.echo("dsql-local was not running.")


@app.command()
def status(home: Home = None) -> None:
    """Say whether it runs, and with which clusters. Exit code 1 when it does not."""
    stand_in = running.connect(home_of(home))
    found_at = stand_in.state
    typer.echo(f"running    process {found_at.pid}, Region {found_at.region}, home {stand_in.home}")
    typer.echo(
        f"listens    127.0.0.1: {found_at.wire_port} (PostgreSQL), {found_at.control_port} (control plane)"
    )
    typer.echo("settings   " + ", ".join(_shown(stand_in.settings)))
    for cluster in stand_in.clusters():
        typer.echo(f"cluster    {cluster.identifier}  {cluster.status}  {cluster.endpoint}")


@app.command()
def env(home: Home = None, cluster: ClusterId = None) -> None:
    """Print the variables that point psql, drivers and AWS SDKs at it, as shell commands."""
    stand_in = running.connect(home_of(home))
    chosen = stand_in.cluster(cluster) if cluster or _any_active(stand_in) else None
    typer.echo(f"unset PGHOST PGPASSWORD {' '.join(environment.FOREIGN)}")
    for name, value in stand_in.variables(chosen).items():
        typer.echo(f"export {name}={shlex.quote(value)}")


@app.command(context_settings={"ignore_unknown_options": True})
def run(
    command: Annotated[list[str], typer.Argument(metavar="-- CMD...", help="The command and its arguments.")],
    home: Home = None,
    region: Region = running.DEFAULT_REGION,
    no_cluster: NoCluster = False,
    job_seconds: JobSeconds = None,
    cluster_seconds: ClusterSeconds = None,
    ddl_milliseconds: DdlMilliseconds = None,
    clock_offset_seconds: ClockOffset = None,
    as_of: AsOf = None,
) -> None:
    """Run a command against a fresh stand-in with a cluster of its own; ends with the command's exit code."""
    settings = _settings(job_seconds, cluster_seconds, ddl_milliseconds, clock_offset_seconds, as_of)
    with running.start(home, region=region, settings=settings) as stand_in:
        environ = stand_in.environ if no_cluster else stand_in.create_cluster().environ
        code = run_command(command, environ)
    raise _CommandEnded(code)


@app.command(context_settings={"ignore_unknown_options": True})
def psql(
    arguments: Annotated[list[str] | None, typer.Argument(metavar="-- ARGS...")] = None,
    home: Home = None,
    cluster: ClusterId = None,
) -> None:
    """Open psql on a cluster; what follows `--` goes to psql."""
    chosen = running.connect(home_of(home)).cluster(cluster)
    program, extra = find_psql()
    sys.stdout.flush()
    os.execve(program, ["psql", *(arguments or [])], {**chosen.environ, **extra})


@app.command()
def log(
    home: Home = None,
    cluster: ClusterId = None,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on as entries come in.")] = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON object per line.")] = False,
) -> None:
    """Show every statement and every call of the control plane, each with what became of it."""
    file = state.log_file(home_of(home))
    for entry in statement_log.read(file, cluster, follow_every=0.1 if follow else None):
        typer.echo(log_text.as_json(entry) if json else log_text.as_text(entry))


def main() -> None:
    """Entry point: exit code 0 done, 1 failed, 64 wrong usage; `run` passes on that of its command."""
    try:
        app()
    except LocalError as error:
        typer.echo(str(error), err=True)
        sys.exit(_FAILED)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:  # the reader of our output has had enough, as `| head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    except _CommandEnded:
        raise
    except SystemExit as end:
        sys.exit(_WRONG_USAGE if end.code == 2 else end.code)


def _shown(settings: Mapping[str, Value]) -> Iterator[str]:
    """The settings as words; what is not set is left out."""
    for name, value in settings.items():
        if value is not None:
            yield f"{name} {value:g}" if isinstance(value, float | int) else f"{name} {value}"


def _any_active(stand_in: running.Running) -> bool:
    return any(cluster.status == "ACTIVE" for cluster in stand_in.clusters())


def _settings(
    job_seconds: float | None,
    cluster_seconds: float | None,
    ddl_milliseconds: float | None,
    clock_offset_seconds: float | None,
    as_of: str | None,
) -> dict[str, Value]:
    """The options that were given, over the environment's, over the defaults."""
    given = {
        "job_seconds": job_seconds,
        "cluster_seconds": cluster_seconds,
        "ddl_milliseconds": ddl_milliseconds,
        "clock_offset_seconds": clock_offset_seconds,
        "as_of": as_of,
    }
    settings = Settings.from_environment()
    settings.change({name: value for name, value in given.items() if value is not None})
    return settings.as_dict()


if __name__ == "__main__":
    main()
