"""What differs between roles, their memberships and what they are mapped to."""

from collections.abc import Iterator

from pulumi_dsql_provider.diff.change import Change
from pulumi_dsql_provider.diff.comment import comment_differs
from pulumi_dsql_provider.diff.match import changes, differing
from pulumi_dsql_provider.model import Access, IamMapping, Membership, Role


def compare_roles(live: Access, wanted: Access) -> Iterator[Change]:
    """The changes of each kind that `wanted` says anything about."""
    if wanted.roles is not None:
        yield from changes(
            "role", live.roles or (), wanted.roles, key=lambda role: role.name, differs=_role_differs
        )
    if wanted.memberships is not None:
        yield from changes(
            "membership",
            live.memberships or (),
            wanted.memberships,
            key=lambda membership: membership.name,
            differs=_membership_differs,
        )
    if wanted.iam_mappings is not None:
        yield from changes(
            "iam_mapping",
            live.iam_mappings or (),
            wanted.iam_mappings,
            key=lambda mapping: mapping.name,
            differs=_mapping_differs,
        )


def _role_differs(live: Role, wanted: Role) -> frozenset[str]:
    return differing(live, wanted, ("login",)) | comment_differs(live, wanted)


def _membership_differs(live: Membership, wanted: Membership) -> frozenset[str]:
    return differing(live, wanted, ("admin", "inherit", "set"))


def _mapping_differs(_: IamMapping, __: IamMapping) -> frozenset[str]:
    return frozenset()
