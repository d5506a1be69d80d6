"""What the listener must know of a cluster."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from dsql_local.faults.injector import Faults
from dsql_local.rules.rule import LATEST
from dsql_local.wire.arrivals import Arrivals
from dsql_local.wire.catalog import Catalog


@dataclass(frozen=True)
class Settings:
    """How a cluster behaves. To change it while it runs, give its target another object."""

    job_seconds: float = 0.3
    """How long an asynchronous job takes."""
    job_seconds_per_1000_rows: float = 0.01
    """How much longer it takes for each 1,000 rows of its table."""
    job_kept_seconds: float = 1800.0
    """How long sys.jobs lists a job that has ended."""
    analyze_rows: int = 50
    """How many rows are written before tables that have grown are analyzed by a job; 0 for never."""
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
    connection_rate: float = 100.0
    """New connections that it takes in a second, on average."""
    connection_burst: float = 1000.0
    """New connections that it takes at once after a pause."""
    as_of: date = LATEST
    """The day whose rules a connection made from now on has."""
    lock_milliseconds: int = 50
    """How long PostgreSQL waits for a lock before the wait counts as a conflict. The service never waits."""


@dataclass(eq=False)
class Common:
    """What two clusters that serve one database, as peers in two Regions do, have in common."""

    catalog: Catalog = field(default_factory=Catalog)
    rows_written: int = 0
    has_cascades: bool = False
    """Whether there was a foreign key that changes rows when the catalog had the version `cascades_as_of`."""
    cascades_as_of: int = -1
    measured_as_of: int = -1
    """Tables that were made up to this version of the catalog have the trigger that measures."""
    measuring: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held by who gives tables that trigger."""


@dataclass(eq=False)
class Target:
    """A cluster as the listener sees it. `authenticate(user, password)` returns None, or why not;
    `holder(password)` is the ARN of the user or role whose password it is.
    """

    endpoint: str
    socket_dir: Path
    authenticate: Callable[[str, str], str | None]
    holder: Callable[[str], str | None] = lambda _: None
    connections: int = 0
    arrivals: Arrivals = field(default_factory=Arrivals)
    settings: Settings = field(default_factory=Settings)
    faults: Faults = field(default_factory=Faults)
    visit: Callable[[], AbstractAsyncContextManager[None]] = nullcontext
    """Entered by each client that is let in, and left at its end; may wait until the cluster is awake."""
    common: Common = field(default_factory=Common)

    @property
    def catalog(self) -> Catalog:
        """The history of the catalog, by which a transaction that began earlier is stale."""
        return self.common.catalog

    @property
    def rows_written(self) -> int:
        """Counts the rows that statements have written, also those that were rolled back."""
        return self.common.rows_written

    @rows_written.setter
    def rows_written(self, rows: int) -> None:
        self.common.rows_written = rows

    @property
    def identifier(self) -> str:
        """The first part of the endpoint."""
        return self.endpoint.partition(".")[0]

    @property
    def socket(self) -> str:
        """The path of PostgreSQL's Unix socket."""
        return str(self.socket_dir / ".s.PGSQL.5432")
