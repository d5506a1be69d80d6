"""One statement: its tree, its text, and where it stands."""

from dataclasses import dataclass

from postgast import pg_query_pb2 as nodes
from postgast import walk

from pulumi_dsql_provider.dialect.expressions.syntax import strip, text_of, tree
from pulumi_dsql_provider.dialect.refusal import Refusal, Refused
from pulumi_dsql_provider.model import ObjectName

_OPENING = frozenset({nodes.ASCII_40, nodes.ASCII_91})
_CLOSING = frozenset({nodes.ASCII_41, nodes.ASCII_93})


@dataclass(frozen=True)
class Statement:
    """`text` begins with the first word; offsets are bytes in it. `tokens` hold no comments.

    `line` is that of the first word, from 1. `schema` is where names without one belong.
    """

    source: str
    line: int
    text: bytes
    tokens: tuple[nodes.ScanToken, ...]
    node: nodes.Node
    schema: str

    @property
    def kind(self) -> str:
        """The field of the tree that is set: `create_stmt`, `alter_table_stmt` …"""
        return self.node.WhichOneof("node") or ""

    def location(self, offset: int = 0) -> str:
        """`file:line` of an offset; of the statement where there is none (-1)."""
        line = self.line + self.text[: max(offset, 0)].count(b"\n")
        return f"{self.source}:{line}"

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

    def written(self, expression: nodes.Node) -> str:
        """An expression as its author wrote it, without parentheses around all of it.

        Trees know where a piece begins but not where it ends: the shortest run of words that gives the same
        tree is taken.
        """
        wanted = text_of(expression)
        found = (getattr(node, "location", 0) for _, node in walk(expression))
        places = {token.start: place for place, token in enumerate(self.tokens)}
        known = [places[offset] for offset in found if offset in places and offset > 0]
        if not known:
            return strip(wanted)
        start = min(known)
        while True:
            for end in self._ends(start, max(known)):
                candidate = self.text[self.tokens[start].start : self.tokens[end].end].decode()
                if _reads_as(candidate, wanted):
                    return strip(candidate)
            start -= 1
            if start < 0 or self.tokens[start].token not in _OPENING:
                return strip(wanted)

    def _ends(self, start: int, at_least: int) -> list[int]:
        """Where a piece that begins at `start` may end: before a comma or a bracket that is not its own."""
        ends: list[int] = []
        depth = 0
        for place in range(start, len(self.tokens)):
            token = self.tokens[place].token
            depth += (token in _OPENING) - (token in _CLOSING)
            if depth < 0 or (depth == 0 and token == nodes.ASCII_44):
                break
            if depth == 0 and place >= at_least:
                ends.append(place)
        return ends


def _reads_as(text: str, wanted: str) -> bool:
    try:
        return text_of(tree(text)) == wanted
    except Refused:
        return False
