"""The one text of a query: what was written and what the catalog gives back come out the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import postgast
from postgast import pg_query_pb2 as nodes

from pulumi_dsql_provider.dialect.queries.body import Output
from pulumi_dsql_provider.dialect.queries.known import Known, Notes
from pulumi_dsql_provider.dialect.queries.scope import Unreadable
from pulumi_dsql_provider.dialect.queries.select import body_of
from pulumi_dsql_provider.dialect.refusal import Refusal, Refused


@dataclass(frozen=True)
class Normal:
    """`text` without the names of the columns, which `outputs` have; `notes` says what it is about."""

    text: str
    outputs: tuple[Output, ...]
    notes: Notes

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(output.name for output in self.outputs)


def normal_of(query: str, known: Known, names: Sequence[str] = ()) -> Normal:
    """The normal form of a query whose first columns have these names.

    Raises Unreadable where only a database can tell it, Refused (DSQL060) where the text is no query.
    """
    notes = Notes()
    body = body_of(tree(query), known, notes)
    if len(names) > len(body.outputs):
        raise Unreadable("more names than columns")
    outputs = tuple(
        Output(names[place] if place < len(names) else output.name, term, output.declared, output.origin)
        for place, (output, term) in enumerate(zip(body.outputs, body.terms(), strict=True))
    )
    return Normal(body.finished(), outputs, notes)


@lru_cache(maxsize=4096)
def tree(query: str) -> nodes.SelectStmt:
    """The syntax tree of a query; else Refused (DSQL060) with PostgreSQL's words."""
    try:
        statements = postgast.parse(query).stmts
    except postgast.PgQueryError as error:
        raise _refused(" ".join(error.message.split())) from None
    if len(statements) != 1 or statements[0].stmt.WhichOneof("node") != "select_stmt":
        raise _refused("it is not one SELECT")
    if statements[0].stmt.select_stmt.HasField("into_clause"):
        raise _refused("SELECT INTO makes a table")
    return statements[0].stmt.select_stmt


def _refused(why: str) -> Refused:
    return Refused(
        Refusal(code="DSQL060", message=f"the query is no SQL: {why}", way_out="write one SELECT or VALUES")
    )
