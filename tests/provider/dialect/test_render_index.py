from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pulumi_dsql_provider.dialect.render import index
from pulumi_dsql_provider.dialect.render.layout import WIDTH, fill
from pulumi_dsql_provider.model import Index, IndexKey, ObjectName

ORDERS = ObjectName("public", "orders")


def made(*keys: IndexKey, **more: object) -> Index:
    return Index.model_validate({"name": "orders_open", "table": ORDERS, "keys": keys, **more})


A, USER = IndexKey(column="a"), IndexKey(column="user", nulls_first=True)


@pytest.mark.parametrize(
    "sql, expected",
    [
        (index.create(made(A)), "CREATE INDEX ASYNC orders_open ON public.orders (a)"),
        (
            index.create(made(A, USER, unique=True), name="New"),
            'CREATE UNIQUE INDEX ASYNC "New" ON public.orders (a, "user" NULLS FIRST)',
        ),
        (
            index.create(made(A, include=("total",), where="(status = 'open')"), name="new"),
            "CREATE INDEX ASYNC new ON public.orders (a)\n  INCLUDE (total) WHERE status = 'open'",
        ),
        (
            index.create(made(A, unique=True, nulls_not_distinct=True)),
            "CREATE UNIQUE INDEX ASYNC orders_open ON public.orders (a)\n  NULLS NOT DISTINCT",
        ),
        (
            index.create(
                made(IndexKey(expression="lower(email)"), IndexKey(expression="a + b", nulls_first=True))
            ),
            "CREATE INDEX ASYNC orders_open ON public.orders (lower(email), (a + b) NULLS FIRST)",
        ),
        (
            index.create(made(A).model_copy(update={"name": "async"})),
            'CREATE INDEX ASYNC "async" ON public.orders (a)',
        ),
        (index.drop(ObjectName("Shop", "i")), 'DROP INDEX "Shop".i'),
        (index.rename(ObjectName("Shop", "i"), "J"), 'ALTER INDEX "Shop".i RENAME TO "J"'),
        (index.comment(ObjectName("Shop", "i"), "x"), """COMMENT ON INDEX "Shop".i IS 'x'"""),
        (index.comment(ObjectName("Shop", "i"), None), 'COMMENT ON INDEX "Shop".i IS NULL'),
    ],
)
def test_rendered(sql: str, expected: str, check_statement: Callable[[str], None]) -> None:
    assert sql == expected
    check_statement(sql)


def test_many_keys_are_broken_at_commas(check_statement: Callable[[str], None]) -> None:
    sql = index.create(made(*(IndexKey(column=f"a_rather_long_name_{number}") for number in range(8))))
    check_statement(sql)
    assert sql.splitlines()[0].endswith(",")
    assert sql.splitlines()[1].startswith("  a_rather_long_name_")


@settings(max_examples=100)
@given(st.lists(st.text("ab", min_size=1, max_size=100), min_size=1), st.sampled_from(["", "  "]))
def test_lines_are_filled_and_never_too_long(pieces: list[str], indent: str) -> None:
    lines = fill(pieces, indent).splitlines()
    assert " ".join(lines).split() == pieces
    assert all(len(line) <= WIDTH for line in lines)
    for line, following in pairwise(lines):
        assert len(line) + 1 + len(following.split()[0]) > WIDTH
