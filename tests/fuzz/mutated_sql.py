# ruff: noqa: E501 - many words to a line
"""Valid SQL files, and what slips, bad merges and bad intentions make of them."""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

from hypothesis import strategies as st

import plan_cases
import refused_cases

_FILES = (
    "cases/definitions.sql",
    "cases/rich.sql",
    "cases/cli/chinook-changes.sql",
    "programs/chinook/changes.sql",
)
_TOKENS = re.compile(r"\s+|--[^\n]*|'(?:[^']|'')*'|\"[^\"]*\"|\w+|[^\w\s]")

# Each is put in somewhere.
_ODD = (
    "'", '"', "$$", "$a$", "E'\\", "U&'\\00'", "/*", "*/", "--", "\\", "\\d\n", "(", ")", "[", "]", ";", ",", ".", ":", "::",
    "\0", "\ufeff", "\u00a0", "\u2028", "\u0085", "\r", "\x1b[31m", "\u202e", "e\u0301", "😀", "\ufffd", "\U0010ffff", "ﷺ",
    "$1", "$0", "$99999999999", ":a", "?", "%s", "{", "}", "@", "#", "~", "!", "`", "=", "=>", "<>", "- ", "*", "+",
    "99999999999999999999999999", "-1", "0", "1e999999", "1e-999999", "0x", "0xFFFFFFFFFFFFFFFFFF", "1_000", "1__0", ".5.5",
    "2147483648", "9223372036854775808", "NaN", "'infinity'", "00000000000000000001", "65536", "numeric(1001, 5)",
    "NULL", "DEFAULT", "NOT", "AND", "ASYNC", "IF EXISTS", "CASCADE", "COLLATE \"C\"", "::text[]", "SELECT 1", "(SELECT 1)",
    "PRIMARY KEY", "UNIQUE", "REFERENCES a", "GENERATED ALWAYS AS IDENTITY", "GENERATED ALWAYS AS (a) STORED", "CHECK (a)",
    "nextval('a')", "f(", "a.b.c.d", "a.*", "\"\"", "\"a\"\"b\"", "U&\"\\0041\"", "e'\\n'", "B'1'", "X'F'", "N'a'", "COMMIT", "BEGIN",
    "x" * 63, "x" * 64, "é" * 40, "pg_catalog.int4", "\"char\"", "interval day to second(3)", "serial", "-- renamed_from: a\n",
)  # fmt: skip
# What is put around something, so many times.
_AROUND = (
    ("(", ")"), ("[", "]"), ("NOT ", ""), ("- ", ""), ("abs(", ")"), ("", "::text"), ("", " + 1"), ("", " IS NULL"), ("", " AND true"),
    ("CASE WHEN true THEN ", " END"), ("ARRAY[", "]"), ("", " COLLATE \"C\""), ("(SELECT ", ")"), ("'", "'"), ("/*", "*/"), ("", " || 'a'"),
)  # fmt: skip
_LONG = 1_000
"""Characters of what is not made longer still."""
_TIMES = st.sampled_from((1, 2, 5, 20, 30, 45, 60, 100, 300, 1500))

Words = list[str]
Draw = st.DrawFn


@cache
def texts() -> tuple[str, ...]:
    """Small ones and files as people have them. What DSQL would refuse is among them."""
    folder = Path(__file__).parents[1]
    plans = [case.texts[side] for case in plan_cases.cases() for side in ("live", "wanted")]
    refused = [case.sql for case in refused_cases.cases() if len(case.sql) < 100]
    files = [(folder / name).read_text(encoding="utf-8") for name in _FILES]
    return tuple(dict.fromkeys([*("\n".join(lines) for lines in [*plans, *refused] if lines), *files]))


@cache
def _words(text: str) -> tuple[str, ...]:
    return tuple(_TOKENS.findall(text))


@cache
def _vocabulary() -> tuple[str, ...]:
    return tuple(sorted({word for text in texts() for word in _words(text) if not word.isspace()}))


@st.composite
def mutations(draw: Draw) -> tuple[str, str]:
    """A text, and the same with one to four changes."""
    text = draw(st.sampled_from(texts()))
    words = list(_words(text))
    for _ in range(draw(st.integers(1, 4))):
        if words:
            draw(st.sampled_from(_CHANGES))(words, draw)
    return text, "".join(words)


