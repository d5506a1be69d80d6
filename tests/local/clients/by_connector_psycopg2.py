"""AWS's connector for psycopg2, which makes its own tokens."""

import os

import aurora_dsql_psycopg2  # type: ignore[import-untyped]

from local.clients import steps
from local.clients.by_psycopg2 import Psycopg2

if __name__ == "__main__":
    steps.run(Psycopg2(aurora_dsql_psycopg2.connect(host=os.environ["PGHOST"])))
