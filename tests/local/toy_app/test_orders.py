"""The tests of the toy application: `dsql-local run -- pytest tests/local/toy_app`."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import psycopg
import pytest

import dsql_local
from dsql_local import Fault
from local.toy_app import orders


@pytest.fixture(scope="module", autouse=True)
def _schema() -> None:
    orders.migrate()


def test_to_migrate_again_changes_nothing() -> None:
    orders.migrate()
    with psycopg.connect() as connection:
        valid = "SELECT indisvalid FROM pg_index WHERE indexrelid = 'orders_customer'::regclass"
        assert connection.execute(valid).fetchall() == [(True,)]


def test_what_is_paid_is_taken_off() -> None:
    order = orders.place("ann", Decimal(10))
    assert orders.pay(order, Decimal("2.50")) == Decimal("7.50")
    assert orders.pay(order, Decimal("7.50")) == 0


def test_no_payment_is_lost_when_two_come_at_once() -> None:
    order = orders.place("bob", Decimal(10))
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(lambda _: orders.pay(order, Decimal(1)), range(4)))
    assert orders.pay(order, Decimal(0)) == Decimal(6)


def test_a_conflict_at_commit_is_tried_again() -> None:
    order = orders.place("cleo", Decimal(10))
    with dsql_local.connect().inject(Fault("commit", "conflict", times=2)) as fault:
        assert orders.pay(order, Decimal(4)) == Decimal(6)
        assert fault.hits == 2
