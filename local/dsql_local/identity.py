"""Who a PostgreSQL server runs as, and how a program is run as that: through keeper.py."""

import os
import pwd
import subprocess
import sys
from functools import cache
from pathlib import Path

from dsql_local import binaries, keeper


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
        probe = subprocess.run(keeper_command("exec", "namespace", "/bin/sh", "-c", "exit 0"), check=False)
        if probe.returncode == 0:
            return "namespace"
    nobody = pwd.getpwnam("nobody")
    return f"nobody:{nobody.pw_uid}:{nobody.pw_gid}"


def keeper_command(verb: str, identity: str, *command: str) -> list[str]:
    """The command line that runs `command` through the keeper."""
    return [sys.executable, "-I", "-S", str(Path(keeper.__file__)), verb, identity, *command]


def program(name: str, identity: str) -> str:
    """The path of a PostgreSQL program that `identity` can run."""
    root = binaries.shared_installation() if identity.startswith("nobody:") else binaries.installation()
    return str(root / "bin" / name)


def environment() -> dict[str, str]:
    """Next to nothing: our variables are not PostgreSQL's business, and some (PGDATA, TZ) would change it."""
    kept = {name: os.environ[name] for name in ("LD_LIBRARY_PATH", "TMPDIR") if name in os.environ}
    return {"PATH": os.defpath, "LC_ALL": "C", **kept}


def hand_over(directory: Path, identity: str) -> None:
    """Give a directory and all in it to the user nobody, if the server runs as that."""
    if not identity.startswith("nobody:"):
        return
    uid, gid = (int(part) for part in identity.split(":")[1:])
    os.chown(directory, uid, gid)
    for folder, folders, files in os.walk(directory):
        for name in (*folders, *files):
            os.chown(Path(folder, name), uid, gid, follow_symlinks=False)
