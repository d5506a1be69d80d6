"""The statements that give and take privileges of one grantee on one object."""

from collections.abc import Iterable, Iterator

from pulumi_dsql_provider.dialect.render import privilege as render
from pulumi_dsql_provider.model import Grant, Target
from pulumi_dsql_provider.plan.hazard import revoking, widening
from pulumi_dsql_provider.plan.step import Statement


def grants(found: Iterable[Grant], *, is_there: bool, upgrade: bool = False) -> Iterator[Statement]:
    """GRANT, one for what can be granted on and one for what cannot.

    `upgrade`: the grantee has the privileges already and may now grant them on. What is done to an object
    that `is_there` before is a hazard.
    """
    for given in _alike(found):
        who, what = render.grantee(given[0].grantee), " ".join(render.words(given))
        text = f"{who} gets the right to grant {what} on" if upgrade else f"{who} gets {what}"
        yield Statement(
            sql=render.grant(given),
            why="the privileges are wanted",
            hazards=(widening(_called(given[0].target), text),) if is_there else (),
            reverse=render.revoke(given, only_option=upgrade),
        )


def revokes(found: Iterable[Grant], *, is_there: bool, only_option: bool = False) -> Iterator[Statement]:
    """REVOKE, or REVOKE GRANT OPTION FOR with `only_option`."""
    for given in _alike(found):
        who, what = render.grantee(given[0].grantee), " ".join(render.words(given))
        text = f"{who} loses the right to grant {what} on" if only_option else f"{who} loses {what}"
        yield Statement(
            sql=render.revoke(given, only_option=only_option),
            why="the privileges are no longer wanted",
            hazards=(revoking(_called(given[0].target), text),) if is_there else (),
            reverse=render.grant(given),
        )


def _alike(found: Iterable[Grant]) -> Iterator[tuple[Grant, ...]]:
    """Those that cannot be granted on, then those that can."""
    given = tuple(found)
    for grantable in (False, True):
        if alike := tuple(grant for grant in given if grant.grantable == grantable):
            yield alike


def _called(target: Target) -> str:
    """What a hazard calls it."""
    return target.name.name or target.name.schema
