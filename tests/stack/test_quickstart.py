"""The program in the root of the repository: created, unchanged, edited, repaired, destroyed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from dsql_local import LocalCluster, Running
from pulumi_engine import Engine, Stack
from stack.observed import changed_by, cluster_of, planned_by, query
from stack.processes import arguments_seen
from stack.project import ROOT, Project, copied

# Old text and new text: each old one stands in the program once.
EDITS = {
    "a column dropped, another added with a default": (
        'dsql.Column("note", "text"),',
        'dsql.Column("channel", "text", default="\'web\'"),',
    ),
    "the hazard allowed": (
        'comment="what they buy",',
        'comment="what they buy", allow=["drop-column:note"],',
    ),
    "a check changed": ("('open', 'paid', 'shipped')", "('open', 'paid', 'shipped', 'lost')"),
    "an index changed": (
        'columns=["customer_id"], include=["total"]',
        'columns=["customer_id", "placed_at"]',
    ),
    "an index added": (
        "pulumi.export(",
        'dsql.Index("orders_channel_idx", table=orders, columns=["channel"])\npulumi.export(',
    ),
}

PLANNED_BY_EDITS = {
    "orders": [
        "ALTER TABLE shop.orders ADD COLUMN channel__pulumi_dsql_new text",
        "ALTER TABLE shop.orders ALTER COLUMN channel__pulumi_dsql_new SET DEFAULT 'web'",
        (
            "UPDATE shop.orders SET channel__pulumi_dsql_new = 'web'"
            " WHERE channel__pulumi_dsql_new IS NULL AND id BETWEEN $1 AND $2"
        ),
        "ALTER TABLE shop.orders RENAME COLUMN channel__pulumi_dsql_new TO channel",
        "ALTER TABLE shop.orders DROP CONSTRAINT orders_status_check",
        (
            "ALTER TABLE shop.orders ADD CONSTRAINT orders_status_check"
            " CHECK (status IN ('open', 'paid', 'shipped', 'lost')) NOT VALID"
        ),
        "ALTER TABLE ASYNC shop.orders VALIDATE CONSTRAINT orders_status_check",
        "ALTER TABLE shop.orders DROP COLUMN note",
    ],
    "orders_open": [
        (
            "CREATE INDEX ASYNC orders_open__pulumi_dsql_new ON shop.orders (customer_id, placed_at)\n"
            "  WHERE status = 'open'"
        ),
        "DROP INDEX shop.orders_open",
        "ALTER INDEX shop.orders_open__pulumi_dsql_new RENAME TO orders_open",
    ],
    "orders_channel_idx": ["CREATE INDEX ASYNC orders_channel_idx ON shop.orders (channel)"],
}

# What somebody does by hand, and what a refresh then says.
DRIFT = {
    "a comment": ("COMMENT ON TABLE shop.customers IS 'somebody else'", "somebody else"),
    "a check": ("ALTER TABLE shop.orders DROP CONSTRAINT orders_total_check", "orders_total_check"),
    "an index": ("DROP INDEX shop.order_lines_sku_idx", "order_lines_sku_idx"),
    "a default": ("ALTER TABLE shop.order_lines ALTER COLUMN quantity SET DEFAULT 7", '"7"'),
    "a column": ("ALTER TABLE shop.customers ALTER COLUMN name DROP NOT NULL", "nullable"),
}


def edit(directory: Path, *replacements: tuple[str, str]) -> None:
    """Replace text in the program."""
    program = directory / "__main__.py"
    text = program.read_text(encoding="utf-8")
    for old, new in replacements:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    program.write_text(text, encoding="utf-8")


def command_line(cluster: LocalCluster, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run pulumi-dsql against the cluster."""
    command = [Path(sys.executable).parent / "pulumi-dsql", *arguments]
    return subprocess.run(command, env=cluster.environ, capture_output=True, text=True, check=False)


@dataclass(frozen=True)
class Shop:
    """The quickstart: its editable program, its stack and the cluster it has made."""

    directory: Path
    stack: Stack
    cluster: LocalCluster


