"""What is known of the steps of one plan: which have run, which may have."""

from typing import Literal, Protocol

State = Literal["new", "started", "done"]


class Ledger(Protocol):
    """The progress of one plan. Step numbers count from 1."""

    def state(self, number: int) -> State:
        """`started` means that the step may or may not have run: whoever ran it was stopped."""
        ...

    def record(self, number: int, state: State) -> None:
        """Keep the state of a step, before it starts and after it is done."""
        ...


class MemoryLedger:
    """A ledger that lives as long as the process: enough where a plan is made anew before each run."""

    def __init__(self) -> None:
        self._states: dict[int, State] = {}

    def state(self, number: int) -> State:
        """See Ledger."""
        return self._states.get(number, "new")

    def record(self, number: int, state: State) -> None:
        """See Ledger."""
        self._states[number] = state
