"""The exceptions of the service's API by name."""

from collections.abc import Mapping

STATUSES: Mapping[str, int] = {
    "InternalServerException": 500,
    "ThrottlingException": 429,
    "ServiceQuotaExceededException": 402,
    "AccessDeniedException": 403,
    "ConflictException": 409,
    "ResourceNotFoundException": 404,
    "ValidationException": 400,
}
"""Each exception's HTTP status."""
