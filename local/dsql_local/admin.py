"""The stand-in's own small API, for its command line and for tests: JSON over HTTP, for who has the secret.

GET    /status                      {"settings": {…}, "clusters": [{…}, …]}
POST   /settings      {name: value} the settings after the change
POST   /clusters      {"region": …, "tags": {…}}  a cluster, unprotected; answered once it is ACTIVE
POST   /clusters/ID/reset           answered once it is empty
POST   /reset                       the same of all clusters that serve clients
DELETE /clusters/ID                 protected or not; answered once it is gone
GET    /faults                      {"faults": [{"id": 1, "fault": {"on": …}, "hits": 0, "held": 0, …}, …]}
POST   /faults        {"on": …}     the fault, as above, once it is in place
GET    /faults/ID                   one of them
POST   /faults/ID/release           the fault, which has let go of what it held
POST   /faults/random {"seed": 7, "rate": 0.02, "do": ["conflict", …], "cluster": ID}
                                    {"faults": […]}; all but rate may be left out
DELETE /faults/ID                   answered once it is gone, and has let go
POST   /shutdown                    answered before it begins
"""

import asyncio
import hmac
import json
from collections.abc import Callable
from typing import Any

from dsql_local.control.cluster import SERVING, Cluster
from dsql_local.control.errors import ServiceError
from dsql_local.control.fleet import Fleet
from dsql_local.errors import LocalError
from dsql_local.faults.at_random import at_random
from dsql_local.faults.fault import Fault
from dsql_local.faults.injector import Faults
from dsql_local.httpd import Request, Response
from dsql_local.settings import Settings


class Admin:
    """The application behind the admin port."""

    def __init__(
        self,
        secret: str,
        region: str,
        settings: Settings,
        fleet: Fleet,
        faults: Faults,
        settings_changed: Callable[[], None],
        shut_down: Callable[[], None],
    ) -> None:
        self._secret = secret
        self._region = region
        self._settings = settings
        self._fleet = fleet
        self._faults = faults
        self._settings_changed = settings_changed
        self._shut_down = shut_down

    async def answer(self, request: Request) -> Response:
        """One request, one response; an error is `{"error": text}`."""
        given = request.headers.get("authorization", "")
        if not hmac.compare_digest(given.encode(), f"Bearer {self._secret}".encode()):
            return _json(403, {"error": "DSQL911: the secret is missing or wrong"})
        try:
            return _json(200, await self._do(request))
        except ServiceError as error:
            return _json(error.status, {"error": f"DSQL912: {error.message}"})
        except (LocalError, ValueError) as error:
            return _json(400, {"error": str(error)})

    async def _do(self, request: Request) -> dict[str, object]:
        match request.method, request.path.strip("/").split("/"):
            case "GET", ["status"]:
                return {
                    "settings": self._settings.as_dict(),
                    "clusters": [_described(cluster) for cluster in self._fleet.all()],
                }
            case "POST", ["settings"]:
                self._settings.change(json.loads(request.body))
                self._settings_changed()
                return {"settings": self._settings.as_dict()}
            case "POST", ["clusters"]:
                return await self._create(**json.loads(request.body or b"{}"))
            case "POST", ["clusters", identifier, "reset"]:
                await self._reset(self._fleet.get(identifier))
                return {}
            case "POST", ["reset"]:
                serving = (cluster for cluster in self._fleet.all() if cluster.status in SERVING)
                of_databases = {cluster.database: cluster for cluster in serving}  # peers have one
                await asyncio.gather(*(self._reset(cluster) for cluster in of_databases.values()))
                return {}
            case "DELETE", ["clusters", identifier]:
                await self._fleet.remove(self._fleet.get(identifier))
                return {}
            case method, ["faults", *rest]:
                return self._do_with_faults(method, rest, request.body)
            case "POST", ["shutdown"]:
                asyncio.get_running_loop().call_later(0.01, self._shut_down)
                return {}
        raise _nothing_here(request.method, request.path)

    def _do_with_faults(self, method: str, rest: list[str], body: bytes) -> dict[str, object]:
        match method, rest:
            case "GET", []:
                return {"faults": [armed.as_dict() for armed in self._faults.all()]}
            case "POST", []:
                return self._faults.add(Fault.from_dict(json.loads(body))).as_dict()
            case "POST", ["random"]:
                chosen = at_random(**_random(json.loads(body)))
                return {"faults": [self._faults.add(fault).as_dict() for fault in chosen]}
            case "GET", [number]:
                return self._faults.get(int(number)).as_dict()
            case "POST", [number, "release"]:
                armed = self._faults.get(int(number))
                armed.release()
                return armed.as_dict()
            case "DELETE", [number]:
                self._faults.remove(int(number))
                return {}
        raise _nothing_here(method, "/".join(["/faults", *rest]))

    async def _create(
        self, region: str | None = None, tags: dict[str, str] | None = None
    ) -> dict[str, object]:
        cluster = Cluster(region or self._region, deletion_protection=False, tags=tags or {})
        self._fleet.create(cluster, seconds=0)
        await self._fleet.settled(cluster)
        _expect_active(cluster)
        return _described(cluster)

    async def _reset(self, cluster: Cluster) -> None:
        await self._fleet.reset(cluster)
        _expect_active(cluster)


def _expect_active(cluster: Cluster) -> None:
    if cluster.status != "ACTIVE":
        raise LocalError("DSQL914", f"cluster {cluster.identifier} is {cluster.status}; see server.log")


def _described(cluster: Cluster) -> dict[str, object]:
    return {
        "identifier": cluster.identifier,
        "endpoint": cluster.endpoint,
        "arn": cluster.arn,
        "region": cluster.region,
        "status": cluster.status,
        "created": cluster.created,
        "tags": cluster.tags,
    }


def _random(given: object) -> dict[str, Any]:
    """The arguments of `at_random`, each of its type. LocalError (DSQL915) when they are not."""
    types: dict[str, tuple[type, ...]] = {
        "rate": (int, float),
        "seed": (int,),
        "do": (list,),
        "cluster": (str,),
    }
    if not isinstance(given, dict) or "rate" not in given:
        raise LocalError("DSQL915", f"it must be a JSON object with a rate, and can have {', '.join(types)}")
    for name, value in given.items():
        if name not in types or isinstance(value, bool) or not isinstance(value, types[name]):
            raise LocalError("DSQL915", f"{name} cannot be {value!r}")
    return {"seed": 0, **given}


def _nothing_here(method: str, path: str) -> LocalError:
    return LocalError("DSQL913", f"there is no {method} {path} here")


def _json(status: int, value: dict[str, object]) -> Response:
    return Response(status, json.dumps(value).encode())
