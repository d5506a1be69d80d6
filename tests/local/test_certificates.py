"""The certificate authority: verifies in full, per endpoint, and keeps its key to itself."""

from __future__ import annotations

import contextlib
import socket
import ssl
import stat
import threading
from pathlib import Path

import pytest

from dsql_local.certificates import Authority

KNOWN = "abcdefghijklmnopqrstuvwxyz.dsql.eu-west-1.on.aws"
ALSO_KNOWN = "bbcdefghijklmnopqrstuvwxyz.dsql.us-east-1.on.aws"


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority.open(tmp_path)


def handshake(authority: Authority, name: str, root: Path) -> None:
    """A client that verifies `name` in full against `root`; raises what it raises."""
    ours, theirs = socket.socketpair()
    listening = authority.listening_context(lambda asked: asked in (KNOWN, ALSO_KNOWN))

    def serve() -> None:
        with contextlib.suppress(OSError):
            listening.wrap_socket(theirs, server_side=True).close()
        theirs.close()

    server = threading.Thread(target=serve)
    server.start()
    try:
        client = ssl.create_default_context(cafile=str(root))
        client.wrap_socket(ours, server_hostname=name).close()
    finally:
        ours.close()
        server.join()


@pytest.mark.parametrize("name", [KNOWN, ALSO_KNOWN])
def test_a_known_endpoint_verifies_in_full(authority: Authority, name: str) -> None:
    handshake(authority, name, authority.file)


@pytest.mark.parametrize("name", ["other.dsql.eu-west-1.on.aws", "localhost"])
def test_an_unknown_endpoint_does_not(authority: Authority, name: str) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        handshake(authority, name, authority.file)


def test_nobody_else_s_authority_will_do(authority: Authority, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    with pytest.raises(ssl.SSLCertVerificationError):
        handshake(authority, KNOWN, Authority.open(tmp_path / "other").file)


def test_it_stays_the_same_and_its_files_are_private(authority: Authority, tmp_path: Path) -> None:
    authority.server_context(KNOWN)
    assert Authority.open(tmp_path).certificate == authority.certificate
    assert {file.name for file in tmp_path.iterdir()} == {"ca.pem", "ca.key"}
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in tmp_path.iterdir())


def test_a_broken_one_is_made_anew(authority: Authority, tmp_path: Path) -> None:
    (tmp_path / "ca.key").write_text("not a key")
    renewed = Authority.open(tmp_path)
    assert renewed.certificate != authority.certificate
    handshake(renewed, KNOWN, renewed.file)
