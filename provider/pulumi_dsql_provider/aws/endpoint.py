"""Where a cluster is reached."""

import re
from dataclasses import dataclass

from pulumi_dsql_provider.dialect.refusal import Refusal, Refused

# With PrivateLink the second label carries the service's suffix: `….dsql-fnh4.eu-west-1.on.aws`.
_HOST = re.compile(
    r"(?P<identifier>[a-z0-9]{26})\.dsql(-[a-z0-9]+)?\.(?P<region>[a-z]{2}(-[a-z0-9]+)+)\.on\.aws"
)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A cluster's host name, the Region its tokens are signed for, and its identifier."""

    host: str
    region: str
    identifier: str

    @classmethod
    def parse(cls, host: str, region: str | None = None) -> "Endpoint":
        """The endpoint of that host name; `region` overrides the one in it. Raises Refused (DSQL301)."""
        name = host.strip().lower()
        found = _HOST.fullmatch(name)
        if not found:
            shown = host.rpartition("@")[2]  # a whole URL may have been given, with a password in it
            message = f"{shown!r} is no endpoint of an Aurora DSQL cluster"
            way_out = "give its host name alone, of the form <identifier>.dsql.<region>.on.aws"
            raise Refused(Refusal(code="DSQL301", message=message, way_out=way_out))
        return cls(name, region or found["region"], found["identifier"])
