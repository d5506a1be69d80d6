"""The cases in cases/refused: definitions, and all that stands against them, as text.

# what the case shows
## as of 2026-08-25            the day of the rules; left out: the newest that are known
## sql                         definitions, as in a file that is called case.sql
SQL
## times 11                    the same line so many times, with {n} from 0 on
SQL
## model                       instead: what SQL cannot say but a program can, as the JSON of a Database
{"tables": […]}
## refused                     one line for each refusal; those of the parser with their place
lines
"""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from pulumi_dsql_provider.dialect import validate
from pulumi_dsql_provider.dialect.capabilities import rules
from pulumi_dsql_provider.dialect.parse import Source, parse
from pulumi_dsql_provider.dialect.refusal import Refusal, Refused
from pulumi_dsql_provider.model import Database

_FOLDER = Path(__file__).parent / "cases" / "refused"


@dataclass
class Case:
    name: str
    as_of: date | None = None
    sql: list[str] = field(default_factory=list)
    model: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def found(self) -> tuple[Refusal, ...]:
        """What reading refuses, or, where that is content, what the rules refuse."""
        if self.model:
            database = Database.model_validate_json("\n".join(self.model))
        else:
            try:
                database = parse([Source("case.sql", "\n".join(self.sql))]).database
            except Refused as refused:
                return refused.refusals
        return validate.database(database, rules(self.as_of))


def cases() -> list[Case]:
    """All cases of all files."""
    return [
        _case(path.stem, text)
        for path in sorted(_FOLDER.glob("*.txt"))
        for text in f"\n{path.read_text(encoding='utf-8')}".split("\n# ")[1:]
    ]


def _case(file: str, text: str) -> Case:
    title, *lines = text.strip().split("\n")
    case = Case(f"{file}: {title}")
    into, times = case.sql, 1
    for line in lines:
        if not line.startswith("## "):
            into += [line] if times == 1 else [line.replace("{n}", str(number)) for number in range(times)]
            continue
        word, _, value = line.removeprefix("## ").partition(" ")
        times = int(value) if word == "times" else 1
        if word == "as":
            case.as_of = date.fromisoformat(value.removeprefix("of "))
        else:
            into = {"sql": case.sql, "times": case.sql, "model": case.model, "refused": case.refused}[word]
    return case
