"""The base of every model value."""

from typing import Any

from pydantic import BaseModel, ConfigDict

_NOT_KEPT: set[str] = set()


class Value(BaseModel):
    """Frozen and strict about unknown fields: a misspelt field is an error, never ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def model_post_init(self, context: Any, /) -> None:
        """Forget which fields were given: nobody asks, and a set of them is a third of a value's memory."""
        object.__setattr__(self, "__pydantic_fields_set__", _NOT_KEPT)
