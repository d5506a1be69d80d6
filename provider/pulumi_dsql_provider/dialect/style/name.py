"""Names of schemas, tables, columns and sequences: others are mostly made of these."""

import re
from collections.abc import Iterator

from pulumi_dsql_provider.dialect.identifiers import quote
from pulumi_dsql_provider.dialect.style.finding import Finding
from pulumi_dsql_provider.model import Database, ObjectName

# What PostgreSQL reads without quotes, and leaves as it is: letters may be of any alphabet.
_PLAIN = re.compile(r"[^\W\d][\w$]*")
_WORD = re.compile(r"[a-z_]+")


def findings(database: Database) -> Iterator[Finding]:
    """Names that have to be quoted."""
    for schema in database.schemas:
        yield from of(schema.name, "schema", ObjectName(schema.name, ""))
    for table in database.tables:
        yield from of(table.name.name, "table", table.name)
        for column in table.columns:
            yield from of(column.name, "column", table.name, column.name)
    for sequence in database.sequences:
        yield from of(sequence.name.name, "sequence", sequence.name)


def of(name: str, kind: str, subject: ObjectName, part: str | None = None) -> Iterator[Finding]:
    """The finding about one name, if there is one; `kind` says what has it."""
    if quote(name) == name:
        return
    where = f" of {subject}" if part else ""
    if not _PLAIN.fullmatch(name) or name != name.lower():
        yield Finding(
            rule="quoted-name",
            message=f"the {kind} {name}{where} has to be written in double quotes",
            way_out="use small letters, digits and underscores",
            subject=subject,
            part=part,
        )
    elif _WORD.fullmatch(name):
        yield Finding(
            rule="reserved-name",
            message=f"the {kind} {name}{where} is called by a word of SQL",
            way_out="choose another word",
            subject=subject,
            part=part,
        )
