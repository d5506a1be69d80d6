"""How fast clients may connect: in a burst, and for long."""

from dataclasses import dataclass


@dataclass(slots=True)
class Arrivals:
    """A bucket that each new connection fills by one and that empties by `rate` a second; full at `burst`."""

    _level: float = 0.0
    _at: float = 0.0

    def admit(self, rate: float, burst: float, now: float) -> bool:
        """Whether one more may come at `now` (seconds of a clock that never goes back); counts it if so."""
        self._level = max(0.0, self._level - (now - self._at) * rate)
        self._at = now
        if self._level + 1 > burst:
            return False
        self._level += 1
        return True
