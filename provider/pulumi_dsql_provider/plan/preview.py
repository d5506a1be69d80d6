"""A plan as text: the SQL that runs, its hazards and waits as SQL comments."""

import re
import textwrap
from collections.abc import Iterable, Iterator

import postgast

from pulumi_dsql_provider.dialect import grammar
from pulumi_dsql_provider.dialect.render import index, statistics, table
from pulumi_dsql_provider.plan.plan import Plan
from pulumi_dsql_provider.plan.step import Backfill, Rebuild, Statement, Step, Wait

WIDTH = 140
"""Characters in a line; longer ones are cut by what displays them."""

_BODY = re.compile(r"^BEGIN\s+ATOMIC\b", re.MULTILINE | re.IGNORECASE)


def lines(plan: Plan) -> list[str]:
    """The plan, one line to an element: hazards above their statement, a `;` at the end of each statement."""
    return [line for step in plan.steps for line in _lines(step)]


def statements(lines: Iterable[str]) -> list[str]:
    """The SQL statements among these lines, without comments and final `;`: what will run, in order."""
    pieces = iter(postgast.split("\n".join(lines), method="scanner"))
    return [sql for piece in pieces if (sql := _without_comments(_whole(piece, pieces)))]


def _whole(piece: str, following: Iterator[str]) -> str:
    """With the pieces that a function's own semicolons have cut off: BEGIN ATOMIC …; …; END."""
    while _BODY.search(piece):
        try:
            grammar.parse(piece)
        except grammar.PgQueryError:
            if (more := next(following, None)) is None:
                break
            piece = f"{piece};{more}"
        else:
            break
    return piece


def _lines(step: Step) -> Iterator[str]:
    for hazard in step.hazards:
        yield from _comment(str(hazard))
    match step:
        case Statement():
            yield from f"{step.sql};".split("\n")
        case Wait():
            what = "index" if step.condition.kind == "index" else "constraint"
            yield from _comment(f"wait for the job; check that the {what} is valid")
        case Backfill():
            yield from _comment(_batches(step))
            yield from f"{step.sql};".split("\n")
        case Rebuild():
            yield from _rebuild(step)


def _rebuild(step: Rebuild) -> Iterator[str]:
    """What it is for and what it does; nothing of it is a statement that a plan could run by itself."""
    yield from _comment(f"rebuild table {step.table}:")
    for reason in step.reasons:
        yield from _comment(f"  {reason.code}: {reason.what}")
    yield from _comment("make it anew, copy its rows in batches, let it take the place of the old one:")
    statements = (
        table.create(step.wanted),
        *(index.create(one) for one in step.indexes),
        *(statistics.create(one) for one in step.statistics),
    )
    for line in (line for statement in statements for line in f"{statement};".split("\n")):
        yield f"--   {line}"


def _batches(step: Backfill) -> str:
    count = len(step.key)
    if not count:
        return "in one transaction, for the table has no primary key"
    first = ", ".join(f"${number}" for number in range(1, count + 1))
    last = ", ".join(f"${number}" for number in range(count + 1, 2 * count + 1))
    return f"in batches of at most {step.rows:,} keys, {first} to {last}"


def _comment(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent="-- ", subsequent_indent="--   ")


def _without_comments(sql: str) -> str:
    """Without the comments above it; within a statement there are none."""
    kept = sql.strip().split("\n")
    while kept and kept[0].startswith("--"):
        del kept[0]
    return "\n".join(kept)
