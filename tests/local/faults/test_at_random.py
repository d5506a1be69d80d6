"""Faults at random: the same for the same seed."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections import Counter

import pytest

from dsql_local import LocalCluster, LocalError, Running
from dsql_local.faults.at_random import RANDOM, USUAL, at_random
from local.faults.clients import ask, connect

STATEMENTS = [f"INSERT INTO t VALUES ({number})" for number in range(40)]


def play(cluster: LocalCluster, seed: int, rate: float) -> list[str]:
    """What becomes of the statements, on an empty table and on one connection after the other."""
    with connect(cluster) as connection:
        ask(connection, "DROP TABLE IF EXISTS t", "CREATE TABLE t (a int)")
    answers = []
    with cluster.inject_random(rate, seed) as injected:
        connection = connect(cluster)
        for statement in STATEMENTS:
            answers += ask(connection, statement)
            if connection.closed:
                connection = connect(cluster)
        connection.close()
        assert injected.hits == len([answer for answer in answers if not answer.startswith("INSERT")])
    return answers


def test_the_same_seed_gives_the_same_answers(cluster: LocalCluster) -> None:
    first = play(cluster, 7, 0.5)
    assert play(cluster, 7, 0.5) == first
    assert play(cluster, 8, 0.5) != first
    assert {answer.split()[0] for answer in first} == {"INSERT", "40001", "lost"}


def test_each_is_as_likely_as_the_others() -> None:
    faults = at_random(1, 0.4, ["conflict", "lose-after", "conflict"])
    assert [(fault.do, fault.rate, fault.times) for fault in faults] == [
        ("conflict", 0.2, 0),
        ("lose-after", 0.2, 0),
    ]
    assert [fault.do for fault in at_random(1, 0.4)] == list(USUAL)


@pytest.mark.parametrize("word", RANDOM)
def test_all_that_can_happen_can_be_injected(standin: Running, word: str) -> None:
    with standin.inject_random(0.1, do=[word], cluster="none") as injected:
        [fault] = injected.faults
        assert (fault.fault.rate, fault.fault.cluster) == (0.1, "none")
    assert standin.faults() == []


def test_over_http(standin: Running) -> None:
    def post(body: object) -> tuple[int, object]:
        request = urllib.request.Request(
            f"http://127.0.0.1:{standin.state.admin_port}/faults/random",
            json.dumps(body).encode(),
            {"Authorization": f"Bearer {standin.state.admin_secret}"},
        )
        try:
            with urllib.request.urlopen(request) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)["error"]

    status, answer = post({"rate": 0.2, "do": ["refuse"]})
    assert status == 200
    assert isinstance(answer, dict)
    assert Counter(found["fault"]["on"] for found in answer["faults"]) == {"connect": 1}
    for found in standin.faults():
        found.remove()
    assert post({"seed": 1}) == (
        400,
        "DSQL915: it must be a JSON object with a rate, and can have rate, seed, do, cluster",
    )
    assert post({"rate": "much"}) == (400, "DSQL915: rate cannot be 'much'")
    assert post({"rate": 0.1, "do": [1]})[0] == 400


def test_what_makes_no_sense(standin: Running) -> None:
    with pytest.raises(LocalError, match="DSQL915: at random nothing can do 'nap', but conflict, "):
        standin.inject_random(0.1, do=["nap"])
    with pytest.raises(LocalError, match="DSQL915: rate must be above 0 and at most 1"):
        standin.inject_random(0)
