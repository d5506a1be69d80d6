"""Where the stand-in keeps things: home (keys, log), cache (templates), run directory (databases)."""

import os
import shutil
import sys
import tempfile
from pathlib import Path

from dsql_local import temporary

_ROOM_FOR_DATABASES = 256 * 1024 * 1024  # bytes; a container's default /dev/shm of 64 MiB holds two clusters
_SHARED_MEMORY = Path("/dev/shm")
# A socket path may have 107 bytes on Linux and 103 on macOS; below the run directory come
# "/<26 characters>/s/.s.PGSQL.5432".
_LONGEST_RUN_DIRECTORY = 103 - 26 - len("//s/.s.PGSQL.5432")


def default_home() -> Path:
    """The directory with keys and logs: `$DSQL_LOCAL_HOME`, else where the platform keeps a user's state."""
    if chosen := os.environ.get("DSQL_LOCAL_HOME"):
        return Path(chosen).absolute()
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "dsql-local"
    state = os.environ.get("XDG_STATE_HOME")
    return (Path(state) if state else Path.home() / ".local" / "state") / "dsql-local"


def cache_directory() -> Path:
    """A directory of this user's own for what can be made again. Falls back to the temporary directory."""
    cache = os.environ.get("XDG_CACHE_HOME")
    wanted = (Path(cache) if cache else Path.home() / ".cache") / "dsql-local"
    try:
        return private_directory(wanted)
    except OSError:
        return private_directory(Path(tempfile.gettempdir()) / f"dsql-local-{os.getuid()}")


def private_directory(path: Path) -> Path:
    """`path`, made with mode 0700 when missing. OSError when that cannot be, PermissionError when it belongs
    to somebody else.
    """
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.stat().st_uid != os.getuid():
        raise PermissionError(f"{path} belongs to another user")
    path.chmod(0o700)
    return path


def write_private(file: Path, content: bytes, *, durable: bool = False) -> None:
    """Write `content` to `file` with mode 0600, all at once: a reader sees the old content or the new one.

    When `durable`, also after a power cut.
    """
    unfinished = file.with_name(f".{file.name}.{os.getpid()}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        if durable:
            stream.flush()
            os.fsync(stream.fileno())
    unfinished.replace(file)


def new_run_directory() -> Path:
    """A fresh directory (mode 0700) with a short path for databases and sockets, in memory where possible.

    `temporary.remove` ends it.
    """
    candidates = [Path(tempfile.gettempdir()), Path("/tmp")]
    if os.access(_SHARED_MEMORY, os.W_OK) and shutil.disk_usage(_SHARED_MEMORY).free > _ROOM_FOR_DATABASES:
        candidates.insert(0, _SHARED_MEMORY)
    fitting = [c for c in candidates if len(os.fsencode(c / "dsql-run-xxxxxxxx")) <= _LONGEST_RUN_DIRECTORY]
    directory = temporary.make("run", fitting[0])
    temporary.hold(directory)
    return directory
