"""What the engine needs of a connection. `aws.connection` has the one that is used; nothing here does I/O."""

from collections.abc import Sequence
from typing import Any, Protocol


class DatabaseError(Exception):
    """The database refused a statement, or the connection failed.

    `sqlstate` is five characters, or None when the connection was lost (the outcome is then unknown).
    The text never holds a credential.
    """

    def __init__(self, message: str, sqlstate: str | None = None, detail: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.sqlstate = sqlstate
        self.detail = detail

    @property
    def connection_lost(self) -> bool:
        """Whether the statement's outcome is unknown because no answer came."""
        return self.sqlstate is None or self.sqlstate.startswith("08") or self.sqlstate in ("57P01", "XX000")


class Session(Protocol):
    """One database session: every call is a transaction of its own (autocommit), never retried here."""

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run one statement that returns rows. Parameters are `%s` in the text. Raises DatabaseError."""
        ...

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        """Run one statement, committed on its own; the number of rows it changed. Raises DatabaseError.

        Without parameters the text is sent as it is: a `%` needs no doubling.
        """
        ...
