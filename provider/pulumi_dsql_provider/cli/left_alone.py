"""What a comparison with files leaves alone of roles and of what they may do: it may be a slip."""

from collections.abc import Iterator

from pulumi_dsql_provider.cli.selection import Selection
from pulumi_dsql_provider.cli.source import Side
from pulumi_dsql_provider.dialect import privileges
from pulumi_dsql_provider.model import Database


def notes(live: Side, wanted: Side, compared: Database, selection: Selection) -> Iterator[str]:
    """A line for each kind that is there and not declared, or declared and not looked at.

    `compared` is the part of what is wanted that is compared. Nothing where that is a database.
    """
    if wanted.session is not None:
        return
    if compared.access.grants is None and (granted := _granted(live, selection)):
        yield f"privileges are left alone, as none is declared; there are some on {_listed(granted)}"
    if compared.access.owners is None and (owned := _owned(live, selection)):
        yield f"owners are left alone, as none is declared; others than admin own {_listed(owned)}"
    if compared.access.default_privileges is None and live.database.access.default_privileges:
        yield "default privileges are left alone, as none is declared"
    declared = wanted.database.access
    if not selection.takes_roles:
        if declared.roles or declared.memberships or declared.iam_mappings:
            yield "roles are left alone, though declared: --schema and --include are about what is in schemas"
    elif compared.access.roles is None and (roles := live.database.access.roles):
        yield f"roles are left alone, as none is declared; there is {_listed([role.name for role in roles])}"


def _granted(live: Side, selection: Selection) -> list[str]:
    """The objects that somebody may do more with than comes by itself."""
    found = (
        grant.target
        for grant in live.database.access.grants or ()
        if selection.takes_target(grant.target) and grant not in privileges.implied(grant.target)
    )
    return list(map(str, dict.fromkeys(found)))


def _owned(live: Side, selection: Selection) -> list[str]:
    found = (owner.target for owner in live.database.access.owners or ())
    return [str(target) for target in found if selection.takes_target(target)]


def _listed(names: list[str], shown: int = 3) -> str:
    more = f" and {len(names) - shown} more" if len(names) > shown else ""
    return ", ".join(names[:shown]) + more
