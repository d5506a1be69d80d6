"""Which part of a database a command is about: `--schema`, `--exclude` and a URL's search_path."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from pulumi_dsql_provider.cli.output import say
from pulumi_dsql_provider.cli.url import is_url, parse_url
from pulumi_dsql_provider.dialect.refusal import Refusal, Refused
from pulumi_dsql_provider.model import Database

ALWAYS_THERE = "public"
"""The schema that nobody creates or drops."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What is looked at and changed; all else is left alone, on both sides of a comparison.

    `schemas` are the only ones, or all if none is named. `exclude` are patterns for what to leave out: a
    schema, or schema.name of anything in one, in which `*` stands for anything. Files put what they name
    without a schema into `default_schema`.
    """

    schemas: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    default_schema: str = ALWAYS_THERE

    @classmethod
    def of(cls, sources: Sequence[str], schemas: Sequence[str], exclude: Sequence[str]) -> "Selection":
        """The selection of a command with these sources and options. `schemas` win over a search_path.

        Raises Refused where a URL has no good form (DSQL500) or two of them contradict each other (DSQL508).
        """
        paths = {url.schemas for url in map(parse_url, filter(is_url, sources)) if url.schemas}
        if len(paths) > 1:
            raise Refused(
                Refusal(
                    code="DSQL508",
                    message="the two URLs have different search_paths",
                    way_out="give both the same one, for a schema is compared with the one of its name",
                )
            )
        path = paths.pop() if paths else ()
        return cls(tuple(schemas) or path, tuple(exclude), path[0] if path else ALWAYS_THERE)

    def takes(self, schema: str, name: str | None = None) -> bool:
        """Whether a schema, or something of that name in it, is looked at."""
        if self.schemas and schema not in self.schemas:
            return False
        return not any(_matches(pattern, schema, name) for pattern in self.exclude)

    def part(self, database: Database) -> Database:
        """The part of that database that is looked at. An index goes with its table."""
        tables = tuple(table for table in database.tables if self.takes(*table.name))
        names = {table.name for table in tables}
        return Database(
            schemas=tuple(schema for schema in database.schemas if self.takes(schema.name)),
            tables=tables,
            indexes=tuple(
                index
                for index in database.indexes
                if index.table in names and self.takes(*index.qualified_name)
            ),
            sequences=tuple(each for each in database.sequences if self.takes(*each.name)),
            functions=tuple(each for each in database.functions if self.takes(*each.name)),
        )

    def check(self, *databases: Database) -> None:
        """Raise Refused (DSQL504) for each schema that was named and is in none of them.

        Tells which patterns match nothing: that may be meant so, or a slip that lets something be dropped.
        """
        names = {name for database in databases for name in _names(database)}
        schemas = {ALWAYS_THERE} | {schema for schema, _ in names}
        if missing := [schema for schema in self.schemas if schema not in schemas]:
            way_out = f"correct --schema or search_path; the schemas are {', '.join(sorted(schemas))}"
            raise Refused(
                *(
                    Refusal(code="DSQL504", message=f"there is no schema {schema!r}", way_out=way_out)
                    for schema in missing
                )
            )
        for pattern in self.exclude:
            if not any(_matches(pattern, *name) for name in names):
                say(f"note: --exclude {pattern} matches nothing; a pattern is SCHEMA or SCHEMA.NAME")


def _names(database: Database) -> Iterator[tuple[str, str | None]]:
    """The names of all that can be left out, a schema's with None."""
    yield from ((schema.name, None) for schema in database.schemas)
    for table in database.tables:
        yield table.name.schema, None
        yield table.name
    yield from (index.qualified_name for index in database.indexes)
    others = (*(each.name for each in database.sequences), *(each.name for each in database.functions))
    for name in others:
        yield name.schema, None
        yield name


def _matches(pattern: str, schema: str, name: str | None) -> bool:
    return fnmatchcase(schema, pattern) or (name is not None and fnmatchcase(f"{schema}.{name}", pattern))
