"""A request of the API without its protocol, and the checks that several operations share."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from dsql_local.control import errors
from dsql_local.control.cluster import Cluster
from dsql_local.control.fleet import Fleet

_IDENTIFIER = re.compile(r"[a-z0-9]{26}")
_ARN = re.compile(r"arn:aws(-[^:]+)?:dsql:[a-z0-9-]{1,20}:[0-9]{12}:cluster/([a-z0-9]{26})")
_TAG = re.compile(r"[a-zA-Z0-9_.:/=+\-@ ]*")
MOST_TAGS, _LONGEST_KEY, _LONGEST_VALUE = 200, 128, 256


@dataclass(frozen=True)
class Call:
    """One request: where it is for, the `{…}` parts of its path (decoded), its query and its JSON body."""

    fleet: Fleet
    region: str
    path: Mapping[str, str]
    query: Mapping[str, list[str]]
    body: Mapping[str, object]

    def cluster(self) -> Cluster:
        """The cluster that the path names by `identifier` or `resourceArn`."""
        if "identifier" in self.path:
            identifier = self.path["identifier"]
            if not _IDENTIFIER.fullmatch(identifier):
                raise errors.invalid_field("identifier", "must be 26 characters of a-z and 0-9")
        else:
            match = _ARN.fullmatch(self.path["resourceArn"])
            if match is None:
                raise errors.invalid_field("resourceArn", "must be the ARN of a cluster")
            identifier = match[2]
        return self.fleet.get(identifier, self.region)

    def boolean(self, name: str, default: bool) -> bool:
        """A member of the body."""
        value = self.body.get(name, default)
        if not isinstance(value, bool):
            raise errors.invalid_field(name, "must be true or false")
        return value

    def text(self, name: str, longest: int) -> str | None:
        """A member of the body, or None when it is not there."""
        value = self.body.get(name)
        if value is not None and not (isinstance(value, str) and 1 <= len(value) <= longest):
            raise errors.invalid_field(name, f"must be a string of 1 to {longest} characters")
        return value

    def tags(self) -> dict[str, str]:
        """The member `tags` of the body; empty when it is not there."""
        tags = self.body.get("tags", {})
        if not isinstance(tags, dict) or len(tags) > MOST_TAGS:
            raise errors.invalid_field("tags", f"must be a map of at most {MOST_TAGS} entries")
        for key, value in tags.items():
            if not (1 <= len(key) <= _LONGEST_KEY and _TAG.fullmatch(key)) or key.lower().startswith("aws:"):
                raise errors.invalid_field("tags", f"the key {key!r} is not allowed")
            if not (isinstance(value, str) and len(value) <= _LONGEST_VALUE and _TAG.fullmatch(value)):
                raise errors.invalid_field("tags", f"the value of {key!r} is not allowed")
        return tags

    def metric_groups(self) -> list[dict[str, str]]:
        """The member `metricGroups` of the body; empty when it is not there."""
        groups = self.body.get("metricGroups", [])
        if not isinstance(groups, list) or groups not in ([], [{"metricGroup": "STATEMENT_STATISTICS"}]):
            raise errors.invalid_field("metricGroups", "can only hold STATEMENT_STATISTICS, once")
        return groups

    def refuse(self, *names: str) -> None:
        """ServiceError when the body has a member that the stand-in cannot honour."""
        for name in names:
            if self.body.get(name):
                raise errors.invalid(f"The local stand-in for Aurora DSQL does not have {name} yet.")


@dataclass(frozen=True)
class Route:
    """An operation of the API and where it is found. `path` has `{name}` for a part that is handed to it."""

    operation: str
    method: str
    path: str
    run: Callable[[Call], Awaitable[dict[str, object]]]
