"""What the documents say it works with is what the project asks for."""

from __future__ import annotations

from pathlib import Path

from engine import check
from sdk_versions import oldest

_ROOT = Path(__file__).resolve().parents[2]


def test_one_version_of_pulumi_is_the_oldest() -> None:
    """Of the SDK for its inputs that begin with `__`, of the CLI for its hooks that may fail."""
    assert oldest() == ".".join(map(str, check.MINIMUM))
    minor = oldest().removesuffix(".0")
    assert f"works with Pulumi {minor} or newer" in (_ROOT / "README.md").read_text(encoding="utf-8")
