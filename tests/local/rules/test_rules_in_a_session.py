"""Rules that only a session or a database can check, and the days they hold on."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, timedelta

import psycopg
import pytest

from dsql_local.rules.limits import Limit
from dsql_local.rules.rule import GENERAL_AVAILABILITY, Answer
from dsql_local.rules.types import STORABLE, StorableType
from dsql_local.sys.install import SUPERUSER
from local.rules import examples
from local.rules.tables import is_text_of, other_answers
from local.wire.cluster import WireCluster, ask

DAY = timedelta(days=1)


@contextmanager
def none_allowed(cluster: WireCluster, limit: str) -> Iterator[None]:
    """For a while there may be none of what is limited."""
    change = "UPDATE pg_dsql._answer SET at_most = %s WHERE name = %s RETURNING at_most"
    with psycopg.connect(
        host=str(cluster.target.socket_dir), user=SUPERUSER, dbname="postgres", autocommit=True
    ) as superuser:
        before = superuser.execute("SELECT at_most FROM pg_dsql._answer WHERE name = %s", [limit]).fetchone()
        superuser.execute(change, [0, limit])
        try:
            yield
        finally:
            superuser.execute(change, [*(before or ()), limit])


def play(cluster: WireCluster, script: list[str]) -> list[str]:
    """The answers to a script of `examples.IN_A_SESSION`."""
    with cluster.connect() as one, cluster.connect() as other:
        answers = []
        for line in script:
            sql = line.removeprefix("other: ")
            answers += ask(one if sql == line else other, sql)
        return answers


def gives(answer: Answer, reply: str) -> bool:
    """Whether a reply, as `ask` has it, is the answer."""
    sqlstate, _, message = reply.partition(" ")
    return sqlstate == answer.sqlstate and is_text_of(answer, message)


@pytest.mark.parametrize("answer", other_answers(), ids=lambda answer: answer.name)
def test_only_the_last_statement_is_refused(answer: Answer, wire_cluster: WireCluster) -> None:
    with ExitStack() as during:
        during.enter_context(wire_cluster.settings(as_of=answer.since))
        if answer.name == "age-limit":
            during.enter_context(wire_cluster.settings(transaction_seconds=0.1))
        if isinstance(answer, Limit):
            during.enter_context(none_allowed(wire_cluster, answer.name))
        *before, last = play(wire_cluster, examples.IN_A_SESSION[answer.name])
    assert gives(answer, last), last
    assert not [tag for tag in before if tag[0].isdigit()]


@pytest.mark.parametrize(
    "answer", [it for it in other_answers() if it.since > GENERAL_AVAILABILITY], ids=lambda it: it.name
)
def test_before_its_first_day_the_answer_is_another(answer: Answer, wire_cluster: WireCluster) -> None:
    with wire_cluster.settings(as_of=answer.since - DAY):
        *_, last = play(wire_cluster, examples.IN_A_SESSION[answer.name])
    assert last.startswith("0A000 unsupported ")
    assert not gives(answer, last)


@pytest.mark.parametrize("type_", STORABLE, ids=lambda type_: type_.name)
def test_a_type_is_stored_and_indexed_from_its_days_on(
    type_: StorableType, wire_cluster: WireCluster
) -> None:
    def answer(column: str, as_of: date) -> str:
        with wire_cluster.settings(as_of=as_of), wire_cluster.connect() as connection:
            return ask(connection, f"CREATE TABLE typed ({column})", "DROP TABLE IF EXISTS typed")[0]

    stored, indexed = f"a {type_.name}", f"a {type_.name} PRIMARY KEY"
    assert answer(stored, type_.since) == "CREATE TABLE"
    if type_.since > GENERAL_AVAILABILITY:
        assert answer(stored, type_.since - DAY) == f"0A000 datatype {type_.name} not supported"
    if not type_.in_keys:
        assert answer(indexed, date.max).endswith("is not supported in a key")
    else:
        assert answer(indexed, type_.in_keys_since) == "CREATE TABLE"
        if type_.in_keys_since > GENERAL_AVAILABILITY:
            assert (
                answer(indexed, type_.in_keys_since - DAY)
                == f"0A000 datatype {type_.name} is not supported in a key"
            )
