"""What a database does not show is not taken for missing."""

import pytest

from live import Fault, Flaky
from pulumi_dsql_provider import catalog
from pulumi_dsql_provider.catalog import DatabaseError, Session
from pulumi_dsql_provider.cli import source
from pulumi_dsql_provider.cli.planning import compared
from pulumi_dsql_provider.cli.selection import Selection
from pulumi_dsql_provider.dialect.parse import Source, parse
from pulumi_dsql_provider.dialect.refusal import Refused

HIDDEN = DatabaseError("permission denied", "42501")
DECLARED = {
    "CREATE ROLE app;": ("roles", "memberships of roles", "mappings of roles to IAM"),
    "CREATE TABLE t (a int); GRANT SELECT ON t TO PUBLIC;": ("privileges",),
    "CREATE TABLE t (a int); ALTER TABLE t OWNER TO app;": ("owners",),
}


@pytest.mark.parametrize("sql", DECLARED)
def test_what_is_declared_and_not_shown_is_refused(sql: str, session: Session) -> None:
    live = source.Side(catalog.read(Flaky(session, Fault("aclexplode", HIDDEN))), session=session)
    wanted = source.Side(parse([Source("wanted.sql", sql)]).database)

    with pytest.raises(Refused) as refused:
        compared(live, wanted, Selection.of(("", ""), [], [], []))

    assert [(each.code, each.message) for each in refused.value.refusals] == [
        ("DSQL511", f"the database does not show its {what}, which the definitions declare")
        for what in DECLARED[sql]
    ]


def test_what_is_not_declared_need_not_be_shown(session: Session) -> None:
    live = source.Side(catalog.read(Flaky(session, Fault("aclexplode", HIDDEN))), session=session)
    wanted = source.Side(parse([Source("wanted.sql", "CREATE TABLE t (a int);")]).database)

    made = compared(live, wanted, Selection.of(("", ""), [], [], [])).plan([])

    assert len(made.steps) == 1
