"""SQL for privileges."""

from collections.abc import Iterable, Iterator

from pulumi_dsql_provider.dialect.identifiers import quote
from pulumi_dsql_provider.dialect.privileges import OF_KIND
from pulumi_dsql_provider.dialect.render.layout import fill, names
from pulumi_dsql_provider.dialect.render.target import named
from pulumi_dsql_provider.dialect.roles import PUBLIC
from pulumi_dsql_provider.model import Grant, Target
from pulumi_dsql_provider.model.grant import TargetKind

_WORTH_A_WORD = 3  # USAGE, CREATE says more than ALL


def grant(grants: Iterable[Grant]) -> str:
    """GRANT of privileges that one grantee gets on one object, all of them grantable or none."""
    given = tuple(grants)
    first = given[0]
    option = ("WITH GRANT OPTION",) if first.grantable else ()
    return fill(["GRANT", *words(given), *_on(first.target), f"TO {grantee(first.grantee)}", *option])


def revoke(grants: Iterable[Grant], *, only_option: bool = False) -> str:
    """REVOKE of privileges that one grantee has on one object, or only of the right to grant them on.

    Whoever loses one on a table loses it on all its columns, too.
    """
    given = tuple(grants)
    first = given[0]
    option = ("GRANT OPTION FOR",) if only_option else ()
    return fill(["REVOKE", *option, *words(given), *_on(first.target), f"FROM {grantee(first.grantee)}"])


def revoke_on_sequences(schema: str, role: str) -> str:
    """REVOKE of all that a role may do with the sequences of a schema, also those of identity columns."""
    return fill(["REVOKE ALL ON ALL SEQUENCES", f"IN SCHEMA {quote(schema)}", f"FROM {quote(role)}"])


def words(grants: Iterable[Grant]) -> list[str]:
    """The privileges as SQL lists them: `SELECT, UPDATE (a, b)`; all that a table can have are `ALL`."""
    given = tuple(grants)
    whole = dict.fromkeys(each.privilege for each in given if each.column is None)
    columns: dict[str, list[str]] = {}
    for each in given:
        if each.column is not None:
            columns.setdefault(each.privilege, []).append(each.column)
    if not columns:
        return listed(whole, given[0].target.kind)
    pieces = [[privilege] for privilege in whole]
    pieces += [[privilege, *names(held)] for privilege, held in columns.items()]
    return list(_with_commas(pieces))


def listed(privileges: Iterable[str], kind: TargetKind) -> list[str]:
    """Privileges on a whole object of that kind."""
    given = tuple(privileges)
    if len(given) >= _WORTH_A_WORD and set(given) == set(OF_KIND[kind]):
        return ["ALL"]
    return list(_with_commas([[privilege] for privilege in given]))


def grantee(name: str) -> str:
    """A grantee as SQL writes it."""
    return "PUBLIC" if name == PUBLIC else quote(name)


def _on(target: Target) -> list[str]:
    kind = () if target.kind == "table" else (target.kind.upper(),)
    return ["ON", *kind, *named(target)]


def _with_commas(items: list[list[str]]) -> Iterator[str]:
    for place, item in enumerate(items, 1):
        *first, last = item
        yield from first
        yield last if place == len(items) else f"{last},"
