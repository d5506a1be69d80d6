"""Plans the changes of default privileges: one statement for all that one grantee gets, or loses, by them."""

from collections.abc import Iterable, Iterator, Sequence

from pulumi_dsql_provider.dialect.render import default_privilege as render
from pulumi_dsql_provider.diff.change import Change
from pulumi_dsql_provider.diff.default_privilege import default_of
from pulumi_dsql_provider.model import DefaultPrivilege, ObjectName
from pulumi_dsql_provider.plan.part import Part, Phase, Planned, sides
from pulumi_dsql_provider.plan.situation import Situation
from pulumi_dsql_provider.plan.step import Statement


def plan(change: Change, situation: Situation) -> Planned:
    """ALTER DEFAULT PRIVILEGES, with the first of the changes that one statement can make.

    That comes before anything is made: it is for what comes.
    """
    group = [each for each in situation.changes if each.kind == change.kind and _alike(each, change)]
    if group[0] is not change:
        return
    pairs = [sides(each, DefaultPrivilege) for each in group]
    new = [wanted for live, wanted in pairs if wanted and not live]
    lost = [live for live, wanted in pairs if live and not wanted]
    less = [live for live, wanted in pairs if live and wanted and live.grantable]
    more = [wanted for live, wanted in pairs if live and wanted and wanted.grantable]
    withheld, given = [each for each in new if each.withheld], [each for each in new if not each.withheld]
    back, taken = [each for each in lost if each.withheld], [each for each in lost if not each.withheld]
    steps = (*_revokes([*withheld, *taken]), *_options(less), *_grants([*back, *given]), *_grants(more))
    yield _part(default_of(change), steps, Phase.DEFAULT_PRIVILEGES)


def taken_from(role: str, situation: Situation) -> Iterator[Part]:
    """What a role that goes gets by default, or gives by making something, and nothing else changes."""
    changed = {default_of(each).name for each in situation.changes if each.kind == "default_privilege"}
    for each in situation.live.access.default_privileges or ():
        if role in (each.role, each.grantee) and each.name not in changed:
            steps = _grants([each]) if each.withheld else _revokes([each])
            yield _part(each, tuple(steps), Phase.DEFAULT_PRIVILEGES)


def _alike(one: Change, other: Change) -> bool:
    """Whether they are about the same maker, schema, kind of object and grantee."""
    return default_of(one).name[:-1] == default_of(other).name[:-1]


def _grants(found: Iterable[DefaultPrivilege]) -> Iterator[Statement]:
    for given in _by_option(found):
        yield Statement(
            sql=render.grant(given), why="default privileges are wanted", reverse=render.revoke(given)
        )


def _revokes(found: Iterable[DefaultPrivilege]) -> Iterator[Statement]:
    for given in _by_option(found):
        yield Statement(
            sql=render.revoke(given),
            why="default privileges are no longer wanted",
            reverse=render.grant(given),
        )


def _options(found: Sequence[DefaultPrivilege]) -> Iterator[Statement]:
    if found:
        yield Statement(
            sql=render.revoke(found, only_option=True),
            why="what is granted by default is not to be granted on",
            reverse=render.grant(found),
        )


def _by_option(found: Iterable[DefaultPrivilege]) -> Iterator[list[DefaultPrivilege]]:
    given = list(found)
    for grantable in (False, True):
        if alike := [each for each in given if each.grantable == grantable]:
            yield alike


def _part(default: DefaultPrivilege, steps: tuple[Statement, ...], phase: Phase) -> Part:
    subject = ObjectName(default.schema_name or "", "" if default.schema_name else default.role)
    return Part(phase, steps, ("alter-default-privileges",), subject, "default_privileges")
