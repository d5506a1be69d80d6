"""The jobs of the service that still run."""

from collections.abc import Iterable
from dataclasses import dataclass

from pulumi_dsql_provider.catalog.scope import Row, Scope, rows
from pulumi_dsql_provider.catalog.session import DatabaseError, Session
from pulumi_dsql_provider.dialect.identifiers import qualified
from pulumi_dsql_provider.model import ObjectName

# There is no such table on a plain PostgreSQL, or this user may not see it.
_NO_JOBS = frozenset({"42P01", "42501"})


@dataclass(frozen=True, slots=True)
class Jobs:
    """What they work on: oids, and qualified names as the service spells them."""

    builds: frozenset[object] = frozenset()
    validations: frozenset[object] = frozenset()

    def builds_index(self, oid: int, name: ObjectName) -> bool:
        """Whether one builds that index."""
        return _is_among(oid, name, self.builds)

    def validates(self, oid: int, table: ObjectName) -> bool:
        """Whether one validates a constraint of that table; which one a job does not tell."""
        return _is_among(oid, table, self.validations)


def jobs(session: Session) -> Jobs:
    """The jobs that run now, none where there are no jobs at all. Raises DatabaseError."""
    try:
        found = rows(session, "jobs", Scope())
    except DatabaseError as error:
        if error.sqlstate not in _NO_JOBS:
            raise
        return Jobs()
    return Jobs(builds=_objects(found, "INDEX_BUILD"), validations=_objects(found, "VALIDATE_CONSTRAINT"))


def _objects(found: Iterable[Row], kind: str) -> frozenset[object]:
    return frozenset(
        known for type_, *names in found if type_ == kind for known in names if known is not None
    )


def _is_among(oid: int, name: ObjectName, objects: frozenset[object]) -> bool:
    return bool(objects) and not objects.isdisjoint({oid, str(name), qualified(name)})
