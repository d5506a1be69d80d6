"""Statements -> draft: each goes to the file of its kind."""

from collections.abc import Callable, Iterable, Iterator

from pulumi_dsql_provider.dialect.parse import (
    alter_table,
    comment,
    create_index,
    create_schema,
    create_table,
    default_privileges,
    domain,
    drop,
    function,
    grant,
    iam_mapping,
    membership,
    move,
    owner,
    rename,
    role,
    sequence,
    statistics,
    unmanaged,
    view,
)
from pulumi_dsql_provider.dialect.parse.draft import Draft, Missing
from pulumi_dsql_provider.dialect.parse.statement import Statement
from pulumi_dsql_provider.dialect.refusal import Refused

_Fold = Callable[[Statement, Draft], None]
_FOLDS: dict[str, _Fold] = {
    "create_stmt": create_table.fold,
    "index_stmt": create_index.fold,
    "alter_table_stmt": alter_table.fold,
    "create_seq_stmt": sequence.create,
    "alter_seq_stmt": sequence.alter,
    "create_domain_stmt": domain.create,
    "alter_domain_stmt": domain.alter,
    "create_stats_stmt": statistics.create,
    "alter_stats_stmt": statistics.alter,
    "create_function_stmt": function.create,
    "alter_function_stmt": function.alter,
    "view_stmt": view.create,
    "alter_object_schema_stmt": move.fold,
    "create_role_stmt": role.create,
    "alter_role_stmt": role.alter,
    "alter_role_set_stmt": role.refuse_settings,
    "drop_role_stmt": role.drop,
    "alter_default_privileges_stmt": default_privileges.fold,
    "alter_owner_stmt": owner.fold,
    "grant_stmt": grant.fold,
    "grant_role_stmt": membership.fold,
    "": iam_mapping.fold,
    "rename_stmt": rename.fold,
    "drop_stmt": drop.fold,
    "comment_stmt": comment.fold,
}
# These say what happens to what is there, so their place among the others counts.
_IN_PLACE = frozenset({"rename_stmt", "drop_stmt", "drop_role_stmt", "alter_object_schema_stmt"})


def fold_all(statements: Iterable[Statement], draft: Draft) -> None:
    """Fold all statements in order; those about things that come later (in another file) wait for them."""
    parts = (part for statement in statements for part in _parts(statement, draft))
    waiting = _still_waiting([part for part in parts if not _folded(part, draft)], draft)
    draft.is_complete = True
    for statement in _still_waiting(waiting, draft):
        try:
            _fold(statement, draft)
        except Missing as missing:
            _refuse_missing(statement, missing, draft)


def _still_waiting(statements: list[Statement], draft: Draft) -> list[Statement]:
    """Those that cannot be folded, however often it is tried."""
    progress = True
    while statements and progress:
        later = [statement for statement in statements if not _folded(statement, draft)]
        progress = len(later) < len(statements)
        statements = later
    return statements


def _parts(statement: Statement, draft: Draft) -> Iterator[Statement]:
    """What can be folded by itself: the actions of an ALTER TABLE, the elements of a CREATE SCHEMA."""
    if statement.kind == "alter_table_stmt":
        yield from alter_table.actions(statement)
    elif statement.kind == "create_schema_stmt":
        yield from create_schema.elements(statement, draft)
    else:
        yield statement


def _folded(statement: Statement, draft: Draft) -> bool:
    """Whether the statement is done with; False when it has to wait."""
    try:
        _fold(statement, draft)
    except Missing as missing:
        in_place = statement.kind in _IN_PLACE
        if not in_place and (statement.kind != "alter_table_stmt" or alter_table.waits(statement)):
            return False
        _refuse_missing(statement, missing, draft)
    return True


def _fold(statement: Statement, draft: Draft) -> None:
    refusals, notes = len(draft.refusals), len(draft.notes)
    try:
        _FOLDS.get(statement.kind, unmanaged.fold)(statement, draft)
    except Refused as refused:
        draft.refuse(*refused.refusals)
    except Missing:  # it is said when the statement is tried again
        del draft.refusals[refusals:], draft.notes[notes:]
        raise


def _refuse_missing(statement: Statement, missing: Missing, draft: Draft) -> None:
    if statement.kind == "alter_table_stmt" and statement.node.alter_table_stmt.missing_ok:
        return
    message = f"there is no {missing.what} among the definitions"
    draft.refuse(statement.refusal("DSQL063", message, "define it, or correct the name", missing.name))
