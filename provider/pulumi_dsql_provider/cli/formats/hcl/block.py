"""HCL as a tree, and its text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_TO_ESCAPE = re.compile(r'[\\"\n\r\t]|[$%](?=\{)')


@dataclass(frozen=True)
class Block:
    """`kind "label" { … }`; the value of an attribute is HCL already (`string`, `function`)."""

    kind: str
    labels: tuple[str, ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()
    blocks: tuple["Block", ...] = ()


def text(block: Block, indent: str = "") -> Iterator[str]:
    """The lines of a block, its attributes first and with their signs one below the other."""
    head = " ".join((block.kind, *map(string, block.labels)))
    yield f"{indent}{head} {{"
    width = max((len(name) for name, _ in block.attributes), default=0)
    for name, value in block.attributes:
        yield f"{indent}  {name:<{width}} = {value}"
    for each in block.blocks:
        yield from text(each, f"{indent}  ")
    yield f"{indent}}}"


def string(value: str) -> str:
    """A string of HCL; `${` and `%{` begin no template."""
    return f'"{_TO_ESCAPE.sub(_escaped, value)}"'


def sql(expression: str) -> str:
    """SQL where Atlas takes it in the place of a value: `sql("now()")`."""
    return f"sql({string(expression)})"


def boolean(value: bool) -> str:
    """`true` or `false`."""
    return "true" if value else "false"


def listed(values: Iterator[str]) -> str:
    """`[a, b]`."""
    return f"[{', '.join(values)}]"


def given(*attributes: tuple[str, str | None]) -> tuple[tuple[str, str], ...]:
    """The attributes that have a value."""
    return tuple((name, value) for name, value in attributes if value is not None)


def _escaped(found: re.Match[str]) -> str:
    return _ESCAPES.get(found[0], found[0] * 2)
