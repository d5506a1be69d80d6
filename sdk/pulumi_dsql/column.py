"""Columns of a table."""

from dataclasses import dataclass, field
from typing import Literal

import pulumi


@dataclass(frozen=True)
class Identity:
    """An identity column's sequence.

    DSQL wants `cache` to be 1 (nearly ordered numbers, low rate) or at least 65536 (high rate, with gaps).
    """

    cache: pulumi.Input[int]
    always: pulumi.Input[bool] = field(default=False, kw_only=True)
    start: pulumi.Input[int] = field(default=1, kw_only=True)
    increment: pulumi.Input[int] = field(default=1, kw_only=True)
    min_value: pulumi.Input[int] | None = field(default=None, kw_only=True)
    max_value: pulumi.Input[int] | None = field(default=None, kw_only=True)
    cycle: pulumi.Input[bool] = field(default=False, kw_only=True)


@dataclass(frozen=True)
class Column:
    """One column. `default` and `generated` are SQL: `default="'open'"`, `default="now()"`.

    `renamed_from` is the name the column had: it is renamed instead of dropped and added. Once that is done
    it says nothing any more and can go.
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
