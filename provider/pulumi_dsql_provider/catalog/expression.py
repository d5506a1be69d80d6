"""Expressions as the catalog prints them."""

import postgast

from pulumi_dsql_provider.dialect import grammar


def bare(text: str) -> str:
    """The text without the pairs of parentheses that enclose all of it: `((a > 0))` is `a > 0`."""
    while text.startswith("(") and _encloses_all(text):
        text = text[1:-1].strip(grammar.SPACE)
    return text


def _encloses_all(text: str) -> bool:
    """Whether the parenthesis that `text` starts with is closed by its last character."""
    depth = 0
    data = text.encode()  # a token's place is counted in bytes
    for token in postgast.scan(text).tokens:
        if data[token.start : token.end] == b"(":
            depth += 1
        elif data[token.start : token.end] == b")":
            depth -= 1
            if depth == 0:
                return bool(token.end == len(data))
    return False
