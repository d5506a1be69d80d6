"""A process is killed at any point of a run: the next one reads what is live, plans again and finishes."""

from itertools import count

import pytest

from dsql_local import Running
from live import Fault, Flaky, made
from pulumi_dsql_provider import catalog
from pulumi_dsql_provider.apply import Progress, run, settle
from pulumi_dsql_provider.catalog import Session
from pulumi_dsql_provider.dialect.parse import Source, parse
from pulumi_dsql_provider.diff import compare, questions
from pulumi_dsql_provider.model import Database
from pulumi_dsql_provider.plan import Plan, make
from standin import JOB_SECONDS

ROWS = 1200
LIVE = (
    "CREATE TABLE t (id int PRIMARY KEY, a int, b int)",
    "CREATE INDEX ASYNC by_a ON t (a)",
    f"INSERT INTO t SELECT n, n, n FROM generate_series(1, {ROWS}) n",
)
WANTED = """
CREATE TABLE t (
  id int PRIMARY KEY, a int, b int, state text DEFAULT 'open',
  CONSTRAINT once UNIQUE (b, state), CONSTRAINT positive CHECK (a > 0 AND state <> '')
);
CREATE INDEX by_a ON t (a, state);
COMMENT ON COLUMN t.state IS 'open or closed';
COMMENT ON INDEX by_a IS 'for the search';
"""


class Killed(BaseException):
    """Stands for the end of the process: nothing in the engine catches it."""


def _wanted() -> Database:
    return parse([Source("wanted.sql", WANTED)]).database


def _planned(live: Database, session: Session) -> Plan:
    wanted = _wanted()
    answers = catalog.ask(session, questions(live, wanted))
    return make(compare(live, wanted, answers=answers), live)


def _killed(session: Session, at: int) -> bool:
    """Whether the run lasted until its event of that number, where it was killed."""
    events = count()

    def kill(event: Progress) -> None:
        if next(events) == at:
            raise Killed

    try:
        outcome = run(_planned(catalog.read(session), session), session, on_step=kill)
    except Killed:
        return True
    assert outcome.error is None
    return False


def _finish(session: Session) -> None:
    live = catalog.read(session)
    assert run(_planned(live, session), session).error is None
    live = catalog.read(session)
    assert settle(_wanted(), live, session).error is None
    assert _planned(catalog.read(session), session) == Plan()
    assert all(index.valid for index in catalog.read(session).indexes)
    assert session.query("SELECT count(*) FROM t WHERE state = 'open'") == [(ROWS,)]


def test_killed_at_any_point(session: Session, standin: Running) -> None:
    standin.change(job_seconds=0.02)
    try:
        for at in count():
            made(session, "DROP TABLE IF EXISTS t", *LIVE)
            killed = _killed(session, at)
            _finish(session)
            if not killed:
                break
    finally:
        standin.change(job_seconds=JOB_SECONDS)
    assert at > 30


def test_killed_again_and_again(session: Session) -> None:
    """Each run gets one event further than the one before in what is left for it."""
    made(session, *LIVE)
    for at in count(2):
        if not _killed(session, at):
            break
    _finish(session)


@pytest.mark.parametrize("after", [False, True], ids=["before it was committed", "after it was committed"])
@pytest.mark.parametrize("statement", ["ADD COLUMN", "SET DEFAULT", "^UPDATE", "RENAME COLUMN"])
def test_a_column_has_its_name_only_when_all_rows_have_their_value(
    session: Session, statement: str, after: bool
) -> None:
    made(session, *LIVE)
    plan = _planned(catalog.read(session), session)

    with pytest.raises(Killed):
        run(plan, Flaky(session, Fault(statement, Killed(), after=after)))

    named = catalog.read(session).tables[0].column("state") is not None
    assert named == (statement == "RENAME COLUMN" and after)
    if named:
        assert session.query("SELECT count(*) FROM t WHERE state IS NULL") == [(0,)]
    _finish(session)
