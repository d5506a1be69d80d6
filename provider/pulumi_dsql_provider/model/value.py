"""The base of every model value."""

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """Frozen and strict about unknown fields: a misspelt field is an error, never ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid")
