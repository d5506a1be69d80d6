"""One database made into another."""

import json

from dsql_local import LocalCluster
from live import made
from provider.cli.commands import Command
from pulumi_dsql_provider.catalog import Session


def test_a_database_is_made_like_another(
    command: Command, session: Session, url: str, cluster: LocalCluster
) -> None:
    made(
        session,
        "CREATE SCHEMA shop",
        "CREATE TABLE shop.t (id uuid PRIMARY KEY, n numeric(10,2) DEFAULT 0 CHECK (n >= 0))",
        "CREATE INDEX ASYNC t_n ON shop.t (n) WHERE n > 0",
        "CREATE TABLE v (id uuid PRIMARY KEY)",
    )
    other = f"dsql://admin@{cluster.endpoint}/"

    differences = command("diff", "--exit-code", "--format", "json", "--from", other, "--to", url)
    assert differences.code == 2
    assert len(json.loads(differences.out)["steps"]) == 5

    # A search_path on either side is about both.
    assert command("apply", other, "--to", f"{url}?search_path=shop", "--auto-approve").code == 0
    left = command("diff", "--from", other, "--to", url)
    assert left.out.startswith("CREATE TABLE public.v (")
    assert command("apply", other, "--to", url, "--auto-approve").code == 0

    same = command("diff", "--exit-code", "--from", other, "--to", url)
    assert (same.code, same.out, same.err) == (0, "", "no differences\n")
    assert command("inspect", other) == command("inspect", url)


def test_what_is_not_finished_is_told(command: Command, session: Session, url: str) -> None:
    made(
        session,
        "CREATE TABLE t (id uuid PRIMARY KEY, n integer)",
        "INSERT INTO t VALUES (gen_random_uuid(), 1), (gen_random_uuid(), 1)",
        "ALTER TABLE t ADD CONSTRAINT t_n_check CHECK (n > 1) NOT VALID",
    )
    ((job,),) = session.query("CREATE UNIQUE INDEX ASYNC t_n ON t (n)")
    assert session.query(f"CALL sys.wait_for_job('{job}')") == [(False,)]

    told = command("inspect", url)

    assert told.code == 0
    assert told.err.splitlines() == [
        "note: the constraint t_n_check of public.t is not validated",
        "note: the index public.t_n is not valid: it is being built, or that has failed",
    ]
    assert "CREATE UNIQUE INDEX ASYNC t_n ON public.t (n);\n" in told.out
