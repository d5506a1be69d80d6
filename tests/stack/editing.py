"""Changing a program the way a person does: here and there in the declaration of a resource."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import NamedTuple


class Edit(NamedTuple):
    """In the declaration of that resource, the one place that reads `old` becomes `new`.

    Without `old` it is the declaration as a whole. Resources are known by their names, and outputs by theirs.
    """

    resource: str
    old: str
    new: str


def edited(program: str, edits: Sequence[Edit]) -> str:
    """The program with these edits made."""
    for resource, old, new in edits:
        start, end = _declaration(program, resource)
        declaration = program[start:end]
        assert not old or declaration.count(old) == 1, f"{resource}: {old}"
        program = program[:start] + (declaration.replace(old, new) if old else new) + program[end:]
    return program


def _declaration(program: str, resource: str) -> tuple[int, int]:
    """Where the statement begins and ends that makes the resource or exports the output of that name."""
    for statement in ast.parse(program).body:
        call = getattr(statement, "value", None)
        name = call.args[0] if isinstance(call, ast.Call) and call.args else None
        if isinstance(name, ast.Constant) and name.value == resource:
            lines = program.splitlines(keepends=True)
            start, end = statement.lineno - 1, statement.end_lineno
            return len("".join(lines[:start])), len("".join(lines[:end]))
    raise AssertionError(f"the program has no {resource}")
