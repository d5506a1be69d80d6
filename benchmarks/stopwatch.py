"""Times things side by side: in every round each runs once, and the order turns round from round to round."""

import gc
import resource
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


class Sample(NamedTuple):
    """How long one call took, in seconds.

    `cpu` is what this process and the children it has waited for used of the processors meanwhile; what a
    server did is not in it.
    """

    wall: float
    cpu: float


@dataclass
class Case:
    """The samples of one subject and its floors, by name, in the order of the rounds; the subject first.

    `taken_off` are seconds in which the subject only waits for something else: the ratio leaves them out.
    """

    name: str
    repeat: int
    taken_off: float
    samples: dict[str, list[Sample]] = field(default_factory=dict)


class Stopwatch:
    """Measures cases over `count` rounds, after `warmups` that are not counted."""

    def __init__(self, count: int, warmups: int) -> None:
        self._count = count
        self._warmups = warmups
        self._round = 0
        self._cases: dict[str, Case] = {}

    @property
    def cases(self) -> list[Case]:
        """What was measured, in the order it was met first."""
        return list(self._cases.values())

    def rounds(self) -> Iterator[int]:
        """The numbers of the rounds, warm-ups included; may be gone through again, for other cases."""
        for number in range(self._warmups + self._count):
            self._round = number
            warmup = " (warm-up)" if number < self._warmups else ""
            print(f"round {number + 1} of {self._warmups + self._count}{warmup}", file=sys.stderr)
            yield number

    def time(
        self,
        name: str,
        things: Mapping[str, Callable[[], object]],
        repeat: int = 1,
        taken_off: float = 0.0,
        tidy: Callable[[], object] = lambda: None,
    ) -> None:
        """Call each of the things, the subject first and then its floors, `repeat` times in a row.

        The sample is the mean of the repeats. After each thing comes `tidy`, which is not measured.
        """
        case = self._cases.setdefault(name, Case(name, repeat, taken_off, {thing: [] for thing in things}))
        in_turn = list(things) if self._round % 2 else list(things)[::-1]
        for thing in in_turn:
            sample = _sample(things[thing], repeat)
            tidy()
            if self._round >= self._warmups:
                case.samples[thing].append(sample)


def _sample(thing: Callable[[], object], repeat: int) -> Sample:
    gc.collect()  # nobody pays for what others left behind
    cpu, wall = _cpu(), time.perf_counter()
    for _ in range(repeat):
        thing()
    return Sample((time.perf_counter() - wall) / repeat, (_cpu() - cpu) / repeat)


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)
