"""The program in the root of the repository: created, unchanged, edited, repaired, destroyed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from dsql_local import Running
from observed import changed_by, cluster_of, planned_by, query
from processes import arguments_seen
from pulumi_engine import Engine

from conftest import ROOT, Project

# Old text and new text: each old one stands in the program once.
EDITS = {
    "a column dropped, another added with a default": (
        'dsql.Column("note", "text"),',
        'dsql.Column("channel", "text", default="\'web\'"),',
    ),
    "a check changed": (
        "status IN ('open', 'paid', 'shipped')",
        "status IN ('open', 'paid', 'shipped', 'lost')",
    ),
    "the hazard allowed": (
        'foreign_keys=[dsql.ForeignKey(["customer_id"], references=customers, on_delete="cascade")],',
        'foreign_keys=[dsql.ForeignKey(["customer_id"], references=customers, on_delete="cascade")],\n'
        '    allow=["drop-column:note"],',
    ),
    "an index changed": ('columns=["customer_id"], include=["total"]', 'columns=["customer_id", "placed_at"]'),
    "an index added": (
        "pulumi.export(",
        'dsql.Index("orders_channel_idx", table=orders, columns=["channel"])\npulumi.export(',
    ),
}

PLANNED_BY_EDITS = {
    "orders": [
        "ALTER TABLE shop.orders DROP CONSTRAINT orders_status_check",
        "ALTER TABLE shop.orders DROP COLUMN note",
        "ALTER TABLE shop.orders ADD COLUMN channel text",
        "ALTER TABLE shop.orders ALTER COLUMN channel SET DEFAULT 'web'",
        "UPDATE shop.orders SET channel = 'web' WHERE channel IS NULL AND id BETWEEN $1 AND $2",
        "ALTER TABLE shop.orders ADD CONSTRAINT orders_status_check\n"
        "  CHECK (status IN ('open', 'paid', 'shipped', 'lost')) NOT VALID",
        "ALTER TABLE ASYNC shop.orders VALIDATE CONSTRAINT orders_status_check",
    ],
    "orders_open": [
        "CREATE INDEX ASYNC orders_open_new ON shop.orders (customer_id, placed_at)\n  WHERE status = 'open'",
        "DROP INDEX shop.orders_open",
        "ALTER INDEX shop.orders_open_new RENAME TO orders_open",
    ],
    "orders_channel_idx": ["CREATE INDEX ASYNC orders_channel_idx ON shop.orders (channel)"],
}


def edit(directory: Path, *replacements: tuple[str, str]) -> None:
    """Replace text in the program."""
    program = directory / "__main__.py"
    text = program.read_text(encoding="utf-8")
    for old, new in replacements:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    program.write_text(text, encoding="utf-8")


def test_from_nothing_to_nothing(engine: Engine, standin: Running, project: Project) -> None:
    directory = project(ROOT)
    stack = engine.stack(directory, standin.environ)

    promised = planned_by(stack.preview(json=True).stdout)
    with arguments_seen() as arguments:
        created = stack.up()
    cluster = cluster_of(standin, stack)
    ran = changed_by(cluster)
    assert sorted(ran) == sorted(sum(promised.values(), []))
    assert [sql for sql in ran if sql.startswith("CREATE TABLE")] == [
        sql for sql in sum(promised.values(), []) if sql.startswith("CREATE TABLE")
    ]
    assert "created" in created.stdout

    again = stack.up("--expect-no-changes")
    assert "unchanged" in again.stdout
    assert changed_by(cluster) == ran
    stack.refresh("--expect-no-changes")

    # What the program wants is what the command line finds: nothing is left to do.
    inspected = subprocess.run(
        [Path(sys.executable).parent / "pulumi-dsql", "inspect", f"dsql://admin@{cluster.endpoint}/"],
        env=cluster.environ,
        capture_output=True,
        text=True,
        check=True,
    )
    wanted = directory / "wanted.sql"
    wanted.write_text(inspected.stdout, encoding="utf-8")
    compared = subprocess.run(
        [
            *(Path(sys.executable).parent / "pulumi-dsql", "diff", "--exit-code"),
            *("--from", f"dsql://admin@{cluster.endpoint}/", "--to", wanted),
        ],
        env=cluster.environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (compared.returncode, compared.stdout) == (0, ""), compared.stdout + compared.stderr

    assert_no_credential(stack.export().stdout, created.stdout, created.stderr, *arguments, standin=standin)

    destroyed = stack.destroy()
    assert "deleted" in destroyed.stdout
    assert cluster.identifier not in {each.identifier for each in standin.clusters()}


def assert_no_credential(*texts: str, standin: Running) -> None:
    """No key and no token stands in any of the texts, nor in the stand-in's own files."""
    secret = standin.environ["AWS_SECRET_ACCESS_KEY"]
    log = (standin.home / "log.jsonl").read_text(encoding="utf-8")
    for text in (*texts, log):
        assert secret not in text
        assert "X-Amz-Signature" not in text
    assert len(texts) > 3


