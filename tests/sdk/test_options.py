"""What belongs to a run as a whole: claims, hooks, aliases and what is deleted with what."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pulumi
import pytest

import pulumi_dsql as dsql
from sdk.program import HOST, ON, later, run

COLUMNS = [dsql.Column("id", "uuid")]


def _table(resource_name: str = "t", /, cluster: Any = ON, **more: Any) -> dsql.Table:
    return dsql.Table(resource_name, cluster=cluster, columns=COLUMNS, primary_key=["id"], **more)


def _foreign() -> Any:
    class Foreign:
        identifier = later("zyxwvutsrqponmlkjihgfedcba")
        region = later("eu-north-1")

    return Foreign()


def _twice(make: Callable[[str, Any], object], cluster: Callable[[], Any]) -> Callable[[], None]:
    def program() -> None:
        on = cluster()
        make("one", on)
        make("two", on)

    return program


CLUSTERS: dict[str, Callable[[], Any]] = {
    "a cluster": lambda: dsql.Cluster("c"),
    "an endpoint": lambda: ON,
    "an endpoint that is an Output": lambda: dsql.Endpoint(later(HOST)),
    "another package's": _foreign,
}
TWICE: dict[str, tuple[Callable[[str, Any], object], str]] = {
    "a schema": (lambda name, on: dsql.Schema(name, cluster=on, name="shop"), "schema shop"),
    "a table": (lambda name, on: _table(name, on, name="t"), "table public.t"),
    "an index of a name": (
        lambda name, on: dsql.Index(name, table=name, cluster=on, columns=["id"], name="i"),
        "index public.i",
    ),
    "an index of a table": (
        lambda name, on: dsql.Index(name, table=_table(f"of-{name}", on), columns=["id"], name="i"),
        "index public.i",
    ),
}


@pytest.mark.parametrize("cluster", CLUSTERS)
@pytest.mark.parametrize("name", TWICE)
def test_two_resources_cannot_be_one_object(cluster: str, name: str) -> None:
    make, what = TWICE[name]
    said = re.escape(f"DSQL401: {what} is declared twice, as 'one' and as 'two'; give one another name=")
    with pytest.raises(ValueError, match=said):
        run(_twice(make, CLUSTERS[cluster]))


def test_nor_can_they_in_a_schema_of_the_program() -> None:
    def program() -> None:
        shop = dsql.Schema("s", cluster=ON, name="shop")
        _table("one", name="t", schema=shop)
        _table("two", name="t", schema="shop")

    with pytest.raises(ValueError, match=r"DSQL401: table shop\.t is declared twice"):
        run(program)


def test_two_endpoints_of_one_name_are_one_cluster() -> None:
    def program() -> None:
        _table("one", name="t")
        _table("two", dsql.Endpoint(HOST, user="app"), name="t")

    with pytest.raises(ValueError, match="DSQL401"):
        run(program)


def test_one_name_may_stand_for_several_objects() -> None:
    def program() -> None:
        for number in range(20):
            _table(f"table-{number}", _foreign(), name="t")
        cluster = dsql.Cluster("c")
        dsql.Schema("s", cluster=cluster, name="t")
        _table("one", cluster, name="t")
        _table("two", dsql.Cluster("d"), name="t")
        _table("three", cluster, name="t", schema="other")
        dsql.Index("i", table="x", cluster=cluster, columns=["id"], name="t")
        _table("four", cluster, name=later("t"))

    assert len(run(program)) == 28


def test_a_stack_knows_nothing_of_the_stack_before() -> None:
    for stack in ("dev", "prod"):
        noted = run(_table, stack=stack)
        assert noted["t"].hooks["afterCreate"] == ["pulumi-dsql"]


def test_what_hangs_on_something_goes_with_it() -> None:
    def program() -> None:
        cluster = dsql.Cluster("c")
        shop = dsql.Schema("shop", cluster=cluster)
        table = _table("t", cluster, schema=shop)
        dsql.Index("i", table=table, columns=["id"])
        dsql.Index("j", table="t", cluster=cluster, columns=["id"])
        _table("elsewhere")
        _table("own", cluster, opts=pulumi.ResourceOptions(deleted_with=shop))

    noted = run(program)
    assert {name: each.deleted_with for name, each in noted.items()} == {
        "c": "",
        "shop": "c",
        "t": "c",
        "i": "t",
        "j": "c",
        "elsewhere": "",
        "own": "shop",
    }


def test_options_are_kept_beside_ours() -> None:
    def program() -> None:
        mine = pulumi.ResourceHook("mine", print)
        binding = pulumi.ResourceHookBinding(after_create=[mine], before_update=[mine])
        options = pulumi.ResourceOptions(aliases=[pulumi.Alias(name="older")], hooks=binding)
        _table("t", renamed_from="old", opts=options)

    noted = run(program)["t"]
    assert noted.aliases == ["old", "older"]
    assert noted.hooks == {
        "afterCreate": ["pulumi-dsql", "mine"],
        "afterUpdate": ["pulumi-dsql"],
        "beforeUpdate": ["mine"],
    }


def test_every_resource_fails_the_run_when_work_is_left() -> None:
    def program() -> None:
        dsql.Index("i", table=_table("t", dsql.Cluster("c")), columns=["id"])
        dsql.Schema("s", cluster=ON)

    for noted in run(program).values():
        assert noted.hooks == {"afterCreate": ["pulumi-dsql"], "afterUpdate": ["pulumi-dsql"]}


@pytest.mark.parametrize("outputs", [{"last_error": "DSQL204: a unique index …"}, {"last_error": ""}, None])
def test_the_hook_raises_what_was_left_undone(
    monkeypatch: pytest.MonkeyPatch, outputs: dict[str, str] | None
) -> None:
    hooks: list[pulumi.ResourceHook] = []
    original = pulumi.ResourceHook

    def noting(name: str, callback: Any) -> pulumi.ResourceHook:
        hooks.append(original(name, callback))
        return hooks[-1]

    monkeypatch.setattr(pulumi, "ResourceHook", noting)
    run(lambda: (_table("one"), _table("two")))
    (hook,) = hooks
    args = pulumi.ResourceHookArgs("urn", "id", "t", "type", new_outputs=outputs)
    if outputs and outputs["last_error"]:
        with pytest.raises(RuntimeError, match=r"^DSQL204: a unique index …$"):
            hook.callback(args)
    else:
        hook.callback(args)


WRONG: dict[str, tuple[Callable[[], object], str]] = {
    "a misspelt argument": (lambda: _table("t", primary_keys=["id"]), "primary_keys"),
    "of a cluster": (lambda: dsql.Cluster("c", regoin="x"), "regoin"),  # type: ignore[call-arg]
    "of a schema": (lambda: dsql.Schema("s", cluster=ON, coment="x"), "coment"),  # type: ignore[call-arg]
    "of an index": (
        lambda: dsql.Index("i", table="t", cluster=ON, columns=[], uniqe=True),  # type: ignore[call-arg]
        "uniqe",
    ),
    "of a column": (lambda: dsql.Column("a", "text", nulable=True), "nulable"),  # type: ignore[call-arg]
    "of an identity": (lambda: dsql.Identity(1, allways=True), "allways"),  # type: ignore[call-arg]
    "of a foreign key": (
        lambda: dsql.ForeignKey(["a"], refrences="b"),  # type: ignore[call-arg]
        "refrences",
    ),
    "of a unique constraint": (lambda: dsql.Unique(["a"], includes=["b"]), "includes"),  # type: ignore[call-arg]
    "of an expression": (lambda: dsql.Expression("a", nulls="first"), "nulls"),  # type: ignore[call-arg]
    "of a key": (lambda: dsql.Key("a", nulls_last=True), "nulls_last"),  # type: ignore[call-arg]
    "of an endpoint": (lambda: dsql.Endpoint(HOST, role="app"), "role"),  # type: ignore[call-arg]
    "a host instead of an endpoint": (
        lambda: _table("t", HOST),
        "cluster= takes a Cluster, an Endpoint or a pulumi_aws.dsql.Cluster, not a str",
    ),
    "an Output instead of a cluster": (
        lambda: _table("t", later(ON)),
        "cluster= takes a Cluster, .*, not an Output",
    ),
    "an index of a name that is nowhere": (
        lambda: dsql.Index("i", table="t", columns=["id"]),
        "an index on a table that is given by name needs cluster= too",
    ),
    "an index that says twice where it is": (
        lambda: dsql.Index("i", table=_table(), cluster=ON, columns=["id"]),
        "an index on a Table takes cluster= and schema= from it; leave them out",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_arguments_are_an_error_at_once(name: str) -> None:
    program, said = WRONG[name]
    with pytest.raises(TypeError, match=said):
        run(program)
