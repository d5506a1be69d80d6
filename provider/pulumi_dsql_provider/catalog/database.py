"""A live database as a model."""

from pulumi_dsql_provider.catalog.access import access
from pulumi_dsql_provider.catalog.column import columns
from pulumi_dsql_provider.catalog.constraint import constraints
from pulumi_dsql_provider.catalog.default_privilege import default_privileges
from pulumi_dsql_provider.catalog.domain import domains
from pulumi_dsql_provider.catalog.foreign_key import foreign_keys
from pulumi_dsql_provider.catalog.function import functions
from pulumi_dsql_provider.catalog.grant import grants
from pulumi_dsql_provider.catalog.index import indexes
from pulumi_dsql_provider.catalog.job import jobs
from pulumi_dsql_provider.catalog.others import others
from pulumi_dsql_provider.catalog.owner import owners
from pulumi_dsql_provider.catalog.schema import schemas
from pulumi_dsql_provider.catalog.scope import Scope, rows
from pulumi_dsql_provider.catalog.sequence import sequences
from pulumi_dsql_provider.catalog.session import Session
from pulumi_dsql_provider.catalog.statistics import statistics
from pulumi_dsql_provider.catalog.table import table_names, tables
from pulumi_dsql_provider.catalog.view import views
from pulumi_dsql_provider.model import Access, Database

_TRIES = 5


def read(session: Session, scope: Scope | None = None) -> Database:
    """All that is there, or what lies in the scope. Raises DatabaseError.

    That takes eight queries however much it is, nine where roles can log in, seven where the scope names
    tables: then only they, what is on them and their schemas are read. Roles are in no schema: they are read
    where the scope names none. All is sorted by name. What the model does not know is left out.
    """
    for _ in range(_TRIES - 1):
        try:
            return _read(session, scope or Scope())
        except KeyError:  # a column that went between two of the queries, each of which has its own snapshot
            continue
    return _read(session, scope or Scope())


def _read(session: Session, scope: Scope) -> Database:
    # Before all else: what a job ends meanwhile may then count as being built, and never the other way round.
    running = jobs(session)
    table_rows = rows(session, "tables", scope)
    names_by_oid = table_names(table_rows)
    validating = {oid for oid, name in names_by_oid.items() if running.validates(oid, name)}
    columns_by_oid = columns(rows(session, "columns", scope))
    constraints_by_oid = constraints(rows(session, "constraints", scope), columns_by_oid, validating)
    foreign_keys_by_oid = foreign_keys(rows(session, "foreign_keys", scope), columns_by_oid, validating)
    found = Database(
        schemas=schemas(rows(session, "schemas", scope)),
        tables=tables(table_rows, columns_by_oid, constraints_by_oid, foreign_keys_by_oid),
        indexes=indexes(rows(session, "indexes", scope), names_by_oid, columns_by_oid, running),
    )
    if scope.tables:
        return found
    by_kind = others(session, scope)
    whole = found.model_copy(
        update={
            "sequences": sequences(by_kind["sequences"], names_by_oid, columns_by_oid),
            "domains": domains(by_kind["domains"]),
            "statistics": statistics(by_kind["statistics"], names_by_oid, columns_by_oid),
            "functions": functions(by_kind["functions"]),
            "views": views(by_kind["views"], frozenset(names_by_oid.values())),
        }
    )
    if "grants" not in by_kind:  # nothing of who may do what is shown
        return whole
    of_roles = Access() if scope.schemas else access(session, by_kind)
    held = of_roles.model_copy(
        update={
            "grants": grants(by_kind["grants"], whole),
            "owners": owners(by_kind["owners"], whole),
            "default_privileges": default_privileges(by_kind["default_privileges"]),
        }
    )
    return whole.model_copy(update={"access": held})
