"""The log of all that clients asked of the stand-in, one JSON object per line, in the order of the answers.

A statement is `{"event": "statement", …}` with the members of `wire.entry.Entry`, a call of the control
plane or the token service `{"event": "call", "operation": …, "cluster": …, "status": …, "error": …}`. Both
have `time` (UTC, ISO 8601), `cluster` (its identifier, or None) and `caller` (the ARN of the user or role
whose key has signed the token or the call). What could hold a credential (headers, bodies, passwords) never
gets here.
"""

import datetime as dt
import json
import os
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

LogEntry = dict[str, Any]
Event = Literal["statement", "call"]
_encoded = json.JSONEncoder(ensure_ascii=False).encode


class StatementLog:
    """The writing end. Each entry is one write, so readers never see half of one."""

    def __init__(self, file: Path) -> None:
        file.unlink(missing_ok=True)
        self._descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def add(self, event: Event, members: Mapping[str, object]) -> None:
        """Append one entry; its time is now, unless `members` has one."""
        entry = {"event": event, "time": members.get("time") or _now(), **members}
        os.write(self._descriptor, (_encoded(entry) + "\n").encode())

    def close(self) -> None:
        """Release the file, which stays."""
        os.close(self._descriptor)


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def read(file: Path, cluster: str | None = None, follow_every: float | None = None) -> Iterator[LogEntry]:
    """The entries so far, those of one cluster (its identifier) or all; empty when there is no log.

    With `follow_every` (seconds between two looks) it goes on with what is added, and never ends by itself.
    """
    position = 0
    while True:
        lines, position = _lines_from(file, position)
        for line in lines:
            entry: LogEntry = json.loads(line)
            if cluster is None or entry["cluster"] == cluster:
                yield entry
        if follow_every is None:
            return
        time.sleep(follow_every)


def _lines_from(file: Path, position: int) -> tuple[list[bytes], int]:
    """The whole lines after `position`, and the position after them."""
    try:
        with file.open("rb") as stream:
            if position > file.stat().st_size:  # a new log: the stand-in was started again
                position = 0
            stream.seek(position)
            content = stream.read()
    except FileNotFoundError:
        return [], 0
    whole = content[: content.rfind(b"\n") + 1]
    return whole.splitlines(), position + len(whole)
