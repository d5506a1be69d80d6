"""What goes in and what comes out."""

from collections.abc import Mapping
from typing import NamedTuple

from pulumi_dsql_provider.model import Database, ObjectName


class Source(NamedTuple):
    """SQL text and the name that locations give it: a file's name."""

    name: str
    text: str


class Parsed(NamedTuple):
    """`locations` are `file:line:column`, by the name of a table or an index, or of a schema (a plain str).

    `notes` are lines about what was left out because it means nothing to DSQL (`USING btree`, owners).
    """

    database: Database
    locations: Mapping[ObjectName | str, str]
    notes: tuple[str, ...]
