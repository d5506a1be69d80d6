"""What a job still works on is told from what a job has given up."""

import pytest

from dsql_local import Running
from live import Fault, Flaky, await_jobs, long_jobs, made
from pulumi_dsql_provider.catalog import DatabaseError, Scope, Session, read
from pulumi_dsql_provider.model import Check, Database, ForeignKey, ObjectName

T = ObjectName("s", "Order")
VALIDATE = 'ALTER TABLE ASYNC s."Order" VALIDATE CONSTRAINT c'


@pytest.fixture(autouse=True)
def _table(session: Session) -> None:
    made(
        session,
        "CREATE SCHEMA s",
        'CREATE TABLE s."Order" (id int PRIMARY KEY, a int)',
        "CREATE TABLE s.other (id int PRIMARY KEY, a int)",
        'INSERT INTO s."Order" VALUES (1, 7), (2, 7)',
    )
    for table in ('"Order"', "other"):
        made(session, f"ALTER TABLE s.{table} ADD CONSTRAINT c CHECK (a > 0) NOT VALID")
        made(session, f"ALTER TABLE s.{table} ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES s.other NOT VALID")


def _indexes(database: Database) -> dict[str, tuple[bool, bool]]:
    return {index.name: (index.valid, index.building) for index in database.indexes}


def _constraints(database: Database) -> dict[tuple[str, str], tuple[bool, bool]]:
    found: dict[tuple[str, str], tuple[bool, bool]] = {}
    for table in database.tables:
        parts: tuple[Check | ForeignKey, ...] = (*table.checks, *table.foreign_keys)
        found.update({(table.name.name, part.name): (part.validated, part.validating) for part in parts})
    return found


@pytest.mark.parametrize("scope", [Scope(), Scope(tables=(T,))], ids=["all", "one table"])
def test_an_index_is_building_while_its_job_runs(session: Session, standin: Running, scope: Scope) -> None:
    made(session, 'CREATE UNIQUE INDEX ASYNC failed ON s."Order" (a)')
    with long_jobs(standin, session):
        session.query('CREATE INDEX ASYNC "In" ON s."Order" (a)')
        assert _indexes(read(session, scope)) == {"In": (False, True), "failed": (False, False)}
    await_jobs(session)
    assert _indexes(read(session, scope)) == {"In": (True, False), "failed": (False, False)}


def test_an_index_that_is_renamed_while_it_is_built_is_building(session: Session, standin: Running) -> None:
    with long_jobs(standin, session):
        session.query('CREATE INDEX ASYNC i ON s."Order" (a)')
        session.execute("ALTER INDEX s.i RENAME TO j")
        assert _indexes(read(session)) == {"j": (False, True)}


def test_the_constraints_of_a_table_are_validating_while_a_job_validates_one(
    session: Session, standin: Running
) -> None:
    with long_jobs(standin, session):
        session.query(VALIDATE)
        assert _constraints(read(session)) == {
            ("Order", "c"): (False, True),
            ("Order", "f"): (False, True),
            ("other", "c"): (False, False),
            ("other", "f"): (False, False),
        }
    await_jobs(session)
    assert _constraints(read(session, Scope(tables=(T,)))) == {
        ("Order", "c"): (True, False),
        ("Order", "f"): (False, False),
    }


def test_other_jobs_do_not_count(session: Session, standin: Running) -> None:
    made(session, 'CREATE UNIQUE INDEX ASYNC failed ON s."Order" (a)')
    with long_jobs(standin, session):
        made(session, "CREATE TABLE s.dropped (id int)", "DROP TABLE s.dropped")
        assert _indexes(read(session)) == {"failed": (False, False)}


def test_a_job_that_ends_while_the_catalog_is_read_is_never_taken_for_one_that_gave_up(
    session: Session, standin: Running
) -> None:
    class Meanwhile(Flaky):
        """The job ends right after it was read."""

        def query(self, sql: str, parameters: object = ()) -> list[tuple[object, ...]]:
            rows = super().query(sql, parameters)  # type: ignore[arg-type]
            if "sys.jobs" in sql:
                await_jobs(session)
            return rows

    session.query('CREATE INDEX ASYNC i ON s."Order" (a)')
    assert _indexes(read(Meanwhile(session))) == {"i": (True, False)}


@pytest.mark.parametrize("sqlstate", ["42P01", "42501"])
def test_where_no_jobs_can_be_seen_none_run(session: Session, sqlstate: str) -> None:
    session.query('CREATE INDEX ASYNC i ON s."Order" (a)')
    blind = Flaky(session, Fault("sys.jobs", DatabaseError("no", sqlstate)))
    assert _indexes(read(blind)) == {"i": (False, False)}


def test_any_other_failure_is_one(session: Session) -> None:
    broken = Flaky(session, Fault("sys.jobs", DatabaseError("starting up", "57P03")))
    with pytest.raises(DatabaseError, match="starting up"):
        read(broken)
