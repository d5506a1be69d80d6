"""`dsql://user@endpoint/?search_path=shop`: where a database is, as the command line is told."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote, urlsplit

from pulumi_dsql_provider.aws.endpoint import Endpoint
from pulumi_dsql_provider.dialect.refusal import Refusal, Refused


@dataclass(frozen=True, slots=True)
class DatabaseUrl:
    """A parsed URL. Without a password a token is made from the AWS credential chain."""

    endpoint: Endpoint
    user: str = "admin"
    password: str | None = field(default=None, repr=False)
    profile: str | None = None
    schemas: Sequence[str] = ()


def is_url(text: str) -> bool:
    """Whether the text is a URL rather than a path."""
    return "://" in text


def parse_url(text: str) -> DatabaseUrl:
    """The URL's parts. Raises Refused, without repeating a password."""
    parts = urlsplit(text)
    if parts.scheme != "dsql" or not parts.hostname:
        raise _refused("a database URL begins with dsql:// and names an endpoint")
    if parts.netloc.rpartition("@")[2].count(":"):
        raise _refused("a database URL takes no port (PGPORT is honoured)")
    options = parse_qs(parts.query, strict_parsing=bool(parts.query))
    unknown = sorted(options.keys() - {"search_path", "profile", "region"})
    if unknown:
        raise _refused(f"a database URL has no option {unknown[0]!r}")
    if parts.path not in ("", "/", "/postgres"):
        raise _refused(f"a DSQL cluster has one database, postgres, not {parts.path[1:]!r}")
    paths = options.get("search_path", [])
    return DatabaseUrl(
        endpoint=Endpoint.parse(parts.hostname, region=_one(options.get("region"))),
        user=unquote(parts.username) if parts.username else "admin",
        password=unquote(parts.password) if parts.password else None,
        profile=_one(options.get("profile")),
        schemas=tuple(name.strip() for path in paths for name in path.split(",") if name.strip()),
    )


def _one(values: Sequence[str] | None) -> str | None:
    return values[-1] if values else None


def _refused(message: str) -> Refused:
    return Refused(
        Refusal(
            code="DSQL500",
            message=message,
            way_out="write dsql://admin@ID.dsql.REGION.on.aws/?search_path=SCHEMA",
        )
    )
