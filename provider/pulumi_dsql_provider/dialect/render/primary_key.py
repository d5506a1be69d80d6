"""SQL for primary keys: only ever inside CREATE TABLE."""

from pulumi_dsql_provider.dialect.identifiers import quote
from pulumi_dsql_provider.dialect.render.layout import Pieces, fill, names
from pulumi_dsql_provider.model import PrimaryKey


def definition(key: PrimaryKey) -> str:
    """`CONSTRAINT orders_pkey PRIMARY KEY (id)`."""
    return fill(pieces(key))


def pieces(key: PrimaryKey) -> Pieces:
    """The pieces of `definition`."""
    return [f"CONSTRAINT {quote(key.name)}", "PRIMARY KEY", *names(key.columns)]
