"""Real data that is not part of the project: the folder `shared` beside the checkout.

A folder of tests takes it with `from shared_data import shared` in its conftest.
"""

import os
from pathlib import Path

import pytest

__all__ = ["shared"]

_BESIDE = Path(__file__).parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared data: PULUMI_DSQL_SHARED, else beside the checkout. Skips where it is not."""
    folder = Path(os.environ.get("PULUMI_DSQL_SHARED", _BESIDE))
    if not folder.is_dir():
        pytest.skip(f"no shared data at {folder}; PULUMI_DSQL_SHARED names another place")
    return folder
