"""ALTER TABLE: its actions, one by one. (Renames are statements of their own: rename.py.)"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from postgast import pg_query_pb2 as nodes

from pulumi_dsql_provider.dialect.parse import column, constraint, drop_column, owner, view, written
from pulumi_dsql_provider.dialect.parse.draft import Draft, Missing, without
from pulumi_dsql_provider.dialect.parse.identity import changed, identity
from pulumi_dsql_provider.dialect.parse.statement import Statement
from pulumi_dsql_provider.dialect.parse.type_name import type_of
from pulumi_dsql_provider.dialect.refusal import Refused
from pulumi_dsql_provider.model import Column, ObjectName, Target


@dataclass(frozen=True)
class _Alter:
    """One action on one table."""

    statement: Statement
    command: nodes.AlterTableCmd
    table: ObjectName
    draft: Draft

    @property
    def definition(self) -> nodes.Node:
        """What the action brings: a column, a constraint, an expression."""
        return getattr(self.command, "def")


_Action = Callable[[_Alter], None]


def actions(statement: Statement) -> Iterator[Statement]:
    """The statement cut into one for each action: each may have to wait for something else."""
    commands = statement.node.alter_table_stmt.cmds
    for command, words in zip(commands, written.separated(statement.words), strict=True):
        node = nodes.Node()
        node.CopyFrom(statement.node)
        del node.alter_table_stmt.cmds[:]
        node.alter_table_stmt.cmds.add().CopyFrom(command)
        yield replace(statement, node=node, words=tuple(words))


def fold(statement: Statement, draft: Draft) -> None:
    """Carry out the one action."""
    alter = statement.node.alter_table_stmt
    name = statement.name(alter.relation)
    (command,) = (node.alter_table_cmd for node in alter.cmds)
    # PostgreSQL takes ALTER TABLE for the owner of a view, too.
    if alter.objtype == nodes.OBJECT_VIEW or (
        name in draft.views and command.subtype == nodes.AT_ChangeOwner
    ):
        view.alter(statement, draft)
        return
    if alter.objtype == nodes.OBJECT_SEQUENCE and command.subtype == nodes.AT_ChangeOwner:
        target = Target(kind="sequence", name=draft.sequence(name).name)
        owner.give(statement, target, command.newowner, draft)
        return
    if alter.objtype != nodes.OBJECT_TABLE:
        what = nodes.ObjectType.Name(alter.objtype).removeprefix("OBJECT_").replace("_", " ")
        message = f"ALTER {what} {name} is not managed, but for RENAME of an index"
        raise Refused(statement.refusal("DSQL061", message, "leave it out", name))
    draft.table(name)
    _ACTIONS.get(command.subtype, _refuse)(_Alter(statement, command, name, draft))


def waits(statement: Statement) -> bool:
    """Whether the action may come before what it is about; what is dropped must be there."""
    (command,) = (node.alter_table_cmd for node in statement.node.alter_table_stmt.cmds)
    return command.subtype not in (nodes.AT_DropColumn, nodes.AT_DropConstraint)


def _add_column(alter: _Alter) -> None:
    definition = alter.definition.column_def
    if alter.draft.table(alter.table).column(definition.colname) is not None:
        if not alter.command.missing_ok:
            message = f"{alter.table} has two columns {definition.colname}"
            raise Refused(
                alter.statement.refusal("DSQL003", message, "rename one of them", alter.table, "columns")
            )
        return
    made = column.defined(alter.statement, definition, alter.table, alter.draft)
    table = alter.draft.table(alter.table)
    alter.draft.put(table, columns=(*table.columns, made.column))
    for each in constraint.in_order(made.constraints):
        constraint.add(alter.statement, each, alter.table, alter.draft)


def _add_constraint(alter: _Alter) -> None:
    constraint.add(alter.statement, alter.definition.constraint, alter.table, alter.draft)


def _drop_constraint(alter: _Alter) -> None:
    table = alter.draft.table(alter.table)
    if all(one.name != alter.command.name for one in table.constraints):
        if not alter.command.missing_ok:
            raise Missing(f"constraint {alter.command.name} of {alter.table}")
        return
    alter.draft.put(table, **without(table.constraints, alter.command.name))


def _default(alter: _Alter) -> None:
    given = alter.command.HasField("def")
    default = column.default_of(alter.statement, alter.definition) if given else None
    _change(alter, default=default)


def _set_not_null(alter: _Alter) -> None:
    _change(alter, nullable=False)


def _drop_not_null(alter: _Alter) -> None:
    _change(alter, nullable=True)


def _type(alter: _Alter) -> None:
    definition = alter.definition.column_def
    if definition.HasField("coll_clause"):
        message = f"the column {alter.command.name} of {alter.table}: DSQL has not got COLLATE"
        raise Refused(alter.statement.refusal("DSQL050", message, "leave it out", alter.table, "columns"))
    what = f"the column {alter.command.name}"
    type_ = type_of(alter.statement, definition.type_name, what, alter.table, "columns", alter.draft)
    _change(alter, type=type_)


def _storage(alter: _Alter) -> None:
    storage = alter.definition.string.sval
    type_ = _column(alter).type
    _change(alter, storage=column.storage_of(storage, type_))


def _add_identity(alter: _Alter) -> None:
    made = identity(
        alter.statement, alter.definition.constraint, alter.command.name, alter.table, alter.draft
    )
    _change(alter, identity=made)


def _set_identity(alter: _Alter) -> None:
    before = _column(alter).identity
    if before is None:
        raise Missing(f"identity {alter.table}.{alter.command.name}")
    options = (item.def_elem for item in alter.definition.list.items)
    after = changed(alter.statement, options, before, alter.command.name, alter.table, alter.draft)
    _change(alter, identity=after)


def _drop_identity(alter: _Alter) -> None:
    _change(alter, identity=None)


def _drop_expression(alter: _Alter) -> None:
    _change(alter, generated=None)


def _drop_column(alter: _Alter) -> None:
    if alter.draft.table(alter.table).column(alter.command.name) is None:
        if not alter.command.missing_ok:
            raise Missing(f"column {alter.command.name} of {alter.table}")
        return
    drop_column.drop(
        alter.statement,
        alter.command.name,
        alter.table,
        alter.draft,
        cascade=alter.command.behavior == nodes.DROP_CASCADE,
    )


def _alter_constraint(alter: _Alter) -> None:
    asked = alter.definition.atalter_constraint
    table = alter.draft.table(alter.table)
    found = [foreign for foreign in table.foreign_keys if foreign.name == asked.conname]
    if not found or not asked.alter_deferrability:
        raise Missing(f"foreign key {asked.conname} of {alter.table}")
    deferral = {
        "deferrable": asked.deferrable or asked.initdeferred,
        "initially_deferred": asked.initdeferred,
    }
    alter.draft.put(
        table,
        foreign_keys=tuple(
            foreign.model_copy(update=deferral) if foreign in found else foreign
            for foreign in table.foreign_keys
        ),
    )


def _validate(alter: _Alter) -> None:
    """Every constraint of a definition is validated; here only its name is looked at."""
    if all(one.name != alter.command.name for one in alter.draft.table(alter.table).constraints):
        raise Missing(f"constraint {alter.command.name} of {alter.table}")


def _owner(alter: _Alter) -> None:
    owner.give(alter.statement, Target(kind="table", name=alter.table), alter.command.newowner, alter.draft)


def _refuse(alter: _Alter) -> None:
    words = nodes.AlterTableType.Name(alter.command.subtype).removeprefix("AT_")
    message = f"ALTER TABLE {alter.table}: the action {words} is not managed"
    raise Refused(alter.statement.refusal("DSQL061", message, "leave it out", alter.table))


def _column(alter: _Alter) -> Column:
    name = alter.command.name
    found = alter.draft.table(alter.table).column(name)
    if found is None:
        raise Missing(f"column {name} of {alter.table}")
    return found


def _change(alter: _Alter, **change: object) -> None:
    """Change the column that the action names."""
    found = _column(alter)
    table = alter.draft.table(alter.table)
    columns = (one.model_copy(update=change) if one is found else one for one in table.columns)
    alter.draft.put(table, columns=tuple(columns))


_ACTIONS: dict[int, _Action] = {
    nodes.AT_AddColumn: _add_column,
    nodes.AT_AddConstraint: _add_constraint,
    nodes.AT_DropConstraint: _drop_constraint,
    nodes.AT_ColumnDefault: _default,
    nodes.AT_SetNotNull: _set_not_null,
    nodes.AT_DropNotNull: _drop_not_null,
    nodes.AT_AlterColumnType: _type,
    nodes.AT_SetStorage: _storage,
    nodes.AT_AddIdentity: _add_identity,
    nodes.AT_SetIdentity: _set_identity,
    nodes.AT_DropIdentity: _drop_identity,
    nodes.AT_DropExpression: _drop_expression,
    nodes.AT_DropColumn: _drop_column,
    nodes.AT_AlterConstraint: _alter_constraint,
    nodes.AT_ValidateConstraint: _validate,
    nodes.AT_ChangeOwner: _owner,
}
