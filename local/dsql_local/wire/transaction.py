"""What a transaction may hold, decided before each of its statements and once more before it commits."""

import time
from collections.abc import Collection
from dataclasses import dataclass, field

from dsql_local.rules import transactions
from dsql_local.rules.classify import Statement
from dsql_local.rules.rule import Refusal
from dsql_local.rules.statements import Kind
from dsql_local.wire.target import Target

_LONGEST_DDL_SECONDS = 30.0
"""More than any DDL statement takes here: with less time left it has to be looked at when it is through."""


@dataclass(slots=True)
class Transaction:
    """A transaction of a session: explicit from BEGIN on, else what runs until the client's next Sync.

    Its snapshot of the catalog is the version at its start. It becomes stale when another session, or a job,
    changes the catalog; then it can do no DDL any more, and change no rows if it touched what was changed.
    """

    target: Target
    explicit: bool = False
    doomed: bool = False
    """A statement of it has lost a conflict, which shows when it commits."""
    is_committed: bool = False
    """Its DDL statement has been committed in the same round trip."""
    has_ddl: bool = False
    has_dml: bool = False
    makes_tables: bool = False
    rows: int = 0
    relations: list[int] = field(default_factory=list)
    """The relations that its DDL statement has changed, by their numbers."""
    changes: list[Statement] = field(default_factory=list)
    """Its statements that changed something, as far as a fault may want to know them."""
    snapshot: int = field(init=False)
    began: float = field(init=False)

    def __post_init__(self) -> None:
        self.snapshot = self.target.catalog.version
        self.began = time.monotonic()

    @property
    def has_changes(self) -> bool:
        """Whether there is anything to commit."""
        return self.has_ddl or self.has_dml

    @property
    def is_stale(self) -> bool:
        """Whether the catalog has changed since this transaction began, or is just being changed."""
        return self.target.catalog.is_behind(self.snapshot)

    def admit(self, statement: Statement) -> Refusal | None:
        """Why the statement cannot be part of this transaction; None when it can, and then it is."""
        if self.explicit and statement.verb != "ROLLBACK" and (refusal := self.too_old()):
            return refusal
        if self.explicit and statement.verb == "ANALYZE":
            return transactions.ANALYZE_INSIDE.refusal()
        if statement.kind is Kind.DDL:
            if self.has_ddl:
                return transactions.MULTIPLE_DDL.refusal()
            if self.has_dml:
                return transactions.DDL_AND_DML.refusal()
            self.has_ddl, self.makes_tables = True, statement.makes_tables
        elif statement.kind is Kind.DML:
            if self.has_ddl:
                return transactions.DDL_AND_DML.refusal()
            self.has_dml = True
        if self.target.faults.active and statement.kind in (Kind.DDL, Kind.DML):
            self.changes.append(statement)
        return None

    def may_end_with(self, statement: Statement) -> bool:
        """Whether nothing is left to decide after the statement, so that PostgreSQL may hear of the Sync that
        follows before the statement is answered.
        """
        changes_nothing = statement.kind not in (Kind.DDL, Kind.DML)
        can_lose = self.explicit and statement.has_shadow
        return changes_nothing and not can_lose and (self.explicit or not self.has_changes)

    def may_commit_with(self, statement: Statement) -> bool:
        """Whether a DDL statement, which has just been admitted, may be committed as it runs, should nothing
        follow it: what could refuse its commit is decided already.
        """
        is_alone = statement.kind is Kind.DDL and not self.explicit
        can_last = self.target.settings.transaction_seconds > _LONGEST_DDL_SECONDS
        return is_alone and can_last and not self.target.faults.active

    def too_old(self) -> Refusal | None:
        """Why it may not go on, when it has lasted too long."""
        limit = self.target.settings.transaction_seconds
        is_over = time.monotonic() - self.began > limit
        return transactions.TOO_OLD.refusal(seconds=limit) if is_over else None

    def complete(self, kind: Kind, rows: int) -> Refusal | None:
        """A statement of this kind has written so many rows; why that is too many, or came too late."""
        refusal = self._count(rows) if rows else None
        has_lasted = not (self.explicit or self.is_committed) and kind in (Kind.QUERY, Kind.DML, Kind.DDL)
        return refusal or (self.too_old() if has_lasted else None)

    def _count(self, rows: int) -> Refusal | None:
        self.rows += rows
        self.target.rows_written += rows
        return transactions.TOO_MANY_ROWS.refusal() if self.rows > self.target.settings.row_limit else None

    def commit(self, touched: Collection[int] = ()) -> Refusal | None:
        """Why it cannot commit; None when it can. Then the caller commits before it lets anything else
        happen. When it is stale, `touched` are the relations that it has worked on.
        """
        if self.doomed:
            return transactions.DATA_CONFLICT.refusal()
        if not self.has_changes:
            return None
        if (self.has_ddl and self.is_stale) or self.target.catalog.has_changed(touched, self.snapshot):
            return transactions.SCHEMA_CONFLICT.refusal()
        if self.has_ddl:
            # Counted before PostgreSQL commits, so that of two sessions that get here one after the other the
            # second is refused. Should the commit fail, others are refused for nothing, and try again.
            self.target.catalog.change(self.relations, makes_tables=self.makes_tables)
        return None
