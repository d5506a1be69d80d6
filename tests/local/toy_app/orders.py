"""A toy application that keeps orders in Aurora DSQL. It finds its cluster through the environment alone."""

from collections.abc import Callable
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

import psycopg

T = TypeVar("T")
Connection = psycopg.Connection[tuple[object, ...]]

SCHEMA = (  # one DDL statement per transaction, as DSQL wants it
    """
    CREATE TABLE IF NOT EXISTS orders (
      id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
      customer text NOT NULL,
      total numeric(12,2) NOT NULL,
      paid numeric(12,2) NOT NULL DEFAULT 0
    )
    """,
    "CREATE INDEX ASYNC IF NOT EXISTS orders_customer ON orders (customer)",
)
_CONFLICT = "40001"
_ATTEMPTS = 10


def migrate() -> None:
    """Make what is missing, and wait until the index is built."""
    with psycopg.connect(autocommit=True) as connection:
        for statement in SCHEMA:
            cursor = connection.execute(statement.encode())
            if cursor.description and (job := cursor.fetchone()):
                connection.execute("CALL sys.wait_for_job(%s)", job)


def place(customer: str, total: Decimal) -> UUID:
    """Place an order; returns its id."""

    def insert(connection: Connection) -> UUID:
        cursor = connection.execute(
            "INSERT INTO orders (customer, total) VALUES (%s, %s) RETURNING id", (customer, total)
        )
        [(order,)] = cursor.fetchall()
        assert isinstance(order, UUID)
        return order

    return _retried(insert)


def pay(order: UUID, amount: Decimal) -> Decimal:
    """Pay a part of an order; returns what is still to be paid."""

    def update(connection: Connection) -> Decimal:
        query = "SELECT total, paid FROM orders WHERE id = %s"
        [(total, paid)] = connection.execute(query, (order,)).fetchall()
        assert isinstance(total, Decimal)
        assert isinstance(paid, Decimal)
        connection.execute("UPDATE orders SET paid = %s WHERE id = %s", (paid + amount, order))
        return total - paid - amount

    return _retried(update)


def _retried(work: Callable[[Connection], T]) -> T:
    """Do `work` in a transaction; once more when another one was faster, which DSQL tells by an error."""
    with psycopg.connect() as connection:
        for attempt in range(_ATTEMPTS):
            try:
                with connection.transaction():
                    return work(connection)
            except psycopg.Error as error:
                if error.sqlstate != _CONFLICT or attempt == _ATTEMPTS - 1:
                    raise
    raise AssertionError("the last attempt either returns or raises")
