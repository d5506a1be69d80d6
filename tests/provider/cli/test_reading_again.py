"""What is printed can be read again, and means what it should."""

from pathlib import Path

import pytest
from hypothesis import assume, given, settings

from databases import databases
from plan_cases import Case, cases
from provider.cli.commands import Command
from pulumi_dsql_provider import diff, plan
from pulumi_dsql_provider.model import Database

# The command works on the same files again and again.
_OFTEN = settings(max_examples=40)
# Some renames are told by no file; what is half done stands in no definition; no file does a rebuild.
_PLANNED = [
    pytest.param(case, id=case.name)
    for case in cases()
    if "plan" in case.texts
    and not (case.invalid or case.unvalidated or case.options["renamed"] or case.rebuilds)
    and not case.options["beside"]
]


@_OFTEN
@given(database=databases())
def test_what_inspect_prints_is_the_same_database(
    database: Database, command: Command, tmp_path: Path
) -> None:
    once, twice = tmp_path / "once.sql", tmp_path / "twice.sql"
    _write(once, database)

    printed = command("inspect", once)
    assert (printed.code, printed.err) == (0, "")
    twice.write_text(printed.out, encoding="utf-8")

    assert command("inspect", twice).code == 0
    assert command("diff", "--exit-code", "--from", once, "--to", twice).code == 0
    assert command("diff", "--exit-code", "--from", twice, "--to", once).code == 0


@_OFTEN
@given(live=databases(), wanted=databases())
def test_what_diff_prints_leads_from_the_one_to_the_other(
    live: Database, wanted: Database, command: Command, tmp_path: Path
) -> None:
    old, new = tmp_path / "old.sql", tmp_path / "new.sql"
    _write(old, _without_defaults(live))
    _write(new, _without_defaults(wanted))

    changes = command("diff", "--from", old, "--to", new)
    assume(changes.code == 0 and "-- rebuild table" not in changes.out)

    _assert_leads(old, changes.out, new, command)


@pytest.mark.parametrize("case", _PLANNED)
def test_every_kind_of_change_can_be_read_again(case: Case, command: Command, tmp_path: Path) -> None:
    old, new = tmp_path / "old.sql", tmp_path / "new.sql"
    old.write_text("\n".join(case.texts["live"]), encoding="utf-8")
    new.write_text("\n".join(case.texts["wanted"]), encoding="utf-8")

    changes = command("diff", "--from", old, "--to", new)

    assert changes.code == 0
    _assert_leads(old, changes.out, new, command)


def _without_defaults(database: Database) -> Database:
    """In a file they hold for what stands above them, too; in a plan only for what it makes."""
    access = database.access.model_copy(update={"default_privileges": None})
    return database.model_copy(update={"access": access})


def _assert_leads(old: Path, changes: str, new: Path, command: Command) -> None:
    """The statements, appended to the old definitions, give the new ones; UPDATE defines nothing."""
    definitions = [
        statement
        for statement in plan.statements(changes.splitlines())
        if not statement.startswith("UPDATE ")
    ]
    text = ";\n".join([old.read_text("utf-8"), *definitions, ""])
    result = old.with_name("result.sql")
    result.write_text(text, encoding="utf-8")

    left = command("diff", "--exit-code", "--from", result, "--to", new)

    assert (left.code, left.out) == (0, ""), f"{left.err}\n{text}"


def _write(file: Path, database: Database) -> None:
    made = plan.make(diff.compare(Database(), database), Database())
    file.write_text("\n".join(plan.lines(made)), encoding="utf-8")
