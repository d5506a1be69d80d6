"""The options of the commands that start a stand-in."""

from pathlib import Path
from typing import Annotated

import typer

from dsql_local.settings import Settings, Value

Region = Annotated[str, typer.Option(help="The AWS Region of its clusters.")]
NoCluster = Annotated[bool, typer.Option("--no-cluster", help="Begin without a cluster.")]
JobSeconds = Annotated[float | None, typer.Option(help="How long an asynchronous job takes.")]
ClusterSeconds = Annotated[float | None, typer.Option(help="How long a cluster takes to change its state.")]
DdlMilliseconds = Annotated[float | None, typer.Option(help="How long each DDL statement is held.")]
AsOf = Annotated[str | None, typer.Option(help="Answer as the service did on this day, as in 2026-06-01.")]
ClockOffset = Annotated[float | None, typer.Option(help="Seconds added to the clock that expires tokens.")]
Data = Annotated[
    Path | None, typer.Option(help="Keep the clusters in this directory, and serve those in it.")
]
Port = Annotated[
    int, typer.Option(min=0, max=65535, help="Where it listens for PostgreSQL's protocol; 0 for any.")
]
ControlPort = Annotated[
    int, typer.Option(min=0, max=65535, help="Where its control plane listens; 0 for any.")
]


def settings_of(**given: Value) -> dict[str, Value]:
    """The options that were given, over the environment's, over the defaults; by the names of `Settings`."""
    settings = Settings.from_environment()
    settings.change({name: value for name, value in given.items() if value is not None})
    return settings.as_dict()
