"""The faults in place, and whether one of them strikes now."""

import asyncio
import itertools
import random
import re
from collections.abc import Coroutine, Iterable
from dataclasses import dataclass, field

from dsql_local.errors import LocalError
from dsql_local.faults.fault import Fault, Place


@dataclass(frozen=True, slots=True)
class Occasion:
    """Something that a fault may strike.

    `what` are pairs of a kind and a text, one of which must fit. Occasions with the same `key` are one that
    is offered again and again. `can_fail`: what it begins can end in failure later.
    """

    on: Place
    cluster: str
    what: tuple[tuple[str, str], ...]
    application_name: str = ""
    key: str = ""
    can_fail: bool = False


@dataclass(eq=False)
class Armed:
    """A fault in place. `hits` is how often it has struck, `held` what waits for its release, `follow_ups`
    what it has put in place itself.
    """

    number: int
    fault: Fault
    hits: int = 0
    held: set[asyncio.Event] = field(default_factory=set)
    follow_ups: "list[Armed]" = field(default_factory=list)
    _seen: int = 0
    _keys: set[str] = field(default_factory=set)
    _chance: random.Random = field(init=False)

    def __post_init__(self) -> None:
        fault = self.fault  # several of one seed must not strike all at the same places
        self._chance = random.Random(f"{fault.seed} {fault.on} {fault.do}")  # noqa: S311 - no secret

    @property
    def is_spent(self) -> bool:
        """Whether it has struck as often as it was to."""
        return 0 < self.fault.times <= self.hits

    def strikes(self, occasion: Occasion) -> bool:
        """Whether it strikes here; counts the occasion if it fits."""
        if not self._fits(occasion) or (occasion.key and occasion.key in self._keys):
            return False
        self._keys.add(occasion.key)
        self._seen += 1
        if self._seen < self.fault.nth:
            return False
        return self.fault.rate == 1 or self._chance.random() < self.fault.rate

    def _fits(self, occasion: Occasion) -> bool:
        fault = self.fault
        if fault.on != occasion.on or fault.cluster not in ("", occasion.cluster):
            return False
        if fault.do == "fail" and not occasion.can_fail:
            return False
        if not re.search(fault.application_name, occasion.application_name):
            return False
        if fault.kind == "any" and not fault.match:
            return True
        return any(
            fault.kind in ("any", kind) and fault.pattern.search(text) is not None
            for kind, text in occasion.what
        )

    def release(self) -> None:
        """Let go of what it holds now."""
        for released in self.held:
            released.set()
        self.held.clear()

    def as_dict(self) -> dict[str, object]:
        """How the admin API shows it."""
        return {
            "id": self.number,
            "fault": self.fault.as_dict(),
            "hits": self.hits,
            "held": len(self.held),
            "spent": self.is_spent,
        }


@dataclass(frozen=True, slots=True)
class Strike:
    """A fault has struck `occasion`; whoever asked now does what it says."""

    armed: Armed
    occasion: Occasion
    position: int
    """Which of those that were offered this one was, from 0 on."""

    @property
    def fault(self) -> Fault:
        """What it says."""
        return self.armed.fault

    def hold(self) -> asyncio.Event:
        """Begin to hold; the event is set at the release."""
        released = asyncio.Event()
        self.armed.held.add(released)
        return released

    async def held(self, *abandoned: Coroutine[None, None, object]) -> bool:
        """Hold until the release: True. False when one of `abandoned`, which watch the client, ends first."""
        released = self.hold()
        waits = [asyncio.ensure_future(wait) for wait in (released.wait(), *abandoned)]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self.armed.held.discard(released)
            for wait in waits:
                wait.cancel()
        return released.is_set()


class Faults:
    """The faults of a running stand-in, in the order in which they were injected. Lives on one event loop.

    Who could be struck looks at `active` first: as long as it is empty, nothing is to be asked.
    """

    def __init__(self) -> None:
        self.active: list[Armed] = []
        self._all: dict[int, Armed] = {}
        self._numbers = itertools.count(1)

    def add(self, fault: Fault) -> Armed:
        """Put a fault in place."""
        armed = Armed(next(self._numbers), fault)
        self._all[armed.number] = armed
        self.active.append(armed)
        return armed

    def follow(self, armed: Armed, fault: Fault) -> None:
        """Put a fault in place because another one, which is still there, wants it. It goes with that one."""
        if armed.number in self._all:
            armed.follow_ups.append(Armed(armed.number, fault))
            self._forget_spent()

    def all(self) -> list[Armed]:
        """All that were added and not removed, also those that are spent."""
        return list(self._all.values())

    def get(self, number: int) -> Armed:
        """One of them; LocalError (DSQL916) when there is none of that number."""
        if number not in self._all:
            raise LocalError("DSQL916", f"there is no fault {number}; dsql-local fault list shows all")
        return self._all[number]

    def remove(self, number: int) -> None:
        """Take a fault away and let go of what it holds; LocalError (DSQL916) when there is none."""
        self.get(number).release()
        del self._all[number]
        self._forget_spent()

    def strike(self, occasions: Iterable[Occasion], *, after: bool = False) -> Strike | None:
        """The first fault that strikes one of `occasions`; later ones are then not asked, nor do they count.

        `after`: the occasions have succeeded, else they are about to begin.
        """
        offered = list(occasions)
        for armed in self.active:
            if armed.fault.is_after is after:
                for position, occasion in enumerate(offered):
                    if armed.strikes(occasion):
                        armed.hits += 1
                        self._forget_spent()
                        return Strike(armed, occasion, position)
        return None

    def _forget_spent(self) -> None:
        in_place = (it for armed in self._all.values() for it in (armed, *armed.follow_ups))
        self.active = [armed for armed in in_place if not armed.is_spent]
