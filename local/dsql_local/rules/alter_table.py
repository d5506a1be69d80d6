"""ALTER TABLE: the actions that DSQL has, and what it answers to the others.

Some answers depend on the table: which column is in the primary key, of what type it is. `guard` asks
PostgreSQL to check those right before the statement runs, in the same transaction.
"""

from collections.abc import Callable, Sequence
from datetime import date
from itertools import pairwise

from postgast import pg_query_pb2 as pb

from dsql_local.rules.create_table import FOREIGN_KEYS, column_refusal
from dsql_local.rules.identity import IDENTITY, OPTIONS, Identity
from dsql_local.rules.rule import Evidence, Refusal, Rule, Table
from dsql_local.rules.source import Edit, Token
from dsql_local.rules.trees import literal, quoted

_JULY, _AUGUST = date(2026, 7, 6), date(2026, 8, 3)
"""The service learned most of what it can alter on these two days."""
_ACCEPTED = {
    pb.AT_AddColumn,
    pb.AT_DropColumn,
    pb.AT_ColumnDefault,
    pb.AT_DropNotNull,
    pb.AT_DropExpression,
    pb.AT_AddIdentity,
    pb.AT_SetIdentity,
    pb.AT_DropIdentity,
    pb.AT_SetStorage,
    pb.AT_AddConstraint,
    pb.AT_AlterConstraint,
    pb.AT_DropConstraint,
    pb.AT_ChangeOwner,
    pb.AT_EnableTrigAll,
    pb.AT_DisableTrigAll,
    pb.AT_EnableTrigUser,
    pb.AT_DisableTrigUser,
    pb.AT_SetExpression,  # newer than PostgreSQL 16, which calls it a syntax error
}
_SWITCHES = (pb.AT_EnableTrigAll, pb.AT_DisableTrigAll, pb.AT_EnableTrigUser, pb.AT_DisableTrigUser)
_ALL_TRIGGERS = {pb.AT_EnableTrigAll, pb.AT_DisableTrigAll}
_ACCEPTED_ON_A_VIEW = {pb.AT_ColumnDefault, pb.AT_SetRelOptions, pb.AT_ResetRelOptions, pb.AT_ChangeOwner}
_ACCEPTED_BY_OBJECT = {
    pb.OBJECT_TABLE: _ACCEPTED,
    pb.OBJECT_VIEW: _ACCEPTED_ON_A_VIEW,
    pb.OBJECT_SEQUENCE: {pb.AT_ChangeOwner},
}


def _refused(subtype: int, words: str, evidence: Evidence = Evidence.GRAMMAR) -> Rule[pb.AlterTableCmd]:
    """The rule that refuses an action, in the words that the service has for such refusals."""
    return Rule(
        name="alter-table-" + words.lower().replace(" ... ", " ").replace(" ", "-"),
        message=f"unsupported ALTER TABLE {words} statement",
        evidence=evidence,
        when=lambda command: command.subtype == subtype,
    )


def _not_yet(
    name: str, words: str, until: date, when: Callable[[pb.AlterTableCmd], bool]
) -> Rule[pb.AlterTableCmd]:
    """The rule that refused an action before the service had it."""
    return Rule(
        name=f"{name}-not-yet",
        message=f"unsupported ALTER TABLE {words} statement",
        until=until,
        evidence=Evidence.RELEASED,
        when=when,
    )


def _action(*subtypes: int) -> Callable[[pb.AlterTableCmd], bool]:
    return lambda command: command.subtype in subtypes


def _added(command: pb.AlterTableCmd) -> pb.Constraint:
    """The constraint that the action adds; an empty one when it adds none."""
    is_added = command.subtype == pb.AT_AddConstraint
    found: pb.Constraint = getattr(command, "def").constraint if is_added else pb.Constraint()
    return found


def _adds_unsupported_constraint(command: pb.AlterTableCmd) -> bool:
    """All but CHECK and FOREIGN KEY with NOT VALID, and UNIQUE USING INDEX; and NOT NULL, which PostgreSQL 16
    calls a syntax error.
    """
    if command.subtype != pb.AT_AddConstraint:
        return False
    constraint = _added(command)
    if constraint.contype == pb.CONSTR_NOTNULL:
        return False
    if constraint.contype in (pb.CONSTR_CHECK, pb.CONSTR_FOREIGN):
        return not constraint.skip_validation
    return constraint.contype != pb.CONSTR_UNIQUE or not constraint.indexname or constraint.deferrable


