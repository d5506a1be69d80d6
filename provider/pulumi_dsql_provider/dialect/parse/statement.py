"""One statement: its tree, its text, and where it stands."""

from dataclasses import dataclass
from typing import TypeAlias

from postgast import pg_query_pb2 as nodes

from pulumi_dsql_provider.dialect.refusal import Refusal, Refused
from pulumi_dsql_provider.model import ObjectName

Word: TypeAlias = nodes.ScanToken
"""A word, a sign or a literal; `start` and `end` are its place in the source, in bytes."""


def place(source: str, line: int, column: int, passed: bytes) -> str:
    """`file:line:column` of what comes after the text `passed`, which begins at that line and column."""
    line, column = behind(line, column, passed)
    return f"{source}:{line}:{column}"


def behind(line: int, column: int, passed: bytes) -> tuple[int, int]:
    """The line and the column, in characters, behind a text that begins at these."""
    newlines = passed.count(b"\n")
    if not newlines:
        return line, column + len(passed.decode())
    return line + newlines, len(passed[passed.rindex(b"\n") + 1 :].decode()) + 1


@dataclass(frozen=True)
class Statement:
    """`text` begins with the first word; offsets are bytes in it. `words` are those that it consists of.

    `line` and `column` are those of the first word, from 1, the column in characters; `start` is its place in
    the source, in bytes. `schema` is where names without one belong.
    """

    source: str
    line: int
    column: int
    start: int
    text: bytes
    words: tuple[Word, ...]
    node: nodes.Node
    schema: str

    @property
    def kind(self) -> str:
        """The field of the tree that is set: `create_stmt`, `alter_table_stmt` …

        Empty for AWS IAM GRANT and AWS IAM REVOKE, which PostgreSQL's grammar has not got.
        """
        return self.node.WhichOneof("node") or ""

    def location(self, offset: int = 0) -> str:
        """`file:line:column` of an offset; of the statement where there is none (-1)."""
        return place(self.source, self.line, self.column, self.text[: max(offset, 0)])

    def name(self, relation: nodes.RangeVar) -> ObjectName:
        """The full name of a table or an index."""
        return ObjectName(relation.schemaname or self.schema, relation.relname)

    def name_of(self, parts: list[str]) -> ObjectName:
        """The full name that is written as `name` or `schema.name`."""
        return ObjectName(parts[-2] if len(parts) > 1 else self.schema, parts[-1])

    def refusal(
        self,
        code: str,
        message: str,
        way_out: str,
        subject: ObjectName | None = None,
        part: str | None = None,
        offset: int = 0,
    ) -> Refusal:
        """A refusal that stands at an offset of this statement."""
        return Refusal(
            code=code,
            message=" ".join(message.split()),  # a name may hold a line break
            way_out=way_out,
            subject=subject,
            property=part,
            location=self.location(offset),
        )

    def located(self, refused: Refused, subject: ObjectName, part: str, offset: int = 0) -> list[Refusal]:
        """Refusals from elsewhere, put in their place."""
        at = {"subject": subject, "property": part, "location": self.location(offset)}
        return [refusal.model_copy(update=at) for refusal in refused.refusals]
