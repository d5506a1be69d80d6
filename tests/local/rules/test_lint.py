"""A second opinion: AWS's linter judges generated statements as the stand-in does, with known exceptions."""

import json
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from local.rules.combined import combined
from local.rules.generated import ON_THEIR_OWN, SETUP, statements
from local.rules.lint_differences import DIFFERENCES, Difference
from local.wire.cluster import WireCluster, ask, job, wait

LINTER = Path(sys.executable).with_name("dsql-lint")

STATEMENTS = list(dict.fromkeys([*statements(), *combined()]))
REFUSES = {True: "refuses", False: "accepts"}


@pytest.fixture(scope="module")
def linter(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bool]:
    """Which statements the linter refuses."""
    folder = tmp_path_factory.mktemp("statements")
    files = [folder / f"{number:04}.sql" for number in range(len(STATEMENTS))]
    for file, sql in zip(files, STATEMENTS, strict=True):
        file.write_text(f"{sql};\n")
    said = subprocess.run(
        [LINTER, "--format", "json", *files], capture_output=True, text=True, check=False
    ).stdout
    found = {Path(judged["file"]): bool(judged["diagnostics"]) for judged in json.loads(said)["files"]}
    return {sql: found[file] for file, sql in zip(files, STATEMENTS, strict=True)}


def answer(connection: psycopg.Connection[tuple[object, ...]], *statements: str) -> str:
    """The last answer to statements that are then rolled back; once more when the catalog had changed."""
    while True:
        found = ask(connection, *statements)[-1]
        ask(connection, "ROLLBACK")
        if not found.startswith("40001"):
            return found


@pytest.fixture(scope="module")
def stand_in(wire_cluster: WireCluster) -> dict[str, str]:
    """What the stand-in answers to each."""
    with wire_cluster.connect() as connection:
        for sql in SETUP:
            assert not ask(connection, sql)[0][0].isdigit()
        wait(connection, job(connection, "CREATE UNIQUE INDEX ASYNC ready ON s.t (n)"))
        try:
            return {
                sql: answer(connection, *([sql] if sql in ON_THEIR_OWN else ["BEGIN", sql]))
                for sql in STATEMENTS
            }
        finally:
            ask(connection, "DROP SCHEMA s CASCADE", "DROP SCHEMA empty")


def test_they_agree_but_for_the_known_differences(linter: dict[str, bool], stand_in: dict[str, str]) -> None:
    unexplained = []
    for sql in STATEMENTS:
        refused = stand_in[sql][0].isdigit()
        known = any(it.covers(sql) and it.stand_in_refuses == refused for it in DIFFERENCES)
        if known == (refused == linter[sql]):
            unexplained.append(f"{sql}: stand-in says {stand_in[sql]}, the linter {REFUSES[linter[sql]]}")
    assert not unexplained, "\n".join(unexplained)


@pytest.mark.parametrize("difference", DIFFERENCES, ids=lambda difference: difference.pattern)
def test_every_difference_is_of_use(difference: Difference) -> None:
    assert any(difference.covers(sql) for sql in STATEMENTS)
