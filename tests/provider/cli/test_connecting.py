"""What is said when a database cannot be asked: one line, no credential."""

import socket
from collections.abc import Mapping
from urllib.parse import quote

import pytest

from dsql_local import LocalCluster
from provider.cli.commands import Command, Result

NOWHERE = "4gabuhqcsplh2ktxpwyxyz3abc.dsql.eu-west-1.on.aws"


@pytest.fixture
def place(shared_cluster: LocalCluster, monkeypatch: pytest.MonkeyPatch) -> str:
    """The URL of a database; everything is set for asking it."""
    _set(monkeypatch, shared_cluster.environ)
    return f"dsql://admin@{shared_cluster.endpoint}/"


@pytest.fixture
def free_port() -> str:
    """A port on which nobody listens."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return str(found.getsockname()[1])


def test_a_host_that_nobody_knows(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.delenv("PGHOSTADDR", raising=False)
    monkeypatch.setattr(socket, "getaddrinfo", unknown)  # no test asks a name server
    _set(monkeypatch, {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "geheim"})

    _assert_one_line(
        command("inspect", f"dsql://admin@{NOWHERE}/"), "DSQL503", "check the endpoint", retries=4
    )


def test_nobody_listens(command: Command, monkeypatch: pytest.MonkeyPatch, free_port: str) -> None:
    _set(monkeypatch, {"PGHOSTADDR": "127.0.0.1", "PGPORT": free_port})

    result = command("inspect", f"dsql://admin:geheim@{NOWHERE}/")

    _assert_one_line(result, "DSQL503", "check the endpoint", retries=4)


@pytest.mark.parametrize(
    "arguments", [("inspect",), ("apply", "--to", "empty"), ("diff", "--from", "empty", "--to")]
)
def test_a_wrong_key(
    arguments: tuple[str, ...], command: Command, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "geheim")

    _assert_one_line(command(*arguments, place), "DSQL303", "'admin'")


def test_a_wrong_password(command: Command, place: str) -> None:
    result = command("inspect", place.replace("admin", "admin:geheim"))

    _assert_one_line(result, "DSQL303", "'admin'")


def test_a_role_that_is_not_there(command: Command, place: str) -> None:
    _assert_one_line(command("inspect", place.replace("admin", "reader")), "DSQL303", "'reader'")


def test_no_credentials(command: Command, place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    _set(
        monkeypatch,
        {
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": "/nowhere",
            "AWS_SHARED_CREDENTIALS_FILE": "/nowhere",
        },
    )

    _assert_one_line(command("inspect", place), "DSQL302", "aws configure")


def test_a_profile_that_is_not_there(command: Command, place: str) -> None:
    _assert_one_line(command("inspect", f"{place}?profile=nobody"), "DSQL302", "'nobody'")


def test_a_certificate_of_somebody_else(
    command: Command, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PGSSLROOTCERT")

    _assert_one_line(command("inspect", place), "DSQL304", "PGSSLROOTCERT")


def test_a_password_may_be_a_token(
    command: Command, place: str, shared_cluster: LocalCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = shared_cluster.environ["PGPASSWORD"]
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")

    result = command("inspect", place.replace("admin", f"admin:{quote(token, safe='')}"))

    assert (result.code, result.out, result.err) == (0, "", "")


def _set(monkeypatch: pytest.MonkeyPatch, values: Mapping[str, str]) -> None:
    for name, value in values.items():
        monkeypatch.setenv(name, value)


def _assert_one_line(result: Result, code: str, about: str, retries: int = 0) -> None:
    *tries, line = result.err.splitlines()
    assert (result.code, result.out) == (1, "")
    assert line.startswith(f"{code}: ")
    assert about in line
    assert len(tries) == retries
    assert all(text.startswith("retrying: ") for text in tries)
    assert "geheim" not in result.err
