"""Plans the changes of schemas."""

from pulumi_dsql_provider.dialect.render import schema as render
from pulumi_dsql_provider.diff.change import Change
from pulumi_dsql_provider.model import Condition, ObjectName, Schema
from pulumi_dsql_provider.plan.hazard import Hazard
from pulumi_dsql_provider.plan.part import Part, Phase, Planned, sides
from pulumi_dsql_provider.plan.situation import Situation
from pulumi_dsql_provider.plan.step import Statement


def plan(change: Change, _: Situation) -> Planned:
    """CREATE, COMMENT or DROP."""
    live, wanted = sides(change, Schema)
    if wanted is None:
        assert live is not None
        yield _drop(live)
        return
    if live is None:
        yield _create(wanted)
    if ((live and live.comment) or None) != (wanted.comment or None):
        yield _comment(live, wanted)


def _create(schema: Schema) -> Part:
    step = Statement(
        sql=render.create(schema),
        why="the schema is new",
        done=Condition(kind="schema", name=ObjectName(schema.name, ""), state="present"),
        reverse=render.drop(schema.name),
    )
    return Part(Phase.SCHEMAS, (step,), ("create-schema",))


def _comment(live: Schema | None, wanted: Schema) -> Part:
    step = Statement(
        sql=render.comment(wanted.name, wanted.comment or None),
        why="the comment differs",
        reverse=render.comment(wanted.name, live.comment or None if live else None),
    )
    return Part(Phase.SCHEMAS, (step,), ("comment-on-schema",))


def _drop(schema: Schema) -> Part:
    step = Statement(
        sql=render.drop(schema.name),
        why="the schema is no longer wanted",
        hazards=(Hazard(code=f"drop-schema:{schema.name}", text="drops the schema"),),
        done=Condition(kind="schema", name=ObjectName(schema.name, ""), state="absent"),
        reverse=render.create(schema),
    )
    return Part(Phase.DROP_SCHEMAS, (step,), ("drop-schema",), ObjectName(schema.name, ""), "name")
