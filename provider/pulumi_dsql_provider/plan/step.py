"""A step: one statement, one wait, one backfill or one rebuild; each is committed on its own."""

from typing import Annotated, Literal

from pydantic import Field

from pulumi_dsql_provider.model import Index, Statistics, Table
from pulumi_dsql_provider.model.condition import Condition
from pulumi_dsql_provider.model.name import ObjectName
from pulumi_dsql_provider.model.value import Value
from pulumi_dsql_provider.plan.hazard import Hazard

__all__ = ["Backfill", "Condition", "Reason", "Rebuild", "Statement", "Step", "Wait"]


class Statement(Value):
    """One SQL statement, without its final `;`, possibly of several lines of at most 140 characters.

    `done` is the condition under which it has already run; a statement without one may be run again without
    harm. `reverse` is the SQL that undoes it, or None for the reason in `irreversible`.
    """

    type: Literal["statement"] = "statement"
    sql: str
    why: str
    hazards: tuple[Hazard, ...] = ()
    done: Condition | None = None
    reverse: str | None = None
    irreversible: str | None = None


class Wait(Value):
    """Wait for the job that the step before has started, then until `condition` holds.

    When the job is over and the condition does not hold, the step has failed.
    """

    type: Literal["wait"] = "wait"
    condition: Condition
    why: str
    hazards: tuple[Hazard, ...] = ()


class Backfill(Value):
    """Give a new column its value in the rows that were there before, a range of keys at a time.

    `sql` is the one UPDATE that is run for each range: `$1`… are the first key's values, then the last
    key's, both inclusive. `key` is empty for a table without a primary key: `sql` then has no parameter and
    runs once. `rows` is how many keys a range spans at most.
    """

    type: Literal["backfill"] = "backfill"
    table: ObjectName
    key: tuple[str, ...]
    sql: str
    why: str
    rows: int = 1000
    hazards: tuple[Hazard, ...] = ()


class Reason(Value):
    """Why a table is rebuilt: `what` changes, by the code of the refusal that it is where nothing is rebuilt.

    `way_out` is what to do to change it without a rebuild.
    """

    code: str
    what: str
    way_out: str


class Rebuild(Value):
    """Make a table anew as it is wanted, with indexes and statistics, copy its rows, put it in its place.

    `table` is its name, before and after.
    """

    type: Literal["rebuild"] = "rebuild"
    table: ObjectName
    reasons: tuple[Reason, ...]
    wanted: Table
    indexes: tuple[Index, ...] = ()
    statistics: tuple[Statistics, ...] = ()
    why: str
    hazards: tuple[Hazard, ...] = ()


Step = Annotated[Statement | Wait | Backfill | Rebuild, Field(discriminator="type")]
