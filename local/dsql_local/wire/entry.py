"""What the log says of one statement."""

import re
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple

OK = "ok"
_PASSWORD = re.compile(r"(\bpassword\s+)(?:e?'(?:[^']|'')*'|\$\w*\$.*?\$\w*\$)", re.IGNORECASE | re.DOTALL)
_TOKEN = re.compile(r"(X-Amz-(?:Signature|Security-Token|Credential)=)[^&\s'\"]+", re.IGNORECASE)
_LONGEST_CACHED = 1024  # characters; what is longer is hardly sent twice


class Entry(NamedTuple):
    """A statement and what became of it.

    `time` is UTC in ISO 8601, when it came in; `session` counts the connections of a listener; `sql` is as
    the client sent it, without parameter values; `kind` is ddl, dml, query, transaction or other; `verdict`
    is "ok" or an SQLSTATE, and `message` the text that came with that; `fault` is what an injected fault did
    to it (`lose-after`), None when none did anything; `caller` is the ARN of the user or role whose token
    let the session in.
    """

    time: str
    cluster: str
    session: int
    user: str
    application_name: str
    sql: str
    kind: str
    verdict: str
    message: str
    milliseconds: float
    fault: str | None = None
    caller: str | None = None

    def as_dict(self) -> dict[str, object]:
        """The entry as JSON can hold it."""
        return self._asdict()


def now() -> str:
    """The time as an entry has it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def redacted(text: str) -> str:
    """`text` without the passwords and tokens that a statement may spell out, fit for JSON."""
    return _cached(text) if len(text) <= _LONGEST_CACHED else _redacted(text)


def _redacted(text: str) -> str:
    lower = text.lower()  # to look for a word takes less time than an expression does
    if "password" in lower:
        text = _PASSWORD.sub(r"\1'…'", text)
    if "x-amz-" in lower:
        text = _TOKEN.sub(r"\1…", text)
    return text.encode("utf-8", "replace").decode()


_cached = lru_cache(maxsize=512)(_redacted)
