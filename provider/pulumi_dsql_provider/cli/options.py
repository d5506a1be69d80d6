"""The options and arguments that commands share."""

from enum import StrEnum
from typing import Annotated

import typer


class Format(StrEnum):
    """How a plan is printed."""

    sql = "sql"
    json = "json"


class DatabaseFormat(StrEnum):
    """How a database is printed."""

    sql = "sql"
    json = "json"
    hcl = "hcl"
    mermaid = "mermaid"


class LintFormat(StrEnum):
    """How findings are printed."""

    text = "text"
    json = "json"
    sarif = "sarif"


SOURCES = (
    "SRC is a .sql file, a folder (all .sql files in and below it), `empty`, or a URL: "
    "dsql://USER@ENDPOINT/?search_path=SCHEMA&profile=AWS_PROFILE. Without a password in the URL a token is "
    "made from your AWS credentials. In files, what has no schema in its name belongs to the first schema of "
    "search_path, or to public."
)

Schemas = Annotated[
    list[str],
    typer.Option(
        "--schema",
        "-s",
        metavar="NAME",
        help="Only this schema (may be repeated); all others are left alone.",
    ),
]
Include = Annotated[
    list[str],
    typer.Option(
        "--include",
        metavar="PATTERN",
        help="Only this (may be repeated): a schema, or schema.name of something in one, with * for "
        "anything. Indexes go with their table.",
    ),
]
Exclude = Annotated[
    list[str],
    typer.Option(
        "--exclude",
        metavar="PATTERN",
        help="Leave this alone (may be repeated), with patterns like those of --include, of indexes too.",
    ),
]
Output = Annotated[Format, typer.Option("--format", help="How it is printed.")]
