"""IAM tokens: what boto3 makes is let in, and nothing else."""

from __future__ import annotations

import random
import string
import time

import boto3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsql_local import tokens
from dsql_local.sigv4 import Key
from local.mutations import mutated, seeded

ENDPOINT = "abcdefghijklmnopqrstuvwxyz.dsql.eu-west-1.on.aws"
REGION = "eu-west-1"
KEY = Key("AKIAABCDEFGHIJKLMNOP", "a-secret")
TEMPORARY = Key("ASIAABCDEFGHIJKLMNOP", "another-secret", "session/token+with=signs")
KEYS = {key.access_key_id: key for key in (KEY, TEMPORARY)}
NOW = time.time()
DENIED = "unable to accept connection, access denied"
TOKEN = tokens.make(user="admin", endpoint=ENDPOINT, region=REGION, key=KEY, now=NOW, life=900)


def verdict(token: str, user: str = "admin", at: float = NOW, endpoint: str = ENDPOINT) -> str | None:
    return tokens.verify(token, user=user, endpoint=endpoint, region=REGION, keys=KEYS, now=at)


def boto_token(user: str, key: Key, **arguments: object) -> str:
    client = boto3.Session().client(
        "dsql",
        region_name=REGION,
        aws_access_key_id=key.access_key_id,
        aws_secret_access_key=key.secret,
        aws_session_token=key.session_token,
    )
    kind = "admin_" if user == "admin" else ""
    token: str = getattr(client, f"generate_db_connect_{kind}auth_token")(Hostname=ENDPOINT, **arguments)
    return token


@pytest.mark.parametrize("key", [KEY, TEMPORARY], ids=["lasting", "temporary"])
@pytest.mark.parametrize("user", ["admin", "app"])
def test_a_token_of_boto3_is_accepted(user: str, key: Key) -> None:
    assert verdict(boto_token(user, key), user, time.time()) is None


@pytest.mark.parametrize("key", [KEY, TEMPORARY], ids=["lasting", "temporary"])
@pytest.mark.parametrize("user", ["admin", "app"])
def test_our_own_token_is_accepted(user: str, key: Key) -> None:
    token = tokens.make(user=user, endpoint=ENDPOINT, region=REGION, key=key, now=NOW)
    assert verdict(token, user) is None
    assert verdict(token, user, NOW + tokens.LONGEST_LIFE - 1) is None


@pytest.mark.parametrize("user,action", [("admin", "DbConnect"), ("app", "DbConnectAdmin")])
def test_the_action_must_fit_the_user(user: str, action: str) -> None:
    other = "admin" if action == "DbConnectAdmin" else "app"
    token = tokens.make(user=other, endpoint=ENDPOINT, region=REGION, key=KEY, now=NOW)
    assert verdict(token, user) == f"Wrong user to action mapping. user: {user}, action: {action}"


@pytest.mark.parametrize("seconds,accepted", [(-301, False), (-299, True), (899, True), (901, False)])
def test_a_token_has_its_time(seconds: float, accepted: bool) -> None:
    assert (verdict(TOKEN, at=int(NOW) + seconds) is None) is accepted


