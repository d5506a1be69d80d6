"""What a command did."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    code: int
    out: str
    err: str


Command = Callable[..., Result]
"""Runs `pulumi-dsql` with these arguments, in this process."""
