"""What the planner of one kind of object hands back: steps with the phase of the plan that they belong to."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum, auto
from typing import NamedTuple, TypeVar

from pulumi_dsql_provider.dialect.refusal import Refusal
from pulumi_dsql_provider.diff.change import Change, Thing
from pulumi_dsql_provider.model import ObjectName
from pulumi_dsql_provider.plan.step import Step

T = TypeVar("T", bound=Thing)


class Phase(IntEnum):
    """The phases of a plan in the order they run."""

    ROLES = auto()
    """Before all that is granted to them and that they own."""
    REVOKE_MEMBERSHIPS = auto()
    """What is granted next may need it, or a role would be in itself."""
    MEMBERSHIPS = auto()
    IAM_MAPPINGS = auto()
    SCHEMAS = auto()
    DEFAULT_PRIVILEGES = auto()
    """Before anything is made that they are for."""
    RENAMES = auto()
    """Tables and columns: all that follows uses the new names."""
    DROP_VIEWS = auto()
    """And the functions that read tables: before what they read."""
    DROP_STATISTICS = auto()
    DROP_FOREIGN_KEYS = auto()
    DROPS = auto()
    """Checks, unique constraints and indexes that go; what is made later may want their names."""
    RENAME_PARTS = auto()
    """Constraints and indexes."""
    SEQUENCES = auto()
    """Before the tables whose defaults use them."""
    DOMAINS = auto()
    """Before the tables that have columns of them."""
    FUNCTIONS = auto()
    """Before what calls them."""
    TABLES = auto()
    DROP_UNFINISHED_COLUMNS = auto()
    """What an interrupted change has left; its name may be needed again."""
    COLUMNS = auto()
    SEQUENCE_OWNERS = auto()
    UNIQUES = auto()
    REBUILDS = auto()
    """After all that a table refers to, and before what refers to it."""
    CHECKS = auto()
    INDEXES = auto()
    FOREIGN_KEYS = auto()
    """After the indexes: one relies on whatever unique index of its columns is oldest, which may be going."""
    STATISTICS = auto()
    VIEWS = auto()
    """And the functions that read tables, unless something needs them before."""
    SCHEMA_OWNERS = auto()
    """Of schemas that are a role's, and so are no longer."""
    SCHEMA_PRIVILEGES = auto()
    GIVE_SCHEMAS = auto()
    """Schemas of admin's: as their owner it grants in its own name before."""
    OWNERS = auto()
    """As of schemas; when the new ones may create in them."""
    PRIVILEGES = auto()
    """When all that they are on is there; what is dropped takes its own along."""
    GIVE_OBJECTS = auto()
    DROP_GENERATED_COLUMNS = auto()
    """Before the columns that they are computed from."""
    DROP_COLUMNS = auto()
    DROP_TABLES = auto()
    DROP_DOMAINS = auto()
    DROP_FUNCTIONS = auto()
    LAST_FUNCTIONS = auto()
    """Made anew, which could not be while something used them that goes; with their owner and privileges."""
    DROP_SEQUENCES = auto()
    DROP_SCHEMAS = auto()
    DROP_ROLES = auto()


class Touched(NamedTuple):
    """What steps change, and what they only need as it is: tables, names in use, schemas as `(name, "")`."""

    changes: frozenset[ObjectName]
    needs: frozenset[ObjectName]


@dataclass(frozen=True, slots=True)
class Part:
    """Steps of one phase that stay together.

    `forms` are the capabilities that they rely on (`dialect.capabilities`). `subject` and `property` say
    where a refusal of the part belongs. `make` fills in what it `touches`, where that can be told.
    """

    phase: Phase
    steps: tuple[Step, ...]
    forms: tuple[str, ...]
    subject: ObjectName | None = None
    property: str | None = None
    rank: int = 0
    """Parts of one phase come in this order, those of one rank as they are planned."""
    touches: Touched | None = None


Planned = Iterator[Part | Refusal]
"""What a planner yields for one change."""


def sides(change: Change, kind: type[T]) -> tuple[T | None, T | None]:
    """The change's live and wanted value, which are of that kind."""
    live, wanted = change.live, change.wanted
    assert live is None or isinstance(live, kind)
    assert wanted is None or isinstance(wanted, kind)
    return live, wanted


def table_of(change: Change) -> ObjectName:
    """The table that the changed part belongs to."""
    assert change.table is not None
    return change.table
