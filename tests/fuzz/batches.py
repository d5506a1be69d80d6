"""How many cases there are, and how a batch of them runs."""

import os
from collections.abc import Callable
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy

T = TypeVar("T")


def batches(what: str, each: int, ordinary: int, long: int) -> pytest.MarkDecorator:
    """The parameter `batch`, a number; in a batch are `each` cases.

    So many that there are `ordinary` cases always, and `long` ones by `make fuzz`, or as many as the variable
    FUZZ_ and `what` says.
    """
    wanted = int(os.environ.get(f"FUZZ_{what}", long))
    beyond = range(ordinary // each, -(-wanted // each))
    return pytest.mark.parametrize(
        "batch",
        [*range(ordinary // each), *(pytest.param(number, marks=pytest.mark.fuzz) for number in beyond)],
    )


def run(batch: int, cases: int, strategy: SearchStrategy[T], check: Callable[[T], None]) -> None:
    """Check so many cases, which the strategy draws from the number of the batch.

    One that fails is made as small as possible, and shown.
    """

    @seed(batch)
    @settings(
        max_examples=cases,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def every(case: T) -> None:
        check(case)

    every()
