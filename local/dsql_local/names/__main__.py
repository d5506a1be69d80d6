"""Says what belongs into PYTHONPATH."""

import sys

from dsql_local.names import FOLDER

sys.stdout.write(f"{FOLDER}\n")
