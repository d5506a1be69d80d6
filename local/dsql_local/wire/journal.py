"""What a session tells the log.

An entry waits for the client's Sync: until then its statement may come to nothing.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from dsql_local.rules.classify import Statement
from dsql_local.rules.rule import Refusal
from dsql_local.wire.entry import OK, Entry, now, redacted


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a session is, for the log."""

    number: int
    user: str
    application_name: str
    caller: str | None = None


class Journal:
    """The entries of one session. `record` is told of each as soon as it is certain."""

    def __init__(self, cluster: str, identity: Identity, record: Callable[[Entry], None]) -> None:
        self._cluster, self._identity, self._record = cluster, identity, record
        self.entries: list[Entry] = []
        """Those that are not recorded yet."""
        self.fault: str | None = None
        """What a fault did to the statement in hand."""
        self._started = 0.0

    def begin(self) -> None:
        """A statement begins."""
        self.fault = None
        self._started = time.perf_counter()

    def note(self, statement: Statement, verdict: str = OK, message: str = "") -> None:
        """A statement has ended with this verdict."""
        self.entries.append(
            Entry(
                time=now(),
                cluster=self._cluster,
                session=self._identity.number,
                user=self._identity.user,
                application_name=self._identity.application_name,
                sql=redacted(statement.text),
                kind=statement.kind.value,
                verdict=verdict,
                message=redacted(message),
                milliseconds=round((time.perf_counter() - self._started) * 1000, 3),
                fault=self.fault,
                caller=self._identity.caller,
            )
        )

    def note_failed_commit(self, statement: Statement | None, error: Refusal) -> None:
        """The implicit transaction has failed as it ended: the statement before was not ok after all."""
        if self.entries:
            last = self.entries.pop()
            self.entries.append(last._replace(verdict=error.sqlstate, message=redacted(error.message)))
        elif statement:  # it never came to be executed
            self.note(statement, error.sqlstate, error.message)

    def mark(self, position: int, fault: str) -> None:
        """What a fault did to the statement of an entry."""
        self.entries[position] = self.entries[position]._replace(fault=fault)

    def write(self) -> None:
        """Record what there is."""
        for entry in self.entries:
            self._record(entry)
        self.entries.clear()
