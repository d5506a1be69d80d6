"""Generated databases from a small pool of names: two of them have much in common, and much differs."""

from collections.abc import Mapping

from hypothesis import strategies as st

from generated_access import access, before
from generated_views import views
from pulumi_dsql_provider.dialect.identifiers import qualified
from pulumi_dsql_provider.dialect.types import domain_named
from pulumi_dsql_provider.diff.uses import columns_used
from pulumi_dsql_provider.model import (
    Argument,
    Check,
    Column,
    Database,
    Domain,
    ForeignKey,
    Function,
    Identity,
    Index,
    IndexKey,
    ObjectName,
    OwningColumn,
    PrimaryKey,
    Schema,
    Sequence,
    Setting,
    Statistics,
    StatisticsKind,
    Table,
    Unique,
)

TABLES = (
    ObjectName("public", "a"),
    ObjectName("public", "Order"),
    ObjectName("shop", "a"),
    ObjectName("shop", "a_long_name_" * 4),
)
IS_FINE = ObjectName("public", "Is Fine")
FUNCTIONS = (ObjectName("public", "f"), ObjectName("public", "Function"))
SEQUENCES = (ObjectName("public", "numbers"), ObjectName("public", "More Numbers"))
# Those that a column is of have neither a default nor NOT NULL: such columns could not be added. All that
# DSQL cannot alter is always the same.
DOMAINS = (
    Domain(
        name=ObjectName("public", "mood"),
        type="text",
        checks=(Check(name="filled", expression="VALUE <> ''"),),
    ),
    Domain(
        name=ObjectName("public", "More Than"),
        type="public.mood",
        checks=(Check(name="long", expression="length(VALUE) > 2 OR VALUE IN ('a', 'b')"),),
    ),
    Domain(
        name=ObjectName("public", "num"),
        type="numeric(10,2)",
        checks=(Check(name="num_check", expression="VALUE BETWEEN -1 AND 1000"),),
    ),
)
STATISTICS_KINDS: tuple[StatisticsKind, ...] = ("ndistinct", "dependencies", "mcv")
TYPES: Mapping[str, str] = {
    "id": "uuid",
    "num": "bigint",
    "a": "integer",
    "b": "text",
    "price": "numeric(10,2)",
    "seen": "timestamp with time zone",
    "User": "boolean",
    "twice": "integer",
    "parent": "uuid",
    "mood": "public.mood",
    "more": 'public."More Than"',
}
_DEFAULTS = {
    "a": ("0", "1 + 1"),
    "b": ("''", "'it''s; -- so'"),
    "seen": ("now()",),
    "User": ("true", "false"),
    "mood": ("'good'",),
}
# They satisfy every check.
_FITTING_DEFAULTS = {
    "num": ("7",),
    "a": ("5", "1 + 1"),
    "b": ("'x'", "'it''s'"),
    "price": ("1.5",),
    "seen": ("now()",),
    "User": ("true",),
    "twice": ("10",),
    "mood": ("'good'",),
    "more": ("'better'",),
}
_CHECKS = (
    "a > 0",
    "a < 100 OR b IS NOT NULL",
    "length(b) < 10",
    "price >= 0",
    "price BETWEEN 0 AND 10",
    '"User"',
    "lower(mood) <> 'b' OR mood IN ('c', 'd')",
)
_EXPRESSIONS = ("lower(b)", "a * 2", "COALESCE(price, 0)")
_COMMENTS = (None, None, "one", "two\nlines; -- 'three'")


@st.composite
def databases(draw: st.DrawFn) -> Database:
    """Up to four tables in two schemas, with constraints, foreign keys among them, and indexes."""
    names = draw(st.lists(st.sampled_from(TABLES), unique=True, max_size=4))
    tables = {name: draw(_tables(name)) for name in names}
    tables = {name: draw(_with_foreign_keys(table, tables)) for name, table in tables.items()}
    functions = draw(st.lists(_is_fine(), max_size=1))
    if functions:
        tables = {name: draw(_with_function(table)) for name, table in tables.items()}
    indexes = [index for table in tables.values() for index in draw(_indexes(table))]
    schemas = {"public", *(name.schema for name in names)}
    made = Database(
        schemas=tuple(Schema(name=name, comment=draw(_comments())) for name in sorted(schemas)),
        tables=tuple(tables.values()),
        indexes=tuple(indexes),
        sequences=tuple(draw(_sequences(list(tables.values())))),
        domains=tuple(draw(_domains(list(tables.values())))),
        statistics=tuple(one for table in tables.values() for one in draw(_statistics(table))),
        functions=(*functions, *draw(_functions(tables))),
        views=tuple(draw(views(tables, IS_FINE if functions else None, _comments()))),
    )
    return made.model_copy(update={"access": draw(access(made, _comments()))})


