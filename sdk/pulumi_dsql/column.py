"""Columns of a table."""

from dataclasses import dataclass, field
from typing import Literal

import pulumi

from pulumi_dsql._mistake import takes_only_its_arguments


@takes_only_its_arguments
@dataclass(frozen=True)
class Identity:
    """The sequence that numbers the rows of a `bigint` column.

        dsql.Column("id", "bigint", identity=dsql.Identity(cache=65536))

    Args:
        cache: How many numbers a node of the service takes at a time: 1, or at least 65536 (DSQL033). With 1
            the numbers are nearly in order and inserts wait for each other; with 65536 inserts are fast and
            the numbers have gaps.
        always: GENERATED ALWAYS: an INSERT cannot give a number of its own. By default it can.
        start: The first number.
        increment: The step from one number to the next; not 0.
        min_value: The smallest number; by default 1, or that of bigint where `increment` is negative.
        max_value: The largest number; by default that of bigint, or -1 where `increment` is negative.
        cycle: Whether to begin anew after the last number, instead of failing.
    """

    cache: pulumi.Input[int]
    always: pulumi.Input[bool] = field(default=False, kw_only=True)
    start: pulumi.Input[int] = field(default=1, kw_only=True)
    increment: pulumi.Input[int] = field(default=1, kw_only=True)
    min_value: pulumi.Input[int] | None = field(default=None, kw_only=True)
    max_value: pulumi.Input[int] | None = field(default=None, kw_only=True)
    cycle: pulumi.Input[bool] = field(default=False, kw_only=True)


@takes_only_its_arguments
@dataclass(frozen=True)
class Column:
    """A column of a table.

        dsql.Column("status", "text", nullable=False, default="'open'", comment="open, paid or shipped")

    `default` and `generated` are SQL expressions: a text value has single quotes inside the string. At most
    one of `default`, `identity` and `generated` is given.

    Args:
        name: The name in the database, at most 63 bytes; it is case-sensitive.
        type: The type in SQL, in any spelling: `int` is `integer`, `varchar(20)` is `character varying(20)`.
            A bare `numeric` is `numeric(18,6)`, as in DSQL.
        nullable: Whether it may be null. Columns of the primary key and identities are NOT NULL anyway.
        default: The value of rows that give none. It refers to no column.
        identity: Numbers for rows that give none. The type is `bigint`.
        generated: What the column is computed from, on every write: `price * quantity`. It refers to columns
            of the same row that are not generated themselves.
        storage: How long values are stored. By default what is usual for the type.
        comment: The comment in the database.
        renamed_from: The name the column had: it is renamed instead of dropped and added. Once that is done
            it says nothing any more and can go.

    Changes:
        added, may be null: in place. With a default the rows that are there are filled, in batches of at most
            1,000; the column gets its name when every row has its value.
        added, NOT NULL or an identity or generated: refused (DSQL110, DSQL111, DSQL112).
        removed: in place, if the hazard `drop-column:NAME` is allowed. A column of the primary key: refused
            (DSQL117).
        name: in place with `renamed_from`.
        default, storage: in place; rows that are there keep their values.
        comment: in place.
        nullable, to True: in place. There is no way back.
        nullable, to False: refused (DSQL114); a check `"name IS NOT NULL"` does the same.
        type: refused (DSQL113).
        identity: in place; a new one only on a `bigint` column that is NOT NULL (DSQL118).
        generated: in place where it goes, and the column keeps its values; else refused (DSQL116).
    """

    name: pulumi.Input[str]
    type: pulumi.Input[str]
    nullable: pulumi.Input[bool] = field(default=True, kw_only=True)
    default: pulumi.Input[str] | None = field(default=None, kw_only=True)
    identity: pulumi.Input[Identity] | None = field(default=None, kw_only=True)
    generated: pulumi.Input[str] | None = field(default=None, kw_only=True)
    storage: pulumi.Input[Literal["plain", "external", "extended", "main"]] | None = field(
        default=None, kw_only=True
    )
    comment: pulumi.Input[str] | None = field(default=None, kw_only=True)
    renamed_from: pulumi.Input[str] | None = field(default=None, kw_only=True)
