"""Fixtures that all tests may use."""

import os
import signal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = ["pulumi_engine"]

# A shell starts what runs in the background with SIGINT ignored, and every process inherits that; tests that
# interrupt a program need it as it is in the foreground.
signal.signal(signal.SIGINT, signal.default_int_handler)

# What is generated is the same in each run: a change is judged by its own faults. Others are looked for with
# `--hypothesis-profile random`, and by the thousands with `make fuzz`.
settings.register_profile(
    "same",
    derandomize=True,
    print_blob=True,
    # How long it takes says only what else the machine does.
    deadline=None,
    # A fixture is used by all examples of a test: what they leave behind they clear.
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.register_profile("random", settings.get_profile("same"), derandomize=False)
settings.load_profile("same")

_SLOW = [Path(__file__).parent / name for name in ("stack", "tools", "documentation")]


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: tests wait for engines, jobs and servers a fifth of their time."""
    return min(4, (os.cpu_count() or 1) + 1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that take minutes first, or one worker is still at the last of them when the others are done."""
    items.sort(key=lambda item: not any(folder in item.path.parents for folder in _SLOW))
