"""A directory in which a stand-in keeps its clusters, from one run to the next.

format.json   what made it; only the same format and the same schema sys can be used again
data.lock     held (flock) by the stand-in that uses it
keys.json, ca.pem, ca.key   as in a home (state.py): the variables that point at a cluster stay good
clusters.json               what the control plane knows: identifiers, tags, client tokens
clusters/ID/data            the PostgreSQL of a cluster

What a client was told is written before it is told. It survives a SIGKILL of everything, at any moment.
"""

import contextlib
import json
import secrets
import shutil
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

from dsql_local import places, state
from dsql_local.errors import LocalError
from dsql_local.sys.install import fingerprint

_FORMAT = 1
_MARK, _LOCK, _CLUSTERS, _REMOVED = "format.json", "data.lock", "clusters.json", "removed"


class KeptData:
    """The directory, which is ours until this process ends."""

    def __init__(self, path: Path, lock: state.Lock) -> None:
        self.path = path
        self._lock = lock
        self._written: bytes | None = None

    @classmethod
    def open(cls, path: Path) -> "KeptData":
        """Take a directory, made where there is none.

        LocalError when another stand-in has it (DSQL922), another version made it (DSQL923), or it holds
        something else (DSQL924).
        """
        try:
            found = {file.name for file in path.iterdir()} if path.is_dir() else set()
            # Before anything is changed: it may be a directory that others work in.
            if found - {_LOCK} and _MARK not in found:
                raise LocalError(
                    "DSQL924", f"{path} holds something else; name an empty directory, or a new one"
                )
            places.private_directory(path)
        except OSError as error:
            raise LocalError("DSQL924", f"cannot keep data in {path}: {error.strerror or error}") from None
        lock = state.Lock(path / _LOCK)
        if not lock.take():
            raise LocalError("DSQL922", f"another stand-in uses the data in {path}; stop that one first")
        _check_mark(path / _MARK)
        shutil.rmtree(path / _REMOVED, ignore_errors=True)
        return cls(path, lock)

    def records(self) -> Mapping[str, Any] | None:
        """What `save` was given last, also by an earlier stand-in; None when it never was."""
        try:
            records: Mapping[str, Any] = json.loads((self.path / _CLUSTERS).read_bytes())
        except FileNotFoundError:
            return None
        return records

    def save(self, records: Mapping[str, object]) -> None:
        """Write down what the control plane knows. Does nothing when that has not changed."""
        content = json.dumps(records).encode()
        if content != self._written:
            places.write_private(self.path / _CLUSTERS, content, durable=True)
            self._written = content

    def of(self, identifier: str) -> Path:
        """The directory of one cluster; made where there is none."""
        return places.private_directory(self.path / "clusters" / identifier)

    def remove(self, identifier: str) -> None:
        """Remove what is kept of a cluster, if there is anything: all of it or nothing."""
        removed = places.private_directory(self.path / _REMOVED) / secrets.token_hex(8)
        with contextlib.suppress(FileNotFoundError):
            (self.path / "clusters" / identifier).rename(removed)
        shutil.rmtree(removed, ignore_errors=True)


def _check_mark(mark: Path) -> None:
    """Compare the mark with what we would write, or write it where there is none. LocalError (DSQL923)."""
    ours = {"format": _FORMAT, "schema": fingerprint(), "made_by": metadata.version("pulumi-dsql")}
    try:
        theirs = dict(json.loads(mark.read_bytes()))
    except FileNotFoundError:
        places.write_private(mark, json.dumps(ours).encode(), durable=True)
        return
    except (ValueError, TypeError):
        theirs = {}
    if any(theirs.get(name) != ours[name] for name in ("format", "schema")):
        made_by = f"{theirs.get('made_by', 'an unknown version')} ({theirs.get('schema', '?')})"
        raise LocalError(
            "DSQL923",
            f"{mark.parent} was made by dsql-local {made_by}, which this one, {ours['made_by']} "
            f"({ours['schema']}), cannot read; use that version, or another directory",
        )
