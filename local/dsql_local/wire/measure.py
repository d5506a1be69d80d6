"""What a statement changes, beyond its command tag: sizes, rows that foreign keys or a WITH change,
relations.

Most statements are known to need no look. Of the others PostgreSQL is asked in the same breath.
"""

from dsql_local.rules.statements import Kind
from dsql_local.wire.conflicts import Bound
from dsql_local.wire.exchange import Exchange, Outcome
from dsql_local.wire.measured_tables import make_measured
from dsql_local.wire.transaction import Transaction

_SMALL = 1024
"""Bytes of text and parameters that are below all limits to sizes."""
_COUNT = "SELECT pg_dsql._rows_written()"


class Measure:
    """The measure of one statement: `put_before` its execution, `put_after` it, then read off its outcome."""

    def __init__(self, exchange: Exchange, transaction: Transaction, bound: Bound) -> None:
        self._exchange, self._transaction = exchange, transaction
        self._bound, self._statement = bound, bound.statement
        self._counts = False

    async def put_before(self) -> Outcome:
        """Put what has to be known before the statement runs. There is an error in the outcome when it cannot
        run.
        """
        outcome = Outcome()
        if self._statement.kind is not Kind.DML:
            return outcome
        self._counts = self._statement.hides_rows
        if self._statement.may_cascade and not self._counts:
            outcome = await self._look_for_cascades()
        if outcome.error:
            return outcome
        if _may_be_large(self._bound):
            await make_measured(self._transaction.target)
            self._exchange.put_unseen("SELECT set_config('dsql.measured', 'on', true)")
        if self._counts:
            self._exchange.put_unseen(_COUNT)
        return outcome

    def put_after(self) -> None:
        """Put what has to be known once it has run."""
        if self._counts:
            self._exchange.put_unseen(_COUNT)
        elif self._statement.kind is Kind.DDL and self._statement.changed:
            self._exchange.put_unseen(self._statement.changed)

    def relations(self, outcome: Outcome) -> list[int]:
        """The relations that a DDL statement has changed, by their numbers."""
        is_known = outcome.tag is not None and self._statement.kind is Kind.DDL and self._statement.changed
        return numbers(outcome.found[-1]) if is_known else []

    def rows(self, outcome: Outcome) -> int:
        """How many rows the statement has written."""
        if outcome.tag is None or self._statement.kind is not Kind.DML:
            return 0
        if self._counts and len(outcome.found) > 1:
            before, after = outcome.found[-2:]
            return int(after or 0) - int(before or 0)
        return _rows(outcome.tag)

    async def _look_for_cascades(self) -> Outcome:
        """Count if there is a foreign key that changes rows. PostgreSQL is asked once per version of the
        catalog.
        """
        common, version = self._transaction.target.common, self._transaction.target.catalog.version
        outcome = Outcome()
        if self._transaction.is_stale:
            self._counts = True  # what this transaction sees of the catalog may be old
            return outcome
        if common.cascades_as_of != version:
            self._exchange.put_unseen("SELECT pg_dsql._has_cascades()")
            outcome = await self._exchange.settle()
            if outcome.error is None:
                common.cascades_as_of, common.has_cascades = version, outcome.found == ["t"]
        self._counts = common.has_cascades
        return outcome


def numbers(text: str | None) -> list[int]:
    """Numbers with blanks between; None stands for no number."""
    return [int(word) for word in (text or "").split()]


def _may_be_large(bound: Bound) -> bool:
    return not bound.statement.is_plain or len(bound.statement.text) + len(bound.parameters) > _SMALL


def _rows(tag: str) -> int:
    """The number of rows that a command tag counts: 3 for `INSERT 0 3`."""
    last = tag.rpartition(" ")[2]
    return int(last) if last.isdecimal() else 0
