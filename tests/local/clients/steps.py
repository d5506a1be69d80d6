"""The application that every client runs: the same steps, whichever library carries them."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import count
from typing import Any, Protocol, TypeVar, runtime_checkable

Row = tuple[Any, ...]
T = TypeVar("T")

_ATTEMPTS = 10
_ACCOUNTS = [(number, f"owner {number}", Decimal("100.00")) for number in range(1, 9)]
_COPIED = [(number, f"copied {number}", Decimal("0.50")) for number in range(101, 106)]


class Client(Protocol):
    """A client library with an open connection. Its errors are its own."""

    def run(self, sql: str) -> Sequence[Sequence[Any]]:
        """A statement in a transaction of its own; its rows."""

    def transaction(self, *statements: str) -> None:
        """Statements in one transaction; rolled back when one of them fails."""

    def batch(self, sql: str, parameters: list[Row]) -> None:
        """A statement for each row of parameters (`%s`), in one transaction, in the library's fastest way."""

    def sqlstate(self, error: Exception) -> str | None:
        """The SQLSTATE of an error of the library."""

    def close(self) -> None:
        """Say goodbye."""


@runtime_checkable
class Prepares(Protocol):
    """A client that has prepared statements."""

    def prepared(self, sql: str, parameters: list[Row]) -> list[Row]:
        """Prepare a statement (parameters are `%s`), run it for each row of parameters; all rows."""


@runtime_checkable
class Copies(Protocol):
    """A client that has COPY."""

    def copy_in(self, table: str, rows: list[Row]) -> None:
        """COPY … FROM STDIN."""

    def copy_out(self, query: str) -> list[str]:
        """COPY (…) TO STDOUT; its lines, fields separated by tabs."""


def numbered(sql: str, sign: str = "$") -> str:
    """`sql` with `$1`, `$2` … for its `%s`."""
    numbers = count(1)
    first, *rest = sql.split("%s")
    return first + "".join(f"{sign}{next(numbers)}{part}" for part in rest)


def run(client: Client) -> None:
    """All steps; AssertionError, or an error of the library, when one goes wrong."""
    try:
        _make(client)
        _fill(client)
        _transfer(client)
        _fail(client)
        if isinstance(client, Prepares):
            _ask_prepared(client)
        if isinstance(client, Copies):
            _copy(client)
        _drop(client)
    finally:
        client.close()


def _make(client: Client) -> None:
    client.run(
        "CREATE TABLE account (id bigint PRIMARY KEY, owner text NOT NULL, balance numeric(12,2) NOT NULL)"
    )
    [[job]] = _retried(client, lambda: client.run("CREATE INDEX ASYNC account_owner ON account (owner)"))
    assert len(job) == 26
    [[succeeded]] = client.run(f"CALL sys.wait_for_job('{job}')")
    assert succeeded in (True, "t")
    valid = "SELECT indisvalid::text FROM pg_index WHERE indexrelid = 'account_owner'::regclass"
    assert _text(client, valid) == "true"


def _fill(client: Client) -> None:
    insert = "INSERT INTO account (id, owner, balance) VALUES (%s, %s, %s)"
    _retried(client, lambda: client.batch(insert, list(_ACCOUNTS)))
    assert _text(client, "SELECT count(*) || ' ' || sum(balance) FROM account") == "8 800.00"


def _transfer(client: Client) -> None:
    """The transaction that the test makes fail with a conflict, the first time."""
    _retried(
        client,
        lambda: client.transaction(
            "UPDATE account SET balance = balance - 30 WHERE id = 1",
            "UPDATE account SET balance = balance + 30 WHERE id = 2",
        ),
    )
    balances = "SELECT string_agg(balance::text, ' ' ORDER BY id) FROM account WHERE id < 4"
    assert _text(client, balances) == "70.00 130.00 100.00"


def _fail(client: Client) -> None:
    """What fails leaves nothing behind, and the session can be used on."""
    statements = "UPDATE account SET owner = 'nobody'", "INSERT INTO account VALUES (1, 'twice', 0)"
    assert _refusal(client, lambda: client.transaction(*statements)) == "23505"
    assert _text(client, "SELECT count(*) FROM account WHERE owner = 'nobody'") == "0"
    assert _refusal(client, lambda: client.run("TRUNCATE account")) == "0A000"
    assert _refusal(client, lambda: client.run("SELECT nothing FROM account")) == "42703"
    assert _text(client, "SELECT current_user") == "admin"


def _ask_prepared(client: Prepares) -> None:
    query = "SELECT owner, balance FROM account WHERE id = %s AND balance > %s"
    found = client.prepared(query, [(number, Decimal(75)) for number in range(1, 9)])
    wanted = [("owner 2", Decimal("130.00"))]
    wanted += [(owner, balance) for number, owner, balance in _ACCOUNTS if number > 2]
    assert [tuple(row) for row in found] == wanted


def _copy(client: Copies) -> None:
    client.copy_in("account", list(_COPIED))
    lines = client.copy_out("SELECT * FROM account WHERE id > 100 ORDER BY id")
    assert lines == ["\t".join(str(value) for value in row) for row in _COPIED]


def _drop(client: Client) -> None:
    _retried(client, lambda: client.run("DROP TABLE account"))
    assert _text(client, "SELECT to_regclass('account') IS NULL AS gone, 1").startswith(("True", "t"))


def _text(client: Client, query: str) -> str:
    """The first value of a query, as text."""
    return str(client.run(query)[0][0])


def _refusal(client: Client, work: Callable[[], object]) -> str | None:
    """The SQLSTATE in which something ends."""
    try:
        work()
    except Exception as error:  # noqa: BLE001 - every library has its own
        return client.sqlstate(error)
    return None


def _retried(client: Client, work: Callable[[], T]) -> T:
    """Do something again while it ends in a conflict, as an application has to."""
    for attempt in range(_ATTEMPTS):
        try:
            return work()
        except Exception as error:
            if client.sqlstate(error) != "40001" or attempt == _ATTEMPTS - 1:
                raise
            time.sleep(random.random() * 0.01 * 2**attempt)
    raise AssertionError("unreachable")
