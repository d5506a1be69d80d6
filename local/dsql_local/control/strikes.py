"""What faults do to a call of the control plane."""

import asyncio
from collections.abc import Callable

from dsql_local.control import errors
from dsql_local.faults.injector import Faults, Occasion, Strike
from dsql_local.httpd import Request

_CAN_FAIL = {"CreateCluster", "UpdateCluster"}
_THROTTLED, _INTERNAL = "ThrottlingException", "InternalServerException"
_TEXTS = {_THROTTLED: "Rate exceeded", _INTERNAL: "An internal error has occurred."}


class Cut(Exception):
    """The client gets no answer, but its connection closed."""


def strike_on(faults: Faults, operation: str, cluster: str | None, *, after: bool) -> Strike | None:
    """The fault that strikes a call before it runs, or after it was done."""
    if not faults.active:
        return None
    can_fail = operation in _CAN_FAIL
    occasion = Occasion("control", cluster or "", (("", operation),), can_fail=can_fail)
    return faults.strike([occasion], after=after)


async def carry_out(strike: Strike, request: Request, fail_later: Callable[[str], None]) -> None:
    """Do what a fault does. ServiceError for the one it answers with, Cut when there is to be no answer.

    `fail_later(identifier)` lets what was begun with a cluster end in FAILED.
    """
    fault, cluster = strike.fault, strike.occasion.cluster
    match fault.do:
        case "lose-before" | "lose-after":
            await asyncio.sleep(fault.seconds)
            raise Cut
        case "hold-before" | "hold-after":
            if not await strike.held(request.abandoned()):
                raise Cut
        case "delay":
            await asyncio.sleep(fault.seconds)
        case "fail":
            fail_later(cluster)
        case _:
            name = _THROTTLED if fault.do == "throttle" else fault.code or _INTERNAL
            raise errors.injected(name, fault.message or _TEXTS.get(name, "A fault was injected."), cluster)
