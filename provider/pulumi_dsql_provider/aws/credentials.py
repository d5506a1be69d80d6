"""AWS credentials from the standard chain: environment, profile, SSO, container, instance."""

import os
import threading

from botocore.credentials import Credentials, ReadOnlyCredentials, RefreshableCredentials
from botocore.exceptions import BotoCoreError, ClientError, ProfileNotFound

from pulumi_dsql_provider.dialect.refusal import Refusal, Refused

_WAY_OUT = "run `aws configure` or `aws sso login`, or set AWS_PROFILE, or AWS_ACCESS_KEY_ID and its secret"

_refreshing: dict[str | None, RefreshableCredentials] = {}
_lock = threading.Lock()


def credentials(profile: str | None = None) -> ReadOnlyCredentials:
    """The credentials that are valid now. Raises Refused (DSQL302) where there are none.

    Those that have to be fetched are kept for the process, and botocore renews them; those of the environment
    and of files are read each time.
    """
    name = profile or os.environ.get("AWS_PROFILE")
    try:
        with _lock:  # botocore's providers are not made for threads
            found = _refreshing.get(name) or _from_chain(profile)
            if isinstance(found, RefreshableCredentials):
                _refreshing[name] = found
            return found.get_frozen_credentials()
    except ProfileNotFound:
        raise _refused(f"there is no AWS profile {name!r}") from None
    except (BotoCoreError, ClientError) as error:
        raise _refused(f"the AWS credentials cannot be had: {' '.join(str(error).split())}") from None


def _from_chain(profile: str | None) -> Credentials:
    # A program that declares clusters needs no credentials. boto3, which finds the same ones, takes longer to
    # be imported.
    import botocore.session  # noqa: PLC0415 - see above

    found = botocore.session.Session(profile=profile).get_credentials()
    if found is None:
        raise _refused("no AWS credentials were found")
    return found


def _refused(message: str) -> Refused:
    return Refused(Refusal(code="DSQL302", message=message, way_out=_WAY_OUT))
