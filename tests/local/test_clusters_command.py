"""`dsql-local clusters`, `reset`, and what is printed as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from local.command_line import Cli


@pytest.fixture(scope="module")
def cli(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cli]:
    """One stand-in, of whose clusters each test takes care itself."""
    command = Cli(tmp_path_factory.mktemp("clusters") / "home")
    command("up", "--no-cluster")
    yield command
    command("down")


def listed(cli: Cli) -> list[dict[str, object]]:
    return [json.loads(line) for line in cli("clusters", "--json").splitlines()]


def test_clusters_of_several_regions_come_and_go(cli: Cli) -> None:
    first = cli("clusters", "create", "--region", "eu-west-1", "--tag", "team=orders", "--tag", "empty=")
    identifier = first.split()[0]
    assert first == f"{identifier}  ACTIVE  {identifier}.dsql.eu-west-1.on.aws  team=orders  empty=\n"
    second = json.loads(cli("clusters", "create", "--json"))
    assert (second["region"], second["status"], second["tags"]) == ("us-east-1", "ACTIVE", {})
    assert cli("clusters").splitlines()[0] == first.strip()
    assert [cluster["identifier"] for cluster in listed(cli)] == [identifier, second["identifier"]]
    assert listed(cli)[0]["tags"] == {"team": "orders", "empty": ""}
    cli("clusters", "delete", identifier, second["identifier"])
    assert cli("clusters") == ""


def test_reset_empties_clusters_and_leaves_their_endpoints(cli: Cli) -> None:
    clusters = [json.loads(cli("clusters", "create", "--json"))["identifier"] for _ in range(2)]
    tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"

    def counts() -> list[str]:
        return [cli("psql", "--cluster", cluster, "--", "-XAtc", tables).strip() for cluster in clusters]

    for cluster in clusters:
        cli("psql", "--cluster", cluster, "--", "-Xc", "CREATE TABLE t (id int)", "-c", "CREATE ROLE r")
    assert counts() == ["1", "1"]
    cli("reset", "--cluster", clusters[0])
    assert counts() == ["0", "1"]
    cli("psql", "--cluster", clusters[0], "--", "-Xc", "CREATE ROLE r")
    cli("reset")
    assert counts() == ["0", "0"]
    assert [cluster["identifier"] for cluster in listed(cli)] == clusters
    cli("reset", "--all")
    assert listed(cli) == []


@pytest.mark.parametrize(
    "arguments,code,says",
    [
        (("clusters", "create", "--tag", "team"), 1, "DSQL935: --tag must be KEY=VALUE; it was 'team'"),
        (("clusters", "delete", "nope"), 1, "DSQL912: "),
        (("clusters", "delete"), 64, "Missing argument"),
        (("reset", "--cluster", "nope"), 1, "DSQL912: "),
        (("reset", "--cluster", "nope", "--all"), 1, "DSQL936: say either --cluster or --all"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_a_line(cli: Cli, arguments: tuple[str, ...], code: int, says: str) -> None:
    error = cli(*arguments, code=code)
    assert says in error
    assert "Traceback" not in error


def test_the_status_is_there_as_json(cli: Cli) -> None:
    status = json.loads(cli("status", "--json"))
    assert status["settings"]["job_seconds"] == 0.5
    assert status["data"] is None
    assert status["clusters"] == []
    assert all(0 < port < 65536 for port in status["ports"].values())


def test_the_environment_is_there_as_json(cli: Cli) -> None:
    without = json.loads(cli("env", "--json"))
    assert (without["PGHOST"], without["PGPASSWORD"], without["AWS_PROFILE"]) == (None, None, None)
    endpoint = json.loads(cli("clusters", "create", "--json"))["endpoint"]
    found = json.loads(cli("env", "--json"))
    assert found["PGHOST"] == endpoint
    assert found["PGPORT"] == without["PGPORT"]
    cli("reset", "--all")
