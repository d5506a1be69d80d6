"""COMMENT ON every kind of object."""

from collections.abc import Callable

from postgast import pg_query_pb2 as nodes

from pulumi_dsql_provider.dialect.parse import function, role, view
from pulumi_dsql_provider.dialect.parse.draft import Draft, Missing, by_kind
from pulumi_dsql_provider.dialect.parse.statement import Statement
from pulumi_dsql_provider.dialect.refusal import Refused
from pulumi_dsql_provider.model import Schema

_Comment = Callable[[Statement, list[str], str | None, Draft], None]
_EVER_THERE = "public"


def fold(statement: Statement, draft: Draft) -> None:
    """Set the comment; IS NULL (or an empty text) takes it away."""
    comment = statement.node.comment_stmt
    if comment.objtype in function.KINDS:
        function.comment(statement, draft)
        return
    if comment.objtype not in _COMMENTS:
        what = nodes.ObjectType.Name(comment.objtype).removeprefix("OBJECT_").replace("_", " ")
        raise Refused(statement.refusal("DSQL061", f"COMMENT ON {what} is not managed", "leave it out"))
    node = comment.object
    _COMMENTS[comment.objtype](statement, _parts(node), comment.comment or None, draft)


def _parts(node: nodes.Node) -> list[str]:
    """The parts of the name; that of a constraint is the last, behind those of its table or domain."""
    if node.HasField("string"):
        return [node.string.sval]
    if node.HasField("type_name"):
        return [part.string.sval for part in node.type_name.names]
    return [part for item in node.list.items for part in _parts(item)]


def _schema(statement: Statement, parts: list[str], text: str | None, draft: Draft) -> None:
    (name,) = parts
    if name not in draft.schemas and name != _EVER_THERE:
        raise Missing(f"schema {name}")
    draft.schemas[name] = Schema(name=name, comment=text)
    draft.locations.setdefault(name, statement.location())


def _table(statement: Statement, parts: list[str], text: str | None, draft: Draft) -> None:
    draft.put(draft.table(statement.name_of(parts)), comment=text)


def _column(statement: Statement, parts: list[str], text: str | None, draft: Draft) -> None:
    if len(parts) == 1:
        message = f"the column {parts[0]} has no table in front of it"
        raise Refused(statement.refusal("DSQL060", message, "write table.column"))
    owner, name = statement.name_of(parts[:-1]), parts[-1]
    if owner in draft.views:
        view.column_comment(draft.view(owner), name, text, draft)
        return
    table = draft.table(owner)
    if table.column(name) is None:
        raise Missing(f"column {name} of {table.name}")
    columns = (one.model_copy(update={"comment": text}) if one.name == name else one for one in table.columns)
    draft.put(table, columns=tuple(columns))


def _constraint(statement: Statement, parts: list[str], text: str | None, draft: Draft) -> None:
    table, name = draft.table(statement.name_of(parts[:-1])), parts[-1]
    if all(one.name != name for one in table.constraints):
        raise Missing(f"constraint {name} of {table.name}")
    change = {"comment": text}
    draft.put(
        table,
        **by_kind(one.model_copy(update=change) if one.name == name else one for one in table.constraints),
    )


def _domain_check(statement: Statement, parts: list[str], text: str | None, draft: Draft) -> None:
    domain, name = draft.domain(statement.name_of(parts[:-1])), parts[-1]
    if all(check.name != name for check in domain.checks):
        raise Missing(f"constraint {name} of {domain.name}")
    change = {"comment": text}
    checks = tuple(one.model_copy(update=change) if one.name == name else one for one in domain.checks)
    draft.domains[domain.name] = domain.model_copy(update={"checks": checks})


def _index(statement: Statement, parts: list[str], text: str | None, draft: Draft) -> None:
    name = statement.name_of(parts)
    draft.indexes[name] = draft.index(name).model_copy(update={"comment": text})


def _sequence(statement: Statement, parts: list[str], text: str | None, draft: Draft) -> None:
    name = statement.name_of(parts)
    draft.sequences[name] = draft.sequence(name).model_copy(update={"comment": text})


def _domain(statement: Statement, parts: list[str], text: str | None, draft: Draft) -> None:
    name = statement.name_of(parts)
    draft.domains[name] = draft.domain(name).model_copy(update={"comment": text})


def _statistics(statement: Statement, parts: list[str], text: str | None, draft: Draft) -> None:
    name = statement.name_of(parts)
    draft.statistics[name] = draft.the_statistics(name).model_copy(update={"comment": text})


def _view(statement: Statement, parts: list[str], text: str | None, draft: Draft) -> None:
    view.comment(draft.view(statement.name_of(parts)), text, draft)


_COMMENTS: dict[int, _Comment] = {
    nodes.OBJECT_SCHEMA: _schema,
    nodes.OBJECT_TABLE: _table,
    nodes.OBJECT_COLUMN: _column,
    nodes.OBJECT_TABCONSTRAINT: _constraint,
    nodes.OBJECT_DOMCONSTRAINT: _domain_check,
    nodes.OBJECT_INDEX: _index,
    nodes.OBJECT_SEQUENCE: _sequence,
    nodes.OBJECT_DOMAIN: _domain,
    nodes.OBJECT_STATISTIC_EXT: _statistics,
    nodes.OBJECT_ROLE: role.comment,
    nodes.OBJECT_VIEW: _view,
}
