"""PostgreSQL's errors as the service words them."""

import re

from dsql_local.rules.classify import Statement
from dsql_local.rules.rule import Refusal
from dsql_local.rules.sizes import KEY_TOO_LARGE
from dsql_local.rules.statements import Kind
from dsql_local.rules.transactions import DATA_CONFLICT, SCHEMA_CONFLICT
from dsql_local.rules.types import UNINDEXABLE
from dsql_local.wire.messages import Fields

_CONFLICTS = {"40001", "40P01", "55P03"}
"""Serialization failure, deadlock, a lock that was not to be had in time."""
_NO_KEY_TYPE = re.compile(r'data type (.+) has no default operator class for access method "btree"')
_RAISED_BY_US = "exec_stmt_raise"
"""The place in PostgreSQL's source that raises for PL/pgSQL, which users do not have."""


def translated(fields: Fields, statement: Statement | None) -> Fields:
    """An error in answer to `statement` in the service's words; positions fit what the client sent."""
    if fields.get("R") == _RAISED_BY_US:
        return {letter: text for letter, text in fields.items() if letter in "SVCM"}
    is_ddl = statement is not None and statement.kind is Kind.DDL
    refusal = _conflict(fields, is_ddl) or _bad_key(fields) or _large_key(fields)
    if refusal:
        return {**{letter: fields[letter] for letter in "SV"}, "C": refusal.sqlstate, "M": refusal.message}
    if statement:
        if statement.tag:
            fields = without_our_context(fields)
        if statement.offset and fields.get("P", "").isdecimal():
            fields = {**fields, "P": str(int(fields["P"]) + statement.offset)}
    return fields


def may_be_lost(fields: Fields) -> bool:
    """Whether an error may mean that a statement has lost a conflict. A key that is there already may be one
    that the statement's snapshot does not show.
    """
    return fields.get("C") in _CONFLICTS or is_duplicate(fields)


def is_duplicate(fields: Fields) -> bool:
    """Whether a key is there already."""
    return fields.get("C") == "23505"


def without_our_context(fields: Fields) -> Fields:
    """An error or notice of a statement that ran inside one of our functions, as if it ran by itself."""
    inside = fields.get("p")
    kept = {letter: text for letter, text in fields.items() if letter not in "WpqP"}
    return {**kept, "P": inside} if inside else kept


def refusal_of(fields: Fields) -> Refusal:
    """An error's SQLSTATE and text."""
    return Refusal(fields.get("C", "XX000"), fields.get("M", ""))


def _conflict(fields: Fields, is_ddl: bool) -> Refusal | None:
    code = fields.get("C", "")
    if not is_ddl:
        return DATA_CONFLICT.refusal() if code in _CONFLICTS else None
    # Sessions that change the same catalog rows at once make PostgreSQL fail in ways that the service has no
    # word for.
    raced = code == "XX000" and "concurrently" in fields.get("M", "")
    raced = raced or (code == "23505" and fields.get("s") == "pg_catalog")
    return SCHEMA_CONFLICT.refusal() if raced or code in _CONFLICTS else None


def _bad_key(fields: Fields) -> Refusal | None:
    """PostgreSQL has types that cannot be in a key, too, and finds them first."""
    found = _NO_KEY_TYPE.fullmatch(fields.get("M", ""))
    return UNINDEXABLE.refusal(type=found[1]) if found else None


def _large_key(fields: Fields) -> Refusal | None:
    """PostgreSQL has a limit to the size of a key, too, a higher one."""
    is_large = fields.get("C") == "54000" and fields.get("M", "").startswith("index row ")
    return KEY_TOO_LARGE.refusal() if is_large else None
