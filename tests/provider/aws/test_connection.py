"""Connections are verified and made again when they are lost; errors say what to do, without a secret."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from dsql_local import LocalCluster
from pulumi_dsql_provider.aws import connection as module
from pulumi_dsql_provider.aws import errors
from pulumi_dsql_provider.aws.connection import Connection, connect
from pulumi_dsql_provider.aws.endpoint import Endpoint
from pulumi_dsql_provider.aws.token import token
from pulumi_dsql_provider.catalog import DatabaseError
from pulumi_dsql_provider.dialect.refusal import Refused


@pytest.fixture
def endpoint(shared_cluster: LocalCluster, monkeypatch: pytest.MonkeyPatch) -> Endpoint:
    for name, value in shared_cluster.environ.items():
        monkeypatch.setenv(name, value)
    return Endpoint.parse(shared_cluster.endpoint)


@pytest.fixture
def admin(endpoint: Endpoint) -> Iterator[Connection]:
    with connect(endpoint) as made:
        yield made


def _backend(connection: Connection) -> int:
    return int(connection.query("SELECT pg_backend_pid()")[0][0])


def _cut(connection: Connection) -> None:
    """End the connection without the client's knowing."""
    assert connection._live is not None
    with socket.socket(fileno=os.dup(connection._live.fileno())) as line:
        line.shutdown(socket.SHUT_RDWR)


def test_a_session(admin: Connection) -> None:
    assert admin.query("SELECT current_user, current_setting('application_name')") == [
        ("admin", "pulumi-dsql/0.1.0")
    ]
    assert admin.query("SELECT %s::int + 1, '100%%'", (41,)) == [(42, "100%")]
    assert admin.query("SELECT '100%'") == [("100%",)]
    assert admin.execute("CREATE TABLE connection_t (a int)") == 0
    assert admin.execute("INSERT INTO connection_t VALUES (1), (2)") == 2
    assert admin.query("UPDATE connection_t SET a = 3") == []
    admin.execute("DROP TABLE connection_t")


def test_nothing_is_sent_before_the_first_call(endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPORT", "1")
    with connect(endpoint):
        pass


def test_a_password_stands_in_for_a_token(endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    with connect(endpoint, password=os.environ["PGPASSWORD"]) as made:
        assert made.query("SELECT 1") == [(1,)]


def test_what_the_service_does_not_know_is_not_set(
    endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGOPTIONS", "-c statement_timeout=5")
    with connect(endpoint) as made:
        assert made.query("SHOW statement_timeout") == [("0",)]


def test_tls_is_verified_whatever_the_environment_says(
    endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGSSLMODE", "disable")
    monkeypatch.delenv("PGSSLROOTCERT")
    with (
        connect(endpoint) as made,
        pytest.raises(Refused, match=r"DSQL304: .*certificate verify failed.*PGSSLROOTCERT"),
    ):
        made.query("SELECT 1")


def test_a_lost_connection_is_made_again(admin: Connection) -> None:
    before = _backend(admin)
    _cut(admin)
    with pytest.raises(DatabaseError) as raised:
        admin.query("SELECT 1")
    assert raised.value.connection_lost
    assert raised.value.sqlstate is None
    assert _backend(admin) != before


def test_an_old_connection_is_made_again(admin: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    before = _backend(admin)
    assert _backend(admin) == before
    monkeypatch.setattr(module, "_LIFETIME_SECONDS", -1)
    assert _backend(admin) != before


def test_an_error_of_a_statement(admin: Connection) -> None:
    before = _backend(admin)
    with pytest.raises(DatabaseError) as raised:
        admin.execute("SELECT * FROM nowhere")
    assert (raised.value.sqlstate, raised.value.message) == ("42P01", 'relation "nowhere" does not exist')
    assert not raised.value.connection_lost
    assert _backend(admin) == before


def test_an_error_of_the_driver_is_no_lost_connection(admin: Connection) -> None:
    with pytest.raises(DatabaseError) as raised:
        admin.query("SELECT %s", (1, 2))
    assert (raised.value.sqlstate, raised.value.connection_lost) == ("HY000", False)


def _wrong_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wrong")


def _no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    for name in ("AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"):
        monkeypatch.setenv(name, "/nowhere")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


def _nobody_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        monkeypatch.setenv("PGPORT", str(free.getsockname()[1]))


def _other_authority(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGSSLROOTCERT", str(module._ROOT_CERTIFICATES))


REFUSED = {
    "DSQL302: no AWS credentials were found; run `aws configure`": _no_key,
    "DSQL303: connection failed: ": _wrong_key,
    "DSQL304: connection failed: ": _other_authority,
    "connection failed: ": _nobody_listens,
}


@pytest.mark.parametrize("said", REFUSED)
def test_why_no_connection_can_be_had(endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    tokens: list[str] = []

    def spied(endpoint: Endpoint, user: str, *, profile: str | None) -> str:
        tokens.append(token(endpoint, user, profile=profile))
        return tokens[-1]

    monkeypatch.setattr(module, "token", spied)
    REFUSED[said](monkeypatch)
    with connect(endpoint) as made, pytest.raises((Refused, DatabaseError)) as raised:
        made.query("SELECT 1")
    line = str(raised.value)
    assert line.startswith(said)
    assert "\n" not in line
    assert raised.value.__suppress_context__ or raised.value.__context__ is None
    assert not any(made in line for made in tokens)
    assert "X-Amz" not in line
    if isinstance(raised.value, DatabaseError):
        assert raised.value.connection_lost


MESSAGES = {
    "FATAL:  unable to accept connection, access denied": "DSQL303",
    "FATAL:  Wrong user to action mapping. user: admin, action: DbConnect": "DSQL303",
    'FATAL:  password authentication failed for user "app"': "DSQL303",
    "SSL error: certificate verify failed": "DSQL304",
    'root certificate file "/x" does not exist': "DSQL304",
    'server certificate for "a" does not match host name "b"': "DSQL304",
    "Unable to accept connection, too many open connections.": "53300",
    "Unable to accept connection, rate exceeded.": "53400",
    "the database system is starting up": "57P03",
    "could not translate host name": "08001",
    "Connection refused": "08001",
}


@pytest.mark.parametrize("message", MESSAGES)
def test_what_a_failure_to_connect_means(message: str) -> None:
    error = errors.of_connecting(psycopg.OperationalError(message + "\n\tmore"), "admin", "s3cret")
    if isinstance(error, Refused):
        assert error.refusals[0].code == MESSAGES[message]
    else:
        assert error.sqlstate == MESSAGES[message]


def test_a_password_in_a_message_is_hidden() -> None:
    error = errors.of_connecting(psycopg.OperationalError("bad s3cret here"), "admin", "s3cret")
    assert "s3cret" not in str(error)


def test_amazons_certificates_are_there() -> None:
    assert "Amazon Root CA 1" in Path(module._ROOT_CERTIFICATES).read_text(encoding="utf-8")
