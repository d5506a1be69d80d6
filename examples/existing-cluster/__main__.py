"""Tables in a cluster that something else manages.

    pulumi config set endpoint abcdefghijklmnopqrstuvwxyz.dsql.eu-west-1.on.aws
    pulumi up --strict

The cluster is only connected to: its tables are created, changed and deleted, the cluster never is.
"""

import pulumi

import pulumi_dsql as dsql

config = pulumi.Config()
cluster = dsql.Endpoint(config.require("endpoint"))

devices = dsql.Table(
    "devices",
    cluster=cluster,
    columns=[
        dsql.Column("id", "uuid", nullable=False, default="gen_random_uuid()"),
        dsql.Column("serial_number", "varchar(64)", nullable=False),
        dsql.Column("settings", "jsonb", nullable=False, default="'{}'"),
        dsql.Column("seen_at", "timestamptz"),
    ],
    primary_key=["id"],
    uniques=[dsql.Unique(["serial_number"])],
)
readings = dsql.Table(
    "readings",
    cluster=cluster,
    columns=[
        dsql.Column("device_id", "uuid", nullable=False),
        dsql.Column("taken_at", "timestamptz", nullable=False),
        dsql.Column("celsius", "double precision"),
    ],
    primary_key=["device_id", "taken_at"],
    foreign_keys=[dsql.ForeignKey(["device_id"], references=devices, on_delete="cascade")],
)
dsql.Index("readings_taken_at_idx", table=readings, columns=["taken_at"])
dsql.Index("devices_unseen_idx", table=devices, columns=["serial_number"], where="seen_at IS NULL")
