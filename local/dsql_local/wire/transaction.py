"""What a transaction may hold, decided before each of its statements and once more before it commits."""

import time
from dataclasses import dataclass, field

from dsql_local.rules import transactions
from dsql_local.rules.classify import Statement
from dsql_local.rules.rule import Refusal
from dsql_local.rules.statements import Kind
from dsql_local.wire.target import Target


@dataclass(slots=True)
class Transaction:
    """A transaction of a session: explicit from BEGIN on, else what runs until the client's next Sync.

    Its snapshot of the catalog is the version at its start. It becomes stale when another session, or a job,
    changes the catalog; then it can change nothing any more.
    """

    target: Target
    explicit: bool = False
    has_ddl: bool = False
    has_dml: bool = False
    rows: int = 0
    changes: list[Statement] = field(default_factory=list)
    """Its statements that changed something, as far as a fault may want to know them."""
    snapshot: int = field(init=False)
    began: float = field(init=False)

    def __post_init__(self) -> None:
        self.snapshot = self.target.catalog_version
        self.began = time.monotonic()

    @property
    def has_changes(self) -> bool:
        """Whether there is anything to commit."""
        return self.has_ddl or self.has_dml

    @property
    def is_stale(self) -> bool:
        """Whether the catalog has changed since this transaction began."""
        return self.snapshot != self.target.catalog_version

    def admit(self, statement: Statement) -> Refusal | None:
        """Why the statement cannot be part of this transaction; None when it can, and then it is."""
        limit = self.target.settings.transaction_seconds
        if self.explicit and statement.verb != "ROLLBACK" and time.monotonic() - self.began > limit:
            return transactions.TOO_OLD.refusal(seconds=limit)
        if self.explicit and statement.verb == "ANALYZE":
            return transactions.ANALYZE_INSIDE.refusal()
        if statement.kind is Kind.DDL:
            if self.has_ddl:
                return transactions.MULTIPLE_DDL.refusal()
            if self.has_dml:
                return transactions.DDL_AND_DML.refusal()
            self.has_ddl = True
        elif statement.kind is Kind.DML:
            if self.has_ddl:
                return transactions.DDL_AND_DML.refusal()
            self.has_dml = True
        if self.target.faults.active and statement.kind in (Kind.DDL, Kind.DML):
            self.changes.append(statement)
        return None

    def count(self, rows: int) -> Refusal | None:
        """Count rows that a statement has written; why that is too many."""
        self.rows += rows
        return transactions.TOO_MANY_ROWS.refusal() if self.rows > self.target.settings.row_limit else None

    def commit(self) -> Refusal | None:
        """Why it cannot commit; None when it can. Then the caller commits before it lets anything else
        happen.
        """
        if not self.has_changes:
            return None
        if self.is_stale:
            return transactions.SCHEMA_CONFLICT.refusal()
        if self.has_ddl:
            # Counted before PostgreSQL commits, so that of two sessions that get here one after the other the
            # second is refused. Should the commit fail, others are refused for nothing, and try again.
            self.target.catalog_version += 1
        return None
