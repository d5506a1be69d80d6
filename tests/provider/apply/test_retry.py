"""What is tried again, how often, and what is said about it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live import Fault, Flaky
from pulumi_dsql_provider.apply import Settings, retrying
from pulumi_dsql_provider.apply.retry import again, is_transient
from pulumi_dsql_provider.catalog import DatabaseError, Session

QUICK = Settings(first_pause=0.0001, longest_pause=0.001)

TRANSIENT = {
    "40001": True,  # OC000 and OC001
    "OC000": True,
    "OC001": True,
    None: True,  # the connection was lost
    "08006": True,
    "57P01": True,
    "XX000": True,
    "53300": True,
    "53400": True,
    "57P03": True,
    "42P07": False,
    "0A000": False,
    "23505": False,
    "54000": False,
    "HY000": False,
}


@pytest.mark.parametrize("sqlstate", TRANSIENT)
def test_what_is_transient(sqlstate: str | None) -> None:
    assert is_transient(DatabaseError("no", sqlstate)) == TRANSIENT[sqlstate]


def test_other_exceptions_are_not() -> None:
    assert not is_transient(ConnectionError())


@given(failures=st.integers(0, 8), attempts=st.integers(1, 6))
def test_it_is_tried_until_it_succeeds_or_the_tries_are_used_up(failures: int, attempts: int) -> None:
    tries: list[int] = []

    def call(number: int) -> str:
        tries.append(number)
        if number <= failures:
            raise DatabaseError("change conflicts with another transaction (OC000)", "40001")
        return "done"

    settings = Settings(attempts=attempts, first_pause=0, longest_pause=0)
    if failures < attempts:
        assert again(call, settings) == "done"
    else:
        with pytest.raises(DatabaseError):
            again(call, settings)
    assert tries == list(range(1, min(failures + 1, attempts) + 1))


def test_what_is_not_transient_is_tried_once() -> None:
    tries: list[int] = []

    def call(number: int) -> None:
        tries.append(number)
        raise DatabaseError("relation exists", "42P07")

    with pytest.raises(DatabaseError):
        again(call, QUICK)
    assert tries == [1]


def test_a_call_that_took_longer_than_the_limit_is_tried_a_few_times_more() -> None:
    tries: list[int] = []

    def call(number: int) -> None:
        tries.append(number)
        raise DatabaseError("gone")

    with pytest.raises(DatabaseError):
        again(call, Settings(attempts=9, retry_limit=-1, first_pause=0))
    assert tries == [1, 2, 3]


def test_each_retry_is_told() -> None:
    told: list[str] = []

    def call(number: int) -> None:
        if number < 3:
            raise DatabaseError("schema has been updated by another transaction (OC001)", "40001")

    again(call, QUICK, told.append)
    assert [text.partition(" in ")[0] for text in told] == [
        "schema has been updated by another transaction (OC001); try 2",
        "schema has been updated by another transaction (OC001); try 3",
    ]


@pytest.mark.parametrize("after", [False, True])
def test_a_retrying_session(session: Session, after: bool) -> None:
    flaky = Flaky(session, Fault("SELECT", DatabaseError("gone"), times=2, after=after))
    patient = retrying(flaky, QUICK)
    assert patient.query("SELECT %s", ("x",)) == [("x",)]
    assert patient.execute("CREATE TABLE t (a int)") == 0
