"""From an HTTP request to an operation and the members of its request."""

import json
from collections.abc import Mapping
from urllib.parse import parse_qs, unquote

from dsql_local.control import errors
from dsql_local.control.call import Route
from dsql_local.control.operations import ROUTES
from dsql_local.control.requests import REQUESTS
from dsql_local.control.shapes import Integer, Listed, Member
from dsql_local.httpd import Request


def route_of(request: Request) -> tuple[Route, dict[str, str]]:
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


def members(request: Request, operation: str, path: Mapping[str, str]) -> dict[str, object]:
    """The members of the operation's request that were given.

    ServiceError (Validation, with a `fieldList`) when they do not satisfy its constraints.
    """
    query = parse_qs(request.query, keep_blank_values=True)
    body = _body(request)
    shape = REQUESTS[operation]
    given: dict[str, object] = {}
    for name, member in shape.members.items():
        value = body.get(name)
        if member.place == "path":
            value = path[name]
        elif member.place == "query":
            value = _from_query(member, query.get(member.name_there or name))
        if value is not None:
            given[name] = value
    if wrong := list(shape.problems(given, "")):
        raise errors.invalid_fields(wrong)
    return given


def _from_query(member: Member, texts: list[str] | None) -> object:
    """A member as its shape has it; what cannot be that is left for the shape to complain of."""
    if isinstance(member.shape, Listed):
        return texts or []
    if texts is None:
        return None
    if isinstance(member.shape, Integer) and texts[0].isdecimal() and len(texts[0]) < 10:
        return int(texts[0])
    return texts[0]


def _body(request: Request) -> dict[str, object]:
    """The JSON object in the body; empty when there is no body."""
    try:
        body = json.loads(request.body or b"{}")
    except ValueError:
        raise errors.invalid("The body is not JSON.", "cannotParse") from None
    if not isinstance(body, dict):
        raise errors.invalid("The body is not a JSON object.", "cannotParse")
    return body
