"""What a place in a source is found by."""

from typing import NamedTuple

from pulumi_dsql_provider.model import ObjectName


class PartName(NamedTuple):
    """A column or a constraint of a table, or a check of a domain."""

    table: ObjectName
    name: str


Key = ObjectName | PartName | str
"""A table or an index by its full name, a part of a table, a schema by its name."""
