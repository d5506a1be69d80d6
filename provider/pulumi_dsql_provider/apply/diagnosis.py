"""What in the data made a job fail: which values, which rows."""

from collections.abc import Iterable, Sequence
from typing import Any

from pulumi_dsql_provider.apply.failure import StepFailed
from pulumi_dsql_provider.catalog import DatabaseError, Scope, Session, holds, read
from pulumi_dsql_provider.dialect.identifiers import qualified, quote
from pulumi_dsql_provider.model import Check, Condition, ForeignKey, Index, Table

_EXAMPLES = 3
_LONGEST = 60  # characters of a value that are shown


def explain(session: Session, condition: Condition, details: str | None) -> StepFailed:
    """The failure of a job whose condition does not hold, with the rows at fault where they can be found.

    `details` are the service's own words. Raises DatabaseError when the catalog cannot be read.
    """
    subject = f"{condition.name} {condition.part}" if condition.part else str(condition.name)
    database = read(session, Scope(schemas=(condition.name.schema,)))
    found: tuple[str, str] | None = None
    try:
        if condition.kind == "index" and (index := database.index(condition.name)) and index.unique:
            found = _duplicates(session, index)
        elif condition.kind == "constraint" and (table := database.table(condition.name)):
            found = _violations(session, table, condition.part)
    except DatabaseError:
        found = None  # a big table takes longer than the service lets a query run
    said = f"; the service says: {details}" if details else ""
    if found:
        return StepFailed(found[0], f"{subject}: {found[1]}{said}; change the rows and run it again")
    if not holds(session, condition.model_copy(update={"state": "present"})):
        return StepFailed(
            "DSQL203", f"{subject} is gone, dropped while it was being built{said}; run it again"
        )
    return StepFailed("DSQL203", f"{subject} is not valid after its job has ended{said}; run it again")


def _duplicates(session: Session, index: Index) -> tuple[str, str] | None:
    """Which keys of a unique index are there more than once."""
    keys = [quote(key.column) if key.column is not None else f"({key.expression})" for key in index.keys]
    conditions = [f"({index.where})"] if index.where else []
    if not index.nulls_not_distinct:
        conditions += [f"{key} IS NOT NULL" for key in keys]
    places = ", ".join(str(number) for number in range(1, len(keys) + 1))
    groups = session.query(
        f"SELECT {', '.join(keys)}, count(*) FROM {qualified(index.table)}{_where(conditions)} "  # noqa: S608
        f"GROUP BY {places} HAVING count(*) > 1 ORDER BY count(*) DESC, {places} LIMIT {_EXAMPLES + 1}"
    )
    if not groups:
        return None
    shown = [f"{_values(row[:-1])} in {row[-1]} rows" for row in groups[:_EXAMPLES]]
    names = ", ".join(key.column or key.expression or "" for key in index.keys)
    return "DSQL204", f"values of ({names}) are there more than once: {_list(shown, len(groups) > _EXAMPLES)}"


def _violations(session: Session, table: Table, name: str | None) -> tuple[str, str] | None:
    """Which rows a check or a foreign key of the table does not hold for."""
    constraint = next((constraint for constraint in table.constraints if constraint.name == name), None)
    if isinstance(constraint, Check):
        return _violating_rows(session, table, constraint)
    if isinstance(constraint, ForeignKey):
        return _missing_parents(session, table, constraint)
    return None


def _violating_rows(session: Session, table: Table, check: Check) -> tuple[str, str] | None:
    key = [quote(column) for column in table.primary_key.columns] if table.primary_key else []
    rows = session.query(
        f"SELECT {', '.join([*key, 'count(*) OVER ()'])} FROM {qualified(table.name)} "  # noqa: S608
        f"WHERE NOT ({check.expression}) ORDER BY {', '.join(key) or '1'} LIMIT {_EXAMPLES}"
    )
    if not rows:
        return None
    count = rows[0][-1]
    which = f", among them {_list([_values(row[:-1]) for row in rows], count > _EXAMPLES)}" if key else ""
    return "DSQL205", f"{count} rows violate CHECK ({check.expression}){which}"


def _missing_parents(session: Session, table: Table, foreign_key: ForeignKey) -> tuple[str, str] | None:
    own = [f"c.{quote(column)}" for column in foreign_key.columns]
    other = [f"p.{quote(column)}" for column in foreign_key.referenced_columns]
    matches = " AND ".join(f"{mine} = {theirs}" for mine, theirs in zip(own, other, strict=True))
    known = [f"{column} IS NOT NULL" for column in own]
    rows = session.query(
        f"SELECT DISTINCT {', '.join(own)} FROM {qualified(table.name)} c "  # noqa: S608
        f"LEFT JOIN {qualified(foreign_key.references)} p ON {matches}"
        f"{_where([*known, f'{other[0]} IS NULL'])} ORDER BY {', '.join(own)} LIMIT {_EXAMPLES + 1}"
    )
    if not rows:
        return None
    shown = _list([_values(row) for row in rows[:_EXAMPLES]], len(rows) > _EXAMPLES)
    names = ", ".join(foreign_key.columns)
    return "DSQL206", f"values of ({names}) are not in {foreign_key.references}: {shown}"


def _where(conditions: Sequence[str]) -> str:
    return f" WHERE {' AND '.join(conditions)}" if conditions else ""


def _values(row: Iterable[Any]) -> str:
    """A key for people: `(a, 2)`, long values cut."""
    texts = ("NULL" if value is None else str(value) for value in row)
    return f"({', '.join(text if len(text) <= _LONGEST else text[:_LONGEST] + '…' for text in texts)})"


def _list(shown: Sequence[str], more: bool) -> str:
    return ", ".join(shown) + (" and more" if more else "")
