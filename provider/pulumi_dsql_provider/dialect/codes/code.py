"""What there is to say about one code."""

from typing import NamedTuple


class Code(NamedTuple):
    """`meaning` is what happened, a clause; `why` and `remedy` are sentences, in Markdown, for people.

    A message has its own short way out, with the names at hand; `remedy` is the longer answer behind it. The
    page docs/reference/codes.md is made of these.
    """

    meaning: str
    why: str
    remedy: str
