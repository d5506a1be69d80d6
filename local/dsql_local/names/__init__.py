"""For Python programs whose drivers do not know PGHOSTADDR: `PYTHONPATH=$(python -m dsql_local.names)`."""

from pathlib import Path

FOLDER = Path(__file__).parent
"""What belongs into PYTHONPATH: Python then imports `sitecustomize` from it, which resolves endpoints."""
