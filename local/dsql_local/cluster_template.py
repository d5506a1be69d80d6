"""What the data of a new cluster is a copy of: a PostgreSQL that looks like Aurora DSQL from the inside."""

import asyncio
from pathlib import Path

from dsql_local import binaries, templates
from dsql_local.postgres import Postgres
from dsql_local.sys.install import connect, fingerprint, install


def cluster_template() -> Path:
    """The template; made where there is none for this version of PostgreSQL and of schema sys."""
    name = f"template-{binaries.fingerprint()}-{fingerprint()}"
    return templates.cached(name, _make)


def _make(scratch: Path) -> None:
    kept = scratch / "kept"
    kept.mkdir()
    with Postgres.start(scratch, {"fsync": "off"}, kept=kept) as server:
        asyncio.run(_prepare(server.socket_dir))
    (kept / "data").rename(scratch / "data")


async def _prepare(socket_dir: Path) -> None:
    # Nobody can create a database here. Without those to copy, a cluster is a third as large and begins
    # sooner.
    async with await connect(socket_dir) as connection:
        for name in ("template0", "template1"):
            await connection.execute(f"ALTER DATABASE {name} IS_TEMPLATE false".encode())
            await connection.execute(f"DROP DATABASE {name}".encode())
    await install(socket_dir)
