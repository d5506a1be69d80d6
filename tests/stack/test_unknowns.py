"""Inputs that are known only once something else is there: what a preview makes of them is what `up` runs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from dsql_local import LocalCluster, Running
from pulumi_engine import Engine
from stack.observed import changed_by, cluster_of, planned_by
from stack.on_cluster import started

LATER = '''
    from pulumi import dynamic

    class Provider(dynamic.ResourceProvider):
        def create(self, props):
            return dynamic.CreateResult("later", {**props, "known": props["said"]})

        def update(self, id, olds, news):
            return dynamic.UpdateResult({**news, "known": news["said"]})

    class Later(dynamic.Resource):
        """Its output is what it is told, known when it has been made."""

        def __init__(self, said):
            super().__init__(Provider(), "later", {"said": said, "known": None})
'''
SAID = {
    "name": "named_later",
    "schema": "shop",
    "comment": "what they buy",
    "column": "status",
    "type": "VARCHAR(20)",
    "default": "'open'",
    "nullable": False,
    "cache": 65536,
    "expression": "id * 2",
    "check": "id > 0",
    "id": "id",
    "ids": ["id"],
    "parent": "parent",
    "where": "id > 1",
    "unique": True,
    "allow": "drop-column:note",
}
# In each of them one thing is not known at first, `v("…")`.
OBJECTS = """
    def table(resource, *columns, **more):
        given = {"columns": [dsql.Column("id", "bigint"), *columns], "primary_key": ["id"]}
        return dsql.Table(resource, **{"cluster": cluster, **given, **more})

    parent = table("parent")
    by_name = table("by_name", name=v("name"))
    table("by_schema", schema=dsql.Schema("s", cluster=cluster, name=v("schema")))
    table("by_comment", comment=v("comment"))
    table("by_endpoint", cluster=dsql.Endpoint(v("endpoint")))
    table("by_allow", allow=[v("allow")])
    table("by_column_name", dsql.Column(v("column"), "text"))
    table("by_type", dsql.Column("c", v("type"), default="'x'"))
    table("by_default", dsql.Column("c", "text", default=v("default")))
    table("by_nullable", dsql.Column("c", "text", nullable=v("nullable")))
    table("by_identity", dsql.Column("c", "bigint", identity=dsql.Identity(v("cache"))))
    table("by_generated", dsql.Column("c", "bigint", generated=v("expression")))
    table("by_columns", columns=pulumi.Output.from_input(v("ids")).apply(
        lambda ids: [dsql.Column(name, "int") for name in ids]))
    table("by_key", primary_key=v("ids"))
    table("by_unique", dsql.Column("status", "text"), uniques=[dsql.Unique([v("column")])])
    table("by_check", checks={"positive": v("check")})
    table("by_reference", foreign_keys=[dsql.ForeignKey(["id"], references=v("parent"))],
        opts=pulumi.ResourceOptions(depends_on=[parent]))
    table("by_parent", foreign_keys=[dsql.ForeignKey(["id"], references=by_name)])
    dsql.Index("i_table", table=by_name, columns=["id"])
    dsql.Index("i_column", table=parent, columns=[v("id")])
    dsql.Index("i_expression", table=parent, columns=[dsql.Expression(v("expression"))])
    dsql.Index("i_where", table=parent, columns=["id"], where=v("where"))
    dsql.Index("i_unique", table=parent, columns=["id"], unique=v("unique"))