@st.composite
def _statistics(draw: st.DrawFn, table: Table) -> list[Statistics]:
    """Up to two of a table, by itself named so that they differ from those of others."""
    held = [column.name for column in table.columns]
    found = []
    for number in range(draw(st.integers(0, 2))):
        columns = set(draw(st.lists(st.sampled_from(held), max_size=3)))
        expressions = tuple(
            draw(
                st.lists(st.sampled_from(("id::text", *_usable(_EXPRESSIONS, held))), unique=True, max_size=2)
            )
        )
        single = not columns and len(expressions) == 1
        if len(columns) + len(expressions) < 2 and not single:
            continue
        kinds = draw(st.sets(st.sampled_from(STATISTICS_KINDS), min_size=1))
        found.append(
            Statistics(
                name=ObjectName(table.name.schema, f"{table.name.name[:20]} s{number}"),
                table=table.name,
                kinds=() if single else tuple(kind for kind in STATISTICS_KINDS if kind in kinds),
                columns=tuple(name for name in held if name in columns),
                expressions=expressions,
                target=draw(st.sampled_from((None, 0, 100))),
                comment=draw(_comments()),
            )
        )
    return found


@st.composite
def _domains(draw: st.DrawFn, tables: list[Table]) -> list[Domain]:
    """Those that columns are of, and what these are over; perhaps others, in any order."""
    needed = {domain_named(column.type) for table in tables for column in table.columns}
    needed |= {domain_named(domain.type) for domain in DOMAINS if domain.name in needed}
    others = draw(st.sets(st.just(ObjectName("public", "num"))))
    return [
        domain.model_copy(
            update={
                "default": draw(st.sampled_from((None, "7", "1 + 1"))) if domain.name.name == "num" else None,
                "comment": draw(_comments()),
            }
        )
        for domain in draw(st.permutations(DOMAINS))
        if domain.name in needed | others
    ]


@st.composite
def _sequences(draw: st.DrawFn, tables: list[Table]) -> list[Sequence]:
    """Up to two, each by itself or of a column of a table in its schema."""
    found = []
    for name in draw(st.lists(st.sampled_from(SEQUENCES), unique=True, max_size=2)):
        columns = [
            OwningColumn(table.name, column.name)
            for table in tables
            for column in table.columns
            if table.name.schema == name.schema and column.identity is None
        ]
        increment = draw(st.sampled_from((1, 5, -1)))
        found.append(
            Sequence(
                name=name,
                cache=draw(st.sampled_from((1, 65536))),
                increment=increment,
                start=draw(st.sampled_from((7, 9))) * (1 if increment > 0 else -1),
                max_value=draw(st.sampled_from((None, 1000))) if increment > 0 else None,
                cycle=draw(st.booleans()),
                owned_by=draw(st.sampled_from([None, *columns])),
                comment=draw(_comments()),
            )
        )
    return found


@st.composite
def _is_fine(draw: st.DrawFn) -> Function:
    """A function that tables use, always with the same result."""
    return Function(
        name=IS_FINE,
        arguments=(Argument(name=draw(st.sampled_from(("n", "n", "N"))), type="integer"),),
        returns="boolean",
        body=draw(st.sampled_from(("SELECT $1 > 0", "SELECT $1 IS NOT NULL"))),
        volatility="immutable",
        comment=draw(_comments()),
    )


@st.composite
def _with_function(draw: st.DrawFn, table: Table) -> Table:
    """With a check, a default or neither that calls the function above."""
    columns, checks = table.columns, table.checks
    if table.column("a") is not None and draw(st.booleans()):
        checks = (*checks, Check(name="fine", expression='public."Is Fine"(a)'))
    if draw(st.booleans()):
        columns = tuple(
            column.model_copy(update={"default": 'public."Is Fine"(1)'}) if column.name == "User" else column
            for column in columns
        )
    return table.model_copy(update={"columns": columns, "checks": checks})


