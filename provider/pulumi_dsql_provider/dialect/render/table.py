"""SQL for tables."""

from pulumi_dsql_provider.dialect.identifiers import qualified, quote
from pulumi_dsql_provider.dialect.render import check, column, foreign_key, primary_key, remark, unique
from pulumi_dsql_provider.dialect.render.layout import Pieces, fill
from pulumi_dsql_provider.model import ObjectName, Table


def create(table: Table, *, without: frozenset[str] = frozenset()) -> str:
    """CREATE TABLE with columns and constraints, one to a line, except the foreign keys named in `without`.

    Comments are statements of their own. Constraints made here are valid at once.
    """
    parts = [fill(part, indent="  ") for part in _parts(table, without)]
    body = ",\n".join(parts)
    return f"CREATE TABLE {qualified(table.name)} (\n{body}\n)"


def drop(name: ObjectName) -> str:
    """DROP TABLE, refused by the database while a foreign key or a view of another refers to it."""
    return f"DROP TABLE {qualified(name)}"


def rename(name: ObjectName, to: str) -> str:
    """RENAME TO, within the schema; indexes, constraints and identities keep their names."""
    return fill([f"ALTER TABLE {qualified(name)}", f"RENAME TO {quote(to)}"])


def comment(name: ObjectName, text: str | None) -> str:
    """COMMENT ON TABLE; None removes the comment."""
    return remark.on("TABLE", qualified(name), text)


def _parts(table: Table, without: frozenset[str]) -> list[Pieces]:
    parts = [column.pieces(each) for each in table.columns]
    if table.primary_key is not None:
        parts.append(primary_key.pieces(table.primary_key))
    parts += [unique.pieces(each) for each in table.uniques]
    parts += [check.pieces(each) for each in table.checks]
    parts += [foreign_key.pieces(each) for each in table.foreign_keys if each.name not in without]
    return parts