"""


def program(said: dict[str, object], *, later: bool) -> str:
    """The objects of what is said, which the program says itself or learns from a resource."""
    known = f"    said = {said!r} | {{'endpoint': cluster.host}}\n"
    value = "    v = (lambda key: learnt[key])\n" if later else "    v = said.get\n"
    learn = f"{LATER}\n    learnt = Later(said).known\n" if later else ""
    return known + learn + value + OBJECTS


def test_at_every_place(engine: Engine, cluster: LocalCluster, tmp_path: Path) -> None:
    written = started(engine, cluster, tmp_path / "program")
    written.up(program(SAID, later=True))
    made = written.changes()
    assert sum(sql.startswith("CREATE TABLE") for sql in made) == 18

    # What somebody else changes is unknown again; what runs is what follows from it and nothing more.
    changed = {**SAID, "comment": "what they bought", "default": "'new'", "check": "id > 9"}
    written.up(program(changed, later=True))
    assert sorted(written.changes()[len(made) :]) == [
        "ALTER TABLE ASYNC public.by_check VALIDATE CONSTRAINT positive",
        "ALTER TABLE public.by_check ADD CONSTRAINT positive CHECK (id > 9) NOT VALID",
        "ALTER TABLE public.by_check DROP CONSTRAINT positive",
        "ALTER TABLE public.by_default ALTER COLUMN c SET DEFAULT 'new'",
        "COMMENT ON TABLE public.by_comment IS 'what they bought'",
    ]
    # A program that says it all itself finds that it is so.
    written.program(program(changed, later=False))
    shown = written.stack.preview(json=True).stdout
    assert planned_by(shown) == {}
    ops = {step["urn"].rpartition("::")[2]: step["op"] for step in json.loads(shown)["steps"]}
    assert {name for name, op in ops.items() if op != "same"} == {"later"}


SHOP = """
    shop = dsql.Cluster("shop", deletion_protection=False, tags={{"team": {team!r}}})
    sales = dsql.Schema("sales", cluster=shop)
    customers = dsql.Table("customers", cluster=shop, schema=sales, primary_key=["id"],
        columns=[dsql.Column("id", "uuid")])
    columns = [dsql.Column(name, "uuid") for name in {columns!r}]
    orders = dsql.Table("orders", cluster=shop, schema=sales, primary_key=["id"], columns=columns,
        foreign_keys=[dsql.ForeignKey(["customer"], references=customers)])
    dsql.Index("orders_customer", table=orders, columns=["customer"])
    pulumi.export("endpoint", shop.endpoint)
"""


def test_a_cluster_and_its_tables(
    engine: Engine, standin: Running, cluster: LocalCluster, tmp_path: Path
) -> None:
    written = started(engine, cluster, tmp_path / "program")
    written.program(SHOP.format(team="orders", columns=("id", "customer")))
    promised = planned_by(written.stack.preview(json=True).stdout)
    assert promised.keys() == {"sales", "customers", "orders", "orders_customer"}
    written.stack.up()
    made = cluster_of(standin, written.stack)
    ran = changed_by(made)
    assert sorted(ran) == sorted(sql for sqls in promised.values() for sql in sqls)

    # A changed tag makes the endpoint unknown in the preview, but it stays what it is.
    written.program(SHOP.format(team="sales", columns=("id", "customer", "seller")))
    promised = planned_by(written.stack.preview(json=True).stdout)
    assert promised == {"orders": ["ALTER TABLE sales.orders ADD COLUMN seller uuid"]}
    written.stack.up()
    assert changed_by(made)[len(ran) :] == promised["orders"]

    # So it is where nobody can be asked.
    asked = len(standin.log())
    written.program(SHOP.format(team="support", columns=("id", "customer", "seller", "buyer")))
    alone = replace(written.stack, environ=offline(written.stack.environ))
    shown = alone.preview(json=True).stdout
    assert planned_by(shown) == {"orders": ["ALTER TABLE sales.orders ADD COLUMN buyer uuid"]}
    changes = {step["urn"].rpartition("::")[2] for step in json.loads(shown)["steps"] if step["op"] != "same"}
    assert changes == {"shop", "orders"}
    assert len(standin.log()) == asked
    made.delete()


def offline(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment of somebody who has a checkout and the state, no credentials and no stand-in."""
    nobody = {"AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": "/dev/null"}
    nobody |= {"AWS_SHARED_CREDENTIALS_FILE": "/dev/null", "PULUMI_DSQL_OFFLINE": "1"}
    return {name: value for name, value in environ.items() if not name.startswith(("AWS_", "PG"))} | nobody
