"""tools/docs: what it makes of docstrings, signatures and commands."""

from __future__ import annotations

from dataclasses import dataclass, field

import pulumi
import pytest
from tools.docs import arguments, class_page, docstring


@dataclass(frozen=True)
class Shelf:
    """Holds things.

        Shelf("a", width=2)

        Shelf("b")

    It is
    wide.

    Args:
        name: What it is called,
            in one word.
        width: How wide: in metres.

    Changes:
        width, name: refused (DSQL113).
    """

    name: pulumi.Input[str]
    width: pulumi.Input[list[pulumi.Input[int]]] | None = field(default=None, kw_only=True)


def test_a_docstring_has_prose_examples_and_sections() -> None:
    parsed = docstring.parsed(Shelf.__doc__)
    example = '```python\nShelf("a", width=2)\n\nShelf("b")\n```'
    assert parsed.body == f"Holds things.\n\n{example}\n\nIt is wide."
    assert parsed.sections == {
        "Args": {"name": "What it is called, in one word.", "width": "How wide: in metres."},
        "Changes": {"width, name": "refused (DSQL113)."},
    }


@pytest.mark.parametrize(
    "text", [None, "", "Does.\n\nArgs:\n    name\n", "Does.\n\nArgs:\n    name: no stop\n"]
)
def test_what_is_no_docstring_of_ours_is_refused(text: str | None) -> None:
    with pytest.raises(ValueError, match=r"docstring|sentence"):
        docstring.parsed(text)


def test_arguments_are_shown_without_what_is_pulumis() -> None:
    assert arguments.of_class(Shelf) == [
        arguments.Argument("name", "str", None, takes_outputs=True),
        arguments.Argument("width", "list[int] | None", "None", takes_outputs=True),
    ]


def test_a_page_has_a_row_for_each_argument() -> None:
    page = class_page.page(Shelf)
    assert "| `name` | `str` | required | What it is called, in one word. |" in page
    assert "| width, name | Refused (DSQL113). |" in page


def test_an_argument_that_is_not_described_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Shelf, "__doc__", "Holds things.\n\nArgs:\n    name: What it is called.\n")
    with pytest.raises(ValueError, match="Args of Shelf are name, width, described are name"):
        class_page.page(Shelf)
