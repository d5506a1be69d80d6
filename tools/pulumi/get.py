#!/usr/bin/env python3
"""Prints the bin folder of a usable Pulumi engine on stdout; progress goes to stderr.

In this order: the one on PATH, a cached one, the official installer, a build from Go modules. What is
installed or built goes into a cache outside the checkout. Exit code 1, and one line that says why, when none
is to be had.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from pathlib import Path

from engine import build, cache, check, official, process, progress

_Way = tuple[str, Callable[[], Path]]


def get() -> Path:
    """Return the bin folder of a usable engine, or raise `check.Unavailable` with the reason of each way."""
    at_hand: list[_Way] = [("PATH", check.from_path), ("cache", _cached)]
    to_make: list[_Way] = [
        ("official installer", lambda: cache.fill(official.name(), official.install)),
        ("Go build", lambda: cache.fill(build.name(), build.build)),
    ]
    try:
        return _first(at_hand)
    except check.Unavailable as missing:
        with cache.lock(lambda: progress.say("waiting for another process that gets the Pulumi engine")):
            try:
                return _cached()  # the other process may have got it in the meantime
            except check.Unavailable:
                return _first(to_make, str(missing))


def main() -> int:
    """Run the command; returns its exit code."""
    for interrupt in process.INTERRUPTS:
        signal.signal(interrupt, signal.default_int_handler)
    try:
        print(get())
    except (check.Unavailable, OSError) as error:
        remedy = "Install the Pulumi CLI 3.238 or newer, or Go 1.25 or newer, and run this again."
        progress.say(f"No Pulumi engine to be had: {error}. {remedy}")
        return 1
    except KeyboardInterrupt:
        progress.say("interrupted; nothing was left behind")
        return 130
    return 0


def _cached() -> Path:
    return cache.find(official.name(), build.name())


def _first(ways: list[_Way], failed: str = "") -> Path:
    reasons = [failed] if failed else []
    for name, way in ways:
        try:
            return way()
        except check.Unavailable as error:
            reasons.append(f"{name}: {error}")
    raise check.Unavailable("; ".join(reasons))


if __name__ == "__main__":
    sys.exit(main())
