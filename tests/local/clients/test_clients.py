"""Client libraries as applications use them: unmodified, with nothing but the environment."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from dsql_local import Fault, LocalCluster
from dsql_local.names import FOLDER

_TESTS = Path(__file__).parents[2]

# What a client needs beside `cluster.environ`; docs/stand-in.md has the same table.
RESOLVES = {"PYTHONPATH": f"{FOLDER}{os.pathsep}{_TESTS}"}
SYSTEM_ROOTS = {"SSL_CERT_FILE": "{PGSSLROOTCERT}"}
CLIENTS: dict[str, dict[str, str]] = {
    "psql": {},
    "psycopg": {},
    "psycopg_async": {},
    "psycopg_pipeline": {},
    "psycopg2": {},
    "connector_psycopg": {},
    "connector_psycopg2": {},
    "sqlalchemy": SYSTEM_ROOTS,
    "asyncpg": RESOLVES,
    "connector_asyncpg": RESOLVES,
    "pg8000": RESOLVES,
}


@pytest.mark.parametrize("name", CLIENTS)
def test_application(cluster: LocalCluster, name: str) -> None:
    environment = cluster.environ
    more = {key: value.format(**environment) for key, value in CLIENTS[name].items()}
    conflict = Fault("commit", "conflict", match="UPDATE account SET balance = balance - 30")
    with cluster.inject(conflict) as injected:
        done = subprocess.run(
            [sys.executable, "-m", f"local.clients.by_{name}"],
            env={**environment, "PYTHONPATH": str(_TESTS), **more},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.stdout + done.stderr == ""
        assert done.returncode == 0
        assert injected.hits == 1  # and it was tried again, or the balances would have been wrong
