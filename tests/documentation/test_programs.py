"""The programs in the documentation: the type checker passes them, the provider takes what they declare."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from typing import Any

import pytest
from pulumi.output import Unknown

from documentation.guide import PAGES, ROOT, blocks, is_program, programs, shown
from pulumi_dsql_provider.dynamic.named import provider
from sdk.program import UNKNOWN, Registered, run

# What the fragments speak of.
HEAD = """\
import pulumi
import pulumi_dsql as dsql

cluster: dsql.Cluster | dsql.Endpoint = dsql.Endpoint("abcdefghijklmnopqrstuvwxyz.dsql.us-east-1.on.aws")
columns = [dsql.Column("id", "uuid"), dsql.Column("email", "text"), dsql.Column("placed_at", "timestamptz")]
customers = dsql.Table("customers", cluster=cluster, columns=columns)
orders = dsql.Table("orders", cluster=cluster, columns=columns)
"""

WHOLE = [(f"{shown(page)}:{line}", program) for page in PAGES for line, program in programs(page)]
PARTS = [
    (f"{shown(page)}:{block.line}", block.text.replace("…", "..."))
    for page in PAGES
    for block in blocks(page)
    if block.language == "python" and not is_program(block)
]


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What the type checker says of each program, by its place."""
    folder = tmp_path_factory.mktemp("documentation")
    texts = dict(WHOLE) | {place: text for place, text in PARTS if place.startswith("docs/guides/")}
    texts |= {place: HEAD + text for place, text in PARTS if re.search(r"\bdsql\.[A-Z]", text)}
    files = {re.sub(r"\W", "_", place): place for place in texts}
    for file, place in files.items():
        (folder / f"{file}.py").write_text(texts[place], encoding="utf-8")
    ran = subprocess.run(
        [
            *(sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--no-pretty"),
            *("--config-file=", "--no-incremental", "--follow-imports=silent"),
            *map(str, sorted(folder.glob("*.py"))),
        ],
        cwd=ROOT / "sdk",
        env={**os.environ, "MYPYPATH": str(ROOT / "local")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.stderr == ""
    found: dict[str, list[str]] = {place: [] for place in files.values()}
    for line in ran.stdout.splitlines():
        if told := re.search(r"(\w+)\.py:(\d+: error: .*)", line):
            found[files[told[1]]].append(told[2])
    return found


@pytest.mark.parametrize("place, text", PARTS, ids=[place for place, _ in PARTS])
def test_a_part_is_python(place: str, text: str) -> None:
    ast.parse(text)


def test_the_type_checker_passes_all(said: dict[str, list[str]]) -> None:
    assert {place: errors for place, errors in said.items() if errors} == {}


@pytest.mark.parametrize("place, program", WHOLE, ids=[place for place, _ in WHOLE])
def test_the_provider_takes_what_a_program_declares(
    place: str, program: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PULUMI_DSQL_OFFLINE", "1")
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    code = compile(program, place, "exec")
    noted = run(lambda: exec(code, {"__name__": "__main__"}), preview=True)
    assert noted
    assert {name: _failures(each) for name, each in noted.items() if _failures(each)} == {}


def _failures(resource: Registered) -> list[str]:
    kind = resource.type.rpartition(":")[2].lower()
    return [each.reason for each in provider(kind).check({}, _with_unknowns(resource.inputs)).failures]


def _with_unknowns(value: Any) -> Any:
    """The inputs as the plugin gets them."""
    match value:
        case str() if value == UNKNOWN:
            return Unknown()  # type: ignore[no-untyped-call]
        case dict():
            return {key: _with_unknowns(element) for key, element in value.items()}
        case list():
            return [_with_unknowns(element) for element in value]
        case _:
            return value


def test_the_programs_are_found() -> None:
    assert len(WHOLE) > 10
    assert {place.partition(":")[0] for place, _ in WHOLE} >= {"README.md", "docs/guides/drift.md"}
