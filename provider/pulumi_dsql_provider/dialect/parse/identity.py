"""GENERATED … AS IDENTITY and its options."""

from collections.abc import Iterable

from postgast import pg_query_pb2 as nodes

from pulumi_dsql_provider.dialect.parse import sequence_options
from pulumi_dsql_provider.dialect.parse.draft import Draft
from pulumi_dsql_provider.dialect.parse.statement import Statement
from pulumi_dsql_provider.model import Identity, ObjectName

_ALWAYS = "a"


def identity(
    statement: Statement, constraint: nodes.Constraint, column: str, table: ObjectName, draft: Draft
) -> Identity:
    """A new identity. Without CACHE it is 1, which is what PostgreSQL means."""
    options = sequence_options.def_elements(constraint.options)
    given = _given(statement, options, column, table, draft)
    if "cache" not in given:
        draft.note(statement, sequence_options.no_cache(f"{table}.{column}"), constraint.location)
    always = constraint.generated_when == _ALWAYS
    return Identity.model_validate(sequence_options.complete({"always": always, "cache": 1, **given}))


def changed(
    statement: Statement,
    options: Iterable[nodes.DefElem],
    before: Identity,
    column: str,
    table: ObjectName,
    draft: Draft,
) -> Identity:
    """An identity after ALTER COLUMN SET …."""
    given = _given(statement, options, column, table, draft)
    return Identity.model_validate(sequence_options.complete({**before.model_dump(), **given}))


def _given(
    statement: Statement, options: Iterable[nodes.DefElem], column: str, table: ObjectName, draft: Draft
) -> dict[str, object]:
    always: dict[str, object] = {}
    others: list[nodes.DefElem] = []
    for option in options:
        if option.defname == "generated":
            always["always"] = chr(option.arg.integer.ival) == _ALWAYS
        else:
            others.append(option)
    what = f"the identity {table}.{column}"
    return always | sequence_options.given(statement, others, what, table, "columns", draft)
