"""`inspect --format hcl`: a database in the HCL that Atlas reads and writes.

A file for each kind of object. What Atlas has no word for has its obvious one where that is harmless (the
`cache` of an identity); else it is left out, and `left_out` tells so.
"""

from collections.abc import Callable, Iterator

from pulumi_dsql_provider.cli.formats.hcl import access, others, schema, sequence, table
from pulumi_dsql_provider.cli.formats.hcl.block import Block, text
from pulumi_dsql_provider.cli.formats.hcl.reference import Names
from pulumi_dsql_provider.model import Database

_KINDS: tuple[Callable[[Database, Names], Iterator[Block]], ...] = (
    table.blocks,
    sequence.blocks,
    schema.blocks,
)
_LEFT_OUT: tuple[Callable[[Database], Iterator[str]], ...] = (
    table.left_out,
    sequence.left_out,
    others.left_out,
    access.left_out,
)


def document(database: Database) -> list[str]:
    """The lines of the document; none where nothing is there."""
    names = Names(database)
    return [line for kind in _KINDS for block in kind(database, names) for line in text(block)]


def left_out(database: Database) -> list[str]:
    """What the document does not tell, a line for each thing."""
    return [line for kind in _LEFT_OUT for line in kind(database)]
