"""A fault: where it strikes, which time, and what it does. A value that travels as JSON."""

import math
import re
from collections.abc import Mapping
from dataclasses import KW_ONLY, asdict, dataclass, fields
from functools import cached_property
from typing import Any, Literal, Self

from dsql_local.control.statuses import STATUSES
from dsql_local.errors import LocalError

Place = Literal["connect", "statement", "commit", "job", "control"]
Action = Literal[
    "conflict",
    "schema-conflict",
    "error",
    "lose-before",
    "lose-after",
    "hold-before",
    "hold-after",
    "delay",
    "stuck",
    "give-up",
    "fail",
    "throttle",
]

_BEFORE: tuple[Action, ...] = ("error", "lose-before", "hold-before", "delay")
_AFTER: tuple[Action, ...] = ("lose-after", "hold-after")
ACTIONS: Mapping[Place, tuple[Action, ...]] = {
    "connect": _BEFORE,
    "statement": ("conflict", "schema-conflict", *_BEFORE, *_AFTER),
    "commit": ("conflict", "schema-conflict", *_BEFORE, *_AFTER),
    "job": ("stuck", "delay", "give-up", "fail", "schema-conflict"),
    "control": ("throttle", "fail", *_BEFORE, *_AFTER),
}
"""What a fault can do at each place."""
KINDS: Mapping[Place, tuple[str, ...]] = {
    "connect": (),
    "statement": ("ddl", "dml", "query", "transaction", "other"),
    "commit": ("ddl", "dml"),
    "job": ("index_build", "validate_constraint"),
    "control": (),
}
"""What `kind` can be at each place, besides "any"."""
_SQLSTATE = re.compile(r"(?!00)[0-9A-Z]{5}")
_LONGEST_DELAY = 3600.0  # seconds
_MAY_HAVE_SECONDS: tuple[Action, ...] = ("delay", "lose-before", "lose-after")
_NUMBERS: Mapping[str, tuple[type, ...]] = {
    "nth": (int,),
    "times": (int,),
    "seconds": (int, float),
    "rate": (int, float),
    "seed": (int,),
}
"""The fields that are not text."""


