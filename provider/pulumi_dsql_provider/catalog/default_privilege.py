"""Default privileges as the catalog has them."""

from collections.abc import Iterable

from pulumi_dsql_provider.catalog.others import Fields
from pulumi_dsql_provider.dialect import privileges
from pulumi_dsql_provider.model import DefaultPrivilege


def default_privileges(found: Iterable[Fields]) -> tuple[DefaultPrivilege, ...]:
    """The rows of default_privileges.sql as values."""
    made = (
        DefaultPrivilege(
            role=row["name"],
            schema_name=row["schema"] or None,
            kind=row["kind"],
            grantee=row["grantee"],
            privilege=row["privilege"],
            grantable=row["grantable"],
            withheld=row["withheld"],
        )
        for row in found
    )
    return tuple(sorted(made, key=lambda one: privileges.defaults_in_order(one.name)))
