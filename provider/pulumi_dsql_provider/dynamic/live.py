"""The clusters this process works on: one shared catalog, one lane for DDL, one pool of sessions each."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

from pulumi_dsql_provider import catalog
from pulumi_dsql_provider.apply import Settings
from pulumi_dsql_provider.apply.retry import retrying
from pulumi_dsql_provider.aws.cluster import Clusters
from pulumi_dsql_provider.aws.endpoint import Endpoint
from pulumi_dsql_provider.aws.pool import pool
from pulumi_dsql_provider.catalog.session import DatabaseError, Session
from pulumi_dsql_provider.dialect.refusal import Refused
from pulumi_dsql_provider.dynamic import stack_settings
from pulumi_dsql_provider.dynamic.ahead import Ahead
from pulumi_dsql_provider.dynamic.inputs import optional_text, text
from pulumi_dsql_provider.model import Database, ObjectName

# Somebody waits for a preview, and a wrong endpoint is more likely than one that is there in a minute.
_PATIENCE = Settings(retry_limit=10.0, longest_pause=1.0)


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


class _Shared(NamedTuple):
    """What all that work on one cluster share, whoever they connect as."""

    lane: threading.Lock
    """DDL statements that run at once only make each other fail with OC001."""
    kept: set[tuple[str, ObjectName]]
    """What this process made, changed or adopted: a delete of another resource in the same run leaves it."""
    ahead: Ahead
    """What the checks of this process have found to be renamed."""


class LiveCluster:
    """One cluster as this process knows it. All methods may be called from several threads."""

    def __init__(self, where: Where) -> None:
        self._where = where
        self._guard = threading.Lock()
        self._database: Database | None = None
        self._unreachable: Exception | None = None
        shared = _shared_by_all(where.endpoint)
        self.lane, self.kept, self.ahead = shared

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session from the pool. Raises Refused (DSQL411) where the environment asks to stay offline."""
        stack_settings.refuse_offline()
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
        with self._guard:
            # Everything is read while nobody adds a table to it that this reading came too early for.
            if not tables or self._database is None:
                self._database, self._unreachable = self._read(), None
                return self._database
        return self._replace(self._read(catalog.Scope(tables=tables)), tables)

    def has_changed(self, *tables: ObjectName) -> None:
        """See to it that later plans start from what is there now. Does not fail: what was done is done."""
        try:
            self.read_again(*tables, *self._referencing(tables))
        except (DatabaseError, Refused):
            with self._guard:
                self._database = None

    def _referencing(self, tables: tuple[ObjectName, ...]) -> list[ObjectName]:
        """The tables with foreign keys to these: where one of these is renamed, such a key is, too."""
        with self._guard:
            known = self._database.tables if self._database is not None else ()
        changed = frozenset(tables)
        return [
            table.name
            for table in known
            if table.name not in changed and any(key.references in changed for key in table.foreign_keys)
        ]

    def is_gone(self) -> bool:
        """Whether the service's control plane says that there is no such cluster.

        False where it says anything else, or nothing: what cannot be reached is there. Ask only when the
        cluster has not answered, and not when it has denied access: other credentials see other clusters.
        """
        if stack_settings.offline():
            return False
        try:
            endpoint = Endpoint.parse(self._where.endpoint, region=self._where.region)
            return not Clusters(endpoint.region, self._where.profile).exists(endpoint.identifier)
        except Refused:
            return False

    def _replace(self, part: Database, tables: tuple[ObjectName, ...]) -> Database:
        with self._guard:
            # Meanwhile another thread may have lost what was known.
            whole = self._read() if self._database is None else self._database
            self._database = _replaced(whole, part, tables)
            return self._database

    def _read(self, scope: catalog.Scope | None = None) -> Database:
        with self.session() as session:
            return catalog.read(retrying(session, _PATIENCE), scope)


def _replaced(whole: Database, part: Database, tables: tuple[ObjectName, ...]) -> Database:
    """The whole with those tables, and their indexes, as they are in the part: changed, added or gone."""
    return whole.model_copy(
        update={
            "tables": (*(table for table in whole.tables if table.name not in tables), *part.tables),
            "indexes": (*(index for index in whole.indexes if index.table not in tables), *part.indexes),
        }
    )


_clusters: dict[Where, LiveCluster] = {}
_shared: dict[str, _Shared] = {}
_guard = threading.Lock()


def cluster_at(where: Where) -> LiveCluster:
    """The one LiveCluster of this process for that endpoint, user and profile."""
    with _guard:
        return _clusters.setdefault(where, LiveCluster(where))


def ahead_at(where: Where) -> Ahead:
    """The renames that this process knows to come in that cluster, which is not asked."""
    return _shared_by_all(where.endpoint).ahead


def _shared_by_all(host: str) -> _Shared:
    """By the cluster's identifier: a cluster may have several host names."""
    identifier = host.strip().lower().partition(".")[0]
    return _shared.setdefault(identifier, _Shared(threading.Lock(), set(), Ahead()))
