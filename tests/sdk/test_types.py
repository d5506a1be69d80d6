"""What the type checker says of programs: nothing of right ones, where it is wrong of the others."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HEAD = """\
import pulumi
import pulumi_dsql as dsql

on = dsql.Endpoint("abcdefghijklmnopqrstuvwxyz.dsql.eu-west-1.on.aws")
text = pulumi.Output.from_input("x")
flag = pulumi.Output.from_input(True)
column = dsql.Column("id", "uuid")
table = dsql.Table("t", cluster=on, columns=[column])
"""

RIGHT: dict[str, str] = {
    "clusters": """
        dsql.Cluster("c", tags={"a": text}, region=text, deletion_protection=flag).token().apply(str.upper)
        dsql.Table("a", cluster=dsql.Cluster("d"), columns=[column])
        dsql.Schema("s", cluster=dsql.Endpoint(text, user=text))
    """,
    "another_package": """
        class Cluster(pulumi.CustomResource):
            @property
            def identifier(self) -> pulumi.Output[str]:
                return text
            @property
            def region(self) -> pulumi.Output[str]:
                return text
        dsql.Table("a", cluster=Cluster("aws:dsql:Cluster", "c"), columns=[column])
    """,
    "columns": """
        columns = [dsql.Column("a", text, nullable=flag, default=text, storage="external")]
        dsql.Table("a", cluster=on, columns=columns, primary_key=[text])
        dsql.Table("b", cluster=on, columns=pulumi.Output.from_input(columns), primary_key=table.primary_key)
        dsql.Column("c", "bigint", identity=dsql.Identity(65536, always=True))
    """,
    "keys": """
        key = dsql.ForeignKey(["a"], references=table, on_delete="set null")
        dsql.Table("a", cluster=on, columns=[column], foreign_keys=[key], uniques=[dsql.Unique([text])])
        dsql.ForeignKey([text], references="self", match="full")
    """,
    "indexes": """
        dsql.Index("i", table=table, columns=["a", text, dsql.Key("b"), dsql.Expression("lower(c)")])
        dsql.Index("j", table="t", cluster=on, schema=dsql.Schema("s", cluster=on), columns=["a"])
        name: pulumi.Output[str] = dsql.Index("k", table=table, columns=["a"], where=text).name
    """,
}

# A line of a program, and what is said of it.
WRONG: dict[str, str] = {
    'dsql.Cluster("c", regoin="x")': 'Unexpected keyword argument "regoin" for "Cluster"',
    'dsql.Cluster("c", tags={"cost": 7})': 'incompatible type "str": "int"',
    'dsql.Cluster("c").token(7)': 'Argument 1 to "token" of "Cluster" has incompatible type "int"',
    'dsql.Schema("s")': 'Missing named argument "cluster" for "Schema"',
    'dsql.Schema("s", cluster="host")': 'incompatible type "str"; expected "Cluster | Endpoint',
    'dsql.Table("a", cluster=on, columns=[column], primary_keys=["id"])': '"primary_keys" for "Table"',
    'dsql.Table("a", cluster=on, columns=["id uuid"])': 'List item 0 has incompatible type "str"',
    'dsql.Table("a", cluster=on, columns=[column], checks=["a > 0"])': 'Argument "checks" to "Table"',
    'dsql.Table("a", cluster=on, columns=[column], name=7)': 'Argument "name" to "Table"',
    'dsql.Table("a", on, columns=[column])': 'Too many positional arguments for "Table"',
    'dsql.Column("a")': 'Missing positional argument "type" in call to "Column"',
    'dsql.Column("a", "text", nulable=False)': 'Unexpected keyword argument "nulable" for "Column"',
    'dsql.Column("a", "text", True)': 'Too many positional arguments for "Column"',
    'dsql.Column("a", "text", default=1)': 'Argument "default" to "Column"',
    'dsql.Column("a", "text", storage="cloud")': 'Argument "storage" to "Column"',
    "dsql.Identity(always=True)": 'Missing positional argument "cache" in call to "Identity"',
    'dsql.ForeignKey(["a"])': 'Missing named argument "references" for "ForeignKey"',
    'dsql.ForeignKey(["a"], references=table, on_delete="explode")': 'Argument "on_delete" to "ForeignKey"',
    'dsql.Index("i", table=table, columns=[7])': "List item 0 has incompatible type",
    'dsql.Index("i", table=table, columns=["a"], uniqe=True)': 'Unexpected keyword argument "uniqe"',
    'dsql.Endpoint("host", role="app")': 'Unexpected keyword argument "role" for "Endpoint"',
    "table.colums": '"Table" has no attribute "colums"',
}


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What is said of each program, by its file's name without `.py`."""
    folder = tmp_path_factory.mktemp("programs")
    for name, body in RIGHT.items():
        lines = [line.removeprefix(" " * 8) for line in body.strip("\n").splitlines()]
        (folder / f"{name}.py").write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    for number, line in enumerate(WRONG):
        (folder / f"wrong_{number}.py").write_text(f"{HEAD}{line}\n", encoding="utf-8")
    ran = subprocess.run(
        [
            *(sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--no-pretty"),
            *("--config-file=", "--no-incremental", *map(str, sorted(folder.glob("*.py")))),
        ],
        cwd=ROOT / "sdk",
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.stderr == ""
    found: dict[str, list[str]] = {}
    for line in ran.stdout.splitlines():
        told = re.search(r"(\w+)\.py:\d+: error: (.*)", line)
        if told:
            found.setdefault(told[1], []).append(told[2])
    return found


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_program_passes(said: dict[str, list[str]], name: str) -> None:
    assert said.get(name) is None


@pytest.mark.parametrize("line", WRONG)
def test_a_wrong_program_is_told(said: dict[str, list[str]], line: str) -> None:
    (error,) = said[f"wrong_{list(WRONG).index(line)}"]
    assert WRONG[line] in error