def _made(**changes: object) -> str:
    arguments: dict[str, object] = {
        "user": "admin",
        "endpoint": ENDPOINT,
        "region": REGION,
        "key": KEY,
        "now": NOW,
    }
    return tokens.make(**(arguments | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "token",
    [
        pytest.param("", id="empty"),
        pytest.param("secret", id="a password"),
        pytest.param(ENDPOINT + "/?", id="no query"),
        pytest.param(f"https://{TOKEN}", id="with its scheme"),
        pytest.param(TOKEN.replace("abc", "ABC", 1), id="another spelling of the host"),
        pytest.param(_made(endpoint=ENDPOINT.replace("a", "b", 1)), id="another cluster"),
        pytest.param(_made(region="us-east-1"), id="another region"),
        pytest.param(_made(key=Key(KEY.access_key_id, "guessed")), id="another secret"),
        pytest.param(_made(key=Key("AKIAUNKNOWN", KEY.secret)), id="unknown key"),
        pytest.param(_made(key=Key(KEY.access_key_id, KEY.secret, "stray")), id="stray session token"),
        pytest.param(_made(key=Key(TEMPORARY.access_key_id, TEMPORARY.secret)), id="session token missing"),
        pytest.param(_made(life=tokens.LONGEST_LIFE + 1), id="longer than a week"),
        pytest.param(_made(life=0), id="no life"),
        pytest.param(_made(life=10**4000), id="a life of four thousand digits"),
        pytest.param(TOKEN.partition("&X-Amz-Signature")[0], id="unsigned"),
        pytest.param(f"{TOKEN}&X-Amz-Signature=0", id="signed twice"),
        pytest.param(f"{TOKEN}&More=1", id="one more parameter"),
        pytest.param(TOKEN.replace("Z&", "X&", 1), id="not a date"),
        pytest.param(TOKEN + "\N{SNOWMAN}", id="not ASCII"),
        pytest.param("\ud800" + TOKEN, id="not even Unicode"),
    ],
)  # fmt: skip
def test_anything_else_is_refused_without_a_word_about_why(token: str) -> None:
    assert verdict(token) == DENIED


@given(position=st.integers(0, len(TOKEN)), cut=st.integers(0, 3), text=st.text(max_size=3))
def test_no_edit_of_a_token_is_accepted(position: int, cut: int, text: str) -> None:
    edited = TOKEN[:position] + text + TOKEN[position + cut :]
    assert edited == TOKEN or verdict(edited) == DENIED


@given(st.text() | st.text().map(lambda text: f"{ENDPOINT}/?{text}"))
def test_no_text_makes_it_stumble(text: str) -> None:
    assert verdict(text) == DENIED


@given(
    name=st.sampled_from([part.split("=")[0] for part in TOKEN.partition("?")[2].split("&")]),
    value=st.text(st.characters(max_codepoint=127)),
)
def test_no_other_value_of_a_field_is_accepted(name: str, value: str) -> None:
    host, _, query = TOKEN.partition("?")
    pairs = [(n, value if n == name else v) for n, v in (part.split("=") for part in query.split("&"))]
    edited = host + "?" + "&".join(f"{n}={v}" for n, v in pairs)
    assert edited == TOKEN or verdict(edited) == DENIED


@pytest.mark.parametrize("number", [500, pytest.param(10_000, marks=pytest.mark.chaos)])
@pytest.mark.parametrize("key", [KEY, TEMPORARY], ids=["lasting", "temporary"])
def test_no_mutated_token_is_accepted(key: Key, number: int) -> None:
    draw = seeded()
    token = _made(key=key)
    letters = string.printable.encode() + b"%2F%2B%3D&&==" * 5
    for _ in range(number):
        wrong = _mutated(draw, token, letters)
        assert verdict(wrong) == DENIED, wrong
        assert verdict(wrong, "app") == DENIED, wrong


def _mutated(draw: random.Random, token: str, letters: bytes) -> str:
    """One that is not a mere reordering of the fields, which the signature does not mind."""
    host, _, query = token.partition("?")
    fields = query.split("&")
    if draw.random() < 0.2:
        taken, other = draw.sample(range(len(fields)), 2)
        name, _, _ = fields[taken].partition("=")
        fields[taken] = draw.choice((f"{name}={fields[other].partition('=')[2]}", fields[other], name, ""))
        wrong = host + "?" + "&".join(fields)
    else:
        wrong = mutated(draw, token.encode(), letters).decode("latin-1")
    other_host, _, other_query = wrong.partition("?")
    same = (other_host, sorted(other_query.split("&"))) == (host, sorted(query.split("&")))
    return _mutated(draw, token, letters) if same else wrong
