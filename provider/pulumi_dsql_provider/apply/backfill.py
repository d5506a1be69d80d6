"""Change the rows of a table a range of keys at a time, each range in a transaction of its own."""

from collections.abc import Callable

from pulumi_dsql_provider.apply.parameters import positional
from pulumi_dsql_provider.catalog import DatabaseError, Session
from pulumi_dsql_provider.dialect.identifiers import qualified, quote
from pulumi_dsql_provider.plan.step import Backfill

# The transaction changes too many rows or too many bytes, takes too long, or takes too much memory.
_TOO_MUCH = frozenset({"54000", "53200"})

_Key = tuple[str, ...]
"""A key's values as text: exact for every type, and the server reads them as the columns' types."""


def run_backfill(step: Backfill, session: Session, on_progress: Callable[[str], None]) -> int:
    """The number of rows that were changed; `session` is one that retries. Raises DatabaseError.

    The statement itself leaves alone what it has changed before, so stopping it anywhere and running it
    again is safe. A range that is too much for one transaction is halved.
    """
    if not step.key:
        return session.execute(step.sql)
    changed = 0
    rows = step.rows
    last: _Key = ()
    while keys := _next_keys(step, session, last, rows):
        try:
            changed += session.execute(*positional(step.sql, (*keys[0], *keys[-1])))
        except DatabaseError as error:
            if error.sqlstate not in _TOO_MUCH or len(keys) == 1:
                raise
            rows = len(keys) // 2
            continue
        last = keys[-1]
        on_progress(f"{changed} rows so far")
    return changed


def _next_keys(step: Backfill, session: Session, last: _Key, rows: int) -> list[_Key]:
    """The keys that follow the last one, in order, at most so many."""
    columns = [f"t.{quote(column)}" for column in step.key]
    parameters = [f"${number}" for number in range(1, len(columns) + 1)]
    after = f"WHERE ({', '.join(columns)}) > ({', '.join(parameters)}) " if last else ""
    # Qualified, or ORDER BY would mean the text in the output, which bears the column's name.
    sql = (
        f"SELECT {', '.join(f'{column}::text' for column in columns)} FROM {qualified(step.table)} t {after}"  # noqa: S608
        f"ORDER BY {', '.join(columns)} LIMIT {rows}"
    )
    return session.query(*positional(sql, last))
