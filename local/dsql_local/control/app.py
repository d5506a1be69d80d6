"""Takes an HTTP request of the control plane to its operation and brings the answer, or the error, back."""

import json
import time
from collections.abc import Callable, Mapping
from urllib.parse import parse_qs, unquote

from dsql_local.control import errors, signature
from dsql_local.control.call import Call, Route
from dsql_local.control.fleet import Fleet
from dsql_local.control.operations import ROUTES
from dsql_local.control.strikes import Cut, carry_out, strike_on
from dsql_local.faults.injector import Faults
from dsql_local.httpd import Request, Response
from dsql_local.sigv4 import Key

Record = Callable[[Mapping[str, object]], None]


class ControlPlane:
    """The application behind the control plane's port."""

    def __init__(self, fleet: Fleet, keys: Mapping[str, Key], record: Record, faults: Faults) -> None:
        self._fleet = fleet
        self._keys = keys
        self._record = record
        self._faults = faults

    async def answer(self, request: Request) -> Response | None:
        """One request, one response, one entry in the log. None when a fault cuts the connection."""
        operation, cluster, error, caller = "Unknown", None, None, None
        response: Response | None = None
        strike = None
        try:
            region, signer = signature.verified(request, self._keys, time.time())
            caller = signer.arn
            route, path = _route(request)
            operation = route.operation
            cluster = path.get("identifier") or path.get("resourceArn", "").rpartition("/")[2] or None
            query = parse_qs(request.query, keep_blank_values=True)
            if strike := strike_on(self._faults, operation, cluster, after=False):
                await carry_out(strike, request, self._fleet)
            result = await route.run(Call(self._fleet, region, path, query, _body(request)))
            cluster = str(result.get("identifier") or cluster or "") or None
            response = Response(200, json.dumps(result).encode())
        except errors.ServiceError as refusal:
            error, response = refusal.name, refusal.response()
        except Cut:
            error = "ConnectionClosed"
        late = None
        if response and response.status == 200 and strike is None:
            late = strike = strike_on(self._faults, operation, cluster, after=True)
        self._record(
            {
                "operation": operation,
                "cluster": cluster,
                "status": response.status if response else None,
                "error": error,
                "fault": strike.fault.do if strike else None,
                "caller": caller,
            }
        )
        if late:  # only now, for who waits for the strike finds it in the log
            try:
                await carry_out(late, request, self._fleet)
            except Cut:
                return None
        return response


def _route(request: Request) -> tuple[Route, dict[str, str]]:
    """The operation that a request is for and the variable parts of its path."""
    parts = request.path.strip("/").split("/")
    for route in ROUTES:
        wanted = route.path.strip("/").split("/")
        if route.method == request.method and len(wanted) == len(parts):
            pairs = list(zip(wanted, parts, strict=True))
            if all(want == part or want.startswith("{") for want, part in pairs):
                return route, {
                    want.strip("{}"): unquote(part) for want, part in pairs if want.startswith("{")
                }
    raise errors.invalid(f"There is no operation at {request.method} {request.path}.", "unknownOperation")


def _body(request: Request) -> dict[str, object]:
    """The JSON object in the body; empty when there is no body."""
    try:
        body = json.loads(request.body or b"{}")
    except ValueError:
        raise errors.invalid("The body is not JSON.", "cannotParse") from None
    if not isinstance(body, dict):
        raise errors.invalid("The body is not a JSON object.", "cannotParse")
    return body
