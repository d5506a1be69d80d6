"""The quickstart: a shop's cluster, its schema, three tables and five indexes.

`make up` runs it on the local stand-in; edit it, and `make preview` shows the SQL before it runs.
"""

import pulumi

import pulumi_dsql as dsql

# On a real account leave deletion protection on; here `make down` shall remove everything again.
cluster = dsql.Cluster("shop", deletion_protection=False, force_destroy=True, tags={"team": "orders"})
shop = dsql.Schema("shop", cluster=cluster)

customers = dsql.Table(
    "customers",
    cluster=cluster,
    schema=shop,
    columns=[
        dsql.Column("id", "uuid", default="gen_random_uuid()"),
        dsql.Column("email", "text", nullable=False),
        dsql.Column("name", "varchar(200)", nullable=False),
        dsql.Column("created_at", "timestamptz", nullable=False, default="now()"),
    ],
    primary_key=["id"],
    checks={"customers_email_check": "email LIKE '%@%'"},
    comment="who buys",
)
orders = dsql.Table(
    "orders",
    cluster=cluster,
    schema=shop,
    columns=[
        dsql.Column("id", "bigint", identity=dsql.Identity(cache=65536)),
        dsql.Column("customer_id", "uuid", nullable=False),
        dsql.Column("status", "text", nullable=False, default="'open'"),
        dsql.Column("total", "numeric(12,2)", nullable=False),
        dsql.Column("placed_at", "timestamptz", comment="when the customer paid"),
        dsql.Column("note", "text"),
    ],
    primary_key=["id"],
    checks={
        "orders_status_check": "status IN ('open', 'paid', 'shipped')",
        "orders_total_check": "total >= 0",
    },
    foreign_keys=[dsql.ForeignKey(["customer_id"], references=customers, on_delete="cascade")],
    comment="what they buy",
)
order_lines = dsql.Table(
    "order_lines",
    cluster=cluster,
    schema=shop,
    columns=[
        dsql.Column("order_id", "bigint", nullable=False),
        dsql.Column("line", "integer", nullable=False),
        dsql.Column("sku", "varchar(40)", nullable=False),
        dsql.Column("quantity", "integer", nullable=False, default="1"),
        dsql.Column("price", "numeric(12,2)", nullable=False),
        dsql.Column("amount", "numeric(14,2)", generated="price * quantity"),
    ],
    primary_key=["order_id", "line"],
    uniques=[dsql.Unique(["order_id", "sku"])],
    checks={"order_lines_quantity_check": "quantity BETWEEN 1 AND 1000"},
    foreign_keys=[dsql.ForeignKey(["order_id"], references=orders, on_delete="cascade")],
)

dsql.Index("customers_email_key", table=customers, columns=[dsql.Expression("lower(email)")], unique=True)
dsql.Index("customers_created_at_idx", table=customers, columns=["created_at"])
dsql.Index("orders_open", table=orders, columns=["customer_id"], include=["total"], where="status = 'open'")
dsql.Index("orders_placed_at_idx", table=orders, columns=[dsql.Key("placed_at", nulls_first=True), "status"])
dsql.Index("order_lines_sku_idx", table=order_lines, columns=["sku"], include=["quantity"])

pulumi.export("endpoint", cluster.endpoint)
