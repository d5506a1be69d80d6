"""Which part of a database a command is about: --schema, --include, --exclude and a URL's search_path."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from pulumi_dsql_provider.cli.url import is_url, parse_url
from pulumi_dsql_provider.dialect import privileges, targets
from pulumi_dsql_provider.dialect.refusal import Refusal, Refused
from pulumi_dsql_provider.model import Access, Database, DefaultPrivilege, ObjectName, Target

_Name = tuple[str, str | None]

ALWAYS_THERE = "public"
"""The schema that nobody creates or drops."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What is looked at and changed; all else is left alone, on both sides of a comparison.

    `schemas` are the only ones, or all if none is named. `include` and `exclude` are patterns, for what alone
    is looked at and for what of that is left out: a schema, or schema.name of anything in one, in which `*`
    stands for anything. An index is included with its table. Roles are in no schema: they are looked at
    unless `schemas` or `include` limit what is. Files put what they name without a schema into
    `default_schema`.
    """

    schemas: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    default_schema: str = ALWAYS_THERE

    @classmethod
    def of(
        cls,
        sources: Sequence[str],
        schemas: Sequence[str],
        include: Sequence[str] = (),
        exclude: Sequence[str] = (),
    ) -> "Selection":
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
        default = path[0] if path else ALWAYS_THERE
        return cls(tuple(schemas) or path, tuple(include), tuple(exclude), default)

    def takes(self, schema: str, name: str | None = None) -> bool:
        """Whether a schema, or something of that name in it, is looked at."""
        if self.schemas and schema not in self.schemas:
            return False
        if self.include and not any(_matches(pattern, schema, name) for pattern in self.include):
            return False
        return not self._leaves_out(schema, name)

    def _access(self, database: Database) -> Access:
        """Who owns what is looked at and what is granted on it; the rest only where roles are."""
        access = database.access
        held = access.grants
        grants = None if held is None else tuple(grant for grant in held if self.takes_target(grant.target))
        if grants is not None and not self.takes(ALWAYS_THERE):
            # That schema is a part of every database: it is as it comes, which is no difference.
            grants = (*privileges.implied(targets.of_schema(ALWAYS_THERE)), *grants)
        kept = access.owners
        owners = None if kept is None else tuple(owner for owner in kept if self.takes_target(owner.target))
        stated = access.default_privileges
        defaults = None if stated is None else tuple(filter(self._takes_default, stated))
        around = access if self.takes_roles else Access()
        return around.model_copy(update={"grants": grants, "owners": owners, "default_privileges": defaults})

    def _takes_default(self, default: DefaultPrivilege) -> bool:
        """Those of no schema are looked at where roles are."""
        schema = default.schema_name
        return self.takes_roles if schema is None else self.takes(schema)

    def takes_target(self, target: Target) -> bool:
        """Whether something that privileges are on is looked at."""
        return self.takes(target.name.schema, target.name.name or None)

    @property
    def takes_roles(self) -> bool:
        """Whether roles are looked at, and all that goes with them."""
        return not self.schemas and not self.include

    def _leaves_out(self, schema: str, name: str | None) -> bool:
        return any(_matches(pattern, schema, name) for pattern in self.exclude)

    def part(self, database: Database, also: Collection[ObjectName] = ()) -> Database:
        """The part of that database that is looked at. Indexes and statistics go with their table.

        `also` are names of tables, sequences and domains that are looked at, too.
        """
        tables = tuple(each for each in database.tables if self.takes(*each.name) or each.name in also)
        names = {table.name for table in tables}
        return Database(
            schemas=tuple(schema for schema in database.schemas if self.takes(schema.name)),
            tables=tables,
            indexes=tuple(
                index
                for index in database.indexes
                if index.table in names and not self._leaves_out(*index.qualified_name)
            ),
            sequences=tuple(
                each for each in database.sequences if self.takes(*each.name) or each.name in also
            ),
            domains=tuple(each for each in database.domains if self.takes(*each.name) or each.name in also),
            statistics=tuple(
                each for each in database.statistics if each.table in names and self.takes(*each.name)
            ),
            functions=tuple(each for each in database.functions if self.takes(*each.name)),
            views=tuple(each for each in database.views if self.takes(*each.name)),
            access=self._access(database),
        )

    def schemas_beside(self, database: Database) -> frozenset[str]:
        """The schemas that are there and not looked at themselves, though something in them may be."""
        return frozenset(schema for schema, _ in _names(database) if not self.takes(schema))

    def check(self, *databases: Database) -> None:
        """Raise Refused for each schema that was named and is in none of them (DSQL504), and for each pattern
        that matches nothing in any (DSQL509): such a slip could let something be dropped.
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
        included = {name for database in databases for name in _names(_without_indexes(database))}
        refusals = (
            *(_matches_nothing("--include", pattern, included) for pattern in self.include),
            *(_matches_nothing("--exclude", pattern, names) for pattern in self.exclude),
        )
        if found := [refusal for refusal in refusals if refusal]:
            raise Refused(*found)


def _matches_nothing(option: str, pattern: str, names: Collection[_Name]) -> Refusal | None:
    if any(_matches(pattern, *name) for name in names):
        return None
    meant = min((schema for schema, name in names if name and fnmatchcase(name, pattern)), default=None)
    way_out = f"write {meant}.{pattern}" if meant else "correct it"
    message = f"{option} {pattern} matches nothing: a pattern is SCHEMA or SCHEMA.NAME, with * for anything"
    return Refusal(code="DSQL509", message=message, way_out=way_out)


def _without_indexes(database: Database) -> Database:
    return database.model_copy(update={"indexes": ()})


def _names(database: Database) -> Iterator[_Name]:
    """The names of all that can be left out, a schema's with None."""
    yield from ((schema.name, None) for schema in database.schemas)
    for table in database.tables:
        yield table.name.schema, None
        yield table.name
    yield from (index.qualified_name for index in database.indexes)
    kinds = (
        database.sequences,
        database.domains,
        database.functions,
        database.statistics,
        database.views,
    )
    others = (each.name for kind in kinds for each in kind)
    for name in others:
        yield name.schema, None
        yield name


def _matches(pattern: str, schema: str, name: str | None) -> bool:
    return fnmatchcase(schema, pattern) or (name is not None and fnmatchcase(f"{schema}.{name}", pattern))