@st.composite
def _functions(draw: st.DrawFn, tables: Mapping[ObjectName, Table]) -> list[Function]:
    """Up to two of one name, and one that may read a table."""
    bodies = ("SELECT 1; SELECT 2", "SELECT length('it''s; $$ so')")
    found = []
    for type_ in draw(st.lists(st.sampled_from(("integer", "text[]")), unique=True, max_size=2)):
        standard = type_ == "integer" and draw(st.booleans())
        default = draw(st.sampled_from((None, "NULL", "1 + 1"))) if type_ == "integer" else None
        found.append(
            Function(
                name=FUNCTIONS[0],
                arguments=(Argument(name=draw(st.sampled_from((None, "x"))), type=type_, default=default),),
                returns="integer",
                body=draw(st.sampled_from(("RETURN $1 + 1", "RETURN 2")))
                if standard
                else draw(st.sampled_from(bodies)),
                standard=standard,
                volatility=draw(st.sampled_from(("volatile", "stable", "immutable"))),
                strict=draw(st.booleans()),
                cost=draw(st.sampled_from((100, 2.5))),
                settings=draw(st.sampled_from(((), (Setting("search_path", 'public, "My Schema"'),)))),
                comment=draw(_comments()),
            )
        )
    if len(tables) > 0 and draw(st.booleans()):
        read = qualified(draw(st.sampled_from(sorted(tables))))
        found.append(
            Function(
                name=FUNCTIONS[1],
                arguments=(
                    Argument(name="n", type="bigint", mode="table"),
                    Argument(name="m", type="bigint", mode="table"),
                ),
                returns="record",
                returns_set=True,
                body=f"SELECT count(*), {draw(st.sampled_from(('1', '2')))} FROM {read}",
                rows=draw(st.sampled_from((None, 5))),
            )
        )
    return found


@st.composite
def plannable_pairs(draw: st.DrawFn, *, iam: bool = False) -> tuple[Database, Database]:
    """Two databases that one leads to the other without what needs a table to be rebuilt.

    A role is mapped to IAM only with `iam`: a plain PostgreSQL knows nothing of it.
    """
    drawn = draw(databases()), draw(databases())
    live, wanted = drawn if iam else map(_without_mappings, drawn)
    tables = [
        _reachable(table, there) if (there := live.table(table.name)) else table for table in wanted.tables
    ]
    return live, wanted.with_tables(tables)


def _without_mappings(database: Database) -> Database:
    access = database.access.model_copy(update={"iam_mappings": None})
    return database.model_copy(update={"access": access})


@st.composite
def grown_pairs(draw: st.DrawFn) -> tuple[Database, Database]:
    """A database, and the same with more columns in its tables and with what hangs on these.

    All but references have a default, which satisfies every check.
    """
    wanted = _without_mappings(draw(databases().filter(lambda database: database.tables)))
    new = {
        table.name: draw(st.sets(st.sampled_from(_addable(table)), min_size=1)) - {"id"}
        for table in wanted.tables
    }
    live = Database(
        schemas=wanted.schemas,
        tables=tuple(_without(table, new) for table in wanted.tables),
        indexes=tuple(index for index in wanted.indexes if not columns_used(index) & new[index.table]),
        domains=wanted.domains,
        statistics=tuple(one for one in wanted.statistics if not columns_used(one) & new[one.table]),
        functions=wanted.functions,
        access=before(wanted, new),
    )
    return live, wanted.with_tables(draw(_with_defaults(table, new[table.name])) for table in wanted.tables)


def _addable(table: Table) -> list[str]:
    used = frozenset().union(*(columns_used(column) for column in table.columns))
    plain = (column for column in table.columns if column.identity is None and column.generated is None)
    return [column.name for column in plain if column.name not in used]


def _without(table: Table, gone: Mapping[ObjectName, set[str]]) -> Table:
    own = gone[table.name]
    return table.model_copy(
        update={
            "columns": tuple(column for column in table.columns if column.name not in own),
            "uniques": tuple(part for part in table.uniques if not columns_used(part) & own),
            "checks": tuple(part for part in table.checks if not columns_used(part) & own),
            "foreign_keys": tuple(
                key
                for key in table.foreign_keys
                if not columns_used(key) & own and not gone[key.references] & {*key.referenced_columns}
            ),
        }
    )


@st.composite
def _with_defaults(draw: st.DrawFn, table: Table, names: set[str]) -> Table:
    columns = (
        column.model_copy(
            update={
                "nullable": True,
                "default": draw(st.sampled_from(_FITTING_DEFAULTS.get(column.name, (None,)))),
            }
        )
        if column.name in names
        else column
        for column in table.columns
    )
    return table.model_copy(update={"columns": tuple(columns)})


def _reachable(wanted: Table, live: Table) -> Table:
    return wanted.model_copy(
        update={
            "columns": tuple(_reachable_column(column, live.column(column.name)) for column in wanted.columns)
        }
    )


def _reachable_column(wanted: Column, live: Column | None) -> Column:
    if live is None:
        return wanted.model_copy(update={"nullable": True, "identity": None, "generated": None})
    update: dict[str, object] = {"nullable": wanted.nullable or live.nullable}
    if live.generated is None:
        update["generated"] = None
    if live.nullable:
        update["identity"] = None
    if update.get("identity", wanted.identity) is not None:
        update["nullable"] = False
        update["default"] = None
    return wanted.model_copy(update=update)


