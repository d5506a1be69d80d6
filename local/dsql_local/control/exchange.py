"""What every signed request goes through: its operation, faults before and after it, the log."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from dsql_local.control.errors import ServiceError
from dsql_local.control.strikes import Cut, carry_out, strike_on
from dsql_local.faults.injector import Faults, Strike
from dsql_local.httpd import Request, Response

Record = Callable[[Mapping[str, object]], None]


@dataclass
class Asked:
    """What is known of a request so far."""

    operation: str = "Unknown"
    cluster: str | None = None
    """The identifier of the cluster that it is about."""
    caller: str | None = None
    """The ARN of who has signed it."""


class Service(Protocol):
    """One of the services that are played here."""

    def understand(self, request: Request, asked: Asked) -> Callable[[], Awaitable[Response]]:
        """Verify a request and note in `asked` what it is; returns what carries it out. ServiceError."""

    def refused(self, error: ServiceError) -> tuple[str, Response]:
        """The name that the service has for an error, and its answer."""

    def fail_later(self, cluster: str) -> None:
        """Let what was begun with a cluster end in FAILED."""


async def exchange(service: Service, request: Request, faults: Faults, record: Record) -> Response | None:
    """One request, one response, one entry in the log. None when a fault cuts the connection."""
    asked, error, strike = Asked(), None, None
    response: Response | None = None
    try:
        run = service.understand(request, asked)
        if strike := strike_on(faults, asked.operation, asked.cluster, after=False):
            await carry_out(strike, request, service.fail_later)
        response = await run()
    except ServiceError as refusal:
        error, response = service.refused(refusal)
    except Cut:
        error = "ConnectionClosed"
    late: Strike | None = None
    if response and response.status == 200 and strike is None:
        late = strike = strike_on(faults, asked.operation, asked.cluster, after=True)
    record(
        {
            "operation": asked.operation,
            "cluster": asked.cluster,
            "status": response.status if response else None,
            "error": error,
            "fault": strike.fault.do if strike else None,
            "caller": asked.caller,
        }
    )
    if late:  # only now, for who waits for the strike finds it in the log
        try:
            await carry_out(late, request, service.fail_later)
        except Cut:
            return None
    return response
