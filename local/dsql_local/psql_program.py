"""Finds a psql that speaks TLS."""

import shutil
import sys
from importlib import metadata
from pathlib import Path

from dsql_local import binaries
from dsql_local.errors import LocalError


def find_psql() -> tuple[str, dict[str, str]]:
    """The path of psql and the variables it needs: the user's own, else the one that came with PostgreSQL.

    LocalError (DSQL941) when neither can be used.
    """
    if installed := shutil.which("psql"):
        return installed, {}
    library = _libpq_with_tls()
    if library is None:
        raise LocalError("DSQL941", "psql is not installed; install postgresql-client, or libpq on macOS")
    # The one of the wheel has no TLS. That is libpq's work, and psycopg has brought a libpq that can do it.
    return str(binaries.installation() / "bin" / "psql"), {"LD_PRELOAD": str(library)}


def _libpq_with_tls() -> Path | None:
    """The libpq inside psycopg's wheel; None where it cannot be put before another one."""
    if sys.platform != "linux":
        return None
    try:
        psycopg = metadata.distribution("psycopg-binary")
    except metadata.PackageNotFoundError:
        return None
    found = (file for file in psycopg.files or () if file.name.startswith("libpq-"))
    return next((Path(str(psycopg.locate_file(file))) for file in found), None)
