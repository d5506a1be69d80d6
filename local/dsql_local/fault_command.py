"""The commands `dsql-local fault …`: what `Running.inject` does, for a shell."""

import json
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Annotated

import typer

from dsql_local import running
from dsql_local.errors import LocalError
from dsql_local.faults.at_random import RANDOM, USUAL
from dsql_local.faults.fault import ACTIONS, Fault
from dsql_local.home_option import Home, home_of
from dsql_local.injected import Injected

_PLACES = ", ".join(ACTIONS)
_ACTIONS = "; ".join(f"on {place}: {', '.join(actions)}" for place, actions in ACTIONS.items())
_OPTIONAL = {field.name: field.default for field in fields(Fault) if field.default is not MISSING}

app = typer.Typer(
    help="Inject faults into the running stand-in: lost replies, conflicts, stuck jobs, and more.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

On = Annotated[str, typer.Argument(metavar="ON", help=f"Where: {_PLACES}.")]
Do = Annotated[str, typer.Argument(metavar="DO", help=f"What; {_ACTIONS}.")]
Number = Annotated[int, typer.Argument(metavar="ID", help="As `dsql-local fault list` shows it.")]


@app.command()
def add(
    on: On,
    do: Do,
    home: Home = None,
    kind: Annotated[str, typer.Option(help="Of statement: ddl, dml, query, …; or of job.")] = "any",
    match: Annotated[str, typer.Option(help="A regular expression on SQL, object or operation.")] = "",
    application_name: Annotated[str, typer.Option(help="A regular expression on the client's name.")] = "",
    cluster: Annotated[str, typer.Option(help="The identifier of the only cluster.")] = "",
    nth: Annotated[int, typer.Option(help="The first match that is struck.")] = 1,
    times: Annotated[int, typer.Option(help="How many matches are struck; 0 is no end.")] = 1,
    code: Annotated[str, typer.Option(help="SQLSTATE, or name of an exception, of an error.")] = "",
    message: Annotated[str, typer.Option(help="Text of an error or of a failed job.")] = "",
    seconds: Annotated[float, typer.Option(help="How long a delay is, or how late a cut.")] = 0.0,
    rate: Annotated[float, typer.Option(help="How likely a match is struck, up to 1.")] = 1.0,
    seed: Annotated[int, typer.Option(help="Which matches are struck, with a rate below 1.")] = 0,
) -> None:
    """Put a fault in place; prints its id."""
    values = {
        "on": on,
        "do": do,
        "kind": kind,
        "match": match,
        "application_name": application_name,
        "cluster": cluster,
        "nth": nth,
        "times": times,
        "code": code,
        "message": message,
        "seconds": seconds,
        "rate": rate,
        "seed": seed,
    }
    typer.echo(_running(home).inject(Fault.from_dict(values)).id)


@app.command()
def random(
    rate: Annotated[float, typer.Option(help="The part of all that is struck, such as 0.02.")],
    home: Home = None,
    seed: Annotated[int, typer.Option(help="Which part: the same seed strikes the same places.")] = 0,
    do: Annotated[str, typer.Option(help=f"What happens, of {', '.join(RANDOM)}.")] = ",".join(USUAL),
    cluster: Annotated[str, typer.Option(help="The identifier of the only cluster.")] = "",
) -> None:
    """Let things go wrong at random, the same way for the same seed; prints the ids of the faults."""
    words = [word.strip() for word in do.split(",") if word.strip()]
    for injected in _running(home).inject_random(rate, seed, words, cluster=cluster).faults:
        typer.echo(injected.id)


@app.command(name="list")
def list_(
    home: Home = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per line.")] = False,
) -> None:
    """Show the faults in place and how often each has struck."""
    for injected in _running(home).faults():
        typer.echo(json.dumps(injected.as_dict()) if as_json else _text(injected))


@app.command()
def release(number: Number, home: Home = None) -> None:
    """Let go of what a fault holds now."""
    _running(home).fault(number).release()


@app.command()
def remove(
    number: Annotated[int | None, typer.Argument(metavar="[ID]", help="As `list` shows it.")] = None,
    home: Home = None,
    all_: Annotated[bool, typer.Option("--all", help="All of them.")] = False,
) -> None:
    """Take a fault away, or all; what it holds goes on."""
    if (number is None) is not all_:
        raise LocalError("DSQL917", "say which fault by its id (dsql-local fault list), or --all")
    stand_in = _running(home)
    for injected in stand_in.faults() if number is None else [stand_in.fault(number)]:
        injected.remove()


def _running(home: Path | None) -> running.Running:
    return running.connect(home_of(home))


def _text(injected: Injected) -> str:
    """`3  statement lose-after kind=ddl nth=2  hits 1, held 0`."""
    fault = injected.fault.as_dict()
    where = [f"{name}={fault[name]}" for name, default in _OPTIONAL.items() if fault[name] != default]
    words = " ".join([injected.fault.on, injected.fault.do, *where])
    return f"{injected.id}  {words}  hits {injected.hits}, held {injected.held}"
