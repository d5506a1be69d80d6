"""All rows of all tables of rules, wherever they are."""

import re
from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

from dsql_local import rules
from dsql_local.rules.rule import Answer, Rule, Table


def answers() -> list[Answer]:
    """Every row once: those that a statement's text breaks, and those that only a database or a session
    knows.
    """
    found = {}
    for module in iter_modules(rules.__path__):
        for value in vars(import_module(f"dsql_local.rules.{module.name}")).values():
            found.update({id(answer): answer for answer in _inside(value)})
    return list(found.values())


def parsed_rules() -> list[Rule[object]]:
    """Those that a statement's text breaks."""
    return [answer for answer in answers() if isinstance(answer, Rule)]


def other_answers() -> list[Answer]:
    """Those that only a database or a session knows."""
    return [answer for answer in answers() if not isinstance(answer, Rule)]


def is_text_of(answer: Answer, message: str) -> bool:
    """Whether the message is the answer's, with its fields filled in."""
    return re.fullmatch(re.sub(r"\\{[\w:]+\\}", ".+", re.escape(answer.message)), message) is not None


def _inside(value: object) -> Iterator[Answer]:
    if isinstance(value, Answer):
        yield value
    elif isinstance(value, Table | tuple):
        for item in value:
            yield from _inside(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _inside(item)
