"""Keys of the Key Management Service, as far as a cluster names one. Nothing is encrypted with them."""

import re
import uuid

from dsql_local.control import errors
from dsql_local.control.cluster import ACCOUNT

_AWS_OWNED_KEY = "AWS_OWNED_KMS_KEY"
_KEY_ARN = re.compile(r"arn:aws(?:-[a-z-]+)?:kms:(?P<region>[a-z0-9-]+):[0-9]{12}:key/[a-zA-Z0-9-]+")
_ALIAS = re.compile(r"(?:arn:aws(?:-[a-z-]+)?:kms:(?P<region>[a-z0-9-]+):[0-9]{12}:)?(?P<alias>alias/.+)")
_IDENTIFIER = re.compile(r"[a-zA-Z0-9-]+")


def key_arn(given: str | None, region: str) -> str | None:
    """The ARN of the key that an ARN, an identifier or an alias stands for; None for the service's own key.

    ServiceError (Validation) when it is none of these, or a key of another Region.
    """
    if given is None or given == _AWS_OWNED_KEY:
        return None
    found = _KEY_ARN.fullmatch(given) or _ALIAS.fullmatch(given)
    if found and found["region"] not in (None, region):
        raise errors.invalid_field("kmsEncryptionKey", f"must be a key in {region}")
    if _KEY_ARN.fullmatch(given):
        return given
    if found:  # the same alias is the same key
        return _own(region, str(uuid.uuid5(uuid.NAMESPACE_URL, f"{region}/{found['alias']}")))
    if not _IDENTIFIER.fullmatch(given):
        raise errors.invalid_field("kmsEncryptionKey", "must be the ARN, the identifier or an alias of a key")
    return _own(region, given)


def _own(region: str, identifier: str) -> str:
    return f"arn:aws:kms:{region}:{ACCOUNT}:key/{identifier}"