ACTION: Table[pb.AlterTableCmd] = Table(
    Rule(
        name="add-column-with-constraint",
        message="ALTER TABLE ADD COLUMN with constraint not supported",
        evidence=Evidence.RECORDED,
        when=lambda command: (
            command.subtype == pb.AT_AddColumn and bool(getattr(command, "def").column_def.constraints)
        ),
    ),
    Rule(
        name="add-constraint",
        message="unsupported ALTER TABLE ADD CONSTRAINT statement",
        evidence=Evidence.RECORDED,
        when=_adds_unsupported_constraint,
    ),
    _not_yet("add-check", "ADD CONSTRAINT", _AUGUST, lambda c: _added(c).contype == pb.CONSTR_CHECK),
    _not_yet(
        "add-foreign-key", "ADD CONSTRAINT", FOREIGN_KEYS, lambda c: _added(c).contype == pb.CONSTR_FOREIGN
    ),
    _not_yet(
        "add-unique", "ADD CONSTRAINT", date(2026, 4, 20), lambda c: _added(c).contype == pb.CONSTR_UNIQUE
    ),
    _not_yet("alter-constraint", "ALTER CONSTRAINT", FOREIGN_KEYS, _action(pb.AT_AlterConstraint)),
    _not_yet("drop-constraint", "DROP CONSTRAINT", _JULY, _action(pb.AT_DropConstraint)),
    _not_yet("drop-column", "DROP COLUMN", _AUGUST, _action(pb.AT_DropColumn)),
    _not_yet(
        "set-default",
        "ALTER COLUMN ... SET DEFAULT",
        _JULY,
        lambda c: c.subtype == pb.AT_ColumnDefault and c.HasField("def"),
    ),
    _not_yet("drop-default", "ALTER COLUMN ... DROP DEFAULT", _JULY, _action(pb.AT_ColumnDefault)),
    _not_yet("drop-not-null", "ALTER COLUMN ... DROP NOT NULL", _JULY, _action(pb.AT_DropNotNull)),
    _not_yet("drop-expression", "ALTER COLUMN ... DROP EXPRESSION", _JULY, _action(pb.AT_DropExpression)),
    _not_yet("add-identity", "ALTER COLUMN ... ADD IDENTITY", _JULY, _action(pb.AT_AddIdentity)),
    _not_yet("set-storage", "ALTER COLUMN ... SET STORAGE", date(2026, 5, 4), _action(pb.AT_SetStorage)),
    Rule(
        name="switch-triggers-not-yet",
        message="unsupported ALTER TABLE ENABLE TRIGGER statement",
        until=date(2026, 6, 15),
        evidence=Evidence.RELEASED,
        when=_action(*_SWITCHES),
    ),
    _refused(pb.AT_SetNotNull, "ALTER COLUMN ... SET NOT NULL", Evidence.TESTED),
    _refused(pb.AT_AlterColumnType, "ALTER COLUMN ... SET DATA TYPE", Evidence.RECORDED),
    _refused(pb.AT_ValidateConstraint, "VALIDATE CONSTRAINT", Evidence.RECORDED),
    _refused(pb.AT_EnableRowSecurity, "ENABLE ROW SECURITY", Evidence.TESTED),
    _refused(pb.AT_DisableRowSecurity, "DISABLE ROW SECURITY"),
    _refused(pb.AT_ForceRowSecurity, "FORCE ROW SECURITY"),
    _refused(pb.AT_NoForceRowSecurity, "NO FORCE ROW SECURITY"),
    _refused(pb.AT_SetStatistics, "ALTER COLUMN ... SET STATISTICS"),
    _refused(pb.AT_SetCompression, "ALTER COLUMN ... SET COMPRESSION"),
    _refused(pb.AT_SetOptions, "ALTER COLUMN ... SET"),
    _refused(pb.AT_ResetOptions, "ALTER COLUMN ... RESET"),
    _refused(pb.AT_SetRelOptions, "SET"),
    _refused(pb.AT_ResetRelOptions, "RESET"),
    _refused(pb.AT_ReplicaIdentity, "REPLICA IDENTITY"),
    _refused(pb.AT_ClusterOn, "CLUSTER ON"),
    _refused(pb.AT_DropCluster, "SET WITHOUT CLUSTER"),
    _refused(pb.AT_AddInherit, "INHERIT"),
    _refused(pb.AT_DropInherit, "NO INHERIT"),
    _refused(pb.AT_AttachPartition, "ATTACH PARTITION"),
    _refused(pb.AT_DetachPartition, "DETACH PARTITION"),
    _refused(pb.AT_SetLogged, "SET LOGGED"),
    _refused(pb.AT_SetUnLogged, "SET UNLOGGED"),
    _refused(pb.AT_SetTableSpace, "SET TABLESPACE"),
    _refused(pb.AT_SetAccessMethod, "SET ACCESS METHOD"),
)
_UNKNOWN_ACTION: Table[pb.AlterTableCmd] = Table(
    Rule(
        name="alter-table-action",
        message="unsupported ALTER TABLE statement",
        evidence=Evidence.GRAMMAR,
        when=lambda _: True,
    ),
)
ALTER: Table[pb.AlterTableStmt] = Table(
    Rule(
        name="alter-object",
        message="unsupported object in ALTER statement",
        evidence=Evidence.GRAMMAR,
        when=lambda statement: statement.objtype not in _ACCEPTED_BY_OBJECT,
    ),
)


