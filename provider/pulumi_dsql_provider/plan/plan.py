"""A plan: the steps that make a database what is wanted, or why there are none."""

from pulumi_dsql_provider.dialect.refusal import Refusal
from pulumi_dsql_provider.model.value import Value
from pulumi_dsql_provider.plan.hazard import Hazard
from pulumi_dsql_provider.plan.step import Step


class Plan(Value):
    """Steps in the order they run. With refusals there are none. Same input, same plan, byte for byte.

    `after` has the numbers of the steps that each step needs to have run, from 1; what these need in turn is
    left out. Steps that do not need each other could run in any order.
    """

    steps: tuple[Step, ...] = ()
    after: tuple[tuple[int, ...], ...] = ()
    refusals: tuple[Refusal, ...] = ()

    @property
    def hazards(self) -> tuple[Hazard, ...]:
        """The hazards of all steps, in order."""
        return tuple(hazard for step in self.steps for hazard in step.hazards)
