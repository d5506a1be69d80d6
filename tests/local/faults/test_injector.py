"""When a fault strikes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dsql_local import Fault
from dsql_local.faults.injector import Faults, Occasion


def occasion(text: str = "x", key: str = "") -> Occasion:
    return Occasion("statement", "c", (("dml", text),), key=key)


@given(nth=st.integers(1, 5), times=st.integers(0, 5), matches=st.lists(st.booleans(), max_size=20))
def test_it_strikes_times_matches_from_the_nth_on(nth: int, times: int, matches: list[bool]) -> None:
    faults = Faults()
    armed = faults.add(Fault("statement", "conflict", match="yes", nth=nth, times=times))
    struck = [faults.strike([occasion("yes" if match else "no")]) is not None for match in matches]
    fitting = [place for place, match in enumerate(matches) if match][nth - 1 :]
    expected = fitting[:times] if times else fitting
    assert [place for place, strike in enumerate(struck) if strike] == expected
    assert armed.hits == len(expected)
    assert armed.is_spent is (armed not in faults.active) is (0 < times == len(expected))


@given(times=st.lists(st.integers(1, 3), max_size=4), occasions=st.integers(0, 12))
def test_faults_strike_one_after_the_other(times: list[int], occasions: int) -> None:
    faults = Faults()
    for number in times:
        faults.add(Fault("statement", "conflict", times=number))
    struck = [faults.strike([occasion()]) for _ in range(occasions)]
    expected = [number for number, count in enumerate(times, 1) for _ in range(count)]
    assert [strike.armed.number for strike in struck if strike] == expected[:occasions]


def places(seed: int, rate: float, length: int = 400) -> list[int]:
    """The places of a sequence that a fault strikes."""
    faults = Faults()
    faults.add(Fault("statement", "conflict", times=0, seed=seed, rate=rate))
    return [place for place in range(length) if faults.strike([occasion()])]


@given(seed=st.integers(), rate=st.floats(0.05, 1.0))
def test_the_same_seed_strikes_the_same_places(seed: int, rate: float) -> None:
    struck = places(seed, rate)
    assert struck == places(seed, rate)
    assert abs(len(struck) - 400 * rate) <= 80
    assert [place for place in struck if place < 200] == places(seed, rate, 200)


def test_another_seed_strikes_other_places() -> None:
    assert places(1, 0.1) != places(2, 0.1)


def test_a_follow_up_strikes_and_goes_with_the_first() -> None:
    faults = Faults()
    first = faults.add(Fault("job", "schema-conflict"))
    faults.follow(first, Fault("statement", "schema-conflict"))
    assert faults.strike([occasion()])
    assert not faults.strike([occasion()])
    faults.follow(first, Fault("statement", "schema-conflict"))
    faults.remove(first.number)
    faults.follow(first, Fault("statement", "schema-conflict"))
    assert (faults.active, faults.all()) == ([], [])


def test_what_is_offered_again_counts_once() -> None:
    faults = Faults()
    faults.add(Fault("statement", "conflict", nth=2))
    keys = ["a", "a", "a", "b"]
    assert [faults.strike([occasion(key=key)]) is not None for key in keys] == [False, False, False, True]


def test_before_and_after_are_told_apart() -> None:
    faults = Faults()
    faults.add(Fault("statement", "lose-after"))
    assert faults.strike([occasion()]) is None
    assert faults.strike([occasion()], after=True)


def test_it_says_which_occasion_it_struck() -> None:
    faults = Faults()
    faults.add(Fault("statement", "conflict", match="b"))
    strike = faults.strike([occasion("a"), occasion("b")])
    assert strike
    assert (strike.position, strike.occasion) == (1, occasion("b"))


def test_nothing_is_active_once_all_is_spent_or_removed() -> None:
    faults = Faults()
    faults.add(Fault("statement", "conflict"))
    endless = faults.add(Fault("statement", "conflict", times=0))
    for _ in range(3):
        faults.strike([occasion()])
    assert faults.active == [endless]
    faults.remove(endless.number)
    assert faults.active == []
    assert [armed.number for armed in faults.all()] == [1]
