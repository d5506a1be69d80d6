"""Roles and what they may do, where files declare them and the database does not show its own."""

from collections.abc import Iterator

from pulumi_dsql_provider.cli.source import Side
from pulumi_dsql_provider.dialect.refusal import Refusal
from pulumi_dsql_provider.model import Access, Database

_KINDS = {
    "roles": "roles",
    "memberships": "memberships of roles",
    "iam_mappings": "mappings of roles to IAM",
    "grants": "privileges",
    "owners": "owners",
    "default_privileges": "default privileges",
}
assert _KINDS.keys() == Access.model_fields.keys()


def refusals(live: Side, wanted: Database) -> Iterator[Refusal]:
    """The refusal (DSQL511) of each kind that is wanted: what is there would count as not there."""
    if live.session is None:
        return
    for kind, what in _KINDS.items():
        if getattr(live.database.access, kind) is None and getattr(wanted.access, kind) is not None:
            yield Refusal(
                code="DSQL511",
                message=f"the database does not show its {what}, which the definitions declare",
                way_out="connect as admin, or leave them out of the definitions",
            )
