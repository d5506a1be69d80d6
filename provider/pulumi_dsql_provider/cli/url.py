"""`dsql://user@endpoint/?search_path=shop`: where a database is, as the command line is told."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from pulumi_dsql_provider.aws.endpoint import Endpoint
from pulumi_dsql_provider.dialect.refusal import Refusal, Refused

_OPTIONS = frozenset({"search_path", "profile", "region"})
_SECRETS = re.compile(r"(?<=:)(?!//)\S+(?=@)")


@dataclass(frozen=True, slots=True)
class DatabaseUrl:
    """A parsed URL. Without a password a token is made from the AWS credential chain."""

    endpoint: Endpoint
    user: str = "admin"
    password: str | None = field(default=None, repr=False)
    profile: str | None = None
    schemas: tuple[str, ...] = ()


def is_url(text: str) -> bool:
    """Whether the text is a URL rather than a path."""
    return "://" in text


def without_secrets(text: str) -> str:
    """The text with `***` for whatever may be a password in a URL."""
    return _SECRETS.sub("***", text)


def parse_url(text: str) -> DatabaseUrl:
    """The URL's parts. Raises Refused (DSQL500, DSQL301); no message repeats what may be a password."""
    parts, options = _split(text)
    if unknown := sorted(options.keys() - _OPTIONS):
        raise _refused(f"a database URL has no option {unknown[0]!r}")
    return DatabaseUrl(
        endpoint=Endpoint.parse(parts.hostname or "", region=_last(options.get("region"))),
        user=unquote(parts.username) if parts.username else "admin",
        password=unquote(parts.password) if parts.password else None,
        profile=_last(options.get("profile")),
        schemas=tuple(
            dict.fromkeys(
                name.strip()
                for path in options.get("search_path", ())
                for name in path.split(",")
                if name.strip()
            )
        ),
    )


def _split(text: str) -> tuple[SplitResult, dict[str, list[str]]]:
    """The parts and the options of a URL that has the right form."""
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:  # its text repeats the URL
        raise _refused("this is no URL") from None
    if parts.scheme != "dsql" or not host:
        raise _refused("a database URL begins with dsql:// and names an endpoint")
    if "@" in parts.path + parts.query + parts.fragment:
        raise _refused("a password in a database URL must be percent-encoded")
    if ":" in parts.netloc.rpartition("@")[2]:
        raise _refused("a database URL takes no port (PGPORT is honoured)")
    if parts.path not in ("", "/", "/postgres"):
        raise _refused("a DSQL cluster has one database, postgres, and a URL names no other")
    if parts.fragment:
        raise _refused("a database URL has no part after #")
    try:
        return parts, parse_qs(parts.query, strict_parsing=bool(parts.query))
    except ValueError:
        raise _refused("the options of a database URL are written ?name=value&name=value") from None


def _last(values: Sequence[str] | None) -> str | None:
    return values[-1] if values else None


def _refused(message: str) -> Refused:
    way_out = "write dsql://USER@ID.dsql.REGION.on.aws/?search_path=SCHEMA"
    return Refused(Refusal(code="DSQL500", message=message, way_out=way_out))
