"""Queries, of which the database tells whether they work and whether two of them give the same.

    EXPLAIN (VERBOSE, COSTS OFF) WITH v AS MATERIALIZED (SELECT …) SELECT v.*, 0 FROM v

plans the query and runs nothing. It prints names and casts spelt out, and the names of the columns.
"""

from collections.abc import Sequence

from pulumi_dsql_provider.catalog.reason import pass_on, reason_against
from pulumi_dsql_provider.catalog.session import DatabaseError, Session
from pulumi_dsql_provider.dialect.identifiers import quote
from pulumi_dsql_provider.dialect.queries import tree
from pulumi_dsql_provider.dialect.refusal import Refusal, Refused
from pulumi_dsql_provider.diff.fresh_query import FreshQuery
from pulumi_dsql_provider.diff.question import QueryQuestion


def gives_the_same(session: Session, question: QueryQuestion) -> bool:
    """Whether both queries are planned alike.

    Raises Refused (DSQL210) where the database refuses the wanted one, DatabaseError.
    """
    wanted = _explained(session, question.wanted, question.wanted_names)
    try:
        return bool(wanted) and _explained(session, question.live, question.live_names) == wanted
    except Refused:
        return False


def query_check(session: Session, queries: Sequence[FreshQuery]) -> None:
    """Raise Refused (DSQL210) with each query that the database refuses; DatabaseError. One EXPLAIN each."""
    refusals: list[Refusal] = []
    for query in queries:
        try:
            _explained(session, query.text, query.names)
        except Refused as refused:
            at = {"subject": query.subject, "property": "query"}
            refusals += (refusal.model_copy(update=at) for refusal in refused.refusals)
    if refusals:
        raise Refused(*refusals)


def _explained(session: Session, query: str, names: Sequence[str]) -> list[str]:
    """The plan of a query, in lines; none where the error says nothing against it. The break ends a comment.

    Raises Refused where it is no query, so that nothing else can be smuggled in.
    """
    tree(query)
    listed = f" ({', '.join(map(quote, names))})" if names else ""
    try:
        found = session.query(
            f"EXPLAIN (VERBOSE, COSTS OFF) WITH v{listed} AS MATERIALIZED ({query}\n) SELECT v.*, 0 FROM v"  # noqa: S608 - one query, read
        )
    except DatabaseError as error:
        pass_on(error)
        if (reason := reason_against(error)) is None:
            return []
        message = f"the database refuses the query {_short(query)}: {reason}"
        raise Refused(Refusal(code="DSQL210", message=message, way_out="correct the query")) from None
    return [str(line) for (line,) in found]


def _short(query: str) -> str:
    text = " ".join(query.split())
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


_SHOWN = 80
