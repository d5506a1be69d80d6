"""Asynchronous DDL: what counts at once, what counts when the job is done, and how it fails."""

import re
import time
from typing import Any

import psycopg
import pytest

from local.wire.cluster import WireCluster, ask, job, rows, wait
from standin import eventually

Connection = psycopg.Connection[Any]


def status(connection: Connection, job_id: str) -> tuple[str, str | None]:
    """A job's status and details."""
    [(found, details)] = rows(connection, f"SELECT status, details FROM sys.jobs WHERE job_id = '{job_id}'")
    return found, details


def is_valid(connection: Connection, index: str) -> bool:
    """Whether an index is."""
    [(found,)] = rows(connection, f"SELECT indisvalid FROM pg_index WHERE indexrelid = '{index}'::regclass")
    return bool(found)


def is_validated(connection: Connection, constraint: str) -> bool:
    """Whether a constraint is."""
    [(found,)] = rows(connection, f"SELECT convalidated FROM pg_constraint WHERE conname = '{constraint}'")
    return bool(found)


def test_an_index_becomes_valid_after_a_while(wire_cluster: WireCluster, admin: Connection) -> None:
    ask(admin, "CREATE TABLE built (a int, b int)", "INSERT INTO built VALUES (1, 1)")
    started = time.monotonic()
    submitted = job(admin, "CREATE UNIQUE INDEX ASYNC built_a ON built (a) INCLUDE (b)")
    assert re.fullmatch("[a-z2-7]{26}", submitted)
    assert not is_valid(admin, "built_a")
    assert ask(admin, "ALTER TABLE built ADD CONSTRAINT built_key UNIQUE USING INDEX built_a") == [
        '55000 index "built_a" is not valid'
    ]
    assert ask(admin, "INSERT INTO built VALUES (1, 2)")[0].startswith("23505 ")
    assert wait(admin, submitted)
    assert time.monotonic() - started >= wire_cluster.target.settings.job_seconds
    assert is_valid(admin, "built_a")
    assert ask(admin, "ALTER TABLE built ADD CONSTRAINT built_key UNIQUE USING INDEX built_a") == [
        "ALTER TABLE"
    ]


def test_the_list_of_jobs(admin: Connection) -> None:
    ask(admin, "CREATE TABLE listed (a int)")
    submitted = job(admin, "CREATE INDEX ASYNC listed_a ON listed (a)")
    cursor = admin.execute("SELECT * FROM sys.jobs WHERE job_id = %s", [submitted])
    assert [column.name for column in cursor.description or ()] == [
        *(
            "job_id",
            "status",
            "details",
            "job_type",
            "class_id",
            "object_id",
            "object_name",
            "start_time",
            "update_time",
        )
    ]
    [found] = cursor.fetchall()
    assert found[1:5] == ("submitted", None, "INDEX_BUILD", 1259)
    assert (found[6], found[7].microsecond, found[8]) == ("public.listed_a", 0, None)
    wait(admin, submitted)
    [found] = rows(
        admin, f"SELECT status, object_name, update_time FROM sys.jobs WHERE job_id = '{submitted}'"
    )
    assert found[:2] == ("completed", "public.listed_a")
    assert found[2].microsecond == 0
    ask(admin, "DROP TABLE listed")
    assert rows(admin, f"SELECT object_name FROM sys.jobs WHERE job_id = '{submitted}'") == [(None,)]
    assert rows(admin, "SELECT count(*) > 0 FROM sys.jobs WHERE job_type = 'DROP'") == [(True,)]


def test_duplicates_leave_an_invalid_index_that_keeps_new_ones_out(admin: Connection) -> None:
    ask(admin, "CREATE TABLE doubled (a int)", "INSERT INTO doubled VALUES (1), (1), (2)")
    submitted = job(admin, "CREATE UNIQUE INDEX ASYNC doubled_a ON doubled (a)")
    assert not wait(admin, submitted)
    assert status(admin, submitted) == ("failed", "Found duplicate key while validating index for UCVs")
    assert not is_valid(admin, "doubled_a")
    assert rows(admin, "SELECT indisunique FROM pg_index WHERE indexrelid = 'doubled_a'::regclass") == [
        (True,)
    ]
    assert ask(admin, "INSERT INTO doubled VALUES (1)")[0].startswith("23505 ")
    assert ask(admin, "INSERT INTO doubled VALUES (2)")[0].startswith("23505 ")
    assert ask(admin, "INSERT INTO doubled VALUES (3)") == ["INSERT 0 1"]
    # IF NOT EXISTS takes the invalid one for good, and gives the id of a job that there is not
    needless = job(admin, "CREATE UNIQUE INDEX ASYNC IF NOT EXISTS doubled_a ON doubled (a)")
    assert rows(admin, f"SELECT FROM sys.jobs WHERE job_id = '{needless}'") == []
    assert wait(admin, needless)
    assert not is_valid(admin, "doubled_a")
    ask(admin, "DROP INDEX doubled_a", "DELETE FROM doubled WHERE a = 1")
    assert wait(admin, job(admin, "CREATE UNIQUE INDEX ASYNC doubled_a ON doubled (a)"))


