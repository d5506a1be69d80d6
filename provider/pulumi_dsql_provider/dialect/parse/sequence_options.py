"""The options that CREATE and ALTER SEQUENCE have in common with identity columns."""

import re
from collections.abc import Iterable, Iterator

from postgast import pg_query_pb2 as nodes

from pulumi_dsql_provider.dialect.parse.draft import Draft
from pulumi_dsql_provider.dialect.parse.statement import Statement
from pulumi_dsql_provider.dialect.refusal import Refused
from pulumi_dsql_provider.model import ObjectName

_BIGINT = (-(2**63), 2**63 - 1)
_WHOLE = re.compile(r"-?[0-9]{1,100}")
_FIELDS = {
    "cache": "cache",
    "start": "start",
    "increment": "increment",
    "minvalue": "min_value",
    "maxvalue": "max_value",
    "cycle": "cycle",
}
_LEFT_OUT = frozenset({"restart", "sequence_name", "as"})


def given(
    statement: Statement,
    options: Iterable[nodes.DefElem],
    what: str,
    subject: ObjectName,
    part: str,
    draft: Draft,
) -> dict[str, object]:
    """The options as fields of SequenceOptions; NO MINVALUE and NO MAXVALUE are None.

    RESTART is of a moment, not of the definition: left out with a note, as are a name within and a type.
    """
    found: dict[str, object] = {}
    for option in options:
        if option.defname in _FIELDS:
            found[_FIELDS[option.defname]] = _value(statement, option, what, subject, part)
        elif option.defname in _LEFT_OUT:
            text = f"{option.defname.replace('_', ' ').upper()} of {what} is left out"
            draft.note(statement, text, option.location)
        else:
            message = f"{what} has an option {option.defname.upper()}"
            raise Refused(
                statement.refusal("DSQL050", message, "leave it out", subject, part, option.location)
            )
    return found


def no_cache(what: str) -> str:
    """The note where CACHE is missing."""
    return f"{what} has no CACHE: it is 1, as in PostgreSQL; DSQL takes 65536 and more too"


def complete(fields: dict[str, object]) -> dict[str, object]:
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
    return {"start": first, **fields, **bounds}


def def_elements(options: Iterable[nodes.Node]) -> Iterator[nodes.DefElem]:
    """The options in a statement's list."""
    return (option.def_elem for option in options)


def _value(
    statement: Statement, option: nodes.DefElem, what: str, subject: ObjectName, part: str
) -> int | bool | None:
    kind = option.arg.WhichOneof("node")
    if kind == "integer":
        return int(option.arg.integer.ival)
    if kind == "float":  # or it is a whole number that takes more than four bytes
        text = option.arg.float.fval
        if not _WHOLE.fullmatch(text):
            message = f"{what} has {option.defname.upper()} {text}, which is no whole number"
            raise Refused(statement.refusal("DSQL060", message, "correct it", subject, part, option.location))
        return int(text)
    return bool(option.arg.boolean.boolval) if kind == "boolean" else None
