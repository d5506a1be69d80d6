"""Runs a PostgreSQL server that ends with whoever holds the other end of its standard input.

A program of its own, started with the bare interpreter, because it has to be single-threaded (the kernel's
parent-death signal is bound to a thread) and must survive a SIGKILL of its parent in order to clean up.

    keeper.py exec IDENTITY COMMAND...
        become IDENTITY, then run COMMAND in place of this program
    keeper.py keep IDENTITY DIR COMMAND...
        run the server COMMAND, whose data is DIR/data, until standard input ends; then stop it and remove
        DIR, but not what DIR/data is a link to. Prints `ready` once it takes connections, `died REASON` when
        it ends by itself.

IDENTITY is `as-is`, `namespace` (root as uid 1000 of a user namespace) or `nobody:UID:GID`: PostgreSQL
refuses to run as root. Exit code 71: IDENTITY cannot be taken on here.
"""

import ctypes
import fcntl
import os
import select
import shutil
import signal
import sys
import time
from pathlib import Path

IDENTITY_REFUSED = 71
_CLONE_NEWIPC, _CLONE_NEWUSER = 0x08000000, 0x10000000
_PR_SET_PDEATHSIG = 1
_SIGNALS = (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
_POLL_SECONDS = 0.003
_START_SECONDS = 30.0
_LOCK = "dsql-local.lock"


def _become(identity: str) -> None:
    """Take on `identity`; ends the process with IDENTITY_REFUSED when the system does not allow it."""
    try:
        if identity == "namespace":
            uid, gid = os.geteuid(), os.getegid()
            libc = ctypes.CDLL(None, use_errno=True)
            # A namespace of its own for System V shared memory: the kernel frees it even after a SIGKILL.
            if libc.unshare(_CLONE_NEWUSER | _CLONE_NEWIPC) != 0:
                raise OSError(ctypes.get_errno(), "unshare")
            Path("/proc/self/setgroups").write_text("deny")
            Path("/proc/self/uid_map").write_text(f"1000 {uid} 1")
            Path("/proc/self/gid_map").write_text(f"1000 {gid} 1")
        elif identity.startswith("nobody:"):
            _, uid_text, gid_text = identity.split(":")
            os.setgroups([])
            os.setgid(int(gid_text))
            os.setuid(int(uid_text))
    except (OSError, AttributeError):
        os._exit(IDENTITY_REFUSED)


def _own_data(directory: Path) -> int:
    """A lock on the data, free once the last process of an earlier server has ended; -1 when that takes too
    long.

    PostgreSQL's own way, to ask for process numbers and shared memory in `postmaster.pid`, goes wrong here:
    after a SIGKILL of everything the number may be somebody else's, and a namespace does not show the memory.
    """
    lock = os.open(directory / "data" / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    deadline = time.monotonic() + _START_SECONDS
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                return -1
            time.sleep(_POLL_SECONDS)
        else:
            (directory / "data" / "postmaster.pid").unlink(missing_ok=True)
            os.set_inheritable(lock, True)  # every process of the server holds it
            return lock


def _run_server(identity: str, directory: Path, command: list[str], keeper: int) -> None:
    """In the forked child: turn into the server. Does not return."""
    log = os.open(directory / "postgres.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(log, 1)
    os.dup2(log, 2)
    _become(identity)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGINT)
        if os.getppid() != keeper:
            os._exit(1)
    os.execv(command[0], command)


def _is_ready(directory: Path) -> bool:
    """Whether the server says in its pid file that it takes connections."""
    try:
        lines = (directory / "data" / "postmaster.pid").read_text().splitlines()
    except OSError:
        return False
    return len(lines) > 7 and lines[7].strip() == "ready"


def _exited(pid: int, seconds: float) -> bool:
    """Wait up to `seconds` for the child to end."""
    deadline = time.monotonic() + seconds
    while True:
        if os.waitpid(pid, os.WNOHANG)[0] == pid:
            return True
        if time.monotonic() > deadline:
            return False
        time.sleep(_POLL_SECONDS)


def _stop(pid: int) -> None:
    """End the server: fast shutdown, then immediate shutdown, then SIGKILL."""
    for number, patience in ((signal.SIGINT, 10.0), (signal.SIGQUIT, 3.0), (signal.SIGKILL, 3.0)):
        os.kill(pid, number)
        if _exited(pid, patience):
            return


def _keep(identity: str, directory: Path, command: list[str]) -> int:
    """Hold the server until standard input ends or it dies. Returns the exit code of the keeper."""
    if _own_data(directory) < 0:
        os.write(1, b"died its data is in use by another server\n")
        shutil.rmtree(directory, ignore_errors=True)
        return 1
    woken = _pipe_for_signals()
    keeper = os.getpid()
    pid = os.fork()
    if pid == 0:
        for number in _SIGNALS:
            signal.signal(number, signal.SIG_DFL)
        _run_server(identity, directory, command, keeper)
    try:
        if _wait(pid, woken, directory):
            _stop(pid)
            return 0
        _report_death(directory)
        return 1
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def _pipe_for_signals() -> int:
    """A file descriptor on which the number of every signal that comes in can be read."""
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    os.set_blocking(writing, False)
    signal.set_wakeup_fd(writing)
    for number in _SIGNALS:
        signal.signal(number, lambda *_: None)
    return reading


def _wait(pid: int, woken: int, directory: Path) -> bool:
    """Wait for the end: True when the server is to be stopped, False when it has ended by itself."""
    announced = False
    deadline = time.monotonic() + _START_SECONDS
    while True:
        readable, _, _ = select.select([0, woken], [], [], None if announced else _POLL_SECONDS)
        if 0 in readable and not os.read(0, 1024):
            return True
        signals = set(os.read(woken, 1024)) if woken in readable else set()
        if signal.SIGCHLD in signals and os.waitpid(pid, os.WNOHANG)[0] == pid:
            return False
        if signals - {signal.SIGCHLD}:
            return True
        if not announced and (announced := _is_ready(directory)):
            os.write(1, b"ready\n")
        if not announced and time.monotonic() > deadline:
            _stop(pid)
            return False


def _report_death(directory: Path) -> None:
    """Say on standard output, in one line, what the server said last; nobody may be listening any more."""
    try:
        lines = (directory / "postgres.log").read_text(errors="replace").strip().splitlines()
        os.write(1, f"died {lines[-1] if lines else 'without a word'}\n".encode())
    except OSError:
        pass


def main(arguments: list[str]) -> int:
    """Entry point; see the module's description."""
    verb, identity, *rest = arguments
    if verb == "exec":
        _become(identity)
        os.execv(rest[0], rest)
    return _keep(identity, Path(rest[0]), rest[1:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
