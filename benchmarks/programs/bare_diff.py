"""What `pulumi-dsql diff` of a database and a file cannot do without.

Its imports, a token, a connection, the catalog queries with all their rows, the syntax trees of the file.

    bare_diff.py HOST REGION FILE QUERIES     the file in PostgreSQL's grammar; the queries as a JSON list
"""

import json
import os
import sys
from pathlib import Path

import botocore.session
import postgast
import psycopg
from botocore.auth import SigV4QueryAuth
from botocore.awsrequest import AWSRequest

import pulumi_dsql_provider.cli.main  # noqa: F401 - what the command imports, and no more is done with it

host, region, file, queries = sys.argv[1:]
credentials = botocore.session.Session().get_credentials()
assert credentials
request = AWSRequest(method="GET", url=f"https://{host}/", params={"Action": "DbConnectAdmin"})
SigV4QueryAuth(credentials, "dsql", region, expires=900).add_auth(request)
token = str(request.url).removeprefix("https://")
with psycopg.connect(
    host=host, dbname="postgres", user="admin", password=token, sslmode="verify-full", gssencmode="disable",
    sslrootcert=os.environ["PGSSLROOTCERT"], autocommit=True, prepare_threshold=None,
) as connection:  # fmt: skip
    for query in json.loads(Path(queries).read_text()):
        connection.execute(query).fetchall()
postgast.parse(Path(file).read_text())
