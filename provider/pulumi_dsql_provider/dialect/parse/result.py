"""What goes in and what comes out."""

from collections.abc import Mapping
from typing import NamedTuple

from pulumi_dsql_provider.dialect.parse.key import Key
from pulumi_dsql_provider.dialect.parse.renamed import RenamedFrom
from pulumi_dsql_provider.model import Database


class Source(NamedTuple):
    """SQL text and the name that locations give it: a file's name."""

    name: str
    text: str


class Parsed(NamedTuple):
    """`locations` are `file:line:column`, by the name of a table or an index, of a schema (a plain str), or
    of a column or a constraint, where it still has the table and the name that it was written with.

    `renamed` is what had another name, as the files say.

    `notes` are lines about what was left out because it means nothing to DSQL (`USING btree`, owners).
    """

    database: Database
    locations: Mapping[Key, str]
    notes: tuple[str, ...]
    renamed: tuple[RenamedFrom, ...] = ()
