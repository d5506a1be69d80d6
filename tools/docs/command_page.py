"""The page of a command line, from what typer knows of it."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from typing import Any

# In a help text, what follows this mark keeps its line breaks.
_AS_IT_IS = "\b"


def page(command: Any, name: str) -> str:
    """The page of a command and its subcommands. `command` is what `typer.main.get_command` gives."""
    return "\n\n".join(_sections(command, name, None, 1)) + "\n"


def _sections(command: Any, name: str, parent: Any, level: int) -> Iterator[str]:
    context = command.make_context(name.rpartition(" ")[2], [], parent=parent, resilient_parsing=True)
    yield f"{'#' * level} {name}"
    yield from _prose(command.help or "")
    yield f"    {name} {' '.join(command.collect_usage_pieces(context))}".rstrip()
    rows = [_row(each, context) for each in command.get_params(context) if each.name != "help"]
    if rows:
        yield "\n".join(["| | |", "| --- | --- |", *rows])
    for child in getattr(command, "commands", {}).values():
        yield from _sections(child, f"{name} {child.name}", context, min(level + 1, 3))


def _prose(text: str) -> Iterator[str]:
    for paragraph in re.split(r"\n\s*\n", inspect.cleandoc(text)):
        if not paragraph.lstrip().startswith(_AS_IT_IS):
            yield " ".join(paragraph.split())
            continue
        title, _, block = paragraph.lstrip().lstrip(_AS_IT_IS).strip("\n").partition("\n")
        yield title
        yield f"```text\n{inspect.cleandoc(block)}\n```"


def _row(parameter: Any, context: Any) -> str:
    """`--schema NAME` and what it does; an argument by the name in its usage."""
    if parameter.param_type_name == "argument":
        left, right = parameter.metavar or parameter.human_readable_name, parameter.help or ""
    else:
        left, right = parameter.get_help_record(context)
    cells = (" ".join(text.replace("|", "\\|").split()) for text in (f"`{left}`", right))
    return f"| {' | '.join(cells)} |"
