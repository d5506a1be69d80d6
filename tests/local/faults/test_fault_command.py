"""`dsql-local fault`, as a user runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable

import pytest

from dsql_local import LocalCluster, Running
from local.faults.clients import ask, connect

Cli = Callable[..., str]


@pytest.fixture
def cli(standin: Running) -> Cli:
    """Runs `dsql-local`; returns what it prints, to standard error when it is to end with another code."""

    def run(*arguments: str, code: int = 0) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "dsql_local.cli", *arguments],
            env={**os.environ, "DSQL_LOCAL_HOME": str(standin.home)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stderr or done.stdout
        return done.stderr if code else done.stdout

    return run


def test_a_fault_comes_and_goes(cli: Cli, standin: Running, cluster: LocalCluster) -> None:
    where = ("--kind", "ddl", "--match", "TABLE t", "--cluster", cluster.identifier)
    number = cli("fault", "add", "statement", "lose-after", *where).strip()
    shown = f"{number}  statement lose-after kind=ddl match=TABLE t cluster={cluster.identifier}"
    assert cli("fault", "list") == f"{shown}  hits 0, held 0\n"
    with connect(cluster) as connection:
        assert ask(connection, "CREATE TABLE t (a int)") == ["lost"]
    assert cli("fault", "list") == f"{shown}  hits 1, held 0\n"
    assert "admin ok (lose-after) " in cli("log", "--cluster", cluster.identifier)
    [described] = [json.loads(line) for line in cli("fault", "list", "--json").splitlines()]
    assert (described["id"], described["hits"], described["spent"]) == (int(number), 1, True)
    cli("fault", "release", number)
    cli("fault", "remove", number)
    assert cli("fault", "list") == ""


def test_all_are_removed_at_once(cli: Cli, standin: Running) -> None:
    for _ in range(2):
        cli("fault", "add", "control", "throttle", "--match", "NoSuch", "--times", "0")
    assert len(standin.faults()) == 2
    cli("fault", "remove", "--all")
    assert standin.faults() == []


def test_at_random(cli: Cli, standin: Running, cluster: LocalCluster) -> None:
    where = ("--seed", "7", "--rate", "0.5", "--do", "lose-before, throttle", "--cluster", cluster.identifier)
    ids = cli("fault", "random", *where).split()
    each = f"cluster={cluster.identifier} times=0 rate=0.25 seed=7  hits 0, held 0"
    assert cli("fault", "list").splitlines() == [
        f"{ids[0]}  statement lose-before {each}",
        f"{ids[1]}  control throttle {each}",
    ]
    cli("fault", "remove", "--all")


@pytest.mark.parametrize(
    "arguments,says",
    [
        (("add", "job", "delay"), "DSQL915: this is no fault to inject: delay needs seconds"),
        (("random", "--rate", "2"), "DSQL915: rate must be above 0 and at most 1; it was 2.0"),
        (
            ("random", "--rate", "0.1", "--do", "nap"),
            "DSQL915: at random nothing can do 'nap', but conflict, ",
        ),
        (("release", "999999"), "DSQL916: there is no fault 999999; dsql-local fault list shows all"),
        (("remove",), "DSQL917: say which fault by its id (dsql-local fault list), or --all"),
        (("remove", "1", "--all"), "DSQL917: "),
    ],
)
def test_what_is_wrong_is_said_in_a_line(cli: Cli, arguments: tuple[str, ...], says: str) -> None:
    error = cli("fault", *arguments, code=1)
    assert error.startswith(says)
    assert error.count("\n") == 1
