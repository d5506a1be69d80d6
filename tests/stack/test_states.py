"""States that earlier versions have written: this one must load, refresh, update and destroy them.

Each file of tests/cases/states is `pulumi stack export` of PROGRAM, with STACK and ENDPOINT standing for the
stack's name and the cluster's host. A new version adds a file and never changes one.
"""

from __future__ import annotations

import json
from importlib import metadata
from pathlib import Path

import pytest

from dsql_local import LocalCluster
from pulumi_engine import Engine
from stack.on_cluster import Written, started

STATES = sorted((Path(__file__).parents[1] / "cases" / "states").glob("*.json"))
PROGRAM = """
    shop = dsql.Schema("shop", cluster=cluster, comment="what is sold")
    customers = dsql.Table("customers", cluster=cluster, schema=shop, primary_key=["id"],
        columns=[dsql.Column("id", "uuid", default="gen_random_uuid()"),
                 dsql.Column("email", "varchar(200)", nullable=False)],
        uniques=[dsql.Unique(["email"])], checks={"customers_email": "email LIKE '%@%'"})
    orders = dsql.Table("orders", cluster=cluster, schema=shop, primary_key=["id"], comment="what they buy",
        columns=[dsql.Column("id", "bigint", identity=dsql.Identity(65536)),
                 dsql.Column("customer", "uuid", nullable=False),
                 dsql.Column("price", "numeric(12,2)", default="0"),
                 dsql.Column("double", "numeric(12,2)", generated="price * 2")],
        foreign_keys=[dsql.ForeignKey(["customer"], references=customers, on_delete="cascade")])
    dsql.Index("orders_cheap", table=orders, columns=["customer"], include=["price"], where="price < 1")
    dsql.Index("customers_lower", table=customers, columns=[dsql.Expression("lower(email)")], unique=True)
"""


@pytest.fixture
def written(engine: Engine, cluster: LocalCluster, tmp_path: Path) -> Written:
    """What PROGRAM describes, made by this version."""
    made = started(engine, cluster, tmp_path / "program")
    made.up(PROGRAM)
    return made


def exported(written: Written) -> str:
    """The state, fit for a file: without names of this run and without paths of this machine."""
    deployment = json.loads(written.stack.export().stdout)
    for resource in deployment["deployment"]["resources"]:
        resource.pop("sourcePosition", None)
        resource.pop("stackTrace", None)
    state = json.dumps(deployment, indent=1) + "\n"
    return state.replace(written.stack.name, "STACK").replace(written.cluster.endpoint, "ENDPOINT")


def test_the_state_of_this_version_is_kept(written: Written, tmp_path: Path) -> None:
    kept = f"{metadata.version('pulumi-dsql')}.json"
    candidate = tmp_path / kept
    candidate.write_text(exported(written), encoding="utf-8")
    assert kept in {file.name for file in STATES}, f"copy {candidate} to tests/cases/states"


@pytest.mark.parametrize("file", STATES, ids=lambda file: file.stem)
def test_an_old_state_is_taken_over(file: Path, written: Written, engine: Engine, tmp_path: Path) -> None:
    other = started(engine, written.cluster, tmp_path / "other")
    state = file.read_text(encoding="utf-8")
    restored = tmp_path / "state.json"
    restored.write_text(
        state.replace("STACK", other.stack.name).replace("ENDPOINT", written.cluster.endpoint),
        encoding="utf-8",
    )
    other.stack.pulumi("stack", "import", "--file", str(restored))

    before = written.changes()
    other.stack.refresh("--expect-no-changes")
    other.up(PROGRAM, "--expect-no-changes")
    assert written.changes() == before
    other.up(PROGRAM.replace('comment="what they buy"', 'comment="changed"'))
    assert written.changes()[len(before) :] == ["COMMENT ON TABLE shop.orders IS 'changed'"]
    other.stack.destroy()
    assert written.query("SELECT count(*) FROM pg_namespace WHERE nspname = 'shop'") == [(0,)]


def test_the_provider_in_the_state_is_its_name_alone(written: Written) -> None:
    states = json.loads(written.stack.export().stdout)["deployment"]["resources"]
    pickles = [each["inputs"]["__provider"] for each in states if "__provider" in each.get("inputs", {})]
    assert len(pickles) == 5
    assert max(map(len, pickles)) < 120
