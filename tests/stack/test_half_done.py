"""Work that stops half way is kept in the state, told in one line, and resumed by the next run."""

from __future__ import annotations

from pathlib import Path

import pytest

from dsql_local import LocalCluster
from pulumi_engine import Engine
from stack.on_cluster import Written, started

TABLE = """
    users = dsql.Table("users", cluster=cluster, primary_key=["id"],
        columns=[dsql.Column("id", "bigint"), dsql.Column("email", "text")]{more})
"""
UNIQUE = 'dsql.Index("users_email", table=users, columns=["email"], unique=True)\n'


@pytest.fixture
def written(engine: Engine, cluster: LocalCluster, tmp_path: Path) -> Written:
    """A stack with a table in which an e-mail stands twice."""
    made = started(engine, cluster, tmp_path / "program")
    made.up(TABLE.format(more=""))
    made.query("INSERT INTO users VALUES (1, 'a@example.com'), (2, 'a@example.com'), (3, 'b@example.com')")
    return made


def test_a_unique_index_over_duplicates(written: Written) -> None:
    with_index = TABLE.format(more="") + "    " + UNIQUE
    failed = written.up(with_index, check=False)
    said = failed.stdout + failed.stderr
    assert failed.returncode != 0
    assert "DSQL204" in said
    assert "a@example.com" in said
    assert "Traceback" not in said
    # It is in the state, so the next run goes on instead of stumbling over what is there.
    assert any(each["urn"].endswith("Index::users_email") for each in written.stack.resources())

    again = written.stack.up(check=False)
    assert again.returncode != 0
    assert "DSQL204" in again.stdout + again.stderr

    written.query("DELETE FROM users WHERE id = 2")
    written.stack.up()
    valid = "SELECT indisvalid FROM pg_index WHERE indexrelid = 'users_email'::regclass"
    assert written.query(valid) == [(True,)]
    written.stack.up("--expect-no-changes")
    written.stack.refresh("--expect-no-changes")


def test_the_program_may_change_in_between(written: Written) -> None:
    failed = written.up(TABLE.format(more="") + "    " + UNIQUE, check=False)
    assert failed.returncode != 0
    plain = UNIQUE.replace(", unique=True", "")
    written.up(TABLE.format(more="") + "    " + plain)
    unique = "SELECT indisunique, indisvalid FROM pg_index WHERE indexrelid = 'users_email'::regclass"
    assert written.query(unique) == [(False, True)]
    written.stack.up("--expect-no-changes")


def test_a_check_that_rows_violate(written: Written) -> None:
    checked = TABLE.format(more=", checks={'users_email_check': \"email LIKE 'a%'\"}")
    failed = written.up(checked, check=False)
    assert failed.returncode != 0
    assert "DSQL205" in failed.stdout + failed.stderr
    written.query("DELETE FROM users WHERE id = 3")
    written.stack.up()
    assert written.query("SELECT convalidated FROM pg_constraint WHERE conname = 'users_email_check'") == [
        (True,)
    ]
    written.stack.up("--expect-no-changes")
