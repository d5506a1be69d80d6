"""The Chinook sample database: what a shop for music sells, to whom, and who looks after them."""

import pulumi

import pulumi_dsql as dsql

cluster = dsql.Cluster("chinook", deletion_protection=False, force_destroy=True)

# What is sold.
artist = dsql.Table(
    "artist",
    cluster=cluster,
    columns=[
        dsql.Column("artist_id", "integer"),
        dsql.Column("name", "varchar(120)"),
    ],
    primary_key=["artist_id"],
)
album = dsql.Table(
    "album",
    cluster=cluster,
    columns=[
        dsql.Column("album_id", "integer"),
        dsql.Column("title", "varchar(160)", nullable=False),
        dsql.Column("artist_id", "integer", nullable=False),
    ],
    primary_key=["album_id"],
    foreign_keys=[dsql.ForeignKey(["artist_id"], references=artist)],
)
genre = dsql.Table(
    "genre",
    cluster=cluster,
    columns=[
        dsql.Column("genre_id", "integer"),
        dsql.Column("name", "varchar(120)"),
    ],
    primary_key=["genre_id"],
)
media_type = dsql.Table(
    "media_type",
    cluster=cluster,
    columns=[
        dsql.Column("media_type_id", "integer"),
        dsql.Column("name", "varchar(120)"),
    ],
    primary_key=["media_type_id"],
)
track = dsql.Table(
    "track",
    cluster=cluster,
    columns=[
        dsql.Column("track_id", "integer"),
        dsql.Column("name", "varchar(200)", nullable=False),
        dsql.Column("album_id", "integer"),
        dsql.Column("media_type_id", "integer", nullable=False),
        dsql.Column("genre_id", "integer"),
        dsql.Column("composer", "varchar(220)"),
        dsql.Column("milliseconds", "integer", nullable=False),
        dsql.Column("bytes", "integer"),
        dsql.Column("unit_price", "numeric(10,2)", nullable=False),
    ],
    primary_key=["track_id"],
    foreign_keys=[
        dsql.ForeignKey(["album_id"], references=album),
        dsql.ForeignKey(["media_type_id"], references=media_type),
        dsql.ForeignKey(["genre_id"], references=genre),
    ],
)
playlist = dsql.Table(
    "playlist",
    cluster=cluster,
    columns=[
        dsql.Column("playlist_id", "integer"),
        dsql.Column("name", "varchar(120)"),
    ],
    primary_key=["playlist_id"],
)
playlist_track = dsql.Table(
    "playlist_track",
    cluster=cluster,
    columns=[
        dsql.Column("playlist_id", "integer"),
        dsql.Column("track_id", "integer"),
    ],
    primary_key=["playlist_id", "track_id"],
    foreign_keys=[
        dsql.ForeignKey(["playlist_id"], references=playlist),
        dsql.ForeignKey(["track_id"], references=track),
    ],
)

# Who sells it, and to whom.
employee = dsql.Table(
    "employee",
    cluster=cluster,
    columns=[
        dsql.Column("employee_id", "integer"),
        dsql.Column("last_name", "varchar(20)", nullable=False),
        dsql.Column("first_name", "varchar(20)", nullable=False),
        dsql.Column("title", "varchar(30)"),
        dsql.Column("reports_to", "integer"),
        dsql.Column("birth_date", "timestamp"),
        dsql.Column("hire_date", "timestamp"),
        dsql.Column("address", "varchar(70)"),
        dsql.Column("city", "varchar(40)"),
        dsql.Column("state", "varchar(40)"),
        dsql.Column("country", "varchar(40)"),
        dsql.Column("postal_code", "varchar(10)"),
        dsql.Column("phone", "varchar(24)"),
        dsql.Column("fax", "varchar(24)"),
        dsql.Column("email", "varchar(60)"),
    ],
    primary_key=["employee_id"],
    foreign_keys=[dsql.ForeignKey(["reports_to"], references="self")],
)
customer = dsql.Table(
    "customer",
    cluster=cluster,
    columns=[
        dsql.Column("customer_id", "integer"),
        dsql.Column("first_name", "varchar(40)", nullable=False),
        dsql.Column("last_name", "varchar(20)", nullable=False),
        dsql.Column("company", "varchar(80)"),
        dsql.Column("address", "varchar(70)"),
        dsql.Column("city", "varchar(40)"),
        dsql.Column("state", "varchar(40)"),
        dsql.Column("country", "varchar(40)"),
        dsql.Column("postal_code", "varchar(10)"),
        dsql.Column("phone", "varchar(24)"),
        dsql.Column("fax", "varchar(24)"),
        dsql.Column("email", "varchar(60)", nullable=False),
        dsql.Column("support_rep_id", "integer"),
    ],
    primary_key=["customer_id"],
    foreign_keys=[dsql.ForeignKey(["support_rep_id"], references=employee)],
)
invoice = dsql.Table(
    "invoice",
    cluster=cluster,
    columns=[
        dsql.Column("invoice_id", "integer"),
        dsql.Column("customer_id", "integer", nullable=False),
        dsql.Column("invoice_date", "timestamp", nullable=False),
        dsql.Column("billing_address", "varchar(70)"),
        dsql.Column("billing_city", "varchar(40)"),
        dsql.Column("billing_state", "varchar(40)"),
        dsql.Column("billing_country", "varchar(40)"),
        dsql.Column("billing_postal_code", "varchar(10)"),
        dsql.Column("total", "numeric(10,2)", nullable=False),
    ],
    primary_key=["invoice_id"],
    foreign_keys=[dsql.ForeignKey(["customer_id"], references=customer)],
)
invoice_line = dsql.Table(
    "invoice_line",
    cluster=cluster,
    columns=[
        dsql.Column("invoice_line_id", "integer"),
        dsql.Column("invoice_id", "integer", nullable=False),
        dsql.Column("track_id", "integer", nullable=False),
        dsql.Column("unit_price", "numeric(10,2)", nullable=False),
        dsql.Column("quantity", "integer", nullable=False),
    ],
    primary_key=["invoice_line_id"],
    foreign_keys=[
        dsql.ForeignKey(["invoice_id"], references=invoice),
        dsql.ForeignKey(["track_id"], references=track),
    ],
)

# Every foreign key can be followed backwards.
dsql.Index("album_artist_id_idx", table=album, columns=["artist_id"])
dsql.Index("track_album_id_idx", table=track, columns=["album_id"])
dsql.Index("track_genre_id_idx", table=track, columns=["genre_id"])
dsql.Index("track_media_type_id_idx", table=track, columns=["media_type_id"])
dsql.Index("playlist_track_playlist_id_idx", table=playlist_track, columns=["playlist_id"])
dsql.Index("playlist_track_track_id_idx", table=playlist_track, columns=["track_id"])
dsql.Index("employee_reports_to_idx", table=employee, columns=["reports_to"])
dsql.Index("customer_support_rep_id_idx", table=customer, columns=["support_rep_id"])
dsql.Index("invoice_customer_id_idx", table=invoice, columns=["customer_id"])
dsql.Index("invoice_line_invoice_id_idx", table=invoice_line, columns=["invoice_id"])
dsql.Index("invoice_line_track_id_idx", table=invoice_line, columns=["track_id"])

pulumi.export("endpoint", cluster.endpoint)
