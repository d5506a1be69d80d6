"""`inspect --format mermaid`: tables, their keys and how they reference each other, as an erDiagram."""

import re
from collections.abc import Iterator

from pulumi_dsql_provider.model import Column, Database, ForeignKey, ObjectName, Table

_PLAIN = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_NOT_IN_A_WORD = re.compile(r"[^A-Za-z0-9_()]")


def document(database: Database) -> list[str]:
    """The lines of the diagram; none where there is no table. Views, which it cannot show, are remarks."""
    if not database.tables:
        return []
    several = len({table.name.schema for table in database.tables}) > 1
    lines = ["erDiagram"]
    for table in database.tables:
        lines += _entity(table, several)
    for table in database.tables:
        lines += [_relation(table, key, database, several) for key in table.foreign_keys]
    lines += [f"%% left out: the view {_quoted(str(view.name))}" for view in database.views]
    return [lines[0], *(f"  {line}" for line in lines[1:])]


def _entity(table: Table, several: bool) -> Iterator[str]:
    yield f"{_name(table.name, several)} {{"
    for column in table.columns:
        yield f"  {_attribute(column, table)}"
    yield "}"


def _attribute(column: Column, table: Table) -> str:
    """`bigint id PK`; a name that the grammar has not got follows in quotes."""
    words = [_word(column.type), _word(column.name), ",".join(_keys(column.name, table))]
    if words[1] != column.name:
        words.append(_quoted(column.name))
    return " ".join(word for word in words if word)


def _keys(column: str, table: Table) -> Iterator[str]:
    if table.primary_key is not None and column in table.primary_key.columns:
        yield "PK"
    if any(column in key.columns for key in table.foreign_keys):
        yield "FK"
    if any(unique.columns == (column,) for unique in table.uniques):
        yield "UK"


def _relation(table: Table, key: ForeignKey, database: Database, several: bool) -> str:
    """Many to one, or one to one where the columns are unique; nullable ones may reference nothing."""
    optional = any(column.nullable for column in table.columns if column.name in key.columns)
    many = "|o" if _is_unique(table, key, database) else "}o"
    one = "o|" if optional else "||"
    names = _name(table.name, several), _name(key.references, several)
    return f"{names[0]} {many}--{one} {names[1]} : {_quoted(key.name)}"


def _is_unique(table: Table, key: ForeignKey, database: Database) -> bool:
    lists: list[set[str | None]] = [set(unique.columns) for unique in table.uniques]
    if table.primary_key is not None:
        lists.append(set(table.primary_key.columns))
    lists += [
        {each.column for each in index.keys}
        for index in database.indexes_of(table.name)
        if index.unique and index.where is None
    ]
    return any(columns <= set(key.columns) for columns in lists)


def _name(name: ObjectName, several: bool) -> str:
    """With its schema where there are several."""
    text = str(name) if several else name.name
    return text if _PLAIN.fullmatch(text) else _quoted(text)


def _word(text: str) -> str:
    word = _NOT_IN_A_WORD.sub("_", text)
    return word if word[:1].isalpha() or word[:1] == "_" else f"_{word}"


def _quoted(text: str) -> str:
    """The grammar has no quotes, backslashes, percent signs and line breaks in a name."""
    return '"' + re.sub(r'["\\%\s]+', " ", text).strip() + '"'
