"""SQL for check constraints."""

from pulumi_dsql_provider.dialect import snippet
from pulumi_dsql_provider.dialect.identifiers import qualified, quote
from pulumi_dsql_provider.dialect.render.layout import Pieces, fill
from pulumi_dsql_provider.model import Check, ObjectName


def definition(check: Check) -> str:
    """`CONSTRAINT orders_total_check CHECK (total > 0)`."""
    return fill(pieces(check))


def pieces(check: Check) -> Pieces:
    """The pieces of `definition`."""
    return [f"CONSTRAINT {quote(check.name)}", "CHECK", *snippet.in_brackets(check.expression)]


def add(table: ObjectName, check: Check) -> str:
    """ADD CONSTRAINT … NOT VALID: enforced at once, the rows that are there still to be validated."""
    first, *rest = pieces(check)
    return fill([f"ALTER TABLE {qualified(table)}", f"ADD {first}", *rest, "NOT VALID"])