def test_a_job_whose_index_is_dropped_completes_without_effect(
    wire_cluster: WireCluster, admin: Connection
) -> None:
    ask(admin, "CREATE TABLE dropped (a int)")
    with wire_cluster.settings(job_seconds=0.5):
        submitted = job(admin, "CREATE INDEX ASYNC dropped_a ON dropped (a)")
        assert ask(admin, "DROP INDEX dropped_a") == ["DROP INDEX"]
        assert wait(admin, submitted)
    assert status(admin, submitted) == ("completed", 'relation "public.dropped_a" does not exist')


def test_a_job_whose_table_is_dropped_names_the_table(wire_cluster: WireCluster, admin: Connection) -> None:
    ask(admin, "CREATE TABLE gone (a int CHECK (a > 0))")
    with wire_cluster.settings(job_seconds=0.5):
        submitted = [
            job(admin, "CREATE INDEX ASYNC gone_a ON gone (a)"),
            job(admin, "ALTER TABLE ASYNC gone VALIDATE CONSTRAINT gone_a_check"),
        ]
        assert ask(admin, "DROP TABLE gone") == ["DROP TABLE"]
        assert all(wait(admin, each) for each in submitted)
    for each in submitted:
        assert status(admin, each) == ("completed", 'relation "public.gone" does not exist')


def test_the_more_rows_the_longer_it_takes(wire_cluster: WireCluster, admin: Connection) -> None:
    ask(admin, "CREATE TABLE few (a int)", "INSERT INTO few VALUES (1)")
    ask(admin, "CREATE TABLE many (a int CHECK (a > 0))", "INSERT INTO many SELECT generate_series(1, 30)")
    with wire_cluster.settings(job_seconds=0, job_seconds_per_1000_rows=20):
        submitted = [
            job(admin, "CREATE INDEX ASYNC many_a ON many (a)"),
            job(admin, "ALTER TABLE ASYNC many VALIDATE CONSTRAINT many_a_check"),
            job(admin, "CREATE INDEX ASYNC few_a ON few (a)"),
        ]
        assert all(wait(admin, each) for each in submitted)
    took = "SELECT extract(epoch FROM update_time - start_time) FROM pg_dsql._job WHERE job_id = %s"
    with wire_cluster.past_the_rules() as onlooker:
        index, check, of_few = (onlooker.execute(took, [each]).fetchall()[0][0] for each in submitted)
    assert of_few < 0.6 <= min(index, check)


def test_other_settings_are_heeded_while_a_job_runs(wire_cluster: WireCluster, admin: Connection) -> None:
    ask(admin, "CREATE TABLE hurried (a int)")
    with wire_cluster.settings(job_seconds=600):
        submitted = job(admin, "CREATE INDEX ASYNC hurried_a ON hurried (a)")
    assert wait(admin, submitted)


def test_a_job_that_has_ended_is_listed_for_a_while(wire_cluster: WireCluster, admin: Connection) -> None:
    ask(admin, "CREATE TABLE forgotten (a int)")
    first = job(admin, "CREATE INDEX ASYNC ON forgotten (a)")
    assert wait(admin, first)
    with wire_cluster.settings(job_kept_seconds=0):
        assert status(admin, first)[0] == "completed"
        wait(admin, job(admin, "CREATE INDEX ASYNC ON forgotten (a)"))
        eventually(lambda: rows(admin, f"SELECT FROM sys.jobs WHERE job_id = '{first}'") == [])
    assert wait(admin, first)


def test_other_roles_see_the_jobs(wire_cluster: WireCluster, admin: Connection) -> None:
    ask(admin, "CREATE ROLE onlooker LOGIN", "CREATE TABLE public_work (a int)")
    submitted = job(admin, "CREATE INDEX ASYNC ON public_work (a)")
    with wire_cluster.connect(user="onlooker") as other:
        assert wait(other, submitted)
        assert status(other, submitted) == ("completed", None)


