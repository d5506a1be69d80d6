"""Schemas: created, changed, renamed, deleted."""

from __future__ import annotations

import pytest

from live import made
from provider.dynamic.engine import Stack
from pulumi_dsql_provider.catalog import Session
from pulumi_dsql_provider.dynamic.errors import Failed


def test_a_comment_comes_and_goes(stack: Stack) -> None:
    shop = stack.schema()
    assert shop.up() == ["CREATE SCHEMA shop;"]
    assert shop.inputs["on_delete"] == ["-- hazard drop-schema:shop drops the schema", "DROP SCHEMA shop;"]
    shop.settled()
    assert shop.up(comment="all that is sold") == ["COMMENT ON SCHEMA shop IS 'all that is sold';"]
    shop.settled()
    assert shop.up(comment=None) == ["COMMENT ON SCHEMA shop IS NULL;"]
    shop.settled()
    shop.destroy()
    assert not shop.read().id


def test_public_is_always_there(stack: Stack) -> None:
    public = stack.schema(name="public")
    assert public.up() == []
    public.settled()
    assert public.inputs["on_delete"] == []
    public.destroy()
    assert public.read().id


def test_a_schema_is_not_renamed(stack: Stack) -> None:
    shop = stack.schema()
    shop.up()
    ((where, said),) = shop.failures(name="store")
    assert where == "name"
    assert said.startswith("DSQL409: schema shop cannot be renamed to store;")


def test_a_schema_that_is_gone_may_get_another_name(stack: Stack, session: Session) -> None:
    shop = stack.schema()
    shop.up()
    made(session, "DROP SCHEMA shop")
    assert shop.up(name="store") == ["CREATE SCHEMA store;"]
    shop.settled()


def test_a_schema_that_holds_something_is_not_deleted(stack: Stack, session: Session) -> None:
    shop = stack.schema()
    shop.up()
    made(session, "CREATE TABLE shop.b (id uuid PRIMARY KEY)", "CREATE VIEW shop.a AS SELECT 1 AS one")
    made(session, "CREATE SEQUENCE shop.c CACHE 1")
    with pytest.raises(Failed, match=r"DSQL404: schema shop still holds a, b, c; delete or move these first"):
        shop.destroy()
    assert shop.read().id
