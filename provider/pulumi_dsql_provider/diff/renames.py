"""What the author says was renamed; a differ cannot know it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pulumi_dsql_provider.model.name import ObjectName


@dataclass(frozen=True, slots=True)
class Renames:
    """Old names by new names. `columns` is keyed by (the table's wanted name, the column's wanted name).

    A rename whose old name is not there, or whose new name is there already, has been carried out before and
    is ignored.
    """

    tables: Mapping[ObjectName, ObjectName] = field(default_factory=dict)
    columns: Mapping[tuple[ObjectName, str], str] = field(default_factory=dict)
