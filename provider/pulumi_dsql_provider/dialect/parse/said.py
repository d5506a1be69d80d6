"""A remark that says a former name, as it stands in a text."""

from typing import NamedTuple


class Said(NamedTuple):
    """`name` are the parts of the former name, none where it cannot be read.

    `location` is where the remark stands, `above` where that begins which it stands above; both are
    `file:line:column`. `above` is None where nothing follows, or where the remark shares its line.
    """

    name: tuple[str, ...]
    location: str
    above: str | None