def analyzed(connection: Connection, table: str) -> list[tuple[Any, ...]]:
    """The jobs that have made statistics of a table."""
    return rows(
        connection,
        "SELECT status, object_name FROM sys.jobs"
        f" WHERE job_type = 'ANALYZE' AND object_id::bigint = '{table}'::regclass::bigint",
    )


def test_analyze_is_listed_once_it_is_done(wire_cluster: WireCluster, admin: Connection) -> None:
    ask(admin, "CREATE TABLE counted (a int)", "INSERT INTO counted SELECT generate_series(1, 7)")
    assert ask(admin, "ANALYZE counted") == ["ANALYZE"]
    assert rows(admin, "SELECT reltuples FROM pg_class WHERE oid = 'counted'::regclass") == [(7,)]
    assert analyzed(admin, "counted") == [("completed", "public.counted")]
    assert ask(admin, "ANALYZE") == ["ANALYZE"]
    assert len(analyzed(admin, "counted")) == 2
    assert ask(admin, "ANALYZE no_such_table") == ['42P01 relation "no_such_table" does not exist']


def test_after_a_load_statistics_are_made_by_themselves(wire_cluster: WireCluster, admin: Connection) -> None:
    ask(admin, "CREATE TABLE loaded (a int)", "CREATE TABLE left_alone (a int)")
    with wire_cluster.settings(analyze_rows=20):
        ask(admin, "INSERT INTO loaded SELECT generate_series(1, 100)")
        eventually(lambda: analyzed(admin, "loaded") == [("completed", "public.loaded")])
    assert rows(admin, "SELECT reltuples FROM pg_class WHERE oid = 'loaded'::regclass") == [(100,)]
    assert analyzed(admin, "left_alone") == []


def test_statistics_of_a_table_that_is_gone(wire_cluster: WireCluster, admin: Connection) -> None:
    ask(admin, "CREATE TABLE short_lived (a int)")
    skipped = "SELECT FROM sys.jobs WHERE details = 'Skipped job for nonexistent table.'"
    with wire_cluster.settings(analyze_rows=20, job_seconds=3):
        ask(admin, "INSERT INTO short_lived SELECT generate_series(1, 100)")
        eventually(lambda: analyzed(admin, "short_lived"))
        ask(admin, "DROP TABLE short_lived")
    eventually(lambda: len(rows(admin, skipped)) == 1)


def test_a_job_waits_for_an_open_transaction_that_drops_its_index(
    wire_cluster: WireCluster, admin: Connection
) -> None:
    ask(admin, "CREATE TABLE contended (a int)")
    waits = "SELECT FROM pg_stat_get_activity(NULL) WHERE wait_event_type = 'Lock'"
    with wire_cluster.connect() as other, wire_cluster.past_the_rules() as onlooker:
        submitted = job(admin, "CREATE INDEX ASYNC contended_a ON contended (a)")
        assert ask(other, "BEGIN", "DROP INDEX contended_a") == ["BEGIN", "DROP INDEX"]
        eventually(lambda: onlooker.execute(waits).rowcount)
        eventually(lambda: not onlooker.execute(waits).rowcount)
        ask(other, "ROLLBACK")
    assert wait(admin, submitted)
    assert is_valid(admin, "contended_a")


@pytest.mark.parametrize("good", [True, False])
def test_validation_of_a_check(admin: Connection, good: bool) -> None:
    name = f"checked_{good}".lower()
    ask(admin, f"CREATE TABLE {name} (a int)", f"INSERT INTO {name} VALUES ({1 if good else -1})")
    ask(admin, f"ALTER TABLE {name} ADD CONSTRAINT {name}_c CHECK (a > 0) NOT VALID")
    assert ask(admin, f"INSERT INTO {name} VALUES (-2)")[0].startswith("23514 ")
    submitted = job(admin, f"ALTER TABLE ASYNC {name} VALIDATE CONSTRAINT {name}_c")
    assert not is_validated(admin, f"{name}_c")
    assert wait(admin, submitted) is good
    assert is_validated(admin, f"{name}_c") is good
    if not good:
        assert status(admin, submitted) == ("failed", f'check constraint "{name}_c" is violated by some row')