def _some_of(columns: list[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(columns), unique=True, min_size=1, max_size=2).map(tuple)


def _comments() -> st.SearchStrategy[str | None]:
    return st.sampled_from(_COMMENTS)


@st.composite
def _tables(draw: st.DrawFn, name: ObjectName) -> Table:
    held = draw(st.lists(st.sampled_from(list(TYPES)[1:]), unique=True, min_size=1))
    columns = [draw(_columns(column, "a" in held)) for column in held]
    key = Column(name="id", type="uuid", nullable=False, default="gen_random_uuid()")
    keyed = [column for column in held if column != "User"]
    prefix = f"{name.name[:20]}_"
    return Table(
        name=name,
        columns=(key, *columns),
        primary_key=PrimaryKey(
            name=prefix + draw(st.sampled_from(("pkey", "key"))), columns=("id",), comment=draw(_comments())
        ),
        # PostgreSQL makes one of two that are the same.
        uniques=tuple(
            Unique(
                name=f"{prefix}u{number}",
                columns=key_columns,
                include=tuple(draw(st.lists(st.just("id"), max_size=1))),
                nulls_not_distinct=draw(st.booleans()),
                comment=draw(_comments()),
            )
            for number, key_columns in enumerate(
                draw(st.lists(_some_of(keyed), unique=True, max_size=2)) if keyed else ()
            )
        ),
        checks=tuple(
            Check(name=f"check{number}", expression=expression, comment=draw(_comments()))
            for number, expression in enumerate(
                draw(st.lists(st.sampled_from(_usable(_CHECKS, held)), unique=True, max_size=2))
                if _usable(_CHECKS, held)
                else ()
            )
        ),
        comment=draw(_comments()),
    )


@st.composite
def _columns(draw: st.DrawFn, name: str, with_a: bool) -> Column:
    column = Column(name=name, type=TYPES[name], nullable=draw(st.booleans()), comment=draw(_comments()))
    if name == "num" and draw(st.booleans()):
        identity = Identity(cache=draw(st.sampled_from((1, 65536))), always=draw(st.booleans()))
        return column.model_copy(update={"identity": identity, "nullable": False})
    if name == "twice" and with_a and draw(st.booleans()):
        return column.model_copy(update={"generated": "a * 2"})
    default = draw(st.sampled_from((None, *_DEFAULTS.get(name, ()))))
    storage = draw(st.sampled_from((None, "external", "main"))) if TYPES[name] == "text" else None
    return column.model_copy(update={"default": default, "storage": storage})


@st.composite
def _with_foreign_keys(draw: st.DrawFn, table: Table, tables: Mapping[ObjectName, Table]) -> Table:
    found = []
    if table.column("parent") is not None:
        found = [("parent", target.name, "id") for target in tables.values()]
    for target in tables.values():
        single = {unique.columns[0] for unique in target.uniques if len(unique.columns) == 1}
        found += [
            (column, target.name, column) for column in sorted(single) if table.column(column) is not None
        ]
    if not found:
        return table
    chosen = draw(st.lists(st.sampled_from(found), unique=True, max_size=2))
    keys = tuple(
        ForeignKey(
            name=f"fk{number}",
            columns=(column,),
            references=target,
            referenced_columns=(referenced,),
            on_delete=draw(st.sampled_from(("no action", "restrict"))),
            deferrable=draw(st.booleans()),
            comment=draw(_comments()),
        )
        for number, (column, target, referenced) in enumerate(chosen)
    )
    return table.model_copy(update={"foreign_keys": keys})


@st.composite
def _indexes(draw: st.DrawFn, table: Table) -> list[Index]:
    held = [column.name for column in table.columns]
    usable = _usable(_EXPRESSIONS, held)
    keys = [IndexKey(column=column) for column in held] + [IndexKey(expression=text) for text in usable]
    return [
        Index(
            name=f"{table.name.name[:20]}_i{number}",
            table=table.name,
            keys=tuple(draw(st.lists(st.sampled_from(keys), unique=True, min_size=1, max_size=2))),
            include=tuple(draw(st.lists(st.sampled_from(held), unique=True, max_size=2))),
            unique=draw(st.booleans()),
            where=draw(st.sampled_from((None, "id IS NOT NULL"))),
            comment=draw(_comments()),
        )
        for number in range(draw(st.integers(0, 3)))
    ]


def _usable(expressions: tuple[str, ...], columns: list[str]) -> list[str]:
    """Those that use no column but these."""
    gone = [column for column in ("a", "b", "price", "User", "mood") if column not in columns]
    words = {"a": ("a ",), "b": ("b ", "(b)"), "price": ("price",), "User": ("User",), "mood": ("mood",)}
    return [
        text for text in expressions if not any(word in text for column in gone for word in words[column])
    ]
