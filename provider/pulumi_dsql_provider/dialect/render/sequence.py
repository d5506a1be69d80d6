"""SQL for sequences."""

from pulumi_dsql_provider.dialect.identifiers import qualified, quote
from pulumi_dsql_provider.dialect.render import remark, sequence_options
from pulumi_dsql_provider.dialect.render.layout import fill
from pulumi_dsql_provider.model import ObjectName, OwningColumn, Sequence


def create(sequence: Sequence) -> str:
    """CREATE SEQUENCE; its owning column and its comment are statements of their own."""
    return fill([f"CREATE SEQUENCE {qualified(sequence.name)}", *sequence_options.given(sequence)])


def alter(live: Sequence, wanted: Sequence) -> str:
    """The options that differ. ValueError when none does: there is no such statement."""
    options = sequence_options.altered(live, wanted)
    if not options:
        raise ValueError(f"the options of {wanted.name} do not differ")
    return fill([f"ALTER SEQUENCE {qualified(wanted.name)}", *options])


def rename(name: ObjectName, to: str) -> str:
    """RENAME TO, within the schema; defaults that use it follow."""
    return fill([f"ALTER SEQUENCE {qualified(name)}", f"RENAME TO {quote(to)}"])


def owned_by(name: ObjectName, column: OwningColumn | None) -> str:
    """OWNED BY; None makes it a sequence that goes with no column."""
    to = "NONE" if column is None else f"{qualified(column.table)}.{quote(column.column)}"
    return fill([f"ALTER SEQUENCE {qualified(name)}", f"OWNED BY {to}"])


def drop(name: ObjectName) -> str:
    """DROP SEQUENCE, refused by the database while a default uses it."""
    return f"DROP SEQUENCE {qualified(name)}"


def comment(name: ObjectName, text: str | None) -> str:
    """COMMENT ON SEQUENCE; None removes the comment."""
    return remark.on("SEQUENCE", qualified(name), text)
