"""The errors of the service's API, with the fields that each must carry."""

import json
from collections.abc import Mapping, Sequence
from typing import Literal

from dsql_local.control.statuses import STATUSES
from dsql_local.httpd import Response

ValidationReason = Literal[
    "unknownOperation", "cannotParse", "fieldValidationFailed", "deletionProtectionEnabled", "other"
]

_NO_QUOTA = {"serviceCode": "dsql", "quotaCode": "L-00000000"}


class ServiceError(Exception):
    """An error that the client library turns into its exception of the same name."""

    def __init__(
        self,
        status: int,
        name: str,
        message: str,
        fields: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(f"{name}: {message}")
        self.status = status
        self.name = name
        self.message = message
        self.fields = dict(fields or {})
        self.headers = dict(headers or {})

    def response(self) -> Response:
        """The error on the wire: its name in a header, its members as JSON."""
        body = json.dumps({"message": self.message, **self.fields}).encode()
        return Response(self.status, body, {"x-amzn-errortype": self.name, **self.headers})


def invalid(message: str, reason: ValidationReason = "other") -> ServiceError:
    """400: the request makes no sense, or not now."""
    return ServiceError(400, "ValidationException", message, {"reason": reason})


def invalid_fields(problems: Sequence[tuple[str, str]]) -> ServiceError:
    """400: members of the request, by name, are wrong for the reasons given."""
    listed = [{"name": name, "message": message} for name, message in problems]
    each = "; ".join(f"Value at '{name}' failed to satisfy constraint: {text}" for name, text in problems)
    message = f"{len(problems)} validation error{'s' * (len(problems) > 1)} detected. {each}"
    fields = {"reason": "fieldValidationFailed", "fieldList": listed}
    return ServiceError(400, "ValidationException", message, fields)


def invalid_field(name: str, message: str) -> ServiceError:
    """400: one member of the request is wrong."""
    fields = {"reason": "fieldValidationFailed", "fieldList": [{"name": name, "message": message}]}
    return ServiceError(400, "ValidationException", f"{name}: {message}", fields)


def not_found(resource_id: str, kind: str = "cluster") -> ServiceError:
    """404: there is no such cluster, or other resource, (any more)."""
    fields = {"resourceId": resource_id, "resourceType": kind}
    return ServiceError(404, "ResourceNotFoundException", f"There is no {kind} {resource_id}.", fields)


def conflict(resource_id: str, message: str) -> ServiceError:
    """409: the cluster's state, or an earlier request, stands against this one."""
    return ServiceError(
        409, "ConflictException", message, {"resourceId": resource_id, "resourceType": "cluster"}
    )


def quota_exceeded(limit: int, kind: str) -> ServiceError:
    """402: no more clusters of that kind (`single-Region`) in this Region."""
    fields = {"resourceId": "", "resourceType": "cluster", **_NO_QUOTA}
    message = f"You have reached the limit of {limit} {kind} clusters in this Region."
    return ServiceError(402, "ServiceQuotaExceededException", message, fields)


def forbidden(caller: str, action: str, resource: str) -> ServiceError:
    """403: a policy keeps the caller from it."""
    message = (
        f"User: {caller} is not authorized to perform: {action} on resource: {resource} "
        "with an explicit deny in a resource-based policy"
    )
    return ServiceError(403, "AccessDeniedException", message)


def denied(name: str, message: str) -> ServiceError:
    """403: the request is not signed, or not by a key that is known here."""
    return ServiceError(403, name, message)


def internal(message: str) -> ServiceError:
    """500: the stand-in itself is at fault."""
    return ServiceError(500, "InternalServerException", message)


def injected(name: str, message: str, resource_id: str) -> ServiceError:
    """One of `STATUSES`, which nothing in the request has brought about."""
    fields = {"resourceId": resource_id, "resourceType": "cluster", "reason": "other", **_NO_QUOTA}
    headers = {"Retry-After": "1"} if name == "ThrottlingException" else {}
    return ServiceError(STATUSES[name], name, message, fields, headers)
