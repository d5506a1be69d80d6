"""CREATE VIEW, ALTER VIEW, and what becomes of views when something else changes."""

from collections.abc import Iterable, Sequence

from postgast import pg_query_pb2 as nodes

from pulumi_dsql_provider.dialect import targets
from pulumi_dsql_provider.dialect.identifiers import quote
from pulumi_dsql_provider.dialect.parse import owner, written
from pulumi_dsql_provider.dialect.parse.draft import Draft, Missing
from pulumi_dsql_provider.dialect.parse.statement import Statement
from pulumi_dsql_provider.dialect.queries import Renamed, qualified_query, reads
from pulumi_dsql_provider.dialect.refusal import Refused
from pulumi_dsql_provider.model import ColumnComment, ObjectName, View

_CHECKS = {nodes.LOCAL_CHECK_OPTION: "local", nodes.CASCADED_CHECK_OPTION: "cascaded"}
_FLAGS = frozenset({"security_barrier", "security_invoker"})
_TRUE, _FALSE = frozenset({"true", "on", "yes", "1"}), frozenset({"false", "off", "no", "0"})
_CHECK = "check_option"


def create(statement: Statement, draft: Draft) -> None:
    """Add the view, or replace the one of its name. Comments outlive that."""
    node = statement.node.view_stmt
    name = statement.name(node.view)
    if node.view.relpersistence != "p":
        message = f"{name}: DSQL has not got TEMPORARY views"
        raise Refused(statement.refusal("DSQL050", message, "use WITH in the query that needs it", name))
    before = draft.views.get(name)
    if before is not None and not node.replace:
        message = f"the view {name} is created twice"
        draft.refuse(statement.refusal("DSQL003", message, "keep one of them", name, "name"))
        return
    columns = tuple(part.string.sval for part in node.aliases)
    query = qualified_query(_query(statement, columns), lambda _: statement.schema)
    options = _options(statement, (each.def_elem for each in node.options), name)
    if node.with_check_option in _CHECKS:
        options[_CHECK] = _CHECKS[node.with_check_option]
    recursive = _is_recursive(node)
    draft.views[name] = View.model_validate(
        {
            "name": name,
            "query": query,
            "columns": () if recursive else columns,
            "comment": None if before is None else before.comment,
            "column_comments": () if before is None else before.column_comments,
            **options,
        }
    )
    draft.locations.setdefault(name, statement.location())


def alter(statement: Statement, draft: Draft) -> None:
    """ALTER VIEW … SET, RESET, OWNER TO."""
    node = statement.node.alter_table_stmt
    view = draft.view(statement.name(node.relation))
    (command,) = (each.alter_table_cmd for each in node.cmds)
    if command.subtype == nodes.AT_ChangeOwner:
        owner.give(statement, targets.of_relation(view.name), command.newowner, draft)
        return
    if command.subtype not in (nodes.AT_SetRelOptions, nodes.AT_ResetRelOptions):
        message = f"ALTER VIEW {view.name}: defaults of a view's columns are not managed"
        raise Refused(statement.refusal("DSQL061", message, "give the table's column a default", view.name))
    options: dict[str, object]
    given = [each.def_elem for each in getattr(command, "def").list.items]
    if command.subtype == nodes.AT_ResetRelOptions:
        options = {each.defname: None if each.defname == _CHECK else False for each in given}
    else:
        options = _options(statement, given, view.name)
    draft.views[view.name] = view.model_copy(update=options)


def comment(view: View, text: str | None, draft: Draft) -> None:
    """COMMENT ON VIEW."""
    draft.views[view.name] = view.model_copy(update={"comment": text})


def column_comment(view: View, column: str, text: str | None, draft: Draft) -> None:
    """COMMENT ON COLUMN of a view."""
    names = draft.columns_of(view)
    if names is not None and column not in names:
        raise Missing(f"column {column} of {view.name}")
    others = (each for each in view.column_comments if each.column != column)
    kept = sorted((*others, *(() if text is None else (ColumnComment(column, text),))))
    draft.views[view.name] = view.model_copy(update={"column_comments": tuple(kept)})


