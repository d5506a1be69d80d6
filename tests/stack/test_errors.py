"""An error is one line; PULUMI_DSQL_TRACEBACK=1 shows the rest; neither holds a credential."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pulumi_engine import Completed
from stack.on_cluster import Written

ORDERS = """
    dsql.Table("orders", cluster=cluster, primary_key=["id"], columns=[dsql.Column("id", "bigint")])
"""
REFUSED = "error: pulumi-dsql: DSQL406: table public.orders has rows; set force_destroy=True, "
SECRET = "hunter2"
UNHEARD_OF = f"""
    dsql.Table("settings", cluster=cluster, columns=[
        dsql.Column("word", "colour", default=pulumi.Output.secret("'{SECRET}'"))])
"""
MISTAKE = '    dsql.Schema("shop", cluster="orders")\n'
TRACEBACK = "Traceback (most recent call last)"


@pytest.fixture(scope="module")
def written(shared_stack: Written) -> Written:
    """A stack with a table that has rows."""
    shared_stack.up(ORDERS)
    shared_stack.query("INSERT INTO orders VALUES (1)")
    return shared_stack


def asking_for_all(written: Written) -> Written:
    """The same with PULUMI_DSQL_TRACEBACK=1."""
    environ = {**written.stack.environ, "PULUMI_DSQL_TRACEBACK": "1"}
    return replace(written, stack=replace(written.stack, environ=environ))


def said(run: Completed, written: Written) -> str:
    """All that a run that has failed has shown."""
    shown = run.stdout + run.stderr
    assert run.returncode != 0, shown
    environ = written.cluster.environ
    for credential in (environ["AWS_SECRET_ACCESS_KEY"], environ["PGPASSWORD"], "X-Amz-"):
        assert credential not in shown
    return shown


def test_what_a_run_fails_with_is_one_line(written: Written) -> None:
    shown = said(written.up("", check=False), written)
    (line,) = {line.strip() for line in shown.splitlines() if line.strip().startswith("error: pulumi-dsql")}
    assert line.startswith(REFUSED)
    assert TRACEBACK not in shown


def test_and_all_of_it_where_that_is_asked_for(written: Written) -> None:
    shown = said(asking_for_all(written).up("", check=False), written)
    assert TRACEBACK in shown
    assert "before_delete" in shown
    assert "DSQL406: table public.orders has rows" in shown


def test_a_mistake_in_the_program_shows_its_way_where_that_is_asked_for(written: Written) -> None:
    everything = asking_for_all(written)
    everything.program(ORDERS + MISTAKE)
    shown = said(everything.stack.preview(check=False), written)
    assert TRACEBACK in shown
    assert "_connection.py" in shown
    assert "DSQL400: cluster= takes a Cluster, " in shown


def test_a_refusal_shows_no_secret_that_is_beside_what_is_wrong(written: Written) -> None:
    written.program(ORDERS + UNHEARD_OF)
    shown = said(written.stack.preview(check=False), written)
    assert "columns: DSQL010: the column word: colour is not a type of DSQL" in shown
    assert SECRET not in shown
