"""ALTER TABLE: the actions that DSQL has, and what it answers to the others.

Some answers depend on the table: which column is in the primary key, of what type it is. `guard` asks
PostgreSQL to check those right before the statement runs, in the same transaction.
"""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from postgast import pg_query_pb2 as pb

from dsql_local.rules.create_table import column_refusal
from dsql_local.rules.identity import CHANGE_RULES, identity_rules
from dsql_local.rules.rule import GUIDE_DAY, SEPTEMBER, Evidence, Refusal, Rule, first_refusal
from dsql_local.rules.source import Edit, Token
from dsql_local.rules.trees import literal, quoted

_JULY = date(2026, 7, 23)
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
}
_ALL_TRIGGERS = {pb.AT_EnableTrigAll, pb.AT_DisableTrigAll}
_ACCEPTED_ON_A_VIEW = {pb.AT_ColumnDefault, pb.AT_SetRelOptions, pb.AT_ResetRelOptions, pb.AT_ChangeOwner}
_ACCEPTED_BY_OBJECT = {
    pb.OBJECT_TABLE: _ACCEPTED,
    pb.OBJECT_VIEW: _ACCEPTED_ON_A_VIEW,
    pb.OBJECT_SEQUENCE: {pb.AT_ChangeOwner},
}


def _refused(
    subtype: int, words: str, since: date = GUIDE_DAY, evidence: Evidence = Evidence.GRAMMAR
) -> Rule[pb.AlterTableCmd]:
    """The rule that refuses an action, in the words that the service has for such refusals."""
    return Rule(
        name=f"alter-table-{pb.AlterTableType.Name(subtype).removeprefix('AT_').lower()}",
        message=f"unsupported ALTER TABLE {words} statement",
        since=since,
        evidence=evidence,
        when=lambda command: command.subtype == subtype,
    )


def _adds_unsupported_constraint(command: pb.AlterTableCmd) -> bool:
    """All but CHECK and FOREIGN KEY with NOT VALID, and UNIQUE USING INDEX."""
    if command.subtype != pb.AT_AddConstraint:
        return False
    constraint = getattr(command, "def").constraint
    if constraint.contype in (pb.CONSTR_CHECK, pb.CONSTR_FOREIGN):
        return not constraint.skip_validation
    return constraint.contype != pb.CONSTR_UNIQUE or not constraint.indexname or constraint.deferrable


ACTION_RULES: tuple[Rule[pb.AlterTableCmd], ...] = (
    Rule(
        name="add-column-with-constraint",
        message="ALTER TABLE ADD COLUMN with constraint not supported",
        since=SEPTEMBER,
        evidence=Evidence.RECORDED,
        when=lambda command: (
            command.subtype == pb.AT_AddColumn and bool(getattr(command, "def").column_def.constraints)
        ),
    ),
    Rule(
        name="add-constraint",
        message="unsupported ALTER TABLE ADD CONSTRAINT statement",
        since=SEPTEMBER,
        evidence=Evidence.RECORDED,
        when=_adds_unsupported_constraint,
    ),
    _refused(pb.AT_SetNotNull, "ALTER COLUMN ... SET NOT NULL", _JULY, Evidence.TESTED),
    _refused(pb.AT_AlterColumnType, "ALTER COLUMN ... SET DATA TYPE", SEPTEMBER, Evidence.RECORDED),
    _refused(pb.AT_ValidateConstraint, "VALIDATE CONSTRAINT", SEPTEMBER, Evidence.RECORDED),
    _refused(pb.AT_EnableRowSecurity, "ENABLE ROW SECURITY", _JULY, Evidence.TESTED),
    _refused(pb.AT_DisableRowSecurity, "DISABLE ROW SECURITY"),
    _refused(pb.AT_ForceRowSecurity, "FORCE ROW SECURITY"),
    _refused(pb.AT_NoForceRowSecurity, "NO FORCE ROW SECURITY"),
    _refused(pb.AT_SetExpression, "ALTER COLUMN ... SET EXPRESSION"),
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

_UNKNOWN_ACTION: Rule[pb.AlterTableCmd] = Rule(
    name="alter-table-action",
    message="unsupported ALTER TABLE statement",
    since=GUIDE_DAY,
    evidence=Evidence.GRAMMAR,
    when=lambda _: True,
)
_UNKNOWN_OBJECT: Rule[pb.AlterTableStmt] = Rule(
    name="alter-object",
    message="unsupported object in ALTER statement",
    since=GUIDE_DAY,
    evidence=Evidence.GRAMMAR,
    when=lambda statement: statement.objtype not in _ACCEPTED_BY_OBJECT,
)


def refusal(statement: pb.AlterTableStmt, is_async: bool) -> Refusal | None:
    """What is wrong with an ALTER TABLE (or ALTER VIEW, ALTER SEQUENCE), or None."""
    found = first_refusal((_UNKNOWN_OBJECT,), statement)
    if is_async and len(statement.cmds) > 1:
        found = found or first_refusal((_UNKNOWN_ACTION,), statement.cmds[1].alter_table_cmd)
    for node in statement.cmds:
        found = found or _action_refusal(node.alter_table_cmd, statement.objtype, is_async)
    return found


def _action_refusal(command: pb.AlterTableCmd, objtype: int, is_async: bool) -> Refusal | None:
    definition = getattr(command, "def")
    if command.subtype == pb.AT_ValidateConstraint and is_async:
        return None
    if command.subtype == pb.AT_AddColumn:
        return first_refusal(ACTION_RULES, command) or column_refusal(definition.column_def)
    if command.subtype == pb.AT_AddIdentity:  # the column's type is the guard's to check
        return first_refusal(identity_rules("bigint"), definition.constraint.options)
    if command.subtype == pb.AT_SetIdentity:
        return first_refusal(CHANGE_RULES, definition.list.items)
    if command.subtype == pb.AT_AddConstraint or command.subtype not in _ACCEPTED_BY_OBJECT[objtype]:
        rules = ACTION_RULES if command.subtype == pb.AT_AddConstraint else (*ACTION_RULES, _UNKNOWN_ACTION)
        return first_refusal(rules, command)
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
    return f"SELECT sys._guard_alter_table({literal(quoted(statement.relation))}, {lists})"


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
