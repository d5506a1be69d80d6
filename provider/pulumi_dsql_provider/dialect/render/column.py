"""SQL for columns."""

from pulumi_dsql_provider.dialect import snippet
from pulumi_dsql_provider.dialect.identifiers import qualified, quote
from pulumi_dsql_provider.dialect.render import identity as sequence
from pulumi_dsql_provider.dialect.render import remark
from pulumi_dsql_provider.dialect.render.layout import Pieces, fill, names
from pulumi_dsql_provider.dialect.types import OwnStorage
from pulumi_dsql_provider.model import Column, Identity, ObjectName


def definition(column: Column) -> str:
    """A column as CREATE TABLE has it: `total numeric(12,2) NOT NULL DEFAULT 0`."""
    return fill(pieces(column))


def pieces(column: Column) -> Pieces:
    """The pieces of `definition`."""
    found = [*_bare(column)]
    if not column.nullable:
        found.append("NOT NULL")
    if column.default is not None:
        found += ["DEFAULT", *snippet.as_default(column.default)]
    if column.identity is not None:
        found += sequence.generated(column.identity)
    if column.generated is not None:
        found += ["GENERATED ALWAYS AS", *snippet.in_brackets(column.generated), "STORED"]
    return found


def add(table: ObjectName, column: Column) -> str:
    """ADD COLUMN with all that DSQL takes there: name, type and storage. The rest needs steps of its own."""
    name, *rest = _bare(column)
    return fill([_alter(table), f"ADD COLUMN {name}", *rest])


def drop(table: ObjectName, name: str) -> str:
    """DROP COLUMN, with the column's indexes and constraints."""
    return fill([_alter(table), f"DROP COLUMN {quote(name)}"])


def rename(table: ObjectName, old: str, new: str) -> str:
    """RENAME COLUMN."""
    return fill([_alter(table), f"RENAME COLUMN {quote(old)}", f"TO {quote(new)}"])


def set_default(table: ObjectName, name: str, expression: str) -> str:
    """SET DEFAULT, for rows that come later only."""
    return fill([*_column(table, name), "SET DEFAULT", *snippet.words(expression)])


def drop_default(table: ObjectName, name: str) -> str:
    """DROP DEFAULT."""
    return fill([*_column(table, name), "DROP DEFAULT"])


def drop_not_null(table: ObjectName, name: str) -> str:
    """DROP NOT NULL; there is no way back on DSQL."""
    return fill([*_column(table, name), "DROP NOT NULL"])


def drop_expression(table: ObjectName, name: str) -> str:
    """DROP EXPRESSION: a generated column keeps its values and becomes a plain one. It may run twice."""
    return fill([*_column(table, name), "DROP EXPRESSION IF EXISTS"])


def add_identity(table: ObjectName, name: str, identity: Identity) -> str:
    """ADD GENERATED … AS IDENTITY."""
    first, *rest = sequence.generated(identity)
    return fill([*_column(table, name), f"ADD {first}", *rest])


def alter_identity(table: ObjectName, name: str, live: Identity, wanted: Identity) -> str:
    """SET the options that differ. ValueError when none does: there is no such statement."""
    options = sequence.altered(live, wanted)
    if not options:
        raise ValueError(f"the identities of {table}.{name} do not differ")
    return fill([*_column(table, name), *options])


def drop_identity(table: ObjectName, name: str) -> str:
    """DROP IDENTITY: the column keeps its values and becomes a plain one."""
    return fill([*_column(table, name), "DROP IDENTITY"])


def set_storage(table: ObjectName, name: str, storage: OwnStorage) -> str:
    """SET STORAGE, for values that are written later only."""
    return fill([*_column(table, name), f"SET STORAGE {storage.upper()}"])


def comment(table: ObjectName, name: str, text: str | None) -> str:
    """COMMENT ON COLUMN; None removes the comment."""
    return remark.on("COLUMN", f"{qualified(table)}.{quote(name)}", text)


def backfill(table: ObjectName, key: tuple[str, ...], name: str, expression: str) -> str:
    """The UPDATE that gives `name` its value in the rows of one range of keys, where it has none yet.

    `$1` … are the values of the range's first key, then those of its last, both inclusive. Without a key the
    statement has no parameters and is for all rows.
    """
    update = [f"UPDATE {qualified(table)}", f"SET {quote(name)} =", *snippet.words(expression)]
    return fill([*update, f"WHERE {quote(name)} IS NULL", *_within(key)])


def _within(key: tuple[str, ...]) -> Pieces:
    if not key:
        return []
    if len(key) == 1:
        return [f"AND {quote(key[0])} BETWEEN $1 AND $2"]
    row = " ".join(names(key))
    first = ", ".join(f"${number}" for number in range(1, len(key) + 1))
    last = ", ".join(f"${number}" for number in range(len(key) + 1, 2 * len(key) + 1))
    return [f"AND {row} >=", f"({first})", f"AND {row} <=", f"({last})"]


def _bare(column: Column) -> Pieces:
    storage = [] if column.storage is None else [f"STORAGE {column.storage.upper()}"]
    return [quote(column.name), column.type, *storage]


def _alter(table: ObjectName) -> str:
    return f"ALTER TABLE {qualified(table)}"


def _column(table: ObjectName, name: str) -> Pieces:
    return [_alter(table), f"ALTER COLUMN {quote(name)}"]
