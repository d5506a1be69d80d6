"""A preview that fails, as its user reads it."""

from __future__ import annotations

import json
from typing import NamedTuple

from stack.on_cluster import Written

# Pulumi's own, after the error that ended a program.
_NO_MORE_THAN_THAT = "an unhandled error occurred: program exited with non-zero exit code: 1"


class Told(NamedTuple):
    """One error."""

    resource: str
    """The resource's name; empty where it is the program as a whole."""
    text: str


def refused(written: Written, program: str) -> list[Told]:
    """The errors of a preview of that program, which fails and shows no traceback; each is one line."""
    written.program(program)
    preview = written.stack.preview(json=True, check=False)
    assert preview.returncode != 0, preview.stdout
    assert "Traceback" not in preview.stdout + preview.stderr
    diagnostics = json.loads(preview.stdout)["diagnostics"]
    errors = [
        _told(each.get("urn", ""), each["message"]) for each in diagnostics if each["severity"] == "error"
    ]
    assert not any("\n" in error.text for error in errors)
    return [error for error in errors if error.text != _NO_MORE_THAN_THAT]


def _told(urn: str, message: str) -> Told:
    kind, _, name = urn.rpartition("::")
    text = message.strip().removeprefix("error: ")
    if not kind or kind.endswith("pulumi:pulumi:Stack"):
        return Told("", text)
    return Told(name, text.partition("' has a problem: ")[2] or text)
