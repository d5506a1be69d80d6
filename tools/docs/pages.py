"""The pages of docs/reference/."""

from __future__ import annotations

import re
from pathlib import Path

import typer
from tools.docs import capability_page, class_page, code_page, command_page, hazard_page, lint_page

import pulumi_dsql as dsql
from dsql_local import cli as stand_in
from pulumi_dsql_provider.cli import main as command_line
from pulumi_dsql_provider.dialect.codes import CODES

REFERENCE = Path("docs") / "reference"

CLASSES: tuple[type, ...] = (
    *(dsql.Cluster, dsql.Schema, dsql.Table, dsql.Index),
    *(dsql.Column, dsql.Identity, dsql.Unique, dsql.ForeignKey, dsql.Key, dsql.Expression, dsql.Endpoint),
)

_MADE = "<!-- Written by `make docs`: change the docstring, the command or the code that this is made of. -->"
_CODE = re.compile(r"(?<![`\[#\w])DSQL\d{3}\b")


def pages() -> dict[str, str]:
    """Every page by its file's name."""
    made = {class_page.file_name(each): class_page.page(each) for each in CLASSES}
    made["cli.md"] = command_page.page(typer.main.get_command(command_line.app), "pulumi-dsql")
    made["dsql-local.md"] = command_page.page(typer.main.get_command(stand_in.app), "dsql-local")
    made[hazard_page.PAGE] = hazard_page.page()
    made[lint_page.PAGE] = lint_page.page()
    made[capability_page.PAGE] = capability_page.page()
    made = {name: _with_links(text) for name, text in made.items()}
    made[code_page.PAGE] = code_page.page()
    return {name: f"{_MADE}\n\n{text}" for name, text in made.items()}


def _with_links(text: str) -> str:
    """The text with each code linked to its place."""

    def link(found: re.Match[str]) -> str:
        code = found[0]
        if code not in CODES:
            raise ValueError(f"{code} is no code")
        return f"[{code}]({code_page.PAGE}#{code.lower()})"

    return _CODE.sub(link, text)
