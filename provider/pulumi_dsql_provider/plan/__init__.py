"""Changes -> the steps that carry them out, or the reasons why they cannot be: pure, no connection.

make(changes, live)       the plan: steps in the order they run, hazards, refusals
project(live, wanted)     what is there once the tables that something hangs on have been changed
lines(plan)               the plan as text, as it is shown before it runs
finishes(rest, whole)     whether one plan is what is left of another
not_yet(plan)             why a plan that rebuilds tables cannot run
live_index(index, live)   what is there of an index, though it may not have its name yet
unfinished_index, unfinished_keys
                          what changes that were interrupted have left of an index, of a table's constraints
"""

from pulumi_dsql_provider.plan.build import live_index, unfinished_index, unfinished_keys
from pulumi_dsql_provider.plan.finishes import finishes
from pulumi_dsql_provider.plan.hazard import HAZARDS, Hazard
from pulumi_dsql_provider.plan.make import make
from pulumi_dsql_provider.plan.plan import Plan
from pulumi_dsql_provider.plan.policy import Policy
from pulumi_dsql_provider.plan.preview import lines, statements
from pulumi_dsql_provider.plan.project import project
from pulumi_dsql_provider.plan.rebuild import not_yet
from pulumi_dsql_provider.plan.step import Backfill, Condition, Reason, Rebuild, Statement, Step, Wait

__all__ = [
    "HAZARDS",
    "Backfill",
    "Condition",
    "Hazard",
    "Plan",
    "Policy",
    "Reason",
    "Rebuild",
    "Statement",
    "Step",
    "Wait",
    "finishes",
    "lines",
    "live_index",
    "make",
    "not_yet",
    "project",
    "statements",
    "unfinished_index",
    "unfinished_keys",
]
