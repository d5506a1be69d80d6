"""SQL for foreign keys."""

from pulumi_dsql_provider.dialect.identifiers import qualified, quote
from pulumi_dsql_provider.dialect.render.layout import Pieces, fill, names
from pulumi_dsql_provider.model import ForeignKey, ObjectName


def definition(key: ForeignKey) -> str:
    """`CONSTRAINT orders_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES public.customers (id)`."""
    return fill(pieces(key))


def pieces(key: ForeignKey) -> Pieces:
    """The pieces of `definition`."""
    found = [f"CONSTRAINT {quote(key.name)}", "FOREIGN KEY", *names(key.columns)]
    found.append(f"REFERENCES {qualified(key.references)}")
    if key.referenced_columns:
        found += names(key.referenced_columns)
    if key.match == "full":
        found.append("MATCH FULL")
    if key.on_delete != "no action":
        found.append(f"ON DELETE {key.on_delete.upper()}")
    if key.on_delete_columns:
        found += names(key.on_delete_columns)
    if key.on_update != "no action":
        found.append(f"ON UPDATE {key.on_update.upper()}")
    if key.deferrable:
        found.append("DEFERRABLE")
    if key.initially_deferred:
        found.append("INITIALLY DEFERRED")
    return found


def add(table: ObjectName, key: ForeignKey) -> str:
    """ADD CONSTRAINT … NOT VALID: enforced at once, the rows that are there still to be validated."""
    first, *rest = pieces(key)
    return fill([f"ALTER TABLE {qualified(table)}", f"ADD {first}", *rest, "NOT VALID"])


def alter_deferrable(table: ObjectName, key: ForeignKey) -> str:
    """Make a foreign key that is there as deferrable as `key` is."""
    when = "DEFERRABLE" if key.deferrable else "NOT DEFERRABLE"
    if key.deferrable:
        when += " INITIALLY DEFERRED" if key.initially_deferred else " INITIALLY IMMEDIATE"
    return fill([f"ALTER TABLE {qualified(table)}", f"ALTER CONSTRAINT {quote(key.name)}", when])
