"""One note, with the text from $TOY_TEXT."""

import os

import pulumi
from notes import Note

note = Note("first", os.environ.get("TOY_TEXT", "hello"))
pulumi.export("text", note.text)
