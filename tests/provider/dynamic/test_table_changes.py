"""Every kind of change of a table: what it was, what it becomes, the plan that runs."""

from __future__ import annotations

from typing import Any

import pytest

from live import made
from provider.dynamic.engine import KEY, Props, Stack, col
from pulumi_dsql_provider.catalog import Session

A, B = col("a", "integer"), col("b", "text")
TWO = col("p", "uuid"), col("q", "uuid")
ADD_KEY = "ALTER TABLE public.t ADD CONSTRAINT t_p_fkey FOREIGN KEY (p)"
PARENT = "CREATE TABLE parent (id uuid PRIMARY KEY)"


def _columns(*columns: Props) -> Props:
    return {"columns": [KEY, *columns]}


def _parent(**more: Any) -> Props:
    key = {"columns": ["p"], "references": "parent", **more}
    return {**_columns(col("p", "uuid")), "foreign_keys": [key]}


CHANGES: dict[str, tuple[Props, Props, list[str]]] = {
    "a column is added": (
        _columns(A),
        _columns(A, B),
        ["ALTER TABLE public.t ADD COLUMN b text;"],
    ),
    "a column with a default is added": (
        _columns(),
        _columns(col("b", "text", default="'open'")),
        [
            "ALTER TABLE public.t ADD COLUMN b__pulumi_dsql_new text;",
            "ALTER TABLE public.t ALTER COLUMN b__pulumi_dsql_new SET DEFAULT 'open';",
            "-- in batches of at most 1,000 keys, $1 to $2",
            (
                "UPDATE public.t SET b__pulumi_dsql_new = 'open'"
                " WHERE b__pulumi_dsql_new IS NULL AND id BETWEEN $1 AND $2;"
            ),
            "ALTER TABLE public.t RENAME COLUMN b__pulumi_dsql_new TO b;",
        ],
    ),
    "a column is dropped": (
        _columns(A, B),
        {**_columns(A), "allow": ["drop-column:b"]},
        ["-- hazard drop-column:b deletes data", "ALTER TABLE public.t DROP COLUMN b;"],
    ),
    "a column is renamed": (
        _columns(A),
        _columns(col("n", "integer", renamed_from="a")),
        ["ALTER TABLE public.t RENAME COLUMN a TO n;"],
    ),
    "columns are declared in another order": (_columns(A, B), _columns(B, A), []),
    "a type is spelt otherwise": (_columns(A), _columns(col("a", "int4")), []),
    "a default is set": (
        _columns(A),
        _columns(col("a", "integer", default="1")),
        ["ALTER TABLE public.t ALTER COLUMN a SET DEFAULT 1;"],
    ),
    "a default is spelt otherwise": (
        _columns(col("a", "numeric(5,2)", default="-1")),
        _columns(col("a", "decimal(5, 2)", default="(-1)::numeric")),
        [],
    ),
    "a default goes": (
        _columns(col("a", "integer", default="1")),
        _columns(A),
        ["ALTER TABLE public.t ALTER COLUMN a DROP DEFAULT;"],
    ),
    "NOT NULL goes": (
        _columns(col("a", "integer", nullable=False)),
        _columns(col("a", "integer", nullable=True)),
        ["ALTER TABLE public.t ALTER COLUMN a DROP NOT NULL;"],
    ),
    "an identity's options": (
        _columns(col("a", "bigint", identity={"cache": 1})),
        _columns(col("a", "bigint", identity={"cache": 65536, "always": True})),
        ["ALTER TABLE public.t ALTER COLUMN a SET GENERATED ALWAYS SET CACHE 65536;"],
    ),
    "an identity with the bounds that it has anyway": (
        _columns(col("a", "bigint", identity={"cache": 1})),
        _columns(col("a", "bigint", identity={"cache": 1, "max_value": 2**63 - 1, "start": 1})),
        [],
    ),
    "a generated column becomes plain": (
        _columns(A, col("c", "integer", generated="a * 2")),
        _columns(A, col("c", "integer")),
        ["ALTER TABLE public.t ALTER COLUMN c DROP EXPRESSION IF EXISTS;"],
    ),
    "a column's storage": (
        _columns(B),
        _columns(col("b", "text", storage="external")),
        ["ALTER TABLE public.t ALTER COLUMN b SET STORAGE EXTERNAL;"],
    ),
    "a column's comment": (
        _columns(col("a", "integer", comment="old")),
        _columns(col("a", "integer", comment="it's new")),
        ["COMMENT ON COLUMN public.t.a IS 'it''s new';"],
    ),
    "the table's comment": (
        {"comment": "old"},
        {"comment": None},
        ["COMMENT ON TABLE public.t IS NULL;"],
    ),
    "the table is renamed": (
        {},
        {"name": "u", "renamed_from": "t"},
        ["ALTER TABLE public.t RENAME TO u;", "ALTER TABLE public.u RENAME CONSTRAINT t_pkey TO u_pkey;"],
    ),
    "the table is renamed without saying so": (
        {},
        {"name": "u"},
        ["ALTER TABLE public.t RENAME TO u;", "ALTER TABLE public.u RENAME CONSTRAINT t_pkey TO u_pkey;"],
    ),
    "a check is added": (
        _columns(A),
        {**_columns(A), "checks": {"t_a_check": "a > 0"}},
        [
            "ALTER TABLE public.t ADD CONSTRAINT t_a_check CHECK (a > 0) NOT VALID;",
            "ALTER TABLE ASYNC public.t VALIDATE CONSTRAINT t_a_check;",
            "-- wait for the job; check that the constraint is valid",
        ],
    ),
    "a check changes": (
        {**_columns(A), "checks": {"t_a_check": "a > 0"}},
        {**_columns(A), "checks": {"t_a_check": "a > 1"}},
        [
            "ALTER TABLE public.t DROP CONSTRAINT t_a_check;",
            "ALTER TABLE public.t ADD CONSTRAINT t_a_check CHECK (a > 1) NOT VALID;",
            "ALTER TABLE ASYNC public.t VALIDATE CONSTRAINT t_a_check;",
            "-- wait for the job; check that the constraint is valid",
        ],
    ),
    "a check is spelt otherwise": (
        {**_columns(B), "checks": {"t_b_check": "b IN ('x', 'y')"}},
        {**_columns(B), "checks": {"t_b_check": "b = ANY (ARRAY['x', 'y'])"}},
        [],
    ),
    "a check that only a database can compare": (
        {**_columns(A), "checks": {"t_a_check": "a > 1 + 1"}},
        {**_columns(A), "checks": {"t_a_check": "a > 2"}},
        [],
    ),
    "a check goes": (
        {**_columns(A), "checks": {"t_a_check": "a > 0"}},
        {**_columns(A), "checks": {}},
        ["ALTER TABLE public.t DROP CONSTRAINT t_a_check;"],
    ),
    "a unique constraint is added": (
        _columns(A),
        {**_columns(A), "uniques": [{"columns": ["a"]}]},
        [
            "CREATE UNIQUE INDEX ASYNC t_a_key__pulumi_dsql_key ON public.t (a);",
            "-- wait for the job; check that the index is valid",
            "ALTER TABLE public.t ADD CONSTRAINT t_a_key UNIQUE USING INDEX t_a_key__pulumi_dsql_key;",
        ],
    ),
    "a unique constraint goes": (
        {**_columns(A), "uniques": [{"columns": ["a"], "name": "once", "include": ["id"]}]},
        _columns(A) | {"uniques": []},
        ["ALTER TABLE public.t DROP CONSTRAINT once;"],
    ),
    "a foreign key is added": (
        _columns(col("p", "uuid")),
        _parent(),
        [
            f"{ADD_KEY} REFERENCES public.parent NOT VALID;",
            "ALTER TABLE ASYNC public.t VALIDATE CONSTRAINT t_p_fkey;",
            "-- wait for the job; check that the constraint is valid",
        ],
    ),
    "a foreign key names the columns that it references anyway": (
        _parent(),
        _parent(referenced_columns=["id"]),
        [],
    ),
    "a foreign key's action": (
        _parent(),
        _parent(on_delete="cascade"),
        [
            "ALTER TABLE public.t DROP CONSTRAINT t_p_fkey;",
            f"{ADD_KEY} REFERENCES public.parent ON DELETE CASCADE NOT VALID;",
            "ALTER TABLE ASYNC public.t VALIDATE CONSTRAINT t_p_fkey;",
            "-- wait for the job; check that the constraint is valid",
        ],
    ),
    "a foreign key becomes deferrable": (
        _parent(),
        _parent(deferrable=True),
        ["ALTER TABLE public.t ALTER CONSTRAINT t_p_fkey DEFERRABLE INITIALLY IMMEDIATE;"],
    ),
    "a foreign key to the table itself": (
        _columns(col("p", "uuid")),
        {**_columns(col("p", "uuid")), "foreign_keys": [{"columns": ["p"], "references": "self"}]},
        [
            f"{ADD_KEY} REFERENCES public.t NOT VALID;",
            "ALTER TABLE ASYNC public.t VALIDATE CONSTRAINT t_p_fkey;",
            "-- wait for the job; check that the constraint is valid",
        ],
    ),
    "foreign keys are declared in another order": (
        {**_columns(*TWO), "foreign_keys": [{"columns": [n], "references": "self"} for n in "pq"]},
        {**_columns(*TWO), "foreign_keys": [{"columns": [n], "references": "self"} for n in "qp"]},
        [],
    ),
    "unique constraints are declared in another order": (
        {**_columns(A, B), "uniques": [{"columns": ["a"]}, {"columns": ["b"]}]},
        {**_columns(A, B), "uniques": [{"columns": ["b"]}, {"columns": ["a"]}]},
        [],
    ),
    "a foreign key goes": (
        _parent(),
        {"foreign_keys": []},
        ["ALTER TABLE public.t DROP CONSTRAINT t_p_fkey;"],
    ),
    "only what may be done": ({}, {"force_destroy": True}, []),
}


@pytest.mark.parametrize("name", CHANGES)
def test_change(stack: Stack, session: Session, name: str) -> None:
    before, after, plan = CHANGES[name]
    made(session, PARENT)
    table = stack.table(**before)
    assert table.up()[0].startswith("CREATE TABLE public.t (")
    table.settled()

    assert table.preview(**after) == plan
    assert table.up(**after) == plan
    table.settled()

    table.destroy()
    assert not table.read().id


def test_what_may_be_done_reaches_the_state(stack: Stack) -> None:
    table = stack.table()
    table.up()
    table.up(force_destroy=True)
    assert table.outputs["force_destroy"] is True
    assert table.up() == []


def test_what_a_resource_cannot_say_is_left_alone(stack: Stack, session: Session) -> None:
    checked = {
        **_columns(A),
        "checks": {"positive": "a > 0"},
        "uniques": [{"columns": ["a"], "name": "once"}],
    }
    table = stack.table(**checked)
    table.up()
    made(session, *(f"COMMENT ON CONSTRAINT {name} ON t IS 'why'" for name in ("positive", "once", "t_pkey")))

    table.settled()
    assert table.up(**checked, comment="a table") == ["COMMENT ON TABLE public.t IS 'a table';"]
