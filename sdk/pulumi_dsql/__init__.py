"""Amazon Aurora DSQL clusters and what their schemas hold, as Pulumi resources.

    import pulumi_dsql as dsql

    cluster = dsql.Cluster("shop", tags={"team": "orders"})
    customers = dsql.Table(
        "customers",
        cluster=cluster,
        columns=[
            dsql.Column("id", "uuid", nullable=False, default="gen_random_uuid()"),
            dsql.Column("email", "text", nullable=False),
        ],
        primary_key=["id"],
        checks={"customers_email_check": "email LIKE '%@%'"},
    )
    dsql.Index("customers_email_key", table=customers, columns=[dsql.Expression("lower(email)")], unique=True)

`pulumi preview --diff` shows the SQL as the input `plan` of each resource; `pulumi up --strict` runs
exactly that.
"""

from pulumi_dsql.cluster import Cluster
from pulumi_dsql.column import Column, Identity
from pulumi_dsql.endpoint import Endpoint
from pulumi_dsql.foreign_key import ForeignKey
from pulumi_dsql.index import Expression, Index, Key
from pulumi_dsql.schema import Schema
from pulumi_dsql.table import Table
from pulumi_dsql.unique import Unique

__all__ = [
    "Cluster",
    "Column",
    "Endpoint",
    "Expression",
    "ForeignKey",
    "Identity",
    "Index",
    "Key",
    "Schema",
    "Table",
    "Unique",
]