def test_an_edit_runs_what_the_preview_showed(engine: Engine, standin: Running, project: Project) -> None:
    directory = project(ROOT)
    stack = engine.stack(directory, standin.environ)
    stack.up()
    cluster = cluster_of(standin, stack)
    for number in range(3):
        query(cluster, f"INSERT INTO shop.customers (email, name) VALUES ('c{number}@example.com', 'c')")
    query(
        cluster,
        "INSERT INTO shop.orders (customer_id, total)"
        " SELECT id, 1 FROM shop.customers, generate_series(1, 700)",
    )

    edit(directory, *EDITS.values())
    assert planned_by(stack.preview(json=True).stdout) == PLANNED_BY_EDITS
    shown = stack.preview().stdout
    for statements in PLANNED_BY_EDITS.values():
        for line in (line for statement in statements for line in statement.splitlines()):
            assert line.strip() in shown, line

    before = len(cluster.log())
    stack.up()
    ran = changed_by(cluster, since=before)
    for name, statements in PLANNED_BY_EDITS.items():
        assert [sql for sql in ran if sql in statements] == statements, name
    assert len(ran) == sum(map(len, PLANNED_BY_EDITS.values()))
    assert query(cluster, "SELECT DISTINCT channel FROM shop.orders") == [("web",)]
    stack.up("--expect-no-changes")
    stack.refresh("--expect-no-changes")
    stack.destroy()


def test_a_hazard_that_is_not_allowed_stops_the_preview(
    engine: Engine, standin: Running, project: Project
) -> None:
    directory = project(ROOT)
    stack = engine.stack(directory, standin.environ)
    stack.up()
    cluster = cluster_of(standin, stack)
    before = changed_by(cluster)

    edit(directory, EDITS["a column dropped, another added with a default"])
    refused = stack.preview(check=False)
    assert refused.returncode != 0
    assert "drop-column:note" in refused.stdout + refused.stderr
    assert "Traceback" not in refused.stdout + refused.stderr
    assert changed_by(cluster) == before
    stack.destroy()


DRIFT = {
    "a column added": ("ALTER TABLE shop.orders ADD COLUMN extra text", "extra"),
    "a comment": ("COMMENT ON TABLE shop.customers IS 'something else'", "something else"),
    "a check": ("ALTER TABLE shop.orders DROP CONSTRAINT orders_total_check", "orders_total_check"),
    "an index": ("DROP INDEX shop.order_lines_sku_idx", "order_lines_sku_idx"),
    "a default": ("ALTER TABLE shop.order_lines ALTER COLUMN quantity DROP DEFAULT", "quantity"),
}


@pytest.mark.parametrize("name", ["a comment", "a check", "an index", "a default"])
def test_drift_is_shown_and_repaired(
    engine: Engine, standin: Running, project: Project, name: str, repaired_stack: None = None
) -> None:
    by_hand, shown = DRIFT[name]
    stack = engine.stack(project(ROOT), standin.environ)
    stack.up()
    cluster = cluster_of(standin, stack)
    query(cluster, by_hand)

    drifted = stack.refresh("--diff")
    assert shown in drifted.stdout
    stack.up()
    stack.refresh("--expect-no-changes")
    stack.up("--expect-no-changes")
    stack.destroy()
