"""The command `dsql-local`."""

import contextlib
import json
import os
import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer

from dsql_local import (
    clusters_command,
    environment,
    fault_command,
    log_text,
    running,
    state,
    statement_log,
    status_text,
)
from dsql_local import start_options as options
from dsql_local.errors import LocalError
from dsql_local.home_option import Home, home_of
from dsql_local.progress import progress
from dsql_local.psql_program import find_psql
from dsql_local.run_command import run_command

_DONE, _FAILED, _WRONG_USAGE = 0, 1, 64

app = typer.Typer(
    help="A local stand-in for Amazon Aurora DSQL.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

app.add_typer(clusters_command.app, name="clusters")
app.add_typer(fault_command.app, name="fault")

ClusterId = Annotated[str | None, typer.Option("--cluster", help="Which cluster; by default the oldest.")]
AsJson = Annotated[bool, typer.Option("--json", help="As JSON.")]


class _CommandEnded(SystemExit):
    """A command of the user's ended with a code that is passed on as it is."""


@app.command()
def up(
    home: Home = None,
    data: options.Data = None,
    port: options.Port = 0,
    control_port: options.ControlPort = 0,
    region: options.Region = running.DEFAULT_REGION,
    no_cluster: options.NoCluster = False,
    job_seconds: options.JobSeconds = None,
    cluster_seconds: options.ClusterSeconds = None,
    ddl_milliseconds: options.DdlMilliseconds = None,
    clock_offset_seconds: options.ClockOffset = None,
    as_of: options.AsOf = None,
) -> None:
    """Start it in the background, with a cluster; does nothing when it runs already."""
    place = home_of(home)
    settings = options.settings_of(
        job_seconds=job_seconds,
        cluster_seconds=cluster_seconds,
        ddl_milliseconds=ddl_milliseconds,
        clock_offset_seconds=clock_offset_seconds,
        as_of=as_of,
    )
    with progress("starting"):
        already = state.is_running(place)
        if already:
            stand_in = running.connect(place)
            _expect(stand_in, data, port, control_port)
        else:
            stand_in = running.start(
                place,
                region=region,
                outlives_us=True,
                settings=settings,
                data=data,
                port=port,
                control_port=control_port,
            )
        if not no_cluster and not stand_in.clusters():
            stand_in.create_cluster()
    typer.echo("dsql-local is already running." if already else "dsql-local is running.")
    for cluster in stand_in.clusters():
        typer.echo(f"  cluster {clusters_command.as_text(cluster)}")
    typer.echo('Point a shell at it:  eval "$(dsql-local env)"     Look inside:  dsql-local psql')


@app.command()
def down(home: Home = None) -> None:
    """Stop it. Its clusters are removed, unless they are kept (up --data)."""
    place = home_of(home)
    if state.is_running(place):
        with progress("stopping"):
            running.connect(place).stop()
        typer.echo("dsql-local is stopped.")
    else:
        running.clean_up_after_crash(place)
        typer.echo("dsql-local was not running.")


@app.command()
def status(home: Home = None, as_json: AsJson = False) -> None:
    """Say whether it runs, and with which clusters. Exit code 1 when it does not."""
    about = status_text.described(running.connect(home_of(home)))
    typer.echo(json.dumps(about) if as_json else status_text.as_text(about))


@app.command()
def reset(
    home: Home = None,
    cluster: Annotated[str | None, typer.Option(help="The only one that is emptied.")] = None,
    remove_all: Annotated[bool, typer.Option("--all", help="Remove all clusters instead.")] = False,
) -> None:
    """Empty all clusters, or one, in place: endpoints stay, tables, roles and jobs go."""
    stand_in = running.connect(home_of(home))
    if cluster and remove_all:
        raise LocalError("DSQL936", "say either --cluster or --all")
    with progress("resetting"):
        if remove_all:
            for found in stand_in.clusters():
                found.delete()
        else:
            stand_in.reset(cluster)


@app.command()
def env(home: Home = None, cluster: ClusterId = None, as_json: AsJson = False) -> None:
    """Print the variables that point psql, drivers and AWS SDKs at it, as shell commands.

    As JSON they are one object, in which a variable that is to be unset is null.
    """
    stand_in = running.connect(home_of(home))
    chosen = stand_in.cluster(cluster) if cluster or _any_active(stand_in) else None
    unset = ("PGHOST", "PGPASSWORD", *environment.FOREIGN)
    variables = stand_in.variables(chosen)
    if as_json:
        typer.echo(json.dumps(dict.fromkeys(unset) | variables))
        return
    typer.echo(f"unset {' '.join(unset)}")
    for name, value in variables.items():
        typer.echo(f"export {name}={shlex.quote(value)}")


@app.command(context_settings={"ignore_unknown_options": True})
def run(
    command: Annotated[list[str], typer.Argument(metavar="-- CMD...", help="The command and its arguments.")],
    home: Home = None,
    data: options.Data = None,
    port: options.Port = 0,
    control_port: options.ControlPort = 0,
    region: options.Region = running.DEFAULT_REGION,
    no_cluster: options.NoCluster = False,
    job_seconds: options.JobSeconds = None,
    cluster_seconds: options.ClusterSeconds = None,
    ddl_milliseconds: options.DdlMilliseconds = None,
    clock_offset_seconds: options.ClockOffset = None,
    as_of: options.AsOf = None,
) -> None:
    """Run a command against a fresh stand-in with a cluster of its own; ends with the command's exit code.

    With --data the cluster is the oldest one that is kept there.
    """
    settings = options.settings_of(
        job_seconds=job_seconds,
        cluster_seconds=cluster_seconds,
        ddl_milliseconds=ddl_milliseconds,
        clock_offset_seconds=clock_offset_seconds,
        as_of=as_of,
    )
    with contextlib.ExitStack() as stack:
        with progress("starting"):
            stand_in = stack.enter_context(
                running.start(
                    home, region=region, settings=settings, data=data, port=port, control_port=control_port
                )
            )
            environ = stand_in.environ if no_cluster else _some_cluster(stand_in).environ
        # So that the command can look into the log, inject faults, and make more clusters.
        code = run_command(command, {**environ, "DSQL_LOCAL_HOME": str(stand_in.home)})
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
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per line.")] = False,
) -> None:
    """Show every statement and every call of the control plane, each with what became of it."""
    file = state.log_file(home_of(home))
    for entry in statement_log.read(file, cluster, follow_every=0.1 if follow else None):
        typer.echo(log_text.as_json(entry) if as_json else log_text.as_text(entry))


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


def _any_active(stand_in: running.Running) -> bool:
    return any(cluster.status == "ACTIVE" for cluster in stand_in.clusters())


def _some_cluster(stand_in: running.Running) -> running.LocalCluster:
    """The oldest cluster that can be used, or a new one."""
    return stand_in.cluster() if _any_active(stand_in) else stand_in.create_cluster()


def _expect(stand_in: running.Running, data: Path | None, port: int, control_port: int) -> None:
    """LocalError (DSQL926) when a stand-in that runs is not the one that is asked for."""
    found = stand_in.state
    differs = {
        "--data": data is not None and str(data.absolute()) != found.data,
        "--port": port not in (0, found.wire_port),
        "--control-port": control_port not in (0, found.control_port),
    }
    for option, wrong in differs.items():
        if wrong:
            raise LocalError(
                "DSQL926", f"a stand-in runs here with another {option}; stop it with: dsql-local down"
            )


if __name__ == "__main__":
    main()
