"""Comments, which every kind of object has in common."""

from typing import Protocol


class Commented(Protocol):
    """Whatever can have a comment."""

    @property
    def comment(self) -> str | None:
        """The text, or None."""
        ...


def comment_differs(live: Commented, wanted: Commented) -> frozenset[str]:
    """`comment` if it differs; an empty comment is none, as in SQL."""
    return frozenset({"comment"} if (live.comment or None) != (wanted.comment or None) else ())
