"""Only a catalog says which of two indexes that are alike a foreign key relies on."""

from live import made
from pulumi_dsql_provider.catalog import Session, read
from pulumi_dsql_provider.diff import compare
from pulumi_dsql_provider.model import ObjectName
from pulumi_dsql_provider.plan import make


def test_a_foreign_key_keeps_to_its_index_when_a_constraint_comes(session: Session) -> None:
    made(
        session,
        "CREATE TABLE p (id int)",
        "CREATE UNIQUE INDEX ASYNC p_id ON p (id)",
        "CREATE TABLE t (a int REFERENCES p (id))",
        "CREATE UNIQUE INDEX ASYNC p_key ON p (id)",
        "ALTER TABLE p ADD CONSTRAINT p_key UNIQUE USING INDEX p_key",
    )
    there = read(session)
    wanted = there.model_copy(update={"indexes": ()})

    (refusal,) = make(compare(there, wanted), there).refusals

    assert (refusal.code, refusal.subject) == ("DSQL119", ObjectName("public", "p_id"))
