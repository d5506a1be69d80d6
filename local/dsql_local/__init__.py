"""A local stand-in for Amazon Aurora DSQL: control plane, IAM tokens, TLS, SQL dialect and jobs.

import dsql_local

with dsql_local.start() as running:
    cluster = running.create_cluster()
    subprocess.run(["psql", "-c", "SELECT 1"], env=cluster.environ)
    print(cluster.log())
"""

from dsql_local.errors import LocalError
from dsql_local.faults.fault import Fault
from dsql_local.injected import Injected, InjectedAtRandom
from dsql_local.running import LocalCluster, Running, connect, start

__all__ = [
    "Fault",
    "Injected",
    "InjectedAtRandom",
    "LocalCluster",
    "LocalError",
    "Running",
    "connect",
    "start",
]
