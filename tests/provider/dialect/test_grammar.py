"""Texts that no tree can be made of."""

import subprocess
import sys
from collections.abc import Callable

import pytest

from pulumi_dsql_provider.dialect import grammar

_PARSE = """
import sys, threading
from pulumi_dsql_provider.dialect import grammar
def parse():
    try:
        grammar.parse(sys.stdin.read())
    except grammar.PgQueryError as error:
        print(error)
threading.stack_size(512 * 1024)
thread = threading.Thread(target=parse)
thread.start()
thread.join()
"""
_NESTED: dict[str, Callable[[int], str]] = {
    "operators": lambda times: "SELECT 1" + " + 1" * times,
    "casts": lambda times: "SELECT 1" + "::int" * times,
    "calls": lambda times: "SELECT " + "f(1, " * times + "1" + ")" * times,
    "set operations": lambda times: "SELECT 1, 2" + " UNION SELECT 1, 2" * times,
    "joins": lambda times: "SELECT FROM a" + " JOIN b ON a = b AND a > b" * times,
}


@pytest.mark.parametrize("times", [400, 3_000, 60_000])
@pytest.mark.parametrize("nested", _NESTED.values(), ids=list(_NESTED))
def test_what_is_nested_too_deeply_is_an_error_even_with_a_small_stack(
    nested: Callable[[int], str], times: int
) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", _PARSE], input=nested(times), capture_output=True, text=True, check=True
    )
    assert "nested too deeply" in ran.stdout


@pytest.mark.parametrize(
    "wide",
    [
        "SELECT " + ", ".join(["-1"] * 20_000),
        "SELECT " + " AND ".join(["a > 0"] * 5_000),
        "SELECT " + " OR ".join(["a > 0 AND b <> 'x'"] * 5_000),
        "INSERT INTO t VALUES " + ", ".join(["(1, 'a', -2)"] * 5_000),
        "SELECT 1; " * 5_000,
        "SELECT " + "1 + " * 250 + "1",
        "SELECT " + " || ".join(["upper(a.b)"] * 250),
        "SELECT FROM a" + " JOIN b ON a.c = b.c" * 70,
    ],
    ids=lambda text: text[:40],
)
def test_much_beside_each_other_is_read(wide: str) -> None:
    assert grammar.parse(wide).stmts
