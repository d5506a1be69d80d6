"""DROP of every kind of object."""

from collections.abc import Callable

from postgast import pg_query_pb2 as nodes

from pulumi_dsql_provider.dialect import targets
from pulumi_dsql_provider.dialect.identifiers import qualified
from pulumi_dsql_provider.dialect.parse import drop_column, function, view
from pulumi_dsql_provider.dialect.parse.draft import Draft, Missing
from pulumi_dsql_provider.dialect.parse.statement import Statement
from pulumi_dsql_provider.dialect.refusal import Refused
from pulumi_dsql_provider.model import ObjectName, Target

_Drop = Callable[[Statement, list[str], Draft], None]


def fold(statement: Statement, draft: Draft) -> None:
    """Take each thing away; IF EXISTS forgives what is not there."""
    drop = statement.node.drop_stmt
    if drop.remove_type not in {*_DROPS, *function.KINDS}:
        what = nodes.ObjectType.Name(drop.remove_type).removeprefix("OBJECT_").replace("_", " ")
        if drop.missing_ok:  # pg_dump --clean; there is none among definitions that hold none
            return
        raise Refused(statement.refusal("DSQL061", f"DROP {what} is not managed", "leave it out"))
    for node in drop.objects:
        parts = _parts(node)
        try:
            if drop.remove_type in function.KINDS:
                function.drop(statement, node, draft)
            else:
                _DROPS[drop.remove_type](statement, parts, draft)
        except Missing:
            if not drop.missing_ok:
                raise


def _parts(node: nodes.Node) -> list[str]:
    """A name as it is written; a domain's is a type's."""
    names = node.type_name.names if node.HasField("type_name") else node.list.items
    return [part.string.sval for part in names] or [node.string.sval]


def _table(statement: Statement, parts: list[str], draft: Draft) -> None:
    name = statement.name_of(parts)
    draft.table(name)
    _remove(statement, {name}, draft)


def _index(statement: Statement, parts: list[str], draft: Draft) -> None:
    index = draft.index(statement.name_of(parts))
    draft.drop_indexes(lambda one: one is index)


def _schema(statement: Statement, parts: list[str], draft: Draft) -> None:
    (schema,) = parts
    if schema not in draft.schemas:
        raise Missing(f"schema {schema}")
    tables = {name for name in draft.tables if name.schema == schema}
    sequences = {name for name in draft.sequences if name.schema == schema}
    domains = {name for name in draft.domains if name.schema == schema}
    functions = {name for name in draft.functions if name.schema == schema}
    statistics = {name for name in draft.statistics if name.schema == schema}
    views = {name for name in draft.views if name.schema == schema}
    inside = tables | sequences | domains | functions | statistics | views
    if inside and not _cascades(statement):
        message = f"the schema {schema} cannot go: {min(inside)} is in it"
        raise Refused(statement.refusal("DSQL065", message, "drop that first, or use CASCADE"))
    for name in sorted(views):
        if name in draft.views:  # it may have gone with another one
            view.drop(statement, name, draft, cascade=True)
    _remove(statement, tables, draft)
    for name in sequences & set(draft.sequences):
        _remove_sequence(name, draft)
    for name in functions:
        function.remove(name, draft)
    draft.drop_statistics(lambda one: one.name.schema == schema)
    for name in sorted(domains):
        _remove_domain(statement, name, draft)
    del draft.schemas[schema]
    draft.access.forget(targets.of_schema(schema))
    draft.locations.pop(schema, None)


def _remove(statement: Statement, names: set[ObjectName], draft: Draft) -> None:
    """Take tables away, with their indexes; foreign keys of others go with CASCADE only."""
    for name in sorted(names):
        others = [(table, one) for table, one in draft.references_to(name) if table.name not in names]
        if others and not _cascades(statement):
            table, foreign = others[0]
            message = f"the table {name} cannot go: the foreign key {foreign.name} of {table.name} needs it"
            raise Refused(statement.refusal("DSQL065", message, "drop that first, or use CASCADE", name))
        for table, foreign in others:
            kept = tuple(one for one in draft.tables[table.name].foreign_keys if one is not foreign)
            draft.put(draft.tables[table.name], foreign_keys=kept)
        view.drop_readers(statement, {name}, f"the table {name}", draft, cascade=_cascades(statement))
        draft.drop_indexes(lambda index, gone=name: index.table == gone)  # type: ignore[misc]
        draft.drop_statistics(lambda one, gone=name: one.table == gone)  # type: ignore[misc]
        draft.give_owners(lambda owner, gone=name: None if owner.table == gone else owner)  # type: ignore[misc]
        del draft.tables[name]
        draft.access.forget(Target(kind="table", name=name))
        draft.locations.pop(name, None)


def _view(statement: Statement, parts: list[str], draft: Draft) -> None:
    view.drop(statement, statement.name_of(parts), draft, cascade=_cascades(statement))


def _sequence(statement: Statement, parts: list[str], draft: Draft) -> None:
    _remove_sequence(draft.sequence(statement.name_of(parts)).name, draft)


def _remove_sequence(name: ObjectName, draft: Draft) -> None:
    del draft.sequences[name]
    draft.access.forget(Target(kind="sequence", name=name))
    draft.locations.pop(name, None)


def _domain(statement: Statement, parts: list[str], draft: Draft) -> None:
    _remove_domain(statement, draft.domain(statement.name_of(parts)).name, draft)


def _remove_domain(statement: Statement, name: ObjectName, draft: Draft) -> None:
    """Take a domain away; the columns and domains of its type go with CASCADE only."""
    if name not in draft.domains:  # it went with another one
        return
    own = qualified(name)
    domains = [domain.name for domain in draft.domains.values() if domain.type == own]
    columns = [
        (table.name, column.name)
        for table in draft.tables.values()
        for column in table.columns
        if column.type == own
    ]
    if (domains or columns) and not _cascades(statement):
        user = f"domain {domains[0]}" if domains else ".".join(map(str, columns[0]))
        message = f"the domain {name} cannot go: {user} is of that type"
        raise Refused(statement.refusal("DSQL065", message, "drop that first, or use CASCADE", name))
    for domain in domains:
        _remove_domain(statement, domain, draft)
    for table, column in columns:
        if draft.table(table).column(column) is not None:  # it may have gone with another one
            drop_column.drop(statement, column, table, draft, cascade=True)
    del draft.domains[name]
    draft.access.forget(Target(kind="domain", name=name))
    draft.locations.pop(name, None)


def _statistics(statement: Statement, parts: list[str], draft: Draft) -> None:
    found = draft.the_statistics(statement.name_of(parts))
    draft.drop_statistics(lambda one: one is found)


def _cascades(statement: Statement) -> bool:
    return bool(statement.node.drop_stmt.behavior == nodes.DROP_CASCADE)


_DROPS: dict[int, _Drop] = {
    nodes.OBJECT_TABLE: _table,
    nodes.OBJECT_INDEX: _index,
    nodes.OBJECT_SCHEMA: _schema,
    nodes.OBJECT_SEQUENCE: _sequence,
    nodes.OBJECT_DOMAIN: _domain,
    nodes.OBJECT_STATISTIC_EXT: _statistics,
    nodes.OBJECT_VIEW: _view,
}
