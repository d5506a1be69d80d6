"""The clusters this process works on: one shared catalog, one lane for DDL, one pool of sessions each."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

from pulumi_dsql_provider import catalog
from pulumi_dsql_provider.apply.retry import retrying
from pulumi_dsql_provider.aws.endpoint import Endpoint
from pulumi_dsql_provider.aws.pool import pool
from pulumi_dsql_provider.catalog.session import Session
from pulumi_dsql_provider.dynamic.inputs import optional_text, text
from pulumi_dsql_provider.model import Database, ObjectName


class Where(NamedTuple):
    """How a cluster is reached."""

    endpoint: str
    user: str
    profile: str | None
    region: str | None

    @classmethod
    def of(cls, props: Mapping[str, Any]) -> "Where":
        """From the properties `endpoint`, `user`, `profile` and `region`."""
        return cls(
            text(props, "endpoint"),
            optional_text(props, "user") or "admin",
            optional_text(props, "profile"),
            optional_text(props, "region"),
        )


class LiveCluster:
    """One cluster as this process knows it. All methods may be called from several threads."""

    def __init__(self, where: Where) -> None:
        self._where = where
        self._guard = threading.Lock()
        self._database: Database | None = None
        self._unreachable: Exception | None = None
        # DDL statements that run at once only make each other fail with OC001.
        self.lane = threading.Lock()
        # What this process made, changed or adopted: a delete of another resource in the same run leaves it.
        self.kept: set[tuple[str, ObjectName]] = set()

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session from the pool."""
        endpoint = Endpoint.parse(self._where.endpoint, region=self._where.region)
        with pool(endpoint, self._where.user, self._where.profile) as session:
            yield session

    def database(self) -> Database:
        """What is there, read once and shared. A cluster that cannot be reached is tried once per process."""
        with self._guard:
            if self._unreachable is not None:
                raise self._unreachable
            if self._database is None:
                try:
                    self._database = self._read()
                except Exception as error:
                    self._unreachable = error
                    raise
            return self._database

    def read_again(self, *tables: ObjectName) -> Database:
        """What is there now, with these tables and their indexes read afresh; without any, everything is."""
        if not tables or self._database is None:
            fresh = self._read()
            with self._guard:
                self._database, self._unreachable = fresh, None
            return fresh
        part = self._read(catalog.Scope(tables=tables))
        with self._guard:
            self._database = _replaced(self._database, part, tables)
            return self._database

    def _read(self, scope: catalog.Scope | None = None) -> Database:
        with self.session() as session:
            return catalog.read(retrying(session), scope)


def _replaced(whole: Database, part: Database, tables: tuple[ObjectName, ...]) -> Database:
    """The whole with those tables, and their indexes, as they are in the part: changed, added or gone."""
    return Database(
        schemas=whole.schemas,
        tables=(*(table for table in whole.tables if table.name not in tables), *part.tables),
        indexes=(*(index for index in whole.indexes if index.table not in tables), *part.indexes),
    )


_clusters: dict[Where, LiveCluster] = {}
_guard = threading.Lock()


def cluster_at(where: Where) -> LiveCluster:
    """The one LiveCluster of this process for that endpoint, user and profile."""
    with _guard:
        return _clusters.setdefault(where, LiveCluster(where))
