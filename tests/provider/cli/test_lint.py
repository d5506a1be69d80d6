"""`lint` for machines: JSON and SARIF; what it finds is in cases/cli/lint.txt."""

import json
from pathlib import Path
from typing import Any

import pytest

from provider.cli.commands import Command
from pulumi_dsql_provider.catalog import Session
from pulumi_dsql_provider.dialect.style import RULES

OLD = "CREATE TABLE t (id uuid PRIMARY KEY, n integer);\n"
NEW = 'CREATE TABLE t (id uuid PRIMARY KEY);\nCREATE TABLE u (é integer, "Größe" integer);\n'


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("old.sql").write_text(OLD, encoding="utf-8")
    Path("new files").mkdir()
    Path("new files", "new.sql").write_text(NEW, encoding="utf-8")


def test_json(command: Command) -> None:
    result = command("lint", "--format", "json", "--from", "old.sql", "new files")

    assert json.loads(result.out) == {
        "version": 1,
        "findings": [
            {
                "level": "warning",
                "name": "drop-column",
                "message": "n of public.t: deletes data",
                "way_out": "if it is meant, apply with --allow drop-column:n",
                "subject": {"schema": "public", "name": "t"},
                "place": {"file": "new files/new.sql", "line": 1, "column": 1},
            },
            {
                "level": "warning",
                "name": "no-primary-key",
                "message": "the table public.u has no primary key",
                "way_out": "give it one now: it cannot be added later",
                "subject": {"schema": "public", "name": "u"},
                "place": {"file": "new files/new.sql", "line": 2, "column": 1},
            },
            {
                "level": "warning",
                "name": "quoted-name",
                "message": "the column Größe of public.u has to be written in double quotes",
                "way_out": "use small letters, digits and underscores",
                "subject": {"schema": "public", "name": "u"},
                "place": {"file": "new files/new.sql", "line": 2, "column": 28},
            },
        ],
    }
    assert (result.code, result.err) == (0, "0 errors, 3 warnings\n")


def test_json_of_nothing(command: Command) -> None:
    assert json.loads(command("lint", "--format", "json", "empty").out) == {"version": 1, "findings": []}


def test_sarif(command: Command) -> None:
    result = command("lint", "--format", "sarif", "new files")

    log = json.loads(result.out)
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-2.1.0.json")
    (run,) = log["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    driver = run["tool"]["driver"]
    assert driver["name"] == "pulumi-dsql"
    assert [rule["id"] for rule in driver["rules"]] == ["no-primary-key", "quoted-name"]
    assert driver["rules"][0]["shortDescription"] == {"text": "A table has no primary key."}
    assert RULES["no-primary-key"].remedy in driver["rules"][0]["help"]["text"]
    assert run["results"][1] == {
        "ruleId": "quoted-name",
        "ruleIndex": 1,
        "level": "warning",
        "message": {
            "text": "the column Größe of public.u has to be written in double quotes; "
            "use small letters, digits and underscores"
        },
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "new%20files/new.sql"},
                    "region": {"startLine": 2, "startColumn": 28},
                }
            }
        ],
    }


def test_sarif_of_refusals_and_of_an_absolute_path(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "bad.sql"
    file.write_text("CREATE TABLE t (a serial);\nSELEC;", encoding="utf-8")

    result = command("lint", "--format", "sarif", file)

    (run,) = json.loads(result.out)["runs"]
    assert [(one["ruleId"], one["level"]) for one in run["results"]] == [
        ("DSQL009", "error"),
        ("DSQL060", "error"),
    ]
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == file.as_uri()
    assert result.code == 1


def test_sarif_of_nothing(command: Command) -> None:
    (run,) = json.loads(command("lint", "--format", "sarif", "empty").out)["runs"]
    assert (run["results"], run["tool"]["driver"]["rules"]) == ([], [])


def test_a_database_has_no_places(command: Command, session: Session, url: str) -> None:
    session.execute("CREATE TABLE t (n integer)")

    result = command("lint", "--format", "json", "--from", url, "empty")
    findings: list[dict[str, Any]] = json.loads(result.out)["findings"]
    assert [(one["name"], one["place"]) for one in findings] == [("drop-table", None)]

    result = command("lint", "--strict", url)
    assert result.out.startswith("warning: no-primary-key: the table public.t has no primary key; ")
    assert result.code == 1

    Path("new.sql").write_text("CREATE TABLE t (n integer DEFAULT nowhere());", encoding="utf-8")
    result = command("lint", "--from", url, "new.sql")
    assert "new.sql:1:1: error: DSQL210: " in result.out
    assert result.code == 1
