"""`pulumi-dsql inspect`."""

from collections.abc import Iterator
from typing import Annotated

import typer

from pulumi_dsql_provider import plan
from pulumi_dsql_provider.cli import document, source
from pulumi_dsql_provider.cli.failing import in_one_line
from pulumi_dsql_provider.cli.formats import hcl, mermaid
from pulumi_dsql_provider.cli.formats.sorting import by_name
from pulumi_dsql_provider.cli.options import DatabaseFormat, Exclude, Include, Schemas
from pulumi_dsql_provider.cli.output import say, show
from pulumi_dsql_provider.cli.planning import built
from pulumi_dsql_provider.cli.selection import Selection
from pulumi_dsql_provider.model import Check, Database, ForeignKey
from pulumi_dsql_provider.plan import Plan, Statement


@in_one_line
def inspect(
    src: Annotated[str, typer.Argument(metavar="SRC", help="What to look at.", show_default=False)],
    schema: Schemas = [],  # noqa: B006 - typer reads the default, nothing changes it
    include: Include = [],  # noqa: B006
    exclude: Exclude = [],  # noqa: B006
    format: Annotated[
        DatabaseFormat, typer.Option("--format", help="How it is printed.")
    ] = DatabaseFormat.sql,
) -> None:
    """Print what is there: as SQL that builds it, as JSON, as HCL or as a diagram.

    The SQL can be given to `diff` and `apply` as SRC again. The HCL is in the spelling of Atlas; a line on
    stderr tells what that has no word for. The diagram, of tables, keys and references, is one of Mermaid's.

    \b
    Example:
      pulumi-dsql inspect dsql://admin@abc….dsql.eu-west-1.on.aws/ > schema.sql
    """
    selection = Selection.of((src,), schema, include, exclude)
    with source.opened(src, selection.default_schema) as side:
        database, made = built(side, selection)
    for fault in _unfinished(database):
        say(f"note: {fault}")
    match format:
        case DatabaseFormat.json:
            show([document.of_database(database)])
        case DatabaseFormat.hcl:
            for what in hcl.left_out(database):
                say(f"note: {what} is left out: this format has no word for it")
            show(hcl.document(by_name(database)))
        case DatabaseFormat.mermaid:
            show(mermaid.document(by_name(database)))
        case DatabaseFormat.sql:
            # Definitions: when to wait matters only to a plan.
            steps = tuple(step for step in made.steps if isinstance(step, Statement))
            show(plan.lines(Plan(steps=steps)))


def _unfinished(database: Database) -> Iterator[str]:
    """What the SQL does not tell: `apply` of the same SQL would finish it."""
    for table in database.tables:
        for part in table.constraints:
            if isinstance(part, Check | ForeignKey) and not part.validated:
                yield f"the constraint {part.name} of {table.name} is not validated"
    for index in database.indexes:
        if not index.valid:
            yield f"the index {index.qualified_name} is not valid: it is being built, or that has failed"
