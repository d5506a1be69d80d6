"""What differs between the privileges of two databases, and which privileges new objects come with."""

from collections.abc import Iterator

from pulumi_dsql_provider.dialect import privileges, targets
from pulumi_dsql_provider.diff.change import Change
from pulumi_dsql_provider.diff.match import changes, differing
from pulumi_dsql_provider.diff.owner import owners
from pulumi_dsql_provider.model import Database, Grant


def compare_grants(live: Database, wanted: Database) -> Iterator[Change]:
    """The changes of privileges on what is wanted, object by object and grantee by grantee.

    What goes takes its own along, which is no change.
    """
    if wanted.access.grants is None:
        return
    owned = {**owners(live), **owners(wanted)}

    def is_own(grant: Grant) -> bool:
        """Whether the grantee owns it by then, and so needs no privileges."""
        return owned.get(grant.target) == grant.grantee

    found = changes(
        "grant",
        (grant for grant in granted(live, wanted) if not is_own(grant)),
        (grant for grant in wanted.access.grants if _is_there(grant, wanted) and not is_own(grant)),
        key=lambda grant: grant.name,
        differs=lambda old, new: differing(old, new, ("grantable",)),
    )
    yield from sorted((change for change in found if not _opens_public(change)), key=_order)


def _opens_public(change: Change) -> bool:
    """Whether it gives PUBLIC what it has on the schema `public` of a new PostgreSQL.

    Nobody creates that schema: where it is closed, definitions that do not mention it leave it so.
    """
    grant = grant_of(change)
    return change.live is None and grant.target.kind == "schema" and grant in privileges.implied(grant.target)


def grant_of(change: Change) -> Grant:
    """The wanted grant of a change, or the live one where none is wanted."""
    grant = change.wanted or change.live
    assert isinstance(grant, Grant)
    return grant


def granted(live: Database, wanted: Database) -> Iterator[Grant]:
    """What is granted on the objects of `wanted` once those of them that are not in `live` have been made."""
    defaults = wanted.access.default_privileges
    if defaults is None:
        defaults = live.access.default_privileges or ()
    there = frozenset(() if live.access.grants is None else targets.of_database(live))
    objects = frozenset(targets.of_database(wanted))
    for target in objects - there:
        yield from privileges.initial(target, defaults)
    for grant in live.access.grants or ():
        if grant.target in objects and _is_there(grant, wanted):
            yield grant


def _is_there(grant: Grant, wanted: Database) -> bool:
    """Whether the column that it is on is there, if it is on one."""
    if grant.column is None:
        return True
    table = wanted.table(grant.target.name)
    if table is None:
        return wanted.view(grant.target.name) is not None
    return table.column(grant.column) is not None


def _order(change: Change) -> tuple[object, ...]:
    return privileges.in_order(grant_of(change).name)
