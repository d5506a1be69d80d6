"""What `inspect` prints makes the same again: byte for byte, from one cluster to another."""

from pathlib import Path

import postgast
import pytest

from dsql_local import LocalCluster
from provider.cli.commands import Command
from pulumi_dsql_provider.catalog import Session

RICH = Path(__file__).parents[2] / "cases" / "rich.sql"


@pytest.mark.parametrize("in_one_file", [True, False], ids=["a file", "a folder"])
def test_inspect_apply_inspect(
    in_one_file: bool, command: Command, session: Session, url: str, cluster: LocalCluster, tmp_path: Path
) -> None:
    assert command("apply", url, "--to", RICH, "--auto-approve").code == 0
    printed = command("inspect", url)
    assert (printed.code, printed.err) == (0, "")
    statements = postgast.split(printed.out, method="scanner")
    folder = tmp_path / "schema"
    folder.mkdir()
    for number, text in enumerate([printed.out] if in_one_file else statements):
        # From the last to the first: what is needed may come later.
        folder.joinpath(f"{len(statements) - number:03}.sql").write_text(f"{text};", encoding="utf-8")

    other = f"dsql://admin@{cluster.endpoint}/"
    assert command("apply", other, "--to", folder, "--auto-approve").code == 0

    assert command("inspect", other).out == printed.out
    assert command("diff", "--from", other, "--to", RICH).err == "no differences\n"
    assert (
        command("apply", other, "--to", folder).err == "unchanged: the database is what the definitions say\n"
    )


@pytest.mark.parametrize("format", ["sql", "hcl", "mermaid"])
def test_a_format_is_the_same_for_a_database_and_for_files(
    format: str, command: Command, session: Session, url: str, tmp_path: Path
) -> None:
    assert command("apply", url, "--to", RICH, "--auto-approve").code == 0
    file = tmp_path / "schema.sql"
    file.write_text(command("inspect", url).out, encoding="utf-8")

    printed = [command("inspect", "--format", format, source).out for source in (file, url)]

    # In a file a long expression is broken into lines.
    assert len({" ".join(text.replace("\\n", " ").split()) for text in printed}) == 1