def move(statement: Statement, old: ObjectName, new: ObjectName, draft: Draft) -> None:
    """Give a view another name; those that read it follow."""
    view = draft.view(old)
    if new.name in draft.relation_names(new.schema):
        message = f"the name {new} is used twice"
        raise Refused(statement.refusal("DSQL003", message, "choose another name", new, "name"))
    del draft.views[old]
    draft.views[new] = view.model_copy(update={"name": new})
    draft.locations[new] = draft.locations.pop(old)
    draft.rename_in_views(Renamed({old: new}, {}))
    draft.access.follow(targets.of_relation(old), targets.of_relation(new))


def rename_column(statement: Statement, view: View, old: str, new: str, draft: Draft) -> None:
    """Give a column of a view another name; those that read it follow."""
    names = draft.columns_of(view)
    if names is None or old not in names:
        raise Missing(f"column {old} of {view.name}")
    if new in names:
        message = f"{view.name} has two columns {new}"
        raise Refused(statement.refusal("DSQL003", message, "choose another name", view.name, "columns"))
    draft.rename_in_views(Renamed({}, {view.name: {old: new}}))
    draft.access.follow_column(view.name, old, new)
    comments = (
        each._replace(column=new) if each.column == old else each
        for each in draft.view(view.name).column_comments
    )
    draft.views[view.name] = draft.view(view.name).model_copy(
        update={
            "columns": tuple(new if name == old else name for name in names),
            "column_comments": tuple(sorted(comments)),
        }
    )


def drop(statement: Statement, name: ObjectName, draft: Draft, *, cascade: bool) -> None:
    """DROP VIEW; those that read it go with CASCADE only."""
    draft.view(name)
    drop_readers(statement, {name}, f"the view {name}", draft, cascade=cascade)
    remove(name, draft)


def remove(name: ObjectName, draft: Draft) -> None:
    """Take a view away."""
    del draft.views[name]
    draft.locations.pop(name, None)
    draft.access.forget(targets.of_relation(name))


def drop_readers(
    statement: Statement, names: Iterable[ObjectName], what: str, draft: Draft, *, cascade: bool
) -> None:
    """Take away the views that read any of these, and those that read them; refused without CASCADE."""
    gone = set(names)
    readers = {each.name for each in draft.views.values() if reads(each.query) & gone} - gone
    drop_all(statement, readers, what, draft, cascade=cascade)


def drop_all(
    statement: Statement, views: Iterable[ObjectName], what: str, draft: Draft, *, cascade: bool
) -> None:
    """Take away these views, which need `what` goes, and those that read them; refused without CASCADE."""
    for name in sorted(views):
        if not cascade:
            message = f"{what} cannot go: the view {name} needs it"
            raise Refused(statement.refusal("DSQL065", message, "drop that first, or use CASCADE"))
        if name in draft.views:  # it may have gone with another one
            drop_readers(statement, {name}, what, draft, cascade=True)
            remove(name, draft)


def _query(statement: Statement, columns: Sequence[str]) -> str:
    """The query as it is written; a recursive one as PostgreSQL reads it."""
    node = statement.node.view_stmt
    found = written.query(statement, checked=node.with_check_option in _CHECKS)
    if not _is_recursive(node):
        return found
    listed, name = ", ".join(map(quote, columns)), quote(node.view.relname)
    return f"WITH RECURSIVE {name} ({listed}) AS (\n{found}\n)\nSELECT {listed} FROM {name}"


def _is_recursive(node: nodes.ViewStmt) -> bool:
    """RECURSIVE is no field of the tree: the grammar has wrapped the query, at no place in the text."""
    select = node.query.select_stmt
    return bool(select.HasField("with_clause") and select.with_clause.location < 0)


def _options(statement: Statement, given: Iterable[nodes.DefElem], name: ObjectName) -> dict[str, object]:
    found: dict[str, object] = {}
    for option in given:
        value = _value(option)
        if option.defname == _CHECK and value in _CHECKS.values():
            found[_CHECK] = value
        elif option.defname in _FLAGS and value in (_TRUE | _FALSE):
            found[option.defname] = value in _TRUE
        else:
            message = f"{name}: DSQL has not got the option {option.defname} = {value} of views"
            raise Refused(statement.refusal("DSQL050", message, "leave it out", name, offset=option.location))
    return found


def _value(option: nodes.DefElem) -> str:
    """As a word; an option alone is true."""
    match option.arg.WhichOneof("node"):
        case "string":
            return str(option.arg.string.sval).lower()
        case "type_name":
            return str(option.arg.type_name.names[-1].string.sval).lower()
        case "integer":
            return str(option.arg.integer.ival)
    return "true"
