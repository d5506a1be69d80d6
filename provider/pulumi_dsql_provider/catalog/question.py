"""Whether two expressions mean the same, by asking the database: EXPLAIN prints both in one form.

Nothing is read or changed and no table is needed:

    EXPLAIN (VERBOSE, COSTS OFF)
    SELECT (amount >= (0)::numeric), (amount >= 0) FROM (SELECT NULL::numeric(10,2) AS amount OFFSET 0) t

prints `Output: (t.amount >= '0'::numeric), (t.amount >= '0'::numeric)`. The planner folds constants and
inlines functions, so what is equal there is equal in meaning; what differs there may still be equal.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

import postgast

from pulumi_dsql_provider.catalog import query
from pulumi_dsql_provider.catalog.reason import pass_on, reason_against
from pulumi_dsql_provider.catalog.session import DatabaseError, Session
from pulumi_dsql_provider.dialect import grammar
from pulumi_dsql_provider.dialect.identifiers import quote
from pulumi_dsql_provider.dialect.refusal import Refusal, Refused
from pulumi_dsql_provider.diff.question import Answers, AnyQuestion, QueryQuestion, Question

_OUTPUT = re.compile(r"\s*Output: (?P<items>.*)", re.DOTALL)
_NEXT_NODE = re.compile(r"\s*->  ")


def ask(session: Session, questions: Iterable[AnyQuestion]) -> Answers:
    """The questions whose two sides mean the same; the others differ or cannot be told.

    One query for each set of columns, more only where an expression fails, and two for each pair of queries.
    Raises Refused (DSQL210) for what is wanted and the database refuses, DatabaseError when connection or
    transaction fail.
    """
    given = tuple(questions)
    expressions = [question for question in given if isinstance(question, Question)]
    ordered = sorted(expressions, key=lambda question: question.columns)
    answered: set[AnyQuestion] = {
        question
        for question in given
        if isinstance(question, QueryQuestion) and query.gives_the_same(session, question)
    }
    for _, group in groupby(ordered, key=lambda question: question.columns):
        answered |= _ask(session, list(group))
    return frozenset(answered)


def _ask(session: Session, questions: Sequence[Question]) -> set[Question]:
    """Questions about the same columns; halved until those that fail are alone."""
    pairs = [
        side for question in questions for side in (_of_type(question.live, question), _wanted(question))
    ]
    try:
        items = explain(session, questions[0].columns, pairs)
    except (DatabaseError, grammar.PgQueryError) as error:
        pass_on(error)
        if len(questions) == 1:
            _refuse_wanted(session, questions[0])
            return set()
        half = len(questions) // 2
        return _ask(session, questions[:half]) | _ask(session, questions[half:])
    return {
        question
        for question, live, wanted in zip(questions, items[::2], items[1::2], strict=False)
        if live == wanted
    }


def _refuse_wanted(session: Session, question: Question) -> None:
    """Raise Refused if it is the wanted expression that is wrong."""
    try:
        explain(session, question.columns, [_wanted(question)])
    except (DatabaseError, grammar.PgQueryError) as error:
        pass_on(error)
        reason = reason_against(error)
    else:
        return
    if reason is None:
        return
    message = f"the database refuses the expression {' '.join(question.wanted.split())}: {reason}"
    raise Refused(Refusal(code="DSQL210", message=message, way_out="correct the expression"))


def explain(session: Session, columns: Iterable[tuple[str, str]], expressions: Sequence[str]) -> list[str]:
    """Expressions over a row of these columns (name, type) as the planner prints them.

    Nothing when its answer is of another form.

    Raises grammar.PgQueryError where they are no select list, so that nothing else can be smuggled in.
    """
    select = f"SELECT {', '.join(expressions)}"
    if len(_select_list(select)) != len(expressions):
        raise grammar.PgQueryError("not exactly one expression")
    row = ", ".join(f"NULL::{type_} AS {quote(name)}" for name, type_ in columns)
    source = f" FROM (SELECT {row} OFFSET 0) t" if row else ""
    lines = [str(line) for (line,) in session.query(f"EXPLAIN (VERBOSE, COSTS OFF) {select}{source}")]
    try:
        items = _select_list(f"SELECT {_first_output(lines)}")
    except grammar.PgQueryError:
        return []
    return items if len(items) == len(expressions) else []


def _first_output(lines: Sequence[str]) -> str:
    """The top node's output. A line break inside a text constant goes on in the next line."""
    rest = list(lines)
    while rest and not _OUTPUT.match(rest[0]):
        rest.pop(0)
    inner = next((number for number, line in enumerate(rest) if _NEXT_NODE.match(line)), len(rest))
    found = _OUTPUT.match("\n".join(rest[:inner]))
    return found["items"] if found else ""


def _select_list(select: str) -> list[str]:
    """Each item of a SELECT in one spelling. PgQueryError where the text is not exactly one SELECT."""
    tree = grammar.parse(select)
    if len(tree.stmts) != 1 or not tree.stmts[0].stmt.HasField("select_stmt"):
        raise grammar.PgQueryError("not exactly one expression")
    targets = list(tree.stmts[0].stmt.select_stmt.target_list)
    shell = grammar.parse("SELECT")
    spelt = []
    for target in targets:
        del shell.stmts[0].stmt.select_stmt.target_list[:]
        shell.stmts[0].stmt.select_stmt.target_list.append(target)
        spelt.append(postgast.deparse(shell))
    return spelt


def _wanted(question: Question) -> str:
    return _of_type(question.wanted, question)


def _of_type(expression: str, question: Question) -> str:
    """The expression in parentheses, cast where the question says so. The line break ends a `--` comment."""
    return f"CAST(({expression}\n) AS {question.type})" if question.type else f"({expression}\n)"
