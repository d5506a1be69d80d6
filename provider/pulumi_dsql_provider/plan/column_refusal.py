"""The changes of columns that DSQL has no ALTER for: they need the table to be rebuilt."""

from collections.abc import Iterator

from pulumi_dsql_provider.dialect import types
from pulumi_dsql_provider.dialect.identifiers import quote
from pulumi_dsql_provider.dialect.refusal import Refusal
from pulumi_dsql_provider.diff.column import default_of
from pulumi_dsql_provider.model import Column, Database, Domain, ObjectName
from pulumi_dsql_provider.plan.hazard import Hazard
from pulumi_dsql_provider.plan.rebuild import NeedsRebuild
from pulumi_dsql_provider.plan.situation import Situation

_IDENTITY_TYPE = "bigint"


def of_dropped(table: ObjectName, column: Column, situation: Situation) -> Refusal | None:
    """Why a column cannot be dropped, if it cannot."""
    held = situation.live.table(table)
    if held is not None and held.primary_key is not None and column.name in held.primary_key.columns:
        return _refusal(
            table,
            "DSQL117",
            f"column {column.name} cannot be dropped: it is part of the primary key",
            "keep the column",
            Hazard(code=f"drop-column:{column.name}", text="deletes data"),
        )
    if views := situation.views.users_of(table, column.name):
        return Refusal(
            code="DSQL145",
            message=f"table {table}: column {column.name} cannot be dropped: {', '.join(views)} uses it",
            way_out="change or drop that view in the same run, or keep the column",
            subject=table,
            property="columns",
        )
    return None


def of_added(table: ObjectName, column: Column) -> Refusal | None:
    """Why a column cannot be added to a table that is there, if it cannot."""
    name = column.name
    if column.generated is not None:
        return _refusal(
            table,
            "DSQL112",
            f"column {name} cannot be added as GENERATED",
            "add it as a plain column and let the program write it, or compute it in a view or a query",
        )
    if column.identity is not None:
        return _refusal(
            table,
            "DSQL111",
            f"column {name} cannot be added as an identity",
            "add a uuid column with default gen_random_uuid() instead",
        )
    if not column.nullable:
        return _refusal(
            table,
            "DSQL110",
            f"column {name} cannot be added as NOT NULL",
            f"add it as nullable, with a default and a check {_not_null(name)}",
        )
    return None


def of_domain(table: ObjectName, column: Column, situation: Situation) -> Refusal | None:
    """Why a column of a domain cannot be added: rows that are there would get a value with it."""
    name = types.domain_named(column.type)
    domain = None if name is None else situation.result.domain(name)
    if domain is None:
        return None
    if default_of(domain) is None and not _forbids_null(domain, situation.result):
        return None
    return Refusal(
        code="DSQL144",
        message=f"table {table}: column {column.name} cannot be added: the domain {domain.name} "
        f"{'has a default' if default_of(domain) is not None else 'is NOT NULL'}",
        way_out=f"make it {domain.type}, with a default of its own, or use a domain with neither",
        subject=table,
        property="columns",
    )


def _forbids_null(domain: Domain | None, database: Database) -> bool:
    """Whether the domain, or one that it is over, is NOT NULL."""
    if domain is None or not domain.nullable:
        return domain is not None
    over = types.domain_named(domain.type)
    return over is not None and _forbids_null(database.domain(over), database)


def of_altered(table: ObjectName, live: Column, wanted: Column, differs: frozenset[str]) -> Iterator[Refusal]:
    """Why a column cannot be changed, if it cannot."""
    name = wanted.name
    if "type" in differs:
        yield _refusal(
            table,
            "DSQL113",
            f"the type of column {name} cannot change from {live.type} to {wanted.type}",
            f"keep {live.type}, or add a second column of type {wanted.type} and copy the values over",
        )
    if "generated" in differs and wanted.generated is not None:
        how = "what it is computed from" if live.generated is not None else "to GENERATED"
        yield _refusal(
            table,
            "DSQL116",
            f"column {name} cannot change {how}",
            "keep it as it is, or make it a plain column and let the program write it",
        )
    if "identity" in differs and wanted.identity is not None and live.identity is None:
        if live.nullable or live.type != _IDENTITY_TYPE:
            yield _refusal(
                table,
                "DSQL118",
                f"column {name} cannot become an identity: it is not {_IDENTITY_TYPE} NOT NULL",
                "keep it as it is, and give it a default such as gen_random_uuid() if it is a uuid",
            )
    elif "nullable" in differs and not wanted.nullable:
        yield _refusal(
            table,
            "DSQL114",
            f"column {name} cannot become NOT NULL",
            f"let it stay nullable and add a check {_not_null(name)}",
        )


def _not_null(column: str) -> str:
    return f"({quote(column)} IS NOT NULL)"


def _refusal(table: ObjectName, code: str, message: str, way_out: str, *hazards: Hazard) -> Refusal:
    return NeedsRebuild(
        code=code,
        message=f"table {table}: {message}, that needs the table to be rebuilt",
        what=message,
        hazards=hazards,
        way_out=way_out,
        subject=table,
        property="columns",
    )
