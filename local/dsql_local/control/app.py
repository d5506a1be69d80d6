"""The control plane as an HTTP application: takes a request to its operation and brings the answer back."""

import json
import time
from collections.abc import Awaitable, Callable, Mapping

from dsql_local.control import decode, errors, signature
from dsql_local.control.call import Call, Route
from dsql_local.control.exchange import Asked, Record, exchange
from dsql_local.control.fleet import Fleet
from dsql_local.faults.injector import Faults
from dsql_local.httpd import Request, Response
from dsql_local.sigv4 import Key


class ControlPlane:
    """The application behind the control plane's port."""

    def __init__(self, fleet: Fleet, keys: Mapping[str, Key], record: Record, faults: Faults) -> None:
        self._fleet = fleet
        self._keys = keys
        self._record = record
        self._faults = faults

    async def answer(self, request: Request) -> Response | None:
        """One request, one response, one entry in the log. None when a fault cuts the connection."""
        return await exchange(self, request, self._faults, self._record)

    def understand(self, request: Request, asked: Asked) -> Callable[[], Awaitable[Response]]:
        """Part of `exchange.Service`."""
        region, signer = signature.verified(request, self._keys, time.time())
        asked.caller = signer.arn
        route, path = decode.route_of(request)
        asked.operation = route.operation
        asked.cluster = path.get("identifier") or path.get("clusterIdentifier")
        asked.cluster = asked.cluster or path.get("resourceArn", "").rpartition("/")[2] or None

        async def run() -> Response:
            given = decode.members(request, route.operation, path)
            result = await self._run(route, Call(self._fleet, region, signer.arn, given))
            asked.cluster = str(result.get("identifier") or asked.cluster or "") or None
            return Response(200, json.dumps(result).encode())

        return run

    def refused(self, error: errors.ServiceError) -> tuple[str, Response]:
        """Part of `exchange.Service`."""
        return error.name, error.response()

    def fail_later(self, cluster: str) -> None:
        """Part of `exchange.Service`."""
        found = self._fleet.get(cluster)
        found.will_fail = found.status in ("CREATING", "UPDATING")

    async def _run(self, route: Route, call: Call) -> Mapping[str, object]:
        """Carry out a call that its cluster's policy does not deny; once only if it has a client token."""
        action = f"dsql:{route.operation}"
        about = self._fleet.cluster_or_none(call.names_cluster(), call.region)
        if about is not None and about.denies(call.caller, action):
            raise errors.forbidden(call.caller, action, about.arn)
        request = dict(call.given)
        token = request.pop("clientToken", None)
        if token is None:
            return await route.run(call)
        repeats = self._fleet.repeats
        answer = repeats.answered(route.operation, call.region, token, request)
        if answer is None:
            answer = await route.run(call)
            repeats.note(route.operation, call.region, token, request, answer)
        return answer
