"""Writes docs/reference/ anew from the docstrings, the command lines and the codes: `make docs`."""

from __future__ import annotations

from pathlib import Path

from tools.docs.pages import REFERENCE, pages

_ROOT = Path(__file__).resolve().parents[2]


def main(root: Path) -> None:
    """Write every page below `root` and remove those that are no more."""
    made = pages()
    folder = root / REFERENCE
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.md"):
        if old.name not in made:
            old.unlink()
    for name, text in made.items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(_ROOT)
