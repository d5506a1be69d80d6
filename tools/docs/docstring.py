"""Our docstrings: prose with indented examples, then sections of entries.

A summary in one line.

    an_example()

More prose.

Args:
    name: What it is, over as many lines as it takes, which are
        indented deeper.
"""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass, field
from itertools import groupby

SECTIONS = ("Args", "Attributes", "Changes")


@dataclass(frozen=True)
class Docstring:
    """`body` is Markdown, with the examples as Python; each entry of a section is Markdown by its name."""

    body: str
    sections: dict[str, dict[str, str]] = field(default_factory=dict)


def parsed(text: str | None) -> Docstring:
    """The docstring's parts. Raises ValueError where it is not in our style."""
    if not text:
        raise ValueError("there is no docstring")
    head, *rest = re.split(rf"^({'|'.join(SECTIONS)}):$", inspect.cleandoc(text), flags=re.MULTILINE)
    sections = {name: _entries(lines) for name, lines in zip(rest[::2], rest[1::2], strict=True)}
    return Docstring(_markdown(head.strip("\n")), sections)


def _entries(text: str) -> dict[str, str]:
    """`name: text` by name; a deeper line goes on with the one above."""
    found: dict[str, str] = {}
    for entry in re.split(r"^    (?! )", text, flags=re.MULTILINE)[1:]:
        name, colon, about = " ".join(entry.split()).partition(": ")
        if not colon or not about.endswith("."):
            raise ValueError(f"an entry is `name: a sentence.`, not {entry!r}")
        found[name] = about
    return found


def _markdown(text: str) -> str:
    """Paragraphs in one line each, indented blocks as Python."""
    parts = []
    for indented, lines in groupby(_with_blank_as_before(text), lambda line: line.startswith("    ")):
        block = "\n".join(lines).strip("\n")
        if indented:
            parts.append(f"```python\n{inspect.cleandoc(block)}\n```")
        else:
            parts += [" ".join(paragraph.split()) for paragraph in re.split(r"\n\s*\n", block) if paragraph]
    return "\n\n".join(parts)


def _with_blank_as_before(text: str) -> list[str]:
    """The lines; an empty one inside an indented block belongs to the block."""
    lines = text.split("\n")
    for place, line in enumerate(lines):
        inside = place and lines[place - 1].startswith("    ") and "\n".join(lines[place:]).lstrip("\n")
        if not line and inside and inside.startswith("    "):
            lines[place] = "    "
    return lines
