"""One private PostgreSQL 16: made from a template, reached through a Unix socket only, gone without a trace.

with Postgres.start() as server:
    psycopg.connect(host=str(server.socket_dir), user=SUPERUSER, dbname="postgres")
"""

import secrets
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from dsql_local import identity, places, templates, temporary
from dsql_local.errors import LocalError
from dsql_local.templates import SUPERUSER

__all__ = ["PORT", "SUPERUSER", "Postgres"]

PORT = 5432  # only a part of the socket's name: `.s.PGSQL.5432`
# What is not kept need not survive a crash, so everything that makes it durable is off. autovacuum would take
# locks that the real service does not take, and plans would depend on its timing.
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
_KEPT = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}


class Postgres:
    """A running server. Ends with `stop()`, and with the process that started it, however that one ends."""

    def __init__(self, keeper_process: "subprocess.Popen[str]", directory: Path) -> None:
        self._keeper = keeper_process
        self.directory = directory

    @classmethod
    def start(
        cls,
        parent: Path | None = None,
        options: Mapping[str, str] | None = None,
        name: str | None = None,
        *,
        template: Path | None = None,
        kept: Path | None = None,
    ) -> Self:
        """Start a server and wait until it takes connections.

        Its directory is a new one: `parent/name` (random letters unless given), or without a `parent` a run
        directory of its own, in memory where possible. `options` are server settings beside the stand-in's
        own. Its data begins as a copy of `template`, by default of what initdb makes. It ends with the
        server, unless a directory `kept` is given: then it is `kept/data`, is durable, stays, and is used
        again when it is there. LocalError (DSQL902, DSQL903) with the server's last words when it does not
        come up.
        """
        who = identity.identity_for_server()
        if parent is None:
            directory = places.new_run_directory()
        else:
            directory = parent / (name or secrets.token_hex(4))
            directory.mkdir(mode=0o700)
        try:
            if kept is None:
                shutil.copytree(template or templates.plain(), directory / "data")
            else:
                _fill(kept, template or templates.plain())
                identity.hand_over(kept, who)
                (directory / "data").symlink_to(kept / "data")
            (directory / "s").mkdir(mode=0o700)
            identity.hand_over(directory, who)
            if who.startswith("nobody:") and parent is not None:
                parent.chmod(0o711)
            chosen = {**_OPTIONS, **(_KEPT if kept else {}), **(options or {})}
            return cls(_spawn(who, directory, chosen), directory)
        except BaseException:
            temporary.remove(directory)
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
        temporary.remove(self.directory)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def _fill(kept: Path, template: Path) -> None:
    """Make `kept/data` where it is missing: all of it or nothing."""
    if not (kept / "data").is_dir():
        unfinished = kept / "unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)  # of a copy that was killed
        shutil.copytree(template, unfinished)
        unfinished.rename(kept / "data")


def _spawn(who: str, directory: Path, options: Mapping[str, str]) -> subprocess.Popen[str]:
    """Start keeper and server; returns once the server takes connections."""
    command = [identity.program("postgres", who), "-D", str(directory / "data"), "-k", str(directory / "s")]
    for key, value in options.items():
        command += ["-c", f"{key}={value}"]
    process = subprocess.Popen(
        identity.keeper_command("keep", who, str(directory), *command),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd="/",
        env=identity.environment(),
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
