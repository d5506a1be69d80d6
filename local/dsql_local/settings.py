"""What can be set about the stand-in's behaviour, at the start and while it runs."""

import os
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Self

from dsql_local.errors import LocalError
from dsql_local.rules.rule import GENERAL_AVAILABILITY

Value = float | str | None
"""A setting as JSON has it: a day is a string such as `2026-06-01`."""


@dataclass
class Settings:
    """How the stand-in behaves; one object per running stand-in, changed in place.

    Each can be given as an environment variable: `DSQL_LOCAL_JOB_SECONDS=5`.
    """

    cluster_seconds: float = 0.5
    """How long a cluster stays CREATING, UPDATING or DELETING."""
    cluster_quota: float = 20
    """How many single-Region clusters there may be in one Region."""
    multi_region_quota: float = 5
    """How many multi-Region clusters there may be in one Region."""
    idle_seconds: float = 0.0
    """How long nobody is connected to a cluster until it is IDLE; 0 for never."""
    inactive_seconds: float = 0.0
    """How long nobody is connected to a cluster until it is INACTIVE; 0 for never."""
    wake_seconds: float = 1.0
    """How much longer it takes to connect to a cluster that is INACTIVE."""
    clock_offset_seconds: float = 0.0
    """Added to the clock that decides whether a token has expired."""
    job_seconds: float = 0.5
    """How long an asynchronous job (CREATE INDEX ASYNC, VALIDATE CONSTRAINT) takes."""
    job_seconds_per_1000_rows: float = 0.01
    """How much longer it takes for each 1,000 rows of its table."""
    job_kept_seconds: float = 1800.0
    """How long sys.jobs lists a job that has ended."""
    analyze_rows: float = 50
    """How many rows are written before tables that have grown are analyzed by a job; 0 for never."""
    ddl_milliseconds: float = 0.0
    """How long each DDL statement is held between its snapshot and its run: makes OC001 likely."""
    row_limit: float = 3000
    """How many rows one transaction may write."""
    transaction_seconds: float = 300.0
    """How old a transaction may become."""
    connection_seconds: float = 3600.0
    """How old a connection may become."""
    max_connections: float = 10_000
    """How many connections one cluster takes."""
    connection_rate: float = 100.0
    """How many new connections one cluster takes in a second, on average."""
    connection_burst: float = 1000.0
    """How many new connections one cluster takes at once after a pause."""
    as_of: date | None = None
    """The day as on which the service answers to connections made from now on; None for the newest known
    rules.
    """

    def now(self) -> float:
        """The time, in seconds since the epoch, by which tokens are judged."""
        return time.time() + self.clock_offset_seconds

    def change(self, values: Mapping[str, object]) -> None:
        """Set some of them. LocalError (DSQL910) on an unknown name or a bad value; then none is."""
        known = {field.name for field in fields(self)}
        checked: dict[str, float | date | None] = {}
        for name, value in values.items():
            if name not in known:
                raise LocalError(
                    "DSQL910", f"there is no setting {name!r}; known are {', '.join(sorted(known))}"
                )
            checked[name] = _day(value) if name == "as_of" else _number(name, value)
        for name, found in checked.items():
            setattr(self, name, found)

    def as_dict(self) -> dict[str, Value]:
        """Name to value, as `change` takes them and JSON has them."""
        return asdict(self) | {"as_of": self.as_of and self.as_of.isoformat()}

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """The defaults, changed by the variables `DSQL_LOCAL_<NAME>` that are set."""
        settings = cls()
        names = {f"DSQL_LOCAL_{field.name.upper()}": field.name for field in fields(cls)}
        settings.change({names[key]: value for key, value in environment.items() if key in names})
        return settings


def _number(name: str, value: object) -> float:
    try:
        number = float(str(value))
    except ValueError:
        number = float("nan")
    if not (abs(number) < 1e9 and (number >= 0 or name == "clock_offset_seconds")):
        raise LocalError("DSQL910", f"setting {name} must be a number from 0 on; it was {value!r}")
    return number


def _day(value: object) -> date | None:
    if value is None or value == "":
        return None
    try:
        day = date.fromisoformat(str(value))
    except ValueError:
        day = date.min
    if day < GENERAL_AVAILABILITY:
        raise LocalError(
            "DSQL910",
            f"setting as_of must be a day such as {GENERAL_AVAILABILITY} or later; it was {value!r}",
        )
    return day
