"""What there is to say about one code."""

from typing import NamedTuple


class Code(NamedTuple):
    """`meaning` is what happens, a clause; `why` and `remedy` are sentences, in Markdown, for people.

    A message has its own short way out, with the names at hand; `remedy` is the longer answer behind it.
    `forms` are the rows of `dialect.capabilities` that a refusal rests on: they have its evidence and its
    date. `evidence` is where it is known from that is in no such row. The page docs/reference/refusals.md is
    made of these.
    """

    meaning: str
    why: str
    remedy: str
    forms: tuple[str, ...] = ()
    evidence: str | None = None
