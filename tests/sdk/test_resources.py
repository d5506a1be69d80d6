"""Every resource and every argument: what reaches the engine."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pulumi
import pytest

import pulumi_dsql as dsql
from sdk.program import HOST, ON, UNKNOWN, later, run

PICKLES: dict[str, str] = json.loads(
    (Path(__file__).parents[1] / "cases" / "pickles.json").read_text(encoding="utf-8")
)["named"]
ID = dsql.Column("id", "uuid", nullable=False)
ID_PROPS = {"name": "id", "type": "uuid", "nullable": False}
HERE = {"endpoint": HOST, "user": "admin"}
BARE_TABLE = {
    **HERE,
    "schema": "public",
    "name": "t",
    "columns": [ID_PROPS],
    "primary_key": ["id"],
    "uniques": [],
    "checks": {},
    "foreign_keys": [],
    "allow": [],
    "adopt": False,
    "force_destroy": False,
}


def _table(resource_name: str = "t", /, cluster: Any = ON, **more: Any) -> dsql.Table:
    return dsql.Table(resource_name, cluster=cluster, **{"columns": [ID], "primary_key": ["id"], **more})


def _index(**more: Any) -> dsql.Index:
    return dsql.Index("i", **{"table": _table(), "columns": ["id"], **more})


RESOURCES: dict[str, tuple[Callable[[], object], str, dict[str, Any]]] = {
    "a cluster": (
        lambda: dsql.Cluster("shop"),
        "shop",
        {"deletion_protection": True, "tags": {}, "force_destroy": False, "__resource": "shop/dev/shop"},
    ),
    "a cluster with everything": (
        lambda: dsql.Cluster(
            "shop",
            region="eu-west-1",
            deletion_protection=False,
            tags={"team": "orders"},
            kms_encryption_key="arn:aws:kms:…",
            force_destroy=True,
            profile="work",
        ),
        "shop",
        {
            "region": "eu-west-1",
            "deletion_protection": False,
            "tags": {"team": "orders"},
            "kms_encryption_key": "arn:aws:kms:…",
            "force_destroy": True,
            "profile": "work",
            "__resource": "shop/dev/shop",
        },
    ),
    "a schema": (
        lambda: dsql.Schema("shop", cluster=ON),
        "shop",
        {**HERE, "name": "shop", "allow": [], "adopt": False},
    ),
    "a schema with everything": (
        lambda: dsql.Schema("s", cluster=ON, name="shop", comment="sold", allow=["drop-schema"], adopt=True),
        "s",
        {**HERE, "name": "shop", "comment": "sold", "allow": ["drop-schema"], "adopt": True},
    ),
    "a table": (_table, "t", BARE_TABLE),
    "a table with everything": (
        lambda: _table(
            "orders",
            schema="shop",
            name="o",
            comment="bought",
            uniques=[dsql.Unique(["id"], name="once", include=["n"], nulls_not_distinct=True)],
            checks={"positive": "n > 0"},
            foreign_keys=[dsql.ForeignKey(["id"], references="self")],
            renamed_from="order",
            allow=["all"],
            adopt=True,
            force_destroy=True,
        ),
        "orders",
        {
            **BARE_TABLE,
            "schema": "shop",
            "name": "o",
            "comment": "bought",
            "uniques": [{"columns": ["id"], "name": "once", "include": ["n"], "nulls_not_distinct": True}],
            "checks": {"positive": "n > 0"},
            "foreign_keys": [
                {"columns": ["id"], "references": "self", "deferrable": False, "initially_deferred": False}
            ],
            "renamed_from": "order",
            "allow": ["all"],
            "adopt": True,
            "force_destroy": True,
        },
    ),
    "a column with everything": (
        lambda: _table(
            columns=[
                dsql.Column(
                    "id",
                    "uuid",
                    nullable=False,
                    default="gen_random_uuid()",
                    identity=dsql.Identity(
                        1, always=True, start=2, increment=3, min_value=4, max_value=5, cycle=True
                    ),
                    generated="1",
                    storage="plain",
                    comment="key",
                    renamed_from="key",
                )
            ]
        ),
        "t",
        {
            **BARE_TABLE,
            "columns": [
                {
                    **ID_PROPS,
                    "default": "gen_random_uuid()",
                    "identity": {
                        "cache": 1,
                        "always": True,
                        "start": 2,
                        "increment": 3,
                        "min_value": 4,
                        "max_value": 5,
                        "cycle": True,
                    },
                    "generated": "1",
                    "storage": "plain",
                    "comment": "key",
                    "renamed_from": "key",
                }
            ],
        },
    ),
    "a foreign key with everything": (
        lambda: _table(
            foreign_keys=[
                dsql.ForeignKey(
                    ["id"],
                    references="shop.buyers",
                    referenced_columns=["id"],
                    name="buyer",
                    on_delete="set null",
                    on_delete_columns=["id"],
                    on_update="cascade",
                    match="full",
                    deferrable=True,
                    initially_deferred=True,
                )
            ]
        ),
        "t",
        {
            **BARE_TABLE,
            "foreign_keys": [
                {
                    "columns": ["id"],
                    "references": "shop.buyers",
                    "referenced_columns": ["id"],
                    "name": "buyer",
                    "on_delete": "set null",
                    "on_delete_columns": ["id"],
                    "on_update": "cascade",
                    "match": "full",
                    "deferrable": True,
                    "initially_deferred": True,
                }
            ],
        },
    ),
    "a foreign key to a table": (
        lambda: _table(foreign_keys=[dsql.ForeignKey(["id"], references=_table("buyers"))]),
        "t",
        {
            **BARE_TABLE,
            "foreign_keys": [
                {
                    "columns": ["id"],
                    "references": {"schema": "public", "name": "buyers"},
                    "referenced_columns": ["id"],
                    "deferrable": False,
                    "initially_deferred": False,
                }
            ],
        },
    ),
    "an index": (
        _index,
        "i",
        {
            **HERE,
            "schema": "public",
            "table": "t",
            "__table": {"columns": [ID_PROPS]},
            "name": "i",
            "columns": ["id"],
            "include": [],
            "unique": False,
            "nulls_not_distinct": False,
            "allow": [],
            "adopt": False,
        },
    ),
    "an index with everything": (
        lambda: dsql.Index(
            "i",
            table="t",
            cluster=ON,
            schema="shop",
            columns=["a", dsql.Key("b", nulls_first=True), dsql.Expression("lower(c)", nulls_first=True)],
            include=["d"],
            unique=True,
            nulls_not_distinct=True,
            where="a > 0",
            name="by_a",
            comment="fast",
            allow=["rebuild-index"],
            adopt=True,
        ),
        "i",
        {
            **HERE,
            "schema": "shop",
            "table": "t",
            "name": "by_a",
            "columns": [
                "a",
                {"column": "b", "nulls_first": True},
                {"expression": "lower(c)", "nulls_first": True},
            ],
            "include": ["d"],
            "unique": True,
            "nulls_not_distinct": True,
            "where": "a > 0",
            "comment": "fast",
            "allow": ["rebuild-index"],
            "adopt": True,
        },
    ),
    "an index on a renamed table": (
        lambda: _index(table=_table(renamed_from="old")),
        "i",
        {
            **HERE,
            "schema": "public",
            "table": "t",
            "__table": {"columns": [ID_PROPS], "renamed_from": "old"},
            "name": "i",
            "columns": ["id"],
            "include": [],
            "unique": False,
            "nulls_not_distinct": False,
            "allow": [],
            "adopt": False,
        },
    ),
}


@pytest.mark.parametrize("name", RESOURCES)
def test_what_reaches_the_engine(name: str) -> None:
    program, resource, inputs = RESOURCES[name]
    noted = run(program)[resource]
    kind = noted.type.rpartition(":")[2]
    # The provider fills the plan in; a cluster has none.
    assert noted.inputs == (inputs if kind == "Cluster" else {**inputs, "plan": []})
    assert noted.type == f"pulumi-python:dynamic/dsql:{kind}"
    assert noted.provider == PICKLES[kind.lower()]


def _outputs_everywhere() -> None:
    buyers = _table("buyers")
    table = dsql.Table(
        "t",
        cluster=dsql.Endpoint(later(HOST), user=later("app"), profile=later("p"), region=later("r")),
        columns=later(
            [
                later(dsql.Column(later("id"), later("uuid"), nullable=later(False), default=later("1"))),
                dsql.Column("n", "bigint", identity=later(dsql.Identity(later(1)))),
            ]
        ),
        primary_key=buyers.primary_key,
        uniques=later([later(dsql.Unique(later([later("n")]), name=later("once")))]),
        checks=later({"positive": later("n > 0")}),
        foreign_keys=later(
            [
                later(dsql.ForeignKey(later([later("id")]), references=buyers, on_delete=later("cascade"))),
                dsql.ForeignKey(["id"], references=later("other")),
            ]
        ),
        schema=later("shop"),
        name=later("orders"),
        comment=later("bought"),
        renamed_from=later("order"),
        allow=later([later("all")]),
        adopt=later(True),
        force_destroy=later(True),
    )
    dsql.Index(
        "i",
        table=table,
        columns=later([later("id"), later(dsql.Key(later("n"))), dsql.Expression(later("abs(n)"))]),
        include=later([later("n")]),
        unique=later(True),
        nulls_not_distinct=later(True),
        where=later("n > 0"),
        name=later("by_id"),
        comment=later("fast"),
    )
    dsql.Schema("s", cluster=ON, name=later("shop"), comment=later("sold"))
    dsql.Cluster("c", region=later("eu-west-1"), tags=later({"a": later("b")}), profile=later("p"))


def test_an_output_is_accepted_in_every_place() -> None:
    noted = run(_outputs_everywhere)
    key = {"deferrable": False, "initially_deferred": False, "columns": ["id"]}
    identity = {"cache": 1, "always": False, "start": 1, "increment": 1, "cycle": False}
    columns = [
        {**ID_PROPS, "default": "1"},
        {"name": "n", "type": "bigint", "nullable": True, "identity": identity},
    ]
    assert noted["t"].inputs == {
        "endpoint": HOST,
        "user": "app",
        "profile": "p",
        "region": "r",
        "schema": "shop",
        "name": "orders",
        "columns": columns,
        "primary_key": ["id"],
        "uniques": [{"columns": ["n"], "name": "once", "nulls_not_distinct": False}],
        "checks": {"positive": "n > 0"},
        "foreign_keys": [
            {
                **key,
                "references": {"schema": "public", "name": "buyers"},
                "referenced_columns": ["id"],
                "on_delete": "cascade",
            },
            {**key, "references": "other"},
        ],
        "comment": "bought",
        "renamed_from": "order",
        "allow": ["all"],
        "adopt": True,
        "force_destroy": True,
        "plan": [],
    }
    assert noted["t"].depends_on == ["buyers"]
    assert noted["i"].inputs == {
        "endpoint": HOST,
        "user": "app",
        "profile": "p",
        "region": "r",
        "schema": "shop",
        "table": "orders",
        "__table": {"columns": columns, "renamed_from": "order"},
        "name": "by_id",
        "columns": [
            "id",
            {"column": "n", "nulls_first": False},
            {"expression": "abs(n)", "nulls_first": False},
        ],
        "include": ["n"],
        "unique": True,
        "nulls_not_distinct": True,
        "where": "n > 0",
        "comment": "fast",
        "allow": [],
        "adopt": False,
        "plan": [],
    }
    assert noted["s"].inputs["name"] == "shop"
    assert noted["c"].inputs["tags"] == {"a": "b"}


def test_what_is_on_a_new_cluster_has_no_endpoint_in_a_preview() -> None:
    def program() -> None:
        cluster = dsql.Cluster("c", profile="work")
        shop = dsql.Schema("shop", cluster=cluster)
        table = _table(cluster=cluster, schema=shop)
        dsql.Index("i", table=table, columns=["id"])

    noted = run(program, preview=True)
    for name in ("shop", "t", "i"):
        assert noted[name].inputs["endpoint"] == UNKNOWN
        assert noted[name].inputs["profile"] == "work"
        assert UNKNOWN not in {**noted[name].inputs, "endpoint": ""}.values()
    assert noted["t"].inputs["schema"] == "shop"
    assert noted["i"].inputs["__table"] == {"columns": [ID_PROPS]}


def test_a_table_is_in_the_schema_that_it_is_given() -> None:
    noted = run(lambda: _table(schema=dsql.Schema("s", cluster=ON, name="shop")))
    assert noted["t"].inputs["schema"] == "shop"
    assert noted["t"].depends_on == ["s"]


class _ForeignCluster:
    """As `pulumi_aws.dsql.Cluster`: what it offers are Outputs."""

    @property
    def identifier(self) -> pulumi.Output[str]:
        return pulumi.Output.from_input("zyxwvutsrqponmlkjihgfedcba")

    @property
    def region(self) -> pulumi.Output[str]:
        return pulumi.Output.from_input("eu-north-1")


def test_a_cluster_of_another_package_will_do() -> None:
    noted = run(lambda: _table(cluster=_ForeignCluster()))
    assert noted["t"].inputs["endpoint"] == "zyxwvutsrqponmlkjihgfedcba.dsql.eu-north-1.on.aws"


def test_a_token_is_secret_and_made_once_the_endpoint_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "only for this test")
    found: list[tuple[Any, bool, bool]] = []

    def program() -> Any:
        token: pulumi.Output[str] = dsql.Cluster("c").token("app", expires=60)

        async def look() -> None:
            found.append((await token.future(), await token.is_known(), await token.is_secret()))

        return asyncio.ensure_future(look())

    run(program, preview=True)
    run(program, outputs={"c": {"endpoint": HOST}})
    (nothing, *first), (text, *second) = found
    assert nothing is None
    assert (first, second) == ([False, True], [True, True])
    assert text.startswith(f"{HOST}/?Action=DbConnect&")
    assert "X-Amz-Expires=60" in text
