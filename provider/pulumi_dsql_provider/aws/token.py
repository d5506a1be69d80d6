"""The password of a connection: an IAM token, signed here, for one user and one endpoint."""

from botocore.auth import SigV4QueryAuth
from botocore.awsrequest import AWSRequest

from pulumi_dsql_provider.aws.credentials import credentials
from pulumi_dsql_provider.aws.endpoint import Endpoint

_ADMIN = "admin"


def token(endpoint: Endpoint, user: str, *, profile: str | None = None, expires: int = 900) -> str:
    """A token that opens connections for `expires` seconds; made without a network call, kept nowhere.

    It is what boto3's `generate_db_connect_admin_auth_token` gives (`generate_db_connect_auth_token` for any
    user but admin), without the 0.1 s that a client costs. Raises Refused (DSQL302) without credentials.
    """
    action = "DbConnectAdmin" if user == _ADMIN else "DbConnect"
    request = AWSRequest(method="GET", url=f"https://{endpoint.host}/", params={"Action": action})
    SigV4QueryAuth(credentials(profile), "dsql", endpoint.region, expires=expires).add_auth(request)
    return str(request.url).removeprefix("https://")