def _word_after_async(statement: pb.AlterTableStmt) -> str:
    """Where PostgreSQL's grammar ends when `async` is the name of a table."""
    if statement.missing_ok:
        return "IF"
    relation = statement.relation
    return (relation.schemaname or relation.relname) if relation.inh else "ONLY"


ALTER_ASYNC: Table[pb.AlterTableStmt] = Table(
    Rule(
        name="validate-async-not-yet",
        message='syntax error at or near "{word}"',
        sqlstate="42601",
        until=_AUGUST,
        evidence=Evidence.RELEASED,
        when=lambda statement: {"word": _word_after_async(statement)},
    ),
    Rule(
        name="validate-async-only",
        message="unsupported ALTER TABLE statement",
        since=_AUGUST,
        evidence=Evidence.GRAMMAR,
        when=lambda statement: len(statement.cmds) > 1,
    ),
)


def refusal(statement: pb.AlterTableStmt, is_async: bool, as_of: date) -> Refusal | None:
    """What is wrong with an ALTER TABLE (or ALTER VIEW, ALTER SEQUENCE), or None."""
    if is_async:
        return ALTER_ASYNC.refusal(statement, as_of)
    found = ALTER.refusal(statement, as_of)
    for node in statement.cmds:
        found = found or _action_refusal(node.alter_table_cmd, statement.objtype, as_of)
    return found


def _action_refusal(command: pb.AlterTableCmd, objtype: int, as_of: date) -> Refusal | None:
    definition = getattr(command, "def")
    found = None if objtype == pb.OBJECT_VIEW else ACTION.refusal(command, as_of)
    if found:
        return found
    if command.subtype not in _ACCEPTED_BY_OBJECT.get(objtype, ()):
        return _UNKNOWN_ACTION.refusal(command, as_of)
    match command.subtype:
        case pb.AT_AddColumn:
            return column_refusal(definition.column_def, as_of)
        case pb.AT_AddIdentity:  # the column's type is the guard's to check
            return IDENTITY.refusal(Identity("bigint", definition.constraint.options), as_of)
        case pb.AT_SetIdentity:
            return OPTIONS.refusal(definition.list.items, as_of)
        case _:
            return None


def guard(statement: pb.AlterTableStmt) -> str | None:
    """SQL that raises what DSQL answers because of what the table is like; None when nothing can be."""
    names: dict[int, list[str]] = {pb.AT_DropColumn: [], pb.AT_DropConstraint: [], pb.AT_AddIdentity: []}
    for node in statement.cmds:
        command = node.alter_table_cmd
        if command.subtype in names:
            names[command.subtype].append(command.name)
    if not any(names.values()):
        return None
    lists = ", ".join(f"ARRAY[{', '.join(map(literal, found))}]::text[]" for found in names.values())
    return f"SELECT pg_dsql._guard_alter_table({literal(quoted(statement.relation))}, {lists})"


def switches_all_triggers(statement: pb.AlterTableStmt) -> bool:
    """Whether there is an ENABLE or DISABLE TRIGGER ALL."""
    return any(node.alter_table_cmd.subtype in _ALL_TRIGGERS for node in statement.cmds)


def trigger_edits(tokens: Sequence[Token]) -> list[Edit]:
    """The edits that make a TRIGGER ALL a TRIGGER USER.

    The service has no triggers and does nothing. In PostgreSQL, ALL would be the foreign keys, too, which
    nobody but a superuser may switch; USER is nothing at all.
    """
    return [
        Edit(word.start, word.end, "USER")
        for before, word in pairwise(tokens)
        if (before.word, word.word) == ("trigger", "all")
    ]
