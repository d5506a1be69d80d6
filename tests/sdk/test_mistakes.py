"""Mistakes of a program: one line that says where it is; what is named is depended on."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pulumi
import pytest

import pulumi_dsql as dsql
from sdk.program import ON, later, run

HEAD = "import pulumi_dsql as dsql\n"
ID = dsql.Column("id", "bigint")
WRONG: dict[str, tuple[str, str]] = {
    "a misspelt argument": (
        'dsql.Column("a", "text", nulable=True)',
        "DSQL400: Column has no argument nulable=; write nullable=",
    ),
    "an argument like no other": (
        "dsql.Unique(['a'], zzz=1)",
        "DSQL400: Unique has no argument zzz=; its arguments are columns, name, include, nulls_not_distinct",
    ),
    "no cluster": (
        'dsql.Schema("s")',
        "DSQL400: Schema: missing a required argument: 'cluster'; its arguments are resource_name, ",
    ),
    "too many arguments": ('dsql.Endpoint("a", "b")', "DSQL400: Endpoint: too many positional arguments; "),
    "no list": (
        'dsql.Table("t", cluster=dsql.Endpoint("x"), columns="id")',
        "DSQL400: columns= cannot be a str; write columns=[…], a list of dsql.Column(…)",
    ),
    "nothing instead of a list": (
        'dsql.Table("t", cluster=dsql.Endpoint("x"), columns=None)',
        "DSQL400: columns= cannot be None; ",
    ),
    "a generator": (
        'dsql.Table("t", cluster=dsql.Endpoint("x"), columns=(name for name in "ab"))',
        "DSQL400: columns= cannot be a generator; ",
    ),
    "a tuple in a list": (
        'dsql.Table("t", cluster=dsql.Endpoint("x"), columns=[("id", "uuid")])',
        "DSQL400: columns[0] cannot be a tuple; write dsql.Column(…) in its place",
    ),
    "a name for a foreign key": (
        'dsql.Table("t", cluster=dsql.Endpoint("x"), columns=[], foreign_keys=["parents"])',
        "DSQL400: foreign_keys[0] cannot be a str; write dsql.ForeignKey(…) in its place",
    ),
    "a number for a key of an index": (
        'dsql.Index("i", table="t", cluster=dsql.Endpoint("x"), columns=["a", 1])',
        "DSQL400: columns[1] cannot be an int; write a string or dsql.Key(…) or dsql.Expression(…) in its ",
    ),
    "a class": (
        'dsql.Table("t", cluster=dsql.Endpoint("x"), columns=[dsql.Column("id", int)])',
        "DSQL400: columns[0].type cannot be the class int; give a string, a number, True or False, or a list",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_mistake_is_told_at_its_line(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text, said = WRONG[name]
    monkeypatch.chdir(tmp_path)
    program = tmp_path / "__main__.py"
    program.write_text(f"{HEAD}\n{text}\n", encoding="utf-8")
    # What Pulumi shows of a RunError is its text alone.
    with pytest.raises(pulumi.RunError) as raised:
        run(lambda: runpy.run_path(str(program)))
    assert str(raised.value).startswith(f"__main__.py:3: {said}")
    assert raised.value.__suppress_context__ or raised.value.__context__ is None


def test_what_goes_wrong_inside_is_no_mistake_of_the_program() -> None:
    class Odd:
        def __str__(self) -> str:
            raise TypeError("inside")

    with pytest.raises(TypeError) as raised:
        run(lambda: dsql.Table(Odd(), cluster=ON, columns=[ID]))  # type: ignore[arg-type]
    assert "DSQL" not in str(raised.value)


def test_a_traceback_is_there_for_who_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULUMI_DSQL_TRACEBACK", "1")
    with pytest.raises(TypeError, match="DSQL400: Column has no argument nulable=") as raised:
        dsql.Column("a", "text", nulable=True)  # type: ignore[call-arg]
    assert not isinstance(raised.value, pulumi.RunError)


def _table(resource_name: str, **more: Any) -> dsql.Table:
    return dsql.Table(resource_name, **{"cluster": ON, "columns": [ID], "primary_key": ["id"], **more})


def _references(other: Any, **more: Any) -> dsql.Table:
    return _table("t", foreign_keys=[dsql.ForeignKey(["id"], references=other)], **more)


def test_what_is_named_and_declared_before_comes_before() -> None:
    def program() -> None:
        dsql.Schema("s", cluster=ON, name="shop")
        _table("of-public")
        _table("of-shop", schema="shop")
        _table(
            "same-schema",
            schema="shop",
            name="x",
            foreign_keys=[
                dsql.ForeignKey(["id"], references="of-shop"),
                dsql.ForeignKey(["id"], references="self"),
            ],
        )
        _table(
            "other-schema",
            foreign_keys=[
                dsql.ForeignKey(["id"], references="shop.of-shop"),
                dsql.ForeignKey(["id"], references="of-public"),
            ],
        )

    noted = run(program)
    assert {name: each.depends_on for name, each in noted.items()} == {
        "s": [],
        "of-public": [],
        "of-shop": ["s"],
        "same-schema": ["of-shop", "s"],
        "other-schema": ["of-public", "of-shop"],
    }


def test_nothing_else_is_depended_on() -> None:
    def program() -> None:
        elsewhere = dsql.Cluster("c")
        dsql.Schema("s", cluster=elsewhere, name="shop")
        _table("p", cluster=elsewhere)
        _references("p", schema="shop", name=later("x"))
        _table("q", foreign_keys=later([]))

    noted = run(program)
    assert noted["t"].depends_on == []
    assert noted["q"].depends_on == []


def test_options_of_the_program_are_kept() -> None:
    def program() -> None:
        other = _table("other")
        _table("p")
        _references("p", opts=pulumi.ResourceOptions(depends_on=[other]))

    assert run(program)["t"].depends_on == ["other", "p"]
