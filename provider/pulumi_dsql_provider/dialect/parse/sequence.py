"""CREATE SEQUENCE, ALTER SEQUENCE."""

from collections.abc import Sequence as Ordered

from postgast import pg_query_pb2 as nodes

from pulumi_dsql_provider.dialect.parse import sequence_options
from pulumi_dsql_provider.dialect.parse.draft import Draft, Missing
from pulumi_dsql_provider.dialect.parse.statement import Statement
from pulumi_dsql_provider.dialect.refusal import Refused
from pulumi_dsql_provider.model import ObjectName, OwningColumn, Sequence

_OWNED_BY = "owned_by"


def create(statement: Statement, draft: Draft) -> None:
    """Add the sequence. Without CACHE it is 1, which is what PostgreSQL means."""
    node = statement.node.create_seq_stmt
    name = statement.name(node.sequence)
    if name in draft.sequences:
        if not node.if_not_exists:
            message = f"the sequence {name} is created twice"
            draft.refuse(statement.refusal("DSQL003", message, "keep one of them", name, "name"))
        return
    fields = _fields(statement, node.options, name, draft)
    if "cache" not in fields:
        draft.note(statement, sequence_options.no_cache(f"the sequence {name}"))
    complete = sequence_options.complete({"cache": 1, **fields})
    draft.sequences[name] = Sequence.model_validate({"name": name, **complete})
    draft.locations[name] = statement.location()


def alter(statement: Statement, draft: Draft) -> None:
    """Change options, or the column that it goes with."""
    node = statement.node.alter_seq_stmt
    name = statement.name(node.sequence)
    if name not in draft.sequences and node.missing_ok:
        return
    before = draft.sequence(name)
    fields = {**before.model_dump(), **_fields(statement, node.options, name, draft)}
    draft.sequences[name] = Sequence.model_validate(sequence_options.complete(fields))


def _fields(
    statement: Statement, options: Ordered[nodes.Node], name: ObjectName, draft: Draft
) -> dict[str, object]:
    given = list(sequence_options.def_elements(options))
    fields = sequence_options.given(
        statement,
        (option for option in given if option.defname != _OWNED_BY),
        f"the sequence {name}",
        name,
        "options",
        draft,
    )
    for option in given:
        if option.defname == _OWNED_BY:
            fields[_OWNED_BY] = _owner(statement, option, name, draft)
    return fields


def _owner(
    statement: Statement, option: nodes.DefElem, name: ObjectName, draft: Draft
) -> OwningColumn | None:
    *table, column = (part.string.sval for part in option.arg.list.items)
    if not table:
        if column == "none":
            return None
        raise Refused(
            statement.refusal(
                "DSQL060",
                f"the column {column} that owns {name} has no table in front of it",
                "write table.column, or NONE",
                name,
                "owned_by",
                option.location,
            )
        )
    owner = draft.table(statement.name_of(table))
    if owner.column(column) is None:
        raise Missing(f"column {column} of {owner.name}")
    return OwningColumn(owner.name, column)
