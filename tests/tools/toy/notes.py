"""A dynamic resource whose live object is a file, named by $TOY_NOTES."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from pulumi import Input, Output, ResourceOptions
from pulumi.dynamic import CreateResult, DiffResult, ReadResult, Resource, ResourceProvider, UpdateResult


class NoteProvider(ResourceProvider):
    """Writes, reads and removes the file."""

    serialize_as_secret_always = False

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        """Compare the text."""
        return DiffResult(changes=_olds["text"] != _news["text"])

    def create(self, props: dict[str, Any]) -> CreateResult:
        """Write the file."""
        _file(props["name"]).write_text(props["text"])
        return CreateResult(props["name"], props)

    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> UpdateResult:
        """Write the file again."""
        _file(_id).write_text(_news["text"])
        return UpdateResult(_news)

    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        """Read the file."""
        if not _file(id_).exists():
            return ReadResult("", {})
        live = {**props, "text": _file(id_).read_text()}
        return ReadResult(id_, live, {"name": id_, "text": live["text"]})

    def delete(self, _id: str, _props: dict[str, Any]) -> None:
        """Remove the file."""
        _file(_id).unlink(missing_ok=True)


class Note(Resource, module="toy", name="Note"):
    """A note with a text."""

    text: Output[str]

    def __init__(self, name: str, text: Input[str], opts: ResourceOptions | None = None) -> None:
        super().__init__(NoteProvider(), name, {"name": name, "text": text}, opts)


def _file(name: str) -> Path:
    return Path(os.environ["TOY_NOTES"], name)
