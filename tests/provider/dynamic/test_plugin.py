"""The plugin's process over gRPC: what travels, what errors look like, how much runs at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import grpc
import pytest
from pulumi.runtime import rpc

from dsql_local import LocalCluster, Running
from live import made
from provider.dynamic.plugin import Plugin, Props, plugin, with_provider
from pulumi_dsql_provider.catalog import Session
from pulumi_dsql_provider.dynamic.index import IndexProvider
from pulumi_dsql_provider.dynamic.table import TableProvider

COLUMNS = [
    {"name": "id", "type": "bigint", "identity": {"cache": 65536}},
    {"name": "a", "type": "int", "nullable": True},
]
INDEXES = 12
JOB_SECONDS = 1.5


@pytest.fixture
def table(shared_cluster: LocalCluster, session: Session) -> Props:
    """What the program says of a table in an empty database."""
    return with_provider(
        TableProvider(),
        endpoint=shared_cluster.endpoint,
        user="admin",
        schema="public",
        name="t",
        columns=COLUMNS,
        primary_key=["id"],
    )


@pytest.fixture
def running(shared_cluster: LocalCluster) -> Iterator[Plugin]:
    """A plugin process that reaches the cluster."""
    with plugin(shared_cluster.environ) as started:
        yield started


def test_a_table_from_creation_to_deletion(running: Plugin, table: Props) -> None:
    inputs, failures = running.check({}, table)
    assert failures == []
    assert inputs["plan"][0] == "CREATE TABLE public.t ("
    assert inputs["columns"][0]["identity"] == {"cache": 65536.0}
    assert inputs["__provider"] == table["__provider"]

    name, outputs = running.create(inputs)
    assert name == "public.t"
    assert outputs == {**inputs, "pending": [], "last_error": ""}
    unchanged, failures = running.check(inputs, table)
    assert (unchanged, failures) == ({**inputs, "plan": []}, [])
    assert not running.diff(name, outputs, unchanged)
    assert running.read(name, outputs) == (name, {**outputs, "plan": []}, {**inputs, "plan": []})

    changed, failures = running.check(inputs, {**table, "comment": "new"})
    assert (changed["plan"], failures) == (["COMMENT ON TABLE public.t IS 'new';"], [])
    assert running.diff(name, outputs, changed)
    outputs = running.update(name, outputs, changed)
    assert outputs["comment"] == "new"
    assert outputs["__provider"] == table["__provider"]


def test_what_a_process_has_made_only_a_later_one_deletes(
    running: Plugin, table: Props, shared_cluster: LocalCluster
) -> None:
    inputs, _ = running.check({}, table)
    name, outputs = running.create(inputs)
    running.delete(name, outputs)
    assert running.read(name, outputs)[0] == name
    with plugin(shared_cluster.environ) as later:
        later.delete(name, outputs)
        assert later.read(name, outputs) == ("", {"__provider": table["__provider"]}, {})


def test_what_is_unknown_stays_so(running: Plugin, table: Props) -> None:
    inputs, failures = running.check({}, {**table, "comment": rpc.UNKNOWN})
    assert failures == []
    assert (inputs["comment"], inputs["plan"]) == (rpc.UNKNOWN, rpc.UNKNOWN)
    assert inputs["columns"][1] == {"name": "a", "type": "integer"}


def test_a_refusal_names_its_property(running: Plugin, table: Props) -> None:
    _, failures = running.check({}, {**table, "primary_key": ["b"]})
    ((where, said),) = failures
    assert where == "primary_key"
    assert said.startswith("DSQL005: the primary key refers to a column b, which public.t has not got; ")


def _error_of(running: Plugin, table: Props) -> str:
    at = {"name": "at", "type": "timestamptz", "generated": "now()"}
    inputs, _ = running.check({}, {**table, "columns": [*table["columns"], at]})
    with pytest.raises(grpc.RpcError) as caught:
        running.create(inputs)
    told: Any = caught.value
    return str(told.details())


def test_an_error_is_one_line(running: Plugin, table: Props) -> None:
    error = _error_of(running, table).rstrip("\n")
    assert re.fullmatch(r"pulumi-dsql: DSQL200: .*not immutable.*", error)
    assert "Traceback" not in error


def test_an_error_comes_with_its_traceback_where_that_is_asked_for(
    shared_cluster: LocalCluster, table: Props
) -> None:
    with plugin({**shared_cluster.environ, "PULUMI_DSQL_TRACEBACK": "1"}) as talkative:
        error = _error_of(talkative, table)
    assert error.startswith("Traceback (most recent call last)")
    assert "object.py" in error


@pytest.fixture
def slow_jobs(standin: Running) -> Iterator[None]:
    """Jobs that take long enough to overlap."""
    before = standin.settings["job_seconds"]
    standin.change(job_seconds=JOB_SECONDS)
    yield
    standin.change(job_seconds=before)


def test_more_indexes_are_built_at_once_than_the_server_has_threads(
    running: Plugin, shared_cluster: LocalCluster, session: Session, slow_jobs: None
) -> None:
    made(session, "CREATE TABLE t (id bigint PRIMARY KEY, a integer)")
    on = {"endpoint": shared_cluster.endpoint, "schema": "public", "table": "t", "columns": ["a"]}
    said = [with_provider(IndexProvider(), name=f"i{number}", **on) for number in range(INDEXES)]
    inputs = [running.check({}, each)[0] for each in said]
    before = len(shared_cluster.log())
    with ThreadPoolExecutor(INDEXES) as threads:
        outputs = [outs for _, outs in threads.map(running.create, inputs)]

    assert [outs["last_error"] for outs in outputs] == [""] * INDEXES
    waits = [
        (datetime.fromisoformat(entry["time"]), timedelta(milliseconds=entry["milliseconds"]))
        for entry in shared_cluster.log()[before:]
        if entry.get("sql", "").startswith("CALL sys.wait_for_job(")
    ]
    assert len(waits) == INDEXES
    at_once = max(sum(start <= moment < start + took for start, took in waits) for moment, _ in waits)
    assert at_once > 4
