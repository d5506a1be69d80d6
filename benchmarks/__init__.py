"""What the engine and the stand-in cost, each measured against what it cannot be faster than."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# The stacks that Pulumi runs in are those of the tests, and `tests` is a folder of modules, no package.
sys.path.append(str(ROOT / "tests"))
