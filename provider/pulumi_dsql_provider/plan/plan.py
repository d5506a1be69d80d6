"""A plan: the steps that make a database what is wanted, or why there are none."""

from pulumi_dsql_provider.dialect.refusal import Refusal
from pulumi_dsql_provider.model.value import Value
from pulumi_dsql_provider.plan.hazard import Hazard
from pulumi_dsql_provider.plan.step import Step


class Plan(Value):
    """Steps in the order they run. With refusals there are none. Same input, same plan, byte for byte."""

    steps: tuple[Step, ...] = ()
    refusals: tuple[Refusal, ...] = ()

    @property
    def hazards(self) -> tuple[Hazard, ...]:
        """The hazards of all steps, in order."""
        return tuple(hazard for step in self.steps for hazard in step.hazards)