@pytest.fixture(scope="module")
def shop(engine_bin: Path, standin: Running, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """The quickstart, created; each test goes on from what the one before has left."""
    engine = Engine(engine_bin, tmp_path_factory.mktemp("engine"))
    directory = copied(ROOT, tmp_path_factory.mktemp("shop"))
    stack = engine.stack(directory, standin.environ)
    stack.up()
    yield Shop(directory, stack, cluster_of(standin, stack))
    engine.close()


def test_from_nothing_to_nothing(engine: Engine, standin: Running, project: Project) -> None:
    directory = project(ROOT)
    stack = engine.stack(directory, standin.environ)

    with arguments_seen() as arguments:
        created = stack.up("--json")
    promised = planned_by(created.stdout)
    cluster = cluster_of(standin, stack)
    ran = changed_by(cluster)
    assert sorted(ran) == sorted(sql for statements in promised.values() for sql in statements)
    for statements in promised.values():
        assert [sql for sql in ran if sql in statements] == statements

    again = stack.up("--expect-no-changes")
    assert "unchanged" in again.stdout
    assert changed_by(cluster) == ran
    stack.refresh("--expect-no-changes")

    # What was declared, as SQL, is what is there: the command line finds nothing left to do.
    url = f"dsql://admin@{cluster.endpoint}/"
    wanted = directory / "wanted.sql"
    wanted.write_text(command_line(cluster, "inspect", url).stdout, encoding="utf-8")
    compared = command_line(cluster, "diff", "--exit-code", "--from", url, "--to", wanted)
    assert (compared.returncode, compared.stdout) == (0, ""), compared.stderr

    secret = standin.environ["AWS_SECRET_ACCESS_KEY"]
    log = "\n".join(map(str, standin.log()))
    assert any("pulumi" in each for each in arguments)
    for text in (stack.export().stdout, created.stdout, created.stderr, log, *arguments):
        assert secret not in text
        assert "X-Amz-Signature" not in text

    stack.destroy()
    assert cluster.identifier not in {each.identifier for each in standin.clusters()}


def test_a_hazard_that_is_not_allowed_stops_the_preview(shop: Shop) -> None:
    before = changed_by(shop.cluster)
    old, new = EDITS["a column dropped, another added with a default"]
    edit(shop.directory, (old, new))
    refused = shop.stack.preview(check=False)
    edit(shop.directory, (new, old))
    said = refused.stdout + refused.stderr
    assert refused.returncode != 0
    assert "DSQL101" in said
    assert "drop-column:note" in said
    assert "Traceback" not in said
    assert changed_by(shop.cluster) == before


def test_an_edit_runs_what_the_preview_showed(shop: Shop) -> None:
    query(shop.cluster, "INSERT INTO shop.customers (email, name) VALUES ('a@example.com', 'A')")
    for _ in range(2):
        query(
            shop.cluster,
            "INSERT INTO shop.orders (customer_id, total)"
            " SELECT id, 1 FROM shop.customers, generate_series(1, 1100)",
        )

    edit(shop.directory, *EDITS.values())
    shown = shop.stack.preview().stdout
    for statements in PLANNED_BY_EDITS.values():
        for line in (line for statement in statements for line in statement.splitlines()):
            assert line.strip() in shown, line

    before = len(shop.cluster.log())
    assert planned_by(shop.stack.up("--json").stdout) == PLANNED_BY_EDITS
    ran = changed_by(shop.cluster, since=before)
    for name, statements in PLANNED_BY_EDITS.items():
        assert [sql for sql in ran if sql in statements] == statements, name
    assert len(ran) == sum(map(len, PLANNED_BY_EDITS.values()))
    assert query(shop.cluster, "SELECT channel, count(*) FROM shop.orders GROUP BY 1") == [("web", 2200)]
    shop.stack.up("--expect-no-changes")
    shop.stack.refresh("--expect-no-changes")


def test_drift_is_shown_and_repaired(shop: Shop) -> None:
    for by_hand, _ in DRIFT.values():
        query(shop.cluster, by_hand)
    refreshed = shop.stack.refresh("--diff").stdout
    for name, (_, shown) in DRIFT.items():
        assert shown in refreshed, name
    # A NOT NULL that was dropped cannot be set again without rebuilding the table.
    edit(shop.directory, ('"name", "varchar(200)", nullable=False', '"name", "varchar(200)"'))
    shop.stack.up()
    shop.stack.refresh("--expect-no-changes")
    shop.stack.up("--expect-no-changes")


def test_a_cluster_with_rows_is_not_deleted(shop: Shop) -> None:
    edit(shop.directory, (", force_destroy=True, tags", ", tags"))
    shop.stack.up()
    query(shop.cluster, "INSERT INTO shop.customers (email, name) VALUES ('kept@example.com', 'Kept')")
    refused = shop.stack.destroy(check=False)
    assert refused.returncode != 0
    assert "DSQL421" in refused.stdout + refused.stderr
    kept = query(shop.cluster, "SELECT name FROM shop.customers WHERE email = 'kept@example.com'")
    assert kept == [("Kept",)]
