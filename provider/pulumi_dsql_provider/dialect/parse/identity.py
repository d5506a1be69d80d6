"""GENERATED … AS IDENTITY and its options."""

from collections.abc import Iterable

from postgast import pg_query_pb2 as nodes

from pulumi_dsql_provider.dialect.parse.draft import Draft
from pulumi_dsql_provider.dialect.parse.statement import Statement
from pulumi_dsql_provider.dialect.refusal import Refused
from pulumi_dsql_provider.model import Identity, ObjectName

_ALWAYS = "a"
_BIGINT = (-(2**63), 2**63 - 1)
_FIELDS = {
    "cache": "cache",
    "start": "start",
    "increment": "increment",
    "minvalue": "min_value",
    "maxvalue": "max_value",
    "cycle": "cycle",
}


def identity(
    statement: Statement, constraint: nodes.Constraint, column: str, table: ObjectName, draft: Draft
) -> Identity:
    """A new identity. Without CACHE it is 1, which is what PostgreSQL means."""
    given = _given(statement, (option.def_elem for option in constraint.options), column, table, draft)
    if "cache" not in given:
        text = f"{table}.{column} has no CACHE: it is 1, as in PostgreSQL; DSQL takes 65536 and more too"
        draft.note(statement, text, constraint.location)
    return _complete({"always": constraint.generated_when == _ALWAYS, "cache": 1, **given})


def changed(
    statement: Statement,
    options: Iterable[nodes.DefElem],
    before: Identity,
    column: str,
    table: ObjectName,
    draft: Draft,
) -> Identity:
    """An identity after ALTER COLUMN SET …; RESTART is of a moment, not of the definition."""
    return _complete({**before.model_dump(), **_given(statement, options, column, table, draft)})


def _given(
    statement: Statement, options: Iterable[nodes.DefElem], column: str, table: ObjectName, draft: Draft
) -> dict[str, object]:
    """The options as fields of an Identity; NO MINVALUE and NO MAXVALUE are None."""
    found: dict[str, object] = {}
    for option in options:
        if option.defname in _FIELDS:
            found[_FIELDS[option.defname]] = _value(option)
        elif option.defname == "generated":
            found["always"] = chr(option.arg.integer.ival) == _ALWAYS
        elif option.defname in ("restart", "sequence_name", "as"):
            text = f"{option.defname.replace('_', ' ').upper()} of {table}.{column} is left out"
            draft.note(statement, text, option.location)
        else:
            message = f"the identity {table}.{column} has an option {option.defname.upper()}"
            raise Refused(
                statement.refusal("DSQL050", message, "leave it out", table, "columns", option.location)
            )
    return found


def _value(option: nodes.DefElem) -> int | bool | None:
    kind = option.arg.WhichOneof("node")
    if kind == "integer":
        return int(option.arg.integer.ival)
    if kind == "float":
        return int(option.arg.float.fval)
    return bool(option.arg.boolean.boolval) if kind == "boolean" else None


def _complete(fields: dict[str, object]) -> Identity:
    """With PostgreSQL's start, and None for a least or greatest number that would be so anyway."""
    increment = fields.get("increment") or 1
    assert isinstance(increment, int)
    least, most = (1, _BIGINT[1]) if increment > 0 else (_BIGINT[0], -1)
    low, high = fields.get("min_value"), fields.get("max_value")
    bounds = {
        "min_value": None if low == least else low,
        "max_value": None if high == most else high,
    }
    first = (least if low is None else low) if increment > 0 else (most if high is None else high)
    return Identity.model_validate({"start": first, **fields, **bounds})
