"""Faults that strike at random, and yet at the same places for the same seed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from dsql_local.errors import LocalError
from dsql_local.faults.fault import Fault

RANDOM: Mapping[str, Fault] = {
    "conflict": Fault("commit", "conflict", kind="dml", times=0),
    "schema-conflict": Fault("commit", "schema-conflict", times=0),
    "lose-before": Fault("statement", "lose-before", times=0),
    "lose-after": Fault("statement", "lose-after", times=0),
    "delay": Fault("statement", "delay", seconds=0.05, times=0),
    "refuse": Fault("connect", "error", code="53400", times=0),
    "late-job": Fault("job", "delay", seconds=0.5, times=0),
    "fail-job": Fault("job", "fail", times=0),
    "throttle": Fault("control", "throttle", times=0),
}
"""What can happen at random."""
USUAL = ("conflict", "schema-conflict", "lose-before", "lose-after")
"""What happens when nothing else is asked for: a client that repeats as it should comes through these."""


def at_random(seed: int, rate: float, do: Sequence[str] = USUAL, cluster: str = "") -> list[Fault]:
    """The faults that together strike about `rate` of what can be struck by all of `do`, each as often as the
    others.

    LocalError (DSQL915) for an unknown word, or a rate that is not from above 0 to 1.
    """
    chosen = list(dict.fromkeys(do or USUAL))
    unknown = [word for word in chosen if word not in RANDOM]
    if unknown:
        raise LocalError(
            "DSQL915", f"at random nothing can do {unknown[0]!r}, but {', '.join(RANDOM)} can be done"
        )
    if not 0 < rate <= 1:
        raise LocalError("DSQL915", f"rate must be above 0 and at most 1; it was {rate!r}")
    return [replace(RANDOM[word], seed=seed, rate=rate / len(chosen), cluster=cluster) for word in chosen]