def _place(words: Words, draw: Draw) -> int:
    return draw(st.integers(0, len(words) - 1))


def _delete(words: Words, draw: Draw) -> None:
    start = _place(words, draw)
    del words[start : start + draw(st.integers(1, 3))]


def _duplicate(words: Words, draw: Draw) -> None:
    start = _place(words, draw)
    piece = words[start : start + draw(st.sampled_from((1, 1, 2, 5, 20)))]
    words[start:start] = [*piece, " "]


def _swap(words: Words, draw: Draw) -> None:
    one, other = _place(words, draw), _place(words, draw)
    words[one], words[other] = words[other], words[one]


def _replace(words: Words, draw: Draw) -> None:
    words[_place(words, draw)] = draw(st.sampled_from(_vocabulary()))


def _replace_by_one_alike(words: Words, draw: Draw) -> None:
    """A name by another name of the file, a number by a number: what comes out may well be valid."""
    place = draw(st.sampled_from(_operands(words) or [0]))
    alike = [word for word in words if _kind(word) == _kind(words[place])]
    words[place] = draw(st.sampled_from(alike))


def _kind(word: str) -> tuple[bool, ...]:
    return word.isidentifier(), word.isupper(), word.isdigit(), word[:1] == "'"


def _operands(words: Words) -> list[int]:
    return [place for place, word in enumerate(words) if word[:1].isalnum() or word[:1] == "'"]


def _change_statements(words: Words, draw: Draw) -> None:
    """One comes earlier or later, a second time, or in place of another."""
    statements = "".join(words).split(";")
    one, other = (draw(st.integers(0, len(statements) - 1)) for _ in range(2))
    change = draw(st.sampled_from(("move", "repeat", "replace")))
    found = statements.pop(one) if change == "move" else statements[one]
    statements[other : other + (change == "replace")] = [found]
    words[:] = _words(";".join(statements))


def _insert(words: Words, draw: Draw) -> None:
    words.insert(_place(words, draw), f" {draw(st.sampled_from(_vocabulary()))} ")


def _insert_odd(words: Words, draw: Draw) -> None:
    space = draw(st.sampled_from(("", " ")))
    words.insert(_place(words, draw), f"{space}{draw(st.sampled_from(_ODD))}{space}")


def _replace_by_odd(words: Words, draw: Draw) -> None:
    words[_place(words, draw)] = draw(st.sampled_from(_ODD))


def _put_inside(words: Words, draw: Draw) -> None:
    place = _place(words, draw)
    cut = draw(st.integers(0, len(words[place])))
    words[place] = words[place][:cut] + draw(st.sampled_from(_ODD)) + words[place][cut:]


def _cut(words: Words, draw: Draw) -> None:
    place = _place(words, draw)
    words[place] = words[place][: draw(st.integers(0, len(words[place])))]
    if draw(st.booleans()):
        del words[place + 1 :]


def _nest(words: Words, draw: Draw) -> None:
    place, times = draw(st.sampled_from(_operands(words) or [0])), draw(_TIMES)
    before, after = draw(st.sampled_from(_AROUND))
    if len(words[place]) < _LONG:
        words[place] = before * times + words[place] + after * times


def _repeat(words: Words, draw: Draw) -> None:
    start = _place(words, draw)
    piece = words[start : start + draw(st.integers(1, 4))]
    text, times = "".join(piece), draw(_TIMES)
    if len(text) < _LONG:
        words[start : start + len(piece)] = [text * min(times, 300)]


def _change_case(words: Words, draw: Draw) -> None:
    place = _place(words, draw)
    words[place] = words[place].swapcase()


def _append(words: Words, draw: Draw) -> None:
    words.append(draw(st.sampled_from(texts())))


_CHANGES: tuple[Callable[[Words, Draw], None], ...] = (
    *[_replace_by_one_alike] * 4,
    *[_change_statements] * 2,
    _delete, _duplicate, _swap, _replace, _insert, _insert_odd, _replace_by_odd, _put_inside, _cut, _nest, _repeat,
    _change_case, _append,
)  # fmt: skip
