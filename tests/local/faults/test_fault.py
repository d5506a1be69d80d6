"""A fault as a value: what makes sense, and how it travels."""

from __future__ import annotations

import json

import pytest

from dsql_local import Fault, LocalError, Running
from dsql_local.faults.fault import ACTIONS

WRONG = [
    ({}, "it needs on and do"),
    ({"on": "statement"}, "it needs do"),
    ({"on": "statment", "do": "delay"}, "on must be one of connect, statement, commit, job, control"),
    (
        {"on": "job", "do": "throttle"},
        "on job it can do stuck, delay, give-up, fail, schema-conflict; not 'throttle'",
    ),
    ({"on": "job", "do": "fail", "kind": "ddl"}, "kind must be one of any, index_build, validate_constraint"),
    ({"on": "commit", "do": "conflict", "kind": "query"}, "kind must be one of any, ddl, dml"),
    ({"on": "statement", "do": "conflict", "match": "("}, "match must be a regular expression: "),
    ({"on": "statement", "do": "conflict", "application_name": "["}, "application_name must be a regular"),
    ({"on": "job", "do": "stuck", "application_name": "x"}, "application_name is not known on job"),
    ({"on": "statement", "do": "conflict", "nth": 0}, "nth must be at least 1"),
    ({"on": "statement", "do": "conflict", "times": -1}, "times at least 0"),
    ({"on": "statement", "do": "conflict", "times": True}, "times cannot be True"),
    ({"on": "statement", "do": "conflict", "nth": "1"}, "nth cannot be '1'"),
    ({"on": "statement", "do": "conflict", "code": "40001"}, "code goes with error, not with conflict"),
    ({"on": "statement", "do": "error"}, "error needs a code, an SQLSTATE such as 57P01; it was ''"),
    ({"on": "statement", "do": "error", "code": "00000"}, "error needs a code"),
    ({"on": "statement", "do": "error", "code": "oc000"}, "error needs a code"),
    ({"on": "control", "do": "error", "code": "Oops"}, "code must be one of InternalServerException, "),
    ({"on": "control", "do": "throttle", "message": "x"}, "message goes with error and fail"),
    ({"on": "statement", "do": "delay"}, "delay needs seconds"),
    (
        {"on": "statement", "do": "conflict", "seconds": 1},
        "seconds go with delay, lose-before, lose-after, not with",
    ),
    ({"on": "statement", "do": "conflict", "rate": 0}, "rate must be above 0 and at most 1; it was 0"),
    ({"on": "statement", "do": "conflict", "rate": 1.5}, "rate must be above 0 and at most 1; it was 1.5"),
    ({"on": "statement", "do": "conflict", "seed": 0.5}, "seed cannot be 0.5"),
    ({"on": "statement", "do": "delay", "seconds": -1}, "seconds must be from 0 to 3600"),
    ({"on": "statement", "do": "delay", "seconds": float("nan")}, "seconds must be from 0 to 3600"),
    ({"on": "statement", "do": "conflict", "regex": "x"}, "it has no 'regex', but on, do, kind, match, "),
    ([], "it must be a JSON object"),
]


@pytest.mark.parametrize("values,says", WRONG, ids=str)
def test_what_makes_no_sense(values: object, says: str) -> None:
    with pytest.raises(LocalError) as caught:
        Fault.from_dict(values)
    assert str(caught.value).startswith("DSQL915: this is no fault to inject: ")
    assert says in str(caught.value)


@pytest.mark.parametrize("on,do", [(on, do) for on, actions in ACTIONS.items() for do in actions])
def test_it_travels_as_json(on: str, do: str) -> None:
    needs: dict[str, dict[str, object]] = {
        "delay": {"seconds": 0.5},
        "error": {"code": "ConflictException" if on == "control" else "XX000"},
    }
    fault = Fault.from_dict({"on": on, "do": do, "match": "é", "nth": 2, "times": 0, **needs.get(do, {})})
    assert Fault.from_dict(json.loads(json.dumps(fault.as_dict()))) == fault


def test_what_can_be_asked_of_one_in_place(standin: Running) -> None:
    fault = Fault("statement", "conflict", match="nothing like it")
    with standin.inject(fault) as injected:
        assert (injected.fault, injected.hits, injected.held) == (fault, 0, 0)
        assert [(found.id, found.fault) for found in standin.faults()] == [(injected.id, fault)]
        with pytest.raises(LocalError, match=r"DSQL934: fault \d+ has struck 0 times within 0.05 s, not 1"):
            injected.wait_until_hit(0.05)
        injected.release()
    assert standin.faults() == []
    for ask in (injected.release, injected.remove, lambda: injected.hits):
        with pytest.raises(LocalError, match="DSQL916: there is no fault"):
            ask()
