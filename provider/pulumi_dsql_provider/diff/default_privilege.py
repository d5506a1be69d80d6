"""What differs between default privileges, and what they give to new objects."""

from collections.abc import Iterator

from pulumi_dsql_provider.dialect import privileges
from pulumi_dsql_provider.diff.change import Change
from pulumi_dsql_provider.diff.match import changes, differing
from pulumi_dsql_provider.model import Database, DefaultPrivilege


def compare_default_privileges(live: Database, wanted: Database) -> Iterator[Change]:
    """The changes of default privileges; those in a schema that goes go with it."""
    if wanted.access.default_privileges is None:
        return
    schemas = {None, "public", *(schema.name for schema in wanted.schemas)}
    there = (each for each in live.access.default_privileges or () if each.schema_name in schemas)

    def counts(default: DefaultPrivilege) -> bool:
        """Whether it gives anything: whoever makes something has all privileges without."""
        return default.grantee != default.role

    found = changes(
        "default_privilege",
        filter(counts, there),
        filter(counts, wanted.access.default_privileges),
        key=lambda each: each.name,
        differs=lambda old, new: differing(old, new, ("grantable",)),
    )
    yield from sorted(found, key=lambda change: privileges.defaults_in_order(default_of(change).name))


def default_of(change: Change) -> DefaultPrivilege:
    """The wanted one of a change, or the live one where none is wanted."""
    default = change.wanted or change.live
    assert isinstance(default, DefaultPrivilege)
    return default
