"""Fixtures for the dialect: PostgreSQL 16 to compare with, and the stand-in to run statements on."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import postgast
import psycopg
import pytest

from standin import cluster, standin

__all__ = ["check_statement", "cluster", "postgres", "standin"]

Connection = psycopg.Connection[tuple[Any, ...]]


@pytest.fixture(scope="session")
def postgres(postgres16: Callable[[], Connection]) -> Iterator[Connection]:
    """A connection to PostgreSQL 16 itself, in autocommit mode."""
    with postgres16() as connection:
        yield connection


@pytest.fixture(scope="session")
def check_statement() -> Callable[[str], None]:
    """Asserts what holds for every rendered statement: it is one, it is readable, its lines are short."""

    def check(sql: str) -> None:
        blanked = re.sub(r"^(CREATE (?:UNIQUE )?INDEX|ALTER TABLE) ASYNC ", r"\1       ", sql)
        assert len(postgast.parse(blanked).stmts) == 1
        assert not sql.endswith(";")
        assert all(len(line) < 140 for line in sql.splitlines())

    return check
