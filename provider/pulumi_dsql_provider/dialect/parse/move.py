"""Tables, sequences, domains, functions, statistics and views under another name: RENAME TO, SET SCHEMA."""

from collections.abc import Callable

from postgast import pg_query_pb2 as nodes

from pulumi_dsql_provider.dialect.identifiers import qualified
from pulumi_dsql_provider.dialect.parse import function, view
from pulumi_dsql_provider.dialect.parse.draft import Draft, Missing
from pulumi_dsql_provider.dialect.parse.statement import Statement
from pulumi_dsql_provider.dialect.queries import Renamed
from pulumi_dsql_provider.dialect.refusal import Refused
from pulumi_dsql_provider.dialect.sequence_names import known, renamed
from pulumi_dsql_provider.model import ObjectName, Target
from pulumi_dsql_provider.model.grant import TargetKind


def fold(statement: Statement, draft: Draft) -> None:
    """ALTER … SET SCHEMA."""
    alter = statement.node.alter_object_schema_stmt
    if alter.object_type in function.KINDS:
        function.move(statement, draft)
        return
    move = _MOVES.get(alter.object_type)
    if move is None:
        what = nodes.ObjectType.Name(alter.object_type).removeprefix("OBJECT_").replace("_", " ")
        raise Refused(
            statement.refusal("DSQL061", f"ALTER {what} … SET SCHEMA is not managed", "leave it out")
        )
    old = (
        statement.name(alter.relation)
        if alter.HasField("relation")
        else statement.name_of([part.string.sval for part in alter.object.list.items])
    )
    try:
        move(statement, old, old._replace(schema=alter.newschema), draft)
    except Missing:
        if not alter.missing_ok:
            raise


def move_table(statement: Statement, old: ObjectName, new: ObjectName, draft: Draft) -> None:
    """Give a table another name; its indexes and the foreign keys that reference it follow."""
    draft.table(old)
    refuse_taken(statement, new, draft)
    draft.rename_in_views(Renamed({old: new}, {}))
    tables = {
        (new if name == old else name): table.model_copy(update={"name": new}) if name == old else table
        for name, table in draft.tables.items()
    }
    indexes = [
        index.model_copy(update={"table": new}) if index.table == old else index
        for index in draft.indexes.values()
    ]
    for name, index in list(draft.indexes.items()):
        if index.table == old:
            draft.locations[ObjectName(new.schema, name.name)] = draft.locations.pop(name)
    for name, one in list(draft.statistics.items()):
        if one.table == old:
            draft.statistics[name] = one.model_copy(update={"table": new})
    draft.locations[new] = draft.locations.pop(old)
    _take_grants_along("table", old, new, draft)
    draft.tables.clear()
    draft.tables.update(tables)
    draft.indexes.clear()
    draft.indexes.update({index.qualified_name: index for index in indexes})
    draft.give_owners(lambda owner: owner._replace(table=new) if owner.table == old else owner)
    draft.map_foreign_keys(
        lambda foreign: (
            foreign.model_copy(update={"references": new}) if foreign.references == old else foreign
        )
    )


def move_sequence(statement: Statement, old: ObjectName, new: ObjectName, draft: Draft) -> None:
    """Give a sequence another name; the defaults that use it follow."""
    sequence = draft.sequence(old)
    refuse_taken(statement, new, draft)
    _take_grants_along("sequence", old, new, draft)
    del draft.sequences[old]
    draft.sequences[new] = sequence.model_copy(update={"name": new})
    draft.locations[new] = draft.locations.pop(old)
    texts = known({old: new})
    draft.give_defaults(lambda default: renamed(default, texts))


def move_domain(statement: Statement, old: ObjectName, new: ObjectName, draft: Draft) -> None:
    """Give a domain another name; the columns and domains of its type follow."""
    domain = draft.domain(old)
    if new in draft.domains or new in draft.tables:
        message = f"the name {new} is used twice"
        raise Refused(statement.refusal("DSQL003", message, "choose another name", new, "name"))
    _take_grants_along("domain", old, new, draft)
    del draft.domains[old]
    draft.domains[new] = domain.model_copy(update={"name": new})
    draft.locations[new] = draft.locations.pop(old)
    draft.give_types({qualified(old): qualified(new)})


def move_statistics(statement: Statement, old: ObjectName, new: ObjectName, draft: Draft) -> None:
    """Give statistics another name."""
    found = draft.the_statistics(old)
    _take_grants_along("statistics", old, new, draft)
    if new in draft.statistics:
        message = f"the name {new} is used twice"
        raise Refused(statement.refusal("DSQL003", message, "choose another name", new, "name"))
    del draft.statistics[old]
    draft.statistics[new] = found.model_copy(update={"name": new})
    draft.locations[new] = draft.locations.pop(old)


def _take_grants_along(kind: TargetKind, old: ObjectName, new: ObjectName, draft: Draft) -> None:
    draft.access.follow(Target(kind=kind, name=old), Target(kind=kind, name=new))


def refuse_taken(statement: Statement, name: ObjectName, draft: Draft) -> None:
    """Raise Refused where a table, an index, a sequence or a view has the name."""
    if name.name in draft.relation_names(name.schema):
        message = f"the name {name} is used twice"
        raise Refused(statement.refusal("DSQL003", message, "choose another name", name, "name"))


_MOVES: dict[int, Callable[[Statement, ObjectName, ObjectName, Draft], None]] = {
    nodes.OBJECT_TABLE: move_table,
    nodes.OBJECT_SEQUENCE: move_sequence,
    nodes.OBJECT_DOMAIN: move_domain,
    nodes.OBJECT_STATISTIC_EXT: move_statistics,
    nodes.OBJECT_VIEW: view.move,
}
