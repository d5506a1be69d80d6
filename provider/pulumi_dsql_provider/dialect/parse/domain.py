"""CREATE DOMAIN, ALTER DOMAIN."""

from collections.abc import Iterable

from postgast import pg_query_pb2 as nodes

from pulumi_dsql_provider.dialect import naming, types
from pulumi_dsql_provider.dialect.parse import written
from pulumi_dsql_provider.dialect.parse.column import default_of
from pulumi_dsql_provider.dialect.parse.draft import Draft, Missing
from pulumi_dsql_provider.dialect.parse.key import PartName
from pulumi_dsql_provider.dialect.parse.statement import Statement
from pulumi_dsql_provider.dialect.parse.type_name import type_of
from pulumi_dsql_provider.dialect.refusal import Refused
from pulumi_dsql_provider.model import Check, Domain, ObjectName


def create(statement: Statement, draft: Draft) -> None:
    """Add the domain with its checks."""
    node = statement.node.create_domain_stmt
    name = statement.name_of([part.string.sval for part in node.domainname])
    if name in draft.domains:
        message = f"the domain {name} is created twice"
        raise Refused(statement.refusal("DSQL003", message, "keep one of them", name, "name"))
    if node.HasField("coll_clause"):
        message = f"the domain {name}: DSQL has not got COLLATE: its collation is C"
        draft.refuse(statement.refusal("DSQL050", message, "leave it out", name, "type"))
    type_ = type_of(statement, node.type_name, f"the domain {name}", name, "type", draft)
    inherited = _inherited(type_, draft)
    draft.domains[name] = Domain(name=name, type=type_, default=inherited)
    draft.locations[name] = statement.location()
    said = [each.constraint for each in node.constraints]
    ends = [constraint.location for constraint in said]
    for constraint in said:
        _put(draft, name, **_part(statement, constraint, ends, draft.domains[name], draft))


def alter(statement: Statement, draft: Draft) -> None:
    """SET and DROP of a default, NOT NULL or a check."""
    node = statement.node.alter_domain_stmt
    domain = draft.domain(statement.name_of([part.string.sval for part in node.type_name]))
    definition: nodes.Node = getattr(node, "def")
    if node.subtype == "T":
        default = default_of(statement, definition) if node.HasField("def") else None
        _put(draft, domain.name, default=default)
    elif node.subtype in ("N", "O"):
        _put(draft, domain.name, nullable=node.subtype == "N")
    elif node.subtype == "C":
        _put(draft, domain.name, **_part(statement, definition.constraint, (), domain, draft))
    elif any(check.name == node.name for check in domain.checks):
        if node.subtype == "X":
            kept = tuple(check for check in domain.checks if check.name != node.name)
            _put(draft, domain.name, checks=kept)
    elif not node.missing_ok:
        raise Missing(f"constraint {node.name} of {domain.name}")


def _part(
    statement: Statement, constraint: nodes.Constraint, ends: Iterable[int], domain: Domain, draft: Draft
) -> dict[str, object]:
    """What one of NOT NULL, NULL, DEFAULT, CHECK says."""
    kind, name = constraint.contype, domain.name
    if kind in (nodes.CONSTR_NOTNULL, nodes.CONSTR_NULL):
        return {"nullable": kind == nodes.CONSTR_NULL}
    if kind == nodes.CONSTR_DEFAULT:
        return {"default": default_of(statement, constraint.raw_expr, constraint.location, ends)}
    if kind != nodes.CONSTR_CHECK:
        words = nodes.ConstrType.Name(kind).removeprefix("CONSTR_")
        message = f"the domain {name}: DSQL has not got {words} there"
        raise Refused(
            statement.refusal("DSQL050", message, "leave it out", name, "checks", constraint.location)
        )
    expression = written.in_brackets(statement, nodes.CHECK, constraint.location)
    named = constraint.conname or naming.check(name.name, None, draft.constraint_names(name.schema))
    draft.locations[PartName(name, named)] = statement.location(constraint.location)
    return {"checks": (*domain.checks, Check(name=named, expression=expression))}


def _inherited(type_: str, draft: Draft) -> str | None:
    """The default of the domain that this one is over: PostgreSQL copies it.

    Raises Missing while that domain may still be defined.
    """
    over = types.domain_named(type_)
    if over is None or (over not in draft.domains and draft.is_complete):
        return None
    return draft.domain(over).default


def _put(draft: Draft, name: ObjectName, **changes: object) -> None:
    draft.domains[name] = draft.domains[name].model_copy(update=changes)
