"""What differs between the owners that are declared and those that are."""

from collections.abc import Iterator, Mapping

from pulumi_dsql_provider.dialect import targets
from pulumi_dsql_provider.dialect.roles import ADMIN
from pulumi_dsql_provider.diff.change import Change
from pulumi_dsql_provider.model import Database, Owner, Target


def compare_owners(live: Database, wanted: Database) -> Iterator[Change]:
    """The changes of owners. An object whose owner is not declared keeps it; a new one is admin's."""
    before = owners(live)
    objects = frozenset(targets.of_database(wanted))
    for owner in wanted.access.owners or ():
        if owner.target not in objects or _goes_with_a_table(owner.target, wanted):
            continue
        there = Owner(target=owner.target, role=before.get(owner.target, ADMIN))
        if there.role != owner.role:
            yield Change(kind="owner", live=there, wanted=owner, differs=frozenset({"role"}))


def owners(database: Database) -> Mapping[Target, str]:
    """The owners that are known, but for admin. The sequence of a column is whose its table is."""
    found = {owner.target: owner.role for owner in database.access.owners or ()}
    for sequence in database.sequences if found else ():
        if sequence.owned_by is not None:
            target = Target(kind="sequence", name=sequence.name)
            found.pop(target, None)
            role = found.get(Target(kind="table", name=sequence.owned_by.table))
            found |= {} if role is None else {target: role}
    return found


def _goes_with_a_table(target: Target, wanted: Database) -> bool:
    """Whether it is the sequence of a column: the database changes its owner with that of the table."""
    sequence = wanted.sequence(target.name) if target.kind == "sequence" else None
    return sequence is not None and sequence.owned_by is not None
