"""One private PostgreSQL 16: made from a template, reached through a Unix socket only, gone without a trace.

with Postgres.start() as server:
    psycopg.connect(host=str(server.socket_dir), user=SUPERUSER, dbname="postgres")
"""

import contextlib
import os
import pwd
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from dsql_local import binaries, keeper, places
from dsql_local.errors import LocalError

SUPERUSER = "dsql_superuser"
PORT = 5432  # only a part of the socket's name: `.s.PGSQL.5432`
_INITDB = (
    "--no-locale",
    "-E",
    "UTF8",
    "-U",
    SUPERUSER,
    "-A",
    "trust",
    "--no-sync",
    "--wal-segsize=1",
    "--no-instructions",
)
# Nothing here has to survive a crash, so everything that makes it durable is off. autovacuum would take locks
# that the real service does not take, and plans would depend on its timing.
_OPTIONS = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "500",
    "max_wal_senders": "0",
    "wal_level": "minimal",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "autovacuum": "off",
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
    "shared_buffers": "32MB",
    "dynamic_shared_memory_type": "mmap",
    "max_wal_size": "64MB",
    "min_wal_size": "4MB",
    "TimeZone": "UTC",
    "log_min_error_statement": "panic",  # statements may hold a user's data
    "log_min_messages": "fatal",
}


class Postgres:
    """A running server. Ends with `stop()`, and with the process that started it, however that one ends."""

    def __init__(self, keeper_process: "subprocess.Popen[str]", directory: Path) -> None:
        self._keeper = keeper_process
        self.directory = directory

    @classmethod
    def start(
        cls, parent: Path | None = None, options: Mapping[str, str] | None = None, name: str | None = None
    ) -> Self:
        """Start a fresh server and wait until it takes connections.

        Its directory is a new one: `parent/name` (random letters unless given), or without a `parent` a run
        directory of its own, in memory where possible. `options` are server settings beside the stand-in's
        own. LocalError (DSQL902, DSQL903) with the server's last words when it does not come up.
        """
        identity = identity_for_server()
        if parent is None:
            directory = places.new_run_directory()
        else:
            directory = parent / (name or secrets.token_hex(4))
            directory.mkdir(mode=0o700)
        try:
            shutil.copytree(_template(identity), directory / "data")
            (directory / "s").mkdir(mode=0o700)
            if identity.startswith("nobody:"):
                _hand_over(directory, identity)
                if parent is not None:
                    parent.chmod(0o711)
            return cls(_spawn(identity, directory, {**_OPTIONS, **(options or {})}), directory)
        except BaseException:
            shutil.rmtree(directory, ignore_errors=True)
            raise

    @property
    def socket_dir(self) -> Path:
        """The directory of the socket: `host` of a libpq client."""
        return self.directory / "s"

    @property
    def alive(self) -> bool:
        """Whether the server still runs."""
        return self._keeper.poll() is None

    def fileno(self) -> int:
        """A file descriptor that becomes readable when the server has ended by itself."""
        return _pipe(self._keeper.stdout).fileno()

    def stop(self) -> None:
        """End the server and remove its directory. Does nothing when it has ended already."""
        _pipe(self._keeper.stdin).close()
        try:
            self._keeper.wait(20)
        except subprocess.TimeoutExpired:
            self._keeper.kill()
            self._keeper.wait()
        _pipe(self._keeper.stdout).close()
        shutil.rmtree(self.directory, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


@cache
def identity_for_server() -> str:
    """Who the server runs as (see keeper.py): ourselves, unless we are root, which PostgreSQL refuses.

    Root takes a user namespace where the system has them, else the user nobody; DSQL_LOCAL_IDENTITY=nobody
    makes it the latter.
    """
    if os.geteuid() != 0:
        return "as-is"
    wanted = os.environ.get("DSQL_LOCAL_IDENTITY", "namespace")
    if wanted == "namespace":
        probe = subprocess.run(_keeper_command("exec", "namespace", "/bin/sh", "-c", "exit 0"), check=False)
        if probe.returncode == 0:
            return "namespace"
    nobody = pwd.getpwnam("nobody")
    return f"nobody:{nobody.pw_uid}:{nobody.pw_gid}"


def _keeper_command(verb: str, identity: str, *command: str) -> list[str]:
    """The command line that runs `command` through the keeper."""
    return [sys.executable, "-I", "-S", str(Path(keeper.__file__)), verb, identity, *command]


def _program(name: str, identity: str) -> str:
    """The path of a PostgreSQL program that `identity` can run."""
    root = binaries.shared_installation() if identity.startswith("nobody:") else binaries.installation()
    return str(root / "bin" / name)


def _spawn(identity: str, directory: Path, options: Mapping[str, str]) -> subprocess.Popen[str]:
    """Start keeper and server; returns once the server takes connections."""
    command = [_program("postgres", identity), "-D", str(directory / "data"), "-k", str(directory / "s")]
    for key, value in options.items():
        command += ["-c", f"{key}={value}"]
    process = subprocess.Popen(
        _keeper_command("keep", identity, str(directory), *command),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd="/",
        env=_environment(),
        start_new_session=True,  # Ctrl-C is for us; we then stop the server in order
    )
    answer = _pipe(process.stdout).readline().strip()
    if not answer.startswith("ready"):
        with process:
            process.wait()
        raise LocalError(
            "DSQL902", f"PostgreSQL did not start: {answer.removeprefix('died ') or 'no reason given'}"
        )
    return process


def _pipe(stream: IO[str] | None) -> IO[str]:
    """A stream of a process that was started with pipes, so it is there."""
    if stream is None:
        raise TypeError("the process was started without a pipe")
    return stream


def _environment() -> dict[str, str]:
    """Next to nothing: our variables are not PostgreSQL's business, and some (PGDATA, TZ) would change it."""
    kept = {name: os.environ[name] for name in ("LD_LIBRARY_PATH", "TMPDIR") if name in os.environ}
    return {"PATH": os.defpath, "LC_ALL": "C", **kept}


def _template(identity: str) -> Path:
    """A data directory fresh from initdb, made once per version of the binaries and kept in the cache."""
    template = places.cache_directory() / f"template-{binaries.fingerprint()}"
    if template.is_dir():
        return template
    with tempfile.TemporaryDirectory(prefix=".template-", dir=template.parent) as unfinished:
        scratch = places.new_run_directory()  # the cache may be out of reach for `nobody`
        try:
            if identity.startswith("nobody:"):
                _hand_over(scratch, identity)
            command = _keeper_command(
                "exec", identity, _program("initdb", identity), "-D", str(scratch / "data"), *_INITDB
            )
            done = subprocess.run(
                command, check=False, capture_output=True, text=True, cwd="/", env=_environment()
            )
            if done.returncode != 0:
                reason = done.stderr.strip().splitlines()[-1:] or ["no reason given"]
                raise LocalError("DSQL903", f"initdb failed: {reason[0]}")
            shutil.copytree(scratch / "data", Path(unfinished) / "data")
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
        with contextlib.suppress(OSError):  # another process was faster
            (Path(unfinished) / "data").rename(template)
    return template


def _hand_over(directory: Path, identity: str) -> None:
    """Give a directory and all in it to the user that the server runs as."""
    uid, gid = (int(part) for part in identity.split(":")[1:])
    os.chown(directory, uid, gid)
    for folder, folders, files in os.walk(directory):
        for name in (*folders, *files):
            os.chown(Path(folder, name), uid, gid, follow_symlinks=False)
