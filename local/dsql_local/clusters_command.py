"""The commands `dsql-local clusters …`."""

import json
from typing import Annotated

import typer

from dsql_local import running
from dsql_local.errors import LocalError
from dsql_local.home_option import Home, home_of
from dsql_local.progress import progress
from dsql_local.running import LocalCluster

app = typer.Typer(
    help="List, create and delete clusters.", rich_markup_mode=None, invoke_without_command=True
)

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object per line.")]
Identifiers = Annotated[list[str], typer.Argument(metavar="ID", help="As `dsql-local clusters` shows them.")]


@app.callback()
def list_(context: typer.Context, home: Home = None, as_json: AsJson = False) -> None:
    """List the clusters of all Regions, or create and delete some."""
    if context.invoked_subcommand is None:
        for cluster in running.connect(home_of(home)).clusters():
            typer.echo(json.dumps(cluster.as_dict()) if as_json else as_text(cluster))


@app.command()
def create(
    home: Home = None,
    region: Annotated[str | None, typer.Option(help="Its AWS Region; by default the stand-in's.")] = None,
    tag: Annotated[
        list[str] | None, typer.Option(metavar="KEY=VALUE", help="A tag; may be repeated.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Create an empty cluster without deletion protection; prints it once it is ACTIVE."""
    tags = dict(_tag(text) for text in tag or ())
    with progress("creating a cluster"):
        cluster = running.connect(home_of(home)).create_cluster(region, tags)
    typer.echo(json.dumps(cluster.as_dict()) if as_json else as_text(cluster))


@app.command()
def delete(identifiers: Identifiers, home: Home = None) -> None:
    """Delete clusters at once, protected or not."""
    stand_in = running.connect(home_of(home))
    with progress("deleting"):
        for identifier in identifiers:
            stand_in.delete_cluster(identifier)


def as_text(cluster: LocalCluster) -> str:
    """`abc…  ACTIVE  abc….dsql.us-east-1.on.aws  team=orders`."""
    words = [cluster.identifier, cluster.status, cluster.endpoint]
    return "  ".join([*words, *(f"{key}={value}" for key, value in cluster.tags.items())])


def _tag(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not (key and equals):
        raise LocalError("DSQL935", f"--tag must be KEY=VALUE; it was {text!r}")
    return key, value
