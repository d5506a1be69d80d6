"""Expressions as their author wrote them.

A tree knows where a piece begins but not where it ends; the words around it do.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from postgast import pg_query_pb2 as nodes

from pulumi_dsql_provider.dialect import grammar
from pulumi_dsql_provider.dialect.expressions.syntax import strip
from pulumi_dsql_provider.dialect.parse.statement import Statement, Word

Words = Sequence[Word]

_BRACKET, _COMMA, _DOT = nodes.ASCII_40, nodes.ASCII_44, nodes.ASCII_46
_EQUALS = nodes.ASCII_61
_WITH = frozenset({nodes.WITH, nodes.WITH_LA})
_OPENING = frozenset({_BRACKET, nodes.ASCII_91})
_CLOSING = frozenset({nodes.ASCII_41, nodes.ASCII_93})


def in_brackets(statement: Statement, word: int, offset: int) -> str:
    """What stands in the brackets behind the first such word from an offset on: `CHECK (…)`, `AS (…)`."""
    return _text(statement, _within(_behind(statement, word, offset)))


def clause(statement: Statement, word: int, offset: int = 0, ends: Iterable[int] = ()) -> str:
    """What stands behind the first such word from an offset on: `DEFAULT …`, `WHERE …`.

    It reaches to the next of the offsets `ends`, where something else begins, and no further than to a comma
    or a bracket that is not its own.
    """
    found = next(separated(_behind(statement, word, offset)))
    end = min((place for place in ends if place > offset), default=len(statement.text))
    return _text(statement, [each for each in found if each.start < statement.start + end])


def keys(statement: Statement) -> Iterator[list[Word]]:
    """The words of each key of a CREATE INDEX."""
    return separated(_within(_from_bracket(statement.words)))


def included(statement: Statement) -> Iterator[list[Word]]:
    """The words of each column in the INCLUDE of a CREATE INDEX."""
    from_keys = _from_bracket(statement.words)
    return separated(_within(_from_bracket(from_keys[len(_within(from_keys)) + 2 :])))


def elements(statement: Statement) -> Iterator[list[Word]]:
    """The words of each element of a CREATE STATISTICS, between its ON and its FROM."""
    depth, found = 0, []
    for each in _behind(statement, nodes.ON, 0):
        depth += (each.token in _OPENING) - (each.token in _CLOSING)
        if each.token == nodes.FROM and depth == 0:
            break
        found.append(each)
    return separated(found)


def text(statement: Statement, words: Words) -> str:
    """What these words say, without brackets around the whole."""
    return _text(statement, words)


def leading(statement: Statement, words: Words) -> str:
    """The expression that a key of an index begins with: one in brackets, a call, or a word."""
    called = [each.token for each in words[1:2]]
    # A call's name may have a schema; COLLATION FOR (…) is one, too. Any other word stands alone.
    if words[0].token != _BRACKET and called not in ([_BRACKET], [_DOT], [nodes.FOR]):
        return _text(statement, words[:1])
    arguments = _from_bracket(words)
    return _text(statement, words[: len(words) - len(arguments) + len(_within(arguments)) + 2])


def argument_default(statement: Statement, offset: int) -> str:
    """The default of the function's argument that begins at an offset: behind DEFAULT or `=`."""
    start = statement.start + offset
    words = next(separated(each for each in statement.words if each.start >= start))
    place = next(place for place, each in enumerate(words) if each.token in (nodes.DEFAULT, _EQUALS))
    return _text(statement, words[place + 1 :])


def body(statement: Statement) -> str:
    """The end of a CREATE FUNCTION from RETURN, or from BEGIN ATOMIC."""
    *others, last = _from_return_or_begin(statement)
    # RETURN and BEGIN may be names, of the type that is returned too.
    return next((text for text in others if _is_body(text)), last)


def _from_return_or_begin(statement: Statement) -> Iterator[str]:
    depth = 0
    for each in statement.words:
        kind = each.token
        depth += (kind in _OPENING) - (kind in _CLOSING)
        if depth == 0 and kind in (nodes.RETURN, nodes.BEGIN_P):
            yield statement.text[each.start - statement.start :].decode()


def _is_body(text: str) -> bool:
    try:
        return bool(grammar.parse(f"CREATE FUNCTION f() {text}").stmts)
    except grammar.PgQueryError:
        return False


def query(statement: Statement, *, checked: bool) -> str:
    """The query of a CREATE VIEW: behind its AS, and before WITH CHECK OPTION where it is `checked`."""
    words = _behind_as(statement.words)
    if checked:
        words = words[: max(place for place, each in enumerate(words) if each.token in _WITH)]
    start, end = words[0].start - statement.start, words[-1].end - statement.start
    return statement.text[start:end].decode()


def separated(words: Iterable[Word]) -> Iterator[list[Word]]:
    """The pieces between commas, up to a bracket that was not opened here."""
    piece: list[Word] = []
    depth = 0
    for each in words:
        kind = each.token
        if kind in _OPENING:
            depth += 1
        elif kind in _CLOSING:
            depth -= 1
            if depth < 0:
                break
        elif kind == _COMMA and depth == 0:
            yield piece
            piece = []
            continue
        piece.append(each)
    yield piece


def _behind_as(words: Words) -> Words:
    """The words behind the first AS that stands in no brackets."""
    depth = 0
    for place, each in enumerate(words):
        depth += (each.token in _OPENING) - (each.token in _CLOSING)
        if depth == 0 and each.token == nodes.AS:
            return words[place + 1 :]
    raise ValueError("the statement has no AS")


def _behind(statement: Statement, word: int, offset: int) -> Words:
    words = statement.words
    place = bisect_left(words, statement.start + offset, key=lambda each: each.start)
    while words[place].token != word:
        place += 1
    return words[place + 1 :]


def _from_bracket(words: Words) -> Words:
    """The words from the first bracket on."""
    place = next(place for place, each in enumerate(words) if each.token == _BRACKET)
    return words[place:]


def _within(words: Words) -> Words:
    """The words between the bracket that they begin with and the one that closes it."""
    depth = 0
    for place, each in enumerate(words):
        kind = each.token
        depth += (kind in _OPENING) - (kind in _CLOSING)
        if depth == 0:
            return words[1:place]
    return words[1:]


def _text(statement: Statement, words: Words) -> str:
    start, end = words[0].start - statement.start, words[-1].end - statement.start
    return strip(statement.text[start:end].decode())
