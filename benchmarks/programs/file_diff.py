"""What the engine does for `pulumi-dsql diff` of two files, quotas aside; prints its peak memory in MB.

file_diff.py FROM TO STEPS     STEPS is how many steps the plan must have
"""

import gc
import resource
import sys
from pathlib import Path
from unittest.mock import patch

import pulumi_dsql_provider.cli.main  # noqa: F401 - what the command imports
from pulumi_dsql_provider import diff, plan
from pulumi_dsql_provider.dialect import limits
from pulumi_dsql_provider.dialect.parse import Source, parse

gc.disable()  # as the command does
live, wanted = (parse([Source(name, Path(name).read_text())]).database for name in sys.argv[1:3])
# No cluster holds so many tables, and the planner refuses them. What is measured is the planning.
with patch.object(limits, "TABLES", sys.maxsize):
    made = plan.make(diff.compare(live, wanted), live, plan.Policy(allow=frozenset({"all"})))
assert (len(made.steps), made.refusals) == (int(sys.argv[3]), ()), (len(made.steps), made.refusals)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
