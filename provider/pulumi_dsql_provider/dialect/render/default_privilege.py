"""SQL for default privileges."""

from collections.abc import Sequence

from pulumi_dsql_provider.dialect.identifiers import quote
from pulumi_dsql_provider.dialect.render.layout import fill
from pulumi_dsql_provider.dialect.render.privilege import grantee, listed
from pulumi_dsql_provider.dialect.roles import ADMIN
from pulumi_dsql_provider.model import DefaultPrivilege

_KINDS = {"table": "TABLES", "sequence": "SEQUENCES", "domain": "TYPES", "function": "FUNCTIONS"}


def grant(given: Sequence[DefaultPrivilege]) -> str:
    """ALTER DEFAULT PRIVILEGES … GRANT of what one grantee gets on one kind of object, grantable or not."""
    option = ("WITH GRANT OPTION",) if given[0].grantable else ()
    return fill([*_of(given[0]), "GRANT", *_words(given), f"TO {grantee(given[0].grantee)}", *option])


def revoke(given: Sequence[DefaultPrivilege], *, only_option: bool = False) -> str:
    """ALTER DEFAULT PRIVILEGES … REVOKE of that, or only of the right to grant it on."""
    option = ("GRANT OPTION FOR",) if only_option else ()
    return fill([*_of(given[0]), "REVOKE", *option, *_words(given), f"FROM {grantee(given[0].grantee)}"])


def _of(default: DefaultPrivilege) -> list[str]:
    """What everybody else makes is somebody else's to say; admin's is what the statement means by itself."""
    maker = () if default.role == ADMIN else (f"FOR ROLE {quote(default.role)}",)
    schema = () if default.schema_name is None else (f"IN SCHEMA {quote(default.schema_name)}",)
    return ["ALTER DEFAULT PRIVILEGES", *maker, *schema]


def _words(given: Sequence[DefaultPrivilege]) -> list[str]:
    kind = given[0].kind
    return [*listed([each.privilege for each in given], kind), f"ON {_KINDS[kind]}"]
