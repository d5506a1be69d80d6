"""The one retry policy: what is tried again, how often, after which pause."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import tenacity

from pulumi_dsql_provider.apply.settings import DEFAULTS, Settings
from pulumi_dsql_provider.catalog.session import DatabaseError, Session

T = TypeVar("T")

# Some drivers and proxies put DSQL's own code where the SQLSTATE belongs.
_CONFLICTS = frozenset({"40001", "OC000", "OC001"})
# Too many connections, too many new ones, a server that is starting: nothing was sent yet.
_NOT_NOW = frozenset({"53300", "53400", "57P03"})
_FEWEST = 3


def is_conflict(error: BaseException) -> bool:
    """Whether the transaction met another one: it has changed nothing and may run again."""
    return isinstance(error, DatabaseError) and error.sqlstate in _CONFLICTS


def is_transient(error: BaseException) -> bool:
    """Whether the same call may succeed a moment later. After a lost connection its outcome is unknown."""
    return isinstance(error, DatabaseError) and (
        is_conflict(error) or error.connection_lost or error.sqlstate in _NOT_NOW
    )


def again(
    call: Callable[[int], T], settings: Settings = DEFAULTS, on_retry: Callable[[str], None] | None = None
) -> T:
    """`call(1)`, and while it fails with what is transient, `call(2)` and so on; then its last error.

    `on_retry` gets a text for people before each pause.
    """

    def tell(state: tenacity.RetryCallState) -> None:
        error = state.outcome.exception() if state.outcome else None
        pause = state.next_action.sleep if state.next_action else 0.0
        if on_retry:
            on_retry(f"{error}; try {state.attempt_number + 1} in {pause:.2f} s")

    for attempt in tenacity.Retrying(
        retry=tenacity.retry_if_exception(is_transient),
        wait=tenacity.wait_random_exponential(multiplier=settings.first_pause, max=settings.longest_pause),
        stop=lambda state: _enough(state, settings),
        before_sleep=tell,
        reraise=True,
    ):
        with attempt:
            return call(attempt.retry_state.attempt_number)
    raise AssertionError("unreachable: tenacity returns or raises")


def _enough(state: tenacity.RetryCallState, settings: Settings) -> bool:
    """A call that itself took longer than the limit is still owed a few tries."""
    late = (state.seconds_since_start or 0.0) > settings.retry_limit
    return state.attempt_number >= (min(_FEWEST, settings.attempts) if late else settings.attempts)


class _Retrying:
    """A session whose every call is made again on its own."""

    def __init__(self, session: Session, settings: Settings, on_retry: Callable[[str], None] | None) -> None:
        self._session = session
        self._settings = settings
        self._on_retry = on_retry

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """As the session's, tried again."""
        return again(lambda _: self._session.query(sql, parameters), self._settings, self._on_retry)

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        """As the session's, tried again."""
        return again(lambda _: self._session.execute(sql, parameters), self._settings, self._on_retry)


def retrying(
    session: Session, settings: Settings = DEFAULTS, on_retry: Callable[[str], None] | None = None
) -> Session:
    """The same session, with every call tried again where that may help.

    For what can run twice without harm: reads, above all. Statements of a plan go through `apply.run`.
    """
    return _Retrying(session, settings, on_retry)
