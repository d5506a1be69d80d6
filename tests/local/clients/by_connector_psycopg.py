"""AWS's connector for psycopg 3, which makes its own tokens."""

import os

import aurora_dsql_psycopg  # type: ignore[import-untyped]

from local.clients import steps
from local.clients.by_psycopg import Psycopg

if __name__ == "__main__":
    steps.run(Psycopg(aurora_dsql_psycopg.connect(host=os.environ["PGHOST"], autocommit=True)))
