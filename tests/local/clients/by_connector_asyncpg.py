"""AWS's connector for asyncpg, which makes its own tokens."""

import os

import aurora_dsql_asyncpg  # type: ignore[import-untyped]

from local.clients import steps
from local.clients.by_asyncpg import Asyncpg

if __name__ == "__main__":
    steps.run(Asyncpg(aurora_dsql_asyncpg.connect(host=os.environ["PGHOST"])))
