"""A secret stays a secret: in the state, the plan, the preview and the log."""

from __future__ import annotations

import json
from pathlib import Path

from dsql_local import LocalCluster
from pulumi_engine import Engine
from stack.on_cluster import started

SECRET = "hunter2-is-not-a-password"
PROGRAM = """
    config = pulumi.Config()
    table = dsql.Table("settings", cluster=cluster, primary_key=["id"], columns=[
        dsql.Column("id", "bigint"),
        dsql.Column("value", "text", default=config.require_secret("word").apply(lambda word: f"'{word}'")),
    ])
    dsql.Index("settings_value", table=table, columns=["value"])
"""


def test_a_secret_default(engine: Engine, cluster: LocalCluster, tmp_path: Path) -> None:
    written = started(engine, cluster, tmp_path / "program")
    written.stack.pulumi("config", "set", "--secret", "word", SECRET)
    written.program(PROGRAM)
    shown = [written.stack.preview().stdout, written.stack.preview(json=True).stdout]
    up = written.stack.up()
    shown += [up.stdout, up.stderr, written.stack.export().stdout]
    shown.append(written.stack.refresh("--diff").stdout)
    shown.append(written.stack.preview("--diff", "--show-sames").stdout)
    for text in shown:
        assert SECRET not in text
    assert written.query(
        "SELECT column_default FROM information_schema.columns WHERE column_name = 'value'"
    ) == [(f"'{SECRET}'::text",)]
    # What is not secret is still to be read.
    plans = [each["inputs"].get("plan") for each in written.stack.resources() if "settings" in each["urn"]]
    assert any("settings_value" in json.dumps(plan) for plan in plans) or len(plans) == 2
