from collections.abc import Callable

import pytest

from pulumi_dsql_provider.dialect.render import check, constraint, foreign_key, primary_key, unique
from pulumi_dsql_provider.model import Check, ForeignKey, ObjectName, PrimaryKey, Unique

ORDERS = ObjectName("public", "orders")
CUSTOMERS = ObjectName("Shop", "customers")


def key(**more: object) -> ForeignKey:
    return ForeignKey.model_validate(
        {
            "name": "f",
            "columns": ("a", "user"),
            "references": CUSTOMERS,
            "referenced_columns": ("x", "y"),
            **more,
        }
    )


PLAIN = 'CONSTRAINT f FOREIGN KEY (a, "user") REFERENCES "Shop".customers (x, y)'


@pytest.mark.parametrize(
    "definition, expected",
    [
        (
            primary_key.definition(PrimaryKey(name="P", columns=("a", "user"))),
            'CONSTRAINT "P" PRIMARY KEY (a, "user")',
        ),
        (unique.definition(Unique(name="u", columns=("a",))), "CONSTRAINT u UNIQUE (a)"),
        (
            unique.definition(
                Unique(name="u", columns=("a", "b"), include=("c", "d"), nulls_not_distinct=True)
            ),
            "CONSTRAINT u UNIQUE NULLS NOT DISTINCT (a, b) INCLUDE (c, d)",
        ),
        (check.definition(Check(name="c", expression="((a > 0))")), "CONSTRAINT c CHECK (a > 0)"),
        (foreign_key.definition(key()), PLAIN),
        (foreign_key.definition(key(referenced_columns=())), PLAIN.removesuffix(" (x, y)")),
        (foreign_key.definition(key(match="full")), f"{PLAIN} MATCH FULL"),
        (
            foreign_key.definition(
                key(on_delete="set null", on_delete_columns=("user",), on_update="restrict")
            ),
            f'{PLAIN} ON DELETE SET NULL ("user") ON UPDATE RESTRICT',
        ),
        (
            foreign_key.definition(key(deferrable=True, initially_deferred=True)),
            f"{PLAIN} DEFERRABLE INITIALLY DEFERRED",
        ),
        (foreign_key.definition(key(deferrable=True)), f"{PLAIN} DEFERRABLE"),
    ],
)
def test_definitions(definition: str, expected: str, check_statement: Callable[[str], None]) -> None:
    assert definition == expected
    check_statement(f"CREATE TABLE t ({definition})")


@pytest.mark.parametrize(
    "sql, expected",
    [
        (
            unique.add_using_index(ORDERS, "U", "i"),
            'ALTER TABLE public.orders ADD CONSTRAINT "U" UNIQUE USING INDEX i',
        ),
        (
            check.add(ORDERS, Check(name="c", expression="a > 0")),
            "ALTER TABLE public.orders ADD CONSTRAINT c CHECK (a > 0) NOT VALID",
        ),
        (foreign_key.add(ORDERS, key()), f"ALTER TABLE public.orders ADD {PLAIN} NOT VALID"),
        (
            foreign_key.alter_deferrable(ORDERS, key()),
            "ALTER TABLE public.orders ALTER CONSTRAINT f NOT DEFERRABLE",
        ),
        (
            foreign_key.alter_deferrable(ORDERS, key(deferrable=True)),
            "ALTER TABLE public.orders ALTER CONSTRAINT f DEFERRABLE INITIALLY IMMEDIATE",
        ),
        (
            foreign_key.alter_deferrable(ORDERS, key(deferrable=True, initially_deferred=True)),
            "ALTER TABLE public.orders ALTER CONSTRAINT f DEFERRABLE INITIALLY DEFERRED",
        ),
        (constraint.drop(ORDERS, "C"), 'ALTER TABLE public.orders DROP CONSTRAINT "C"'),
        (constraint.rename(ORDERS, "C", "d"), 'ALTER TABLE public.orders RENAME CONSTRAINT "C" TO d'),
        (constraint.validate(ORDERS, "C"), 'ALTER TABLE ASYNC public.orders VALIDATE CONSTRAINT "C"'),
    ],
)
def test_rendered(sql: str, expected: str, check_statement: Callable[[str], None]) -> None:
    assert sql == expected
    check_statement(sql)
