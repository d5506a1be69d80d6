"""Views."""

from collections import Counter
from collections.abc import Iterator

from postgast import pg_query_pb2 as nodes

from pulumi_dsql_provider.dialect import limits
from pulumi_dsql_provider.dialect.capabilities import Rules
from pulumi_dsql_provider.dialect.queries import Normal, Relations, reads, tree
from pulumi_dsql_provider.dialect.refusal import Refusal, Refused
from pulumi_dsql_provider.dialect.validate import form, name, schema
from pulumi_dsql_provider.model import Database, ObjectName, View


def refusals(wanted: Database, rules: Rules) -> Iterator[Refusal]:
    """All views, over what else is wanted."""
    known = Relations(wanted)
    reading = _reading(wanted)
    for view in wanted.views:
        yield from name.refusals(view.name.name, "view", view.name)
        if schema.is_reserved(view.name.schema):
            yield schema.reserved(view.name.schema, view.name)
        yield from form.refusals("create-view", "views", rules, view.name, "name")
        if len(view.query.encode()) > limits.VIEW_BYTES:
            text = f"its definition has more than {limits.VIEW_BYTES:,} bytes"
            yield _refusal(view, "DSQL056", text, "split it into several views", "query")
        else:
            yield from _query(view, known, reading)


def too_many(wanted: Database) -> Iterator[Refusal]:
    """The limit on views."""
    if len(wanted.views) > limits.VIEWS:
        yield Refusal(
            code="DSQL055",
            message=f"a cluster holds at most {limits.VIEWS:,} views, not {len(wanted.views):,}",
            way_out="use fewer views, or a second cluster",
            subject=wanted.views[limits.VIEWS].name,
        )


def _query(
    view: View, known: Relations, reading: dict[ObjectName, frozenset[ObjectName]]
) -> Iterator[Refusal]:
    try:
        tree(view.query)
    except Refused as refused:
        yield from (
            each.model_copy(update={"subject": view.name, "property": "query"}) for each in refused.refusals
        )
        return
    if _reads_itself(view.name, reading):
        yield _refusal(view, "DSQL057", "it reads itself", "take it out of its query", "query")
        return
    if view.check_option is not None and not _is_updatable(tree(view.query)):
        text = "its rows cannot be checked, as it is no plain selection from one table or view"
        yield _refusal(view, "DSQL057", text, "leave the check option out", "check_option")
    whole = known.normal_of(view.model_copy(update={"columns": ()}))
    if whole is not None and len(view.columns) > len(whole.outputs):
        text = f"it lists {len(view.columns)} names for {len(whole.outputs)} columns"
        yield _refusal(view, "DSQL057", text, "list one for each", "columns")
    elif (normal := known.normal(view)) is not None:
        yield from _columns(view, normal)
    elif (absent := known.absent(view)) is not None:
        text = f"nothing that it reads has a column {absent}"
        yield _refusal(view, "DSQL005", text, "correct the name; a text stands in single quotes", "query")


def _columns(view: View, normal: Normal) -> Iterator[Refusal]:
    for each in normal.names:
        yield from name.refusals(each, "column", view.name, "columns")
    for twice in sorted(each for each, count in Counter(normal.names).items() if count > 1):
        text = f"two of its columns are called {twice}"
        yield _refusal(view, "DSQL057", text, "give one another name with AS", "columns")


def _is_updatable(select: nodes.SelectStmt) -> bool:
    """Whether rows can be put into a view of it: view_query_is_auto_updatable(), but for targets."""
    clauses = {field.name for field, _ in select.ListFields()}
    plain = clauses <= {"target_list", "from_clause", "where_clause", "sort_clause", "limit_option", "op"}
    return plain and [node.WhichOneof("node") for node in select.from_clause] == ["range_var"]


def _reading(wanted: Database) -> dict[ObjectName, frozenset[ObjectName]]:
    """What each view reads, as far as its query can be read."""
    found = {}
    for view in wanted.views:
        try:
            found[view.name] = reads(view.query)
        except Refused:
            found[view.name] = frozenset()
    return found


def _reads_itself(view: ObjectName, reading: dict[ObjectName, frozenset[ObjectName]]) -> bool:
    seen: set[ObjectName] = set()
    waiting = [view]
    while waiting:
        read = reading.get(waiting.pop(), frozenset())
        if view in read:
            return True
        waiting += read - seen
        seen |= read
    return False


def _refusal(view: View, code: str, message: str, way_out: str, part: str) -> Refusal:
    return Refusal(
        code=code,
        message=f"the view {view.name}: {message}",
        way_out=way_out,
        subject=view.name,
        property=part,
    )
