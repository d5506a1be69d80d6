"""Connections that the threads of a process share: one pool for each endpoint and user."""

import atexit
import contextlib
import threading
from collections.abc import Iterator

from pulumi_dsql_provider.aws.connection import Connection, connect
from pulumi_dsql_provider.aws.endpoint import Endpoint

_Key = tuple[Endpoint, str, str | None]

# More may be open while they are in use; what comes back beyond these is closed.
_IDLE = 16

_idle: dict[_Key, list[Connection]] = {}
_lock = threading.Lock()


@contextlib.contextmanager
def pool(endpoint: Endpoint, user: str = "admin", profile: str | None = None) -> Iterator[Connection]:
    """A session for the length of a `with` block, for this thread alone; the last one that came back, if any.

    Any number of threads may be inside at once. It connects, ages and reconnects as those of `connect` do.
    """
    key = (endpoint, user, profile)
    with _lock:
        waiting = _idle.setdefault(key, [])
        session = waiting.pop() if waiting else connect(endpoint, user, profile)
    try:
        yield session
    finally:
        with _lock:
            waiting = _idle.setdefault(key, [])
            keep = len(waiting) < _IDLE
            if keep:
                waiting.append(session)
        if not keep:
            session.close()


@atexit.register
def close_pools() -> None:
    """Close every connection that nobody uses."""
    with _lock:
        sessions = [session for waiting in _idle.values() for session in waiting]
        _idle.clear()
    for session in sessions:
        session.close()