@dataclass(frozen=True)
class Fault:
    """A fault to inject. LocalError (DSQL915) when it makes no sense.

    on  "connect"    a client that has shown a good token
        "statement"  a statement; one that is refused anyway, or in a failed transaction, is not struck
        "commit"     a transaction that changed something: its COMMIT, or its end when it is implicit
        "job"        an asynchronous job
        "control"    a call of the control plane

    do  "conflict", "schema-conflict"  SQLSTATE 40001, OC000 or OC001; on a job, the first statement of the
                       cluster after its end has OC001
        "error"        `code` and `message`
        "throttle"     429 ThrottlingException
        "lose-before"  the connection is cut, after `seconds`, and nothing has happened
        "lose-after"   it is done, and the connection is cut, after `seconds`, before the answer
        "hold-before"  it waits for the release; when the client leaves first, it never happens
        "hold-after"   it is done, and the answer waits for the release
        "delay"        it waits for `seconds`, and then happens even if the client has left; a job takes
                       that much longer
        "stuck"        a job stays `processing` until the release
        "give-up"      who waits for a job is told at once that it has not succeeded; it goes on
        "fail"         a job ends `failed` with `message`; a cluster that is made or updated ends FAILED

    What is done "after" strikes only what has succeeded. A statement outside of a transaction block is
    committed by then; inside of one it is lost when the connection is cut.
    """

    on: Place
    do: Action
    _: KW_ONLY
    kind: str = "any"
    """Of the statement (ddl, dml, query, transaction, other), of a statement in the transaction that commits
    (ddl, dml), or of the job (index_build, validate_constraint).
    """
    match: str = ""
    """A regular expression, found anywhere and in any case: in the SQL text of the statement, or of a
    statement in the transaction; in the full name of the job's table or index (`public.t`); in the name of
    the operation (`CreateCluster`); in the user's name when one connects.
    """
    application_name: str = ""
    """A regular expression, found anywhere in the client's application_name."""
    cluster: str = ""
    """The identifier of the only cluster that it strikes."""
    nth: int = 1
    """The first match that it strikes, counted from 1 since it was injected."""
    times: int = 1
    """How many matches it strikes, one after the other; 0 is no end."""
    code: str = ""
    """The SQLSTATE of an error; on "control" the name of its exception, else InternalServerException."""
    message: str = ""
    """The text of an error or of a failed job; by default the service's own, where that is known."""
    seconds: float = 0.0
    """How long a delay is, or how late the connection is cut."""
    rate: float = 1.0
    """How likely it strikes what it could, from above 0 to 1."""
    seed: int = 0
    """Which of that it strikes, with a `rate` below 1: the same seed strikes the same places."""

    def __post_init__(self) -> None:
        """Refuse what makes no sense."""
        if self.on not in ACTIONS:
            raise _wrong(f"on must be one of {', '.join(ACTIONS)}; it was {self.on!r}")
        if self.do not in ACTIONS[self.on]:
            raise _wrong(f"on {self.on} it can do {', '.join(ACTIONS[self.on])}; not {self.do!r}")
        kinds = ("any", *KINDS[self.on])
        if self.kind not in kinds:
            raise _wrong(f"on {self.on} kind must be one of {', '.join(kinds)}; it was {self.kind!r}")
        for name in ("match", "application_name"):
            try:
                re.compile(getattr(self, name))
            except re.error as error:
                raise _wrong(f"{name} must be a regular expression: {error}") from None
        if self.application_name and self.on in ("job", "control"):
            raise _wrong(f"application_name is not known on {self.on}")
        if self.nth < 1 or self.times < 0:
            raise _wrong("nth must be at least 1, and times at least 0")
        if not 0 < self.rate <= 1:
            raise _wrong(f"rate must be above 0 and at most 1; it was {self.rate!r}")
        self._check_what_it_says()

    def _check_what_it_says(self) -> None:
        if self.code and self.do != "error":
            raise _wrong(f"code goes with error, not with {self.do}")
        if self.do == "error":
            if self.on == "control" and self.code and self.code not in STATUSES:
                raise _wrong(f"code must be one of {', '.join(STATUSES)}; it was {self.code!r}")
            if self.on != "control" and not _SQLSTATE.fullmatch(self.code):
                raise _wrong(f"error needs a code, an SQLSTATE such as 57P01; it was {self.code!r}")
        if self.message and self.do not in ("error", "fail"):
            raise _wrong(f"message goes with error and fail, not with {self.do}")
        if not (math.isfinite(self.seconds) and 0 <= self.seconds <= _LONGEST_DELAY):
            raise _wrong(f"seconds must be from 0 to {_LONGEST_DELAY:g}; it was {self.seconds!r}")
        if self.do == "delay" and not self.seconds:
            raise _wrong("delay needs seconds")
        if self.seconds and self.do not in _MAY_HAVE_SECONDS:
            raise _wrong(f"seconds go with {', '.join(_MAY_HAVE_SECONDS)}, not with {self.do}")

    @property
    def is_after(self) -> bool:
        """Whether it strikes what has succeeded, not what is about to begin."""
        return self.do.endswith("-after") or (self.on == "control" and self.do == "fail")

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """`match`, compiled."""
        return re.compile(self.match, re.IGNORECASE | re.DOTALL)

    def as_dict(self) -> dict[str, Any]:
        """All fields, as JSON can hold them."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: object) -> Self:
        """The opposite of `as_dict`; fields may be left out. LocalError (DSQL915) for anything else."""
        if not isinstance(values, Mapping):
            raise _wrong("it must be a JSON object")
        known = [field.name for field in fields(cls)]
        for name, value in values.items():
            if name not in known:
                raise _wrong(f"it has no {name!r}, but {', '.join(known)}")
            if isinstance(value, bool) or not isinstance(value, _NUMBERS.get(name, (str,))):
                raise _wrong(f"{name} cannot be {value!r}")
        missing = [name for name in ("on", "do") if name not in values]
        if missing:
            raise _wrong(f"it needs {' and '.join(missing)}")
        return cls(**values)


def _wrong(reason: str) -> LocalError:
    return LocalError("DSQL915", f"this is no fault to inject: {reason}")
