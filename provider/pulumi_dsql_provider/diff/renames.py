"""What the author says was renamed; a differ cannot know it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pulumi_dsql_provider.dialect.parse import RenamedFrom
from pulumi_dsql_provider.model.name import ObjectName

Part = tuple[ObjectName, str]
"""The wanted name of a table or domain, and that of its column or constraint."""


@dataclass(frozen=True, slots=True)
class Renames:
    """Old names by new names; those of columns and constraints by the names of what they are parts of, too.

    A rename whose old name is not there, or whose new name is there already, has been carried out before and
    is ignored.
    """

    tables: Mapping[ObjectName, ObjectName] = field(default_factory=dict)
    columns: Mapping[Part, str] = field(default_factory=dict)
    constraints: Mapping[Part, str] = field(default_factory=dict)
    indexes: Mapping[ObjectName, ObjectName] = field(default_factory=dict)
    statistics: Mapping[ObjectName, ObjectName] = field(default_factory=dict)
    sequences: Mapping[ObjectName, ObjectName] = field(default_factory=dict)
    domains: Mapping[ObjectName, ObjectName] = field(default_factory=dict)
    views: Mapping[ObjectName, ObjectName] = field(default_factory=dict)

    @classmethod
    def said(cls, said: Iterable[RenamedFrom]) -> "Renames":
        """What remarks in files say."""
        whole: dict[str, dict[ObjectName, ObjectName]] = defaultdict(dict)
        parts: dict[str, dict[Part, str]] = defaultdict(dict)
        for one in said:
            if one.part is None:
                whole[one.kind][one.name] = one.old_name
            else:
                parts[one.kind][one.name, one.part] = one.old
        return cls(
            tables=whole["table"],
            columns=parts["column"],
            constraints=parts["constraint"],
            indexes=whole["index"],
            statistics=whole["statistics"],
            sequences=whole["sequence"],
            domains=whole["domain"],
            views=whole["view"],
        )

    @property
    def carried(self) -> bool:
        """Whether other things name what is renamed, so that they must follow."""
        return bool(self.tables or self.columns or self.sequences or self.domains or self.views)

    def constraints_of(self, owner: ObjectName) -> dict[str, str]:
        """Those of the constraints of one table or domain."""
        return {new: old for (name, new), old in self.constraints.items() if name == owner}
