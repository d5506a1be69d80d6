"""What the listener must know of a cluster."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from dsql_local.faults.injector import Faults
from dsql_local.rules.rule import LATEST


@dataclass(frozen=True)
class Settings:
    """How a cluster behaves. To change it while it runs, give its target another object."""

    job_seconds: float = 0.3
    """How long an asynchronous job takes."""
    ddl_milliseconds: float = 0.0
    """How long a DDL statement is held between taking its snapshot and running, so that others overtake it
    (OC001).
    """
    row_limit: int = 3000
    """Rows that one transaction may write."""
    transaction_seconds: float = 300.0
    """Age at which a transaction is refused further statements."""
    connection_seconds: float = 3600.0
    """Age at which a connection is closed."""
    max_connections: int = 10_000
    """Connections that the cluster takes at once."""
    as_of: date = LATEST
    """The day whose rules a connection made from now on has."""
    lock_milliseconds: int = 50
    """How long PostgreSQL waits for a lock before the wait counts as a conflict. The service never waits."""


@dataclass(eq=False)
class Target:
    """A cluster as the listener sees it. `authenticate(user, password)` returns None, or why not;
    `holder(password)` is the ARN of the user or role whose password it is.
    """

    endpoint: str
    socket_dir: Path
    authenticate: Callable[[str, str], str | None]
    holder: Callable[[str], str | None] = lambda _: None
    catalog_version: int = 0
    """Counts changes of the catalog; a transaction that began before the last one is stale."""
    connections: int = 0
    settings: Settings = field(default_factory=Settings)
    faults: Faults = field(default_factory=Faults)

    @property
    def identifier(self) -> str:
        """The first part of the endpoint."""
        return self.endpoint.partition(".")[0]

    @property
    def socket(self) -> str:
        """The path of PostgreSQL's Unix socket."""
        return str(self.socket_dir / ".s.PGSQL.5432")
