"""Faults in a running stand-in, seen from outside."""

import time
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Protocol, Self

from dsql_local.errors import LocalError
from dsql_local.faults.fault import Fault

_LOOK_EVERY = 0.01  # seconds


class _Ask(Protocol):
    """One request of the admin API."""

    def __call__(self, method: str, path: str, body: object = None) -> Any: ...


class Injected:
    """A fault in place; made by `Running.inject`. As a context manager it is removed at the end."""

    def __init__(self, ask: _Ask, described: Mapping[str, Any]) -> None:
        self._ask = ask
        self.id: int = described["id"]
        self.fault = Fault.from_dict(described["fault"])

    @property
    def hits(self) -> int:
        """How often it has struck. One that holds has struck as soon as it holds."""
        return int(self._now()["hits"])

    @property
    def held(self) -> int:
        """How many statements, calls or jobs wait for the release."""
        return int(self._now()["held"])

    def wait_until_hit(self, seconds: float = 10.0, hits: int = 1) -> None:
        """Wait until it has struck that often; LocalError (DSQL934) when it has not within `seconds`."""
        deadline = time.monotonic() + seconds
        while (found := self.hits) < hits:
            if time.monotonic() > deadline:
                raise LocalError(
                    "DSQL934", f"fault {self.id} has struck {found} times within {seconds:g} s, not {hits}"
                )
            time.sleep(_LOOK_EVERY)

    def release(self) -> None:
        """Let go of what it holds now; what it strikes later it holds again."""
        self._ask("POST", f"/faults/{self.id}/release")

    def remove(self) -> None:
        """Take it away and let go of what it holds. LocalError (DSQL916) when that was done before."""
        self._ask("DELETE", f"/faults/{self.id}")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.remove()

    def as_dict(self) -> dict[str, Any]:
        """Its `id`, `fault`, `hits`, `held`, and whether it is `spent`, as they are now."""
        return dict(self._now())

    def _now(self) -> Any:
        return self._ask("GET", f"/faults/{self.id}")


class InjectedAtRandom:
    """The faults of a random mode; made by `Running.inject_random`. As a context manager they are removed at
    the end.
    """

    def __init__(self, faults: Sequence[Injected]) -> None:
        self.faults = list(faults)

    @property
    def hits(self) -> int:
        """How often one of them has struck."""
        return sum(fault.hits for fault in self.faults)

    def remove(self) -> None:
        """Take them away."""
        for fault in self.faults:
            fault.remove()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.remove()
