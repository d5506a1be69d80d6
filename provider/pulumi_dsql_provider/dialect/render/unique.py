"""SQL for unique constraints."""

from pulumi_dsql_provider.dialect.identifiers import qualified, quote
from pulumi_dsql_provider.dialect.render.layout import Pieces, fill, names
from pulumi_dsql_provider.model import ObjectName, Unique


def definition(unique: Unique) -> str:
    """`CONSTRAINT orders_number_key UNIQUE (number)`."""
    return fill(pieces(unique))


def pieces(unique: Unique) -> Pieces:
    """The pieces of `definition`."""
    found = [f"CONSTRAINT {quote(unique.name)}", "UNIQUE"]
    if unique.nulls_not_distinct:
        found.append("NULLS NOT DISTINCT")
    found += names(unique.columns)
    if unique.include:
        found += ["INCLUDE", *names(unique.include)]
    return found


def add_using_index(table: ObjectName, name: str, index_name: str) -> str:
    """Make a constraint of a unique index that is valid; the index takes the constraint's name."""
    return fill(
        [
            f"ALTER TABLE {qualified(table)}",
            f"ADD CONSTRAINT {quote(name)}",
            f"UNIQUE USING INDEX {quote(index_name)}",
        ]
    )
