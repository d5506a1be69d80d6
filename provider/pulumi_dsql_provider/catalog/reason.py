"""What the errors of an EXPLAIN say against what was explained."""

import postgast

from pulumi_dsql_provider.catalog.session import DatabaseError

# Syntax errors, all that has to do with names and types, and constants that their type cannot be read from.
# A constant that cannot be computed (22012) is no error of the expression: it may never be reached.
_WRONG_BY_ITSELF = ("42", "22P02", "22007")


def reason_against(error: DatabaseError | postgast.PgQueryError) -> str | None:
    """What the error of an EXPLAIN says against the expression in it; None where it says nothing of it."""
    if isinstance(error, postgast.PgQueryError):
        return str(error)
    return error.message if (error.sqlstate or "").startswith(_WRONG_BY_ITSELF) else None


def pass_on(error: Exception) -> None:
    """Raise again what says nothing about the expressions."""
    if isinstance(error, DatabaseError) and (error.connection_lost or error.sqlstate in ("40001", "25P02")):
        raise error
