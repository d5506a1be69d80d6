"""Programs that a test may edit."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
Project = Callable[[Path], Path]


def copied(source: Path, into: Path) -> Path:
    """A copy of the program's folder, run by the virtualenv of this interpreter."""
    target = into / source.resolve().name
    target.mkdir()
    settings = (source / "Pulumi.yaml").read_text(encoding="utf-8").splitlines()
    changed = [_with_this_virtualenv(line) for line in settings if not line.startswith("stackConfigDir")]
    (target / "Pulumi.yaml").write_text("\n".join(changed) + "\n", encoding="utf-8")
    shutil.copy(source / "__main__.py", target)
    return target


def _with_this_virtualenv(line: str) -> str:
    key, colon, _ = line.partition("virtualenv:")
    return f"{key}{colon} {sys.prefix}" if colon else line
