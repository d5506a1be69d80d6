"""What a running stand-in leaves in its home for others: where it listens, and the secrets to talk to it.

keys.json     the AWS access key that the stand-in accepts; made once per home (*)
ca.pem        the certificate authority that clients trust (its key: ca.key) (*)
server.json   only while it runs: ports, process, run directory
lock          held (flock) by the process that runs
log.jsonl     every statement and every call of the control plane since the start
server.log    what the process itself had to say, should it fail

(*) with the clusters where those are kept: see kept_data.py
"""

import fcntl
import json
import os
import secrets
import string
from dataclasses import asdict, dataclass, field
from pathlib import Path

from dsql_local.control.cluster import ACCOUNT
from dsql_local.places import write_private
from dsql_local.sigv4 import Key

_KEYS, _SERVER, _LOCK = "keys.json", "server.json", "lock"
_USER = f"arn:aws:iam::{ACCOUNT}:user/dsql-local"


@dataclass(frozen=True)
class State:
    """Where a running stand-in is to be found. All ports are on 127.0.0.1."""

    pid: int
    region: str
    wire_port: int
    control_port: int
    admin_port: int
    run_directory: str
    admin_secret: str = field(repr=False)
    data: str | None = None
    """The directory in which the clusters are kept."""

    def keys_directory(self, home: Path) -> Path:
        """Where the access key and the certificate authority are."""
        return Path(self.data) if self.data else home

    def write(self, home: Path) -> None:
        """Make it known."""
        write_private(home / _SERVER, json.dumps(asdict(self)).encode())

    @classmethod
    def read(cls, home: Path) -> "State | None":
        """The state of the running stand-in of this home, or of the last one if it died."""
        try:
            return cls(**json.loads((home / _SERVER).read_bytes()))
        except (OSError, ValueError, TypeError):
            return None

    @staticmethod
    def forget(home: Path) -> None:
        """The opposite of `write`."""
        (home / _SERVER).unlink(missing_ok=True)


def key_of(directory: Path) -> Key:
    """The access key of a home or of kept data; made at the first call."""
    file = directory / _KEYS
    try:
        return Key(**json.loads(file.read_bytes()), arn=_USER)
    except (OSError, ValueError, TypeError):
        pass
    letters = string.ascii_uppercase + "234567"
    access_key_id = "AKIA" + "".join(secrets.choice(letters) for _ in range(16))
    key = Key(access_key_id, secrets.token_urlsafe(30), arn=_USER)
    write_private(file, json.dumps({"access_key_id": key.access_key_id, "secret": key.secret}).encode())
    return key


def log_file(home: Path) -> Path:
    """The log of statements and calls."""
    return home / "log.jsonl"


class Lock:
    """A file that one process has at a time. The system takes it back when that ends, however it ends."""

    def __init__(self, file: Path) -> None:
        self._descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)

    def take(self) -> bool:
        """Whether it is ours now; False when another process has it."""
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def release(self) -> None:
        """Let others have it."""
        os.close(self._descriptor)


def lock_of(home: Path) -> Lock:
    """The right to run in a home."""
    return Lock(home / _LOCK)


def is_running(home: Path) -> bool:
    """Whether a stand-in runs in this home."""
    if not (home / _LOCK).exists():
        return False
    lock = lock_of(home)
    try:
        return not lock.take()
    finally:
        lock.release()
