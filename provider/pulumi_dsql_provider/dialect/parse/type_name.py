"""The names of types, which may be domains."""

from postgast import pg_query_pb2 as nodes

from pulumi_dsql_provider.dialect import types
from pulumi_dsql_provider.dialect.parse.draft import Draft, Missing
from pulumi_dsql_provider.dialect.parse.statement import Statement
from pulumi_dsql_provider.dialect.refusal import Refused
from pulumi_dsql_provider.model import ObjectName

_UNKNOWN = "DSQL010"


def type_of(
    statement: Statement, name: nodes.TypeName, what: str, subject: ObjectName, part: str, draft: Draft
) -> str:
    """The canonical type of `what`; Refused at its place for a type that DSQL has not got.

    A name without a schema that is no type of PostgreSQL's is a domain of the statement's schema. Raises
    Missing while that may still be defined; one with a schema may be in the database only.
    """
    domain = statement.name_of([name.names[-1].string.sval]) if len(name.names) == 1 else None
    if domain is not None and domain in draft.domains and not _is_built_in(name):
        name = _qualified(name, domain)
    try:
        return types.of_tree(name)
    except Refused as refused:
        located = statement.located(refused, subject, part, name.location)
    if domain is not None and located[0].code == _UNKNOWN and not draft.is_complete:
        raise Missing(f"domain {domain}", domain)
    raise Refused(*(one.model_copy(update={"message": f"{what}: {one.message}"}) for one in located))


def _is_built_in(name: nodes.TypeName) -> bool:
    """Whether PostgreSQL has a type of that name: it finds its own before any domain."""
    try:
        types.of_tree(name)
    except Refused as refused:
        return refused.refusals[0].code != _UNKNOWN
    return True


def _qualified(name: nodes.TypeName, domain: ObjectName) -> nodes.TypeName:
    """The same type, its array bounds and length included, with the schema in its name."""
    found = nodes.TypeName()
    found.CopyFrom(name)
    del found.names[:]
    for part in domain:
        found.names.add().string.sval = part
    return found