@pytest.mark.parametrize("good", [True, False])
def test_validation_of_a_foreign_key(admin: Connection, good: bool) -> None:
    name = f"referring_{good}".lower()
    ask(
        admin,
        f"CREATE TABLE {name} (a int PRIMARY KEY, b int)",
        f"INSERT INTO {name} VALUES (1, {1 if good else 2})",
    )
    ask(admin, f"ALTER TABLE {name} ADD CONSTRAINT {name}_f FOREIGN KEY (b) REFERENCES {name} NOT VALID")
    submitted = job(admin, f"ALTER TABLE ASYNC {name} VALIDATE CONSTRAINT {name}_f")
    assert wait(admin, submitted) is good
    assert is_validated(admin, f"{name}_f") is good
    assert status(admin, submitted)[0] == ("completed" if good else "failed")


def test_a_check_that_cannot_be_computed_fails(admin: Connection) -> None:
    ask(admin, "CREATE TABLE divided (a int)", "INSERT INTO divided VALUES (0)")
    ask(admin, "ALTER TABLE divided ADD CONSTRAINT divided_c CHECK (1 / a > 0) NOT VALID")
    submitted = job(admin, "ALTER TABLE ASYNC divided VALIDATE CONSTRAINT divided_c")
    assert not wait(admin, submitted)
    assert status(admin, submitted) == ("failed", "division by zero")


def test_validation_of_what_is_not_there(admin: Connection) -> None:
    ask(admin, "CREATE TABLE unvalidated (a int)")
    assert ask(
        admin,
        "ALTER TABLE ASYNC unvalidated VALIDATE CONSTRAINT nothing",
        "ALTER TABLE ASYNC nothing VALIDATE CONSTRAINT nothing",
    ) == [
        '42704 constraint "nothing" of relation "unvalidated" does not exist',
        '42P01 relation "nothing" does not exist',
    ]


def test_a_rolled_back_statement_leaves_no_job(admin: Connection) -> None:
    ask(admin, "CREATE TABLE undone (a int)", "BEGIN")
    submitted = job(admin, "CREATE INDEX ASYNC undone_a ON undone (a)")
    ask(admin, "ROLLBACK")
    assert rows(admin, f"SELECT * FROM sys.jobs WHERE job_id = '{submitted}'") == []


def test_waiting(admin: Connection) -> None:
    ask(admin, "CREATE TABLE waited (a int)")
    submitted = job(admin, "CREATE INDEX ASYNC ON waited (a)")
    cursor = admin.execute(f"CALL sys.wait_for_job('{submitted}')".encode())
    assert [column.name for column in cursor.description or ()] == ["succeeded"]
    assert cursor.statusmessage == "CALL"
    answers = ask(
        admin,
        f"SELECT sys.wait_for_job('{submitted}'::text)",
        f"CALL sys.wait_for_job((SELECT '{submitted}'))",
        "CALL sys.wait_for_job('no-such-job')",
        "BEGIN",
        f"CALL sys.wait_for_job('{submitted}')",
        "ROLLBACK",
    )
    assert answers == [
        "42809 sys.wait_for_job(text) is a procedure",
        "0A000 cannot use subquery in CALL argument",
        "22P02 Unable to convert text to UUID",
        "BEGIN",
        "2D000 invalid transaction termination",
        "ROLLBACK",
    ]


@pytest.mark.parametrize(
    "sql, sqlstate",
    [
        ("CREATE INDEX ASYNC public.i ON faulty (a)", "42601"),
        ("CREATE INDEX ASYNC IF NOT EXISTS ON faulty (a)", "42601"),
        ("CREATE INDEX ASYNC i ON faulty (nothing)", "42703"),
        ("CREATE INDEX ASYNC i ON nothing (a)", "42P01"),
        ("CREATE INDEX ASYNC i ON faulty ((random()))", "42P17"),
        ("CREATE INDEX ASYNC i ON faulty (a) WHERE now() > c", "42P17"),
        ("CREATE INDEX ASYNC i ON faulty (a) INCLUDE ((a + 1))", "0A000"),
        ("CREATE INDEX ASYNC faulty ON faulty (a)", "42P07"),
    ],
)
def test_faulty_indexes(admin: Connection, sql: str, sqlstate: str) -> None:
    ask(admin, "CREATE TABLE IF NOT EXISTS faulty (a int, c timestamptz)")
    with pytest.raises(psycopg.Error) as raised:
        admin.execute(sql.encode())
    assert raised.value.sqlstate == sqlstate
    assert raised.value.diag.context is None
    assert raised.value.diag.internal_query is None
