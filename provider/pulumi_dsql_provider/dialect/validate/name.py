"""Names: not empty, not cut."""

from collections.abc import Iterator

from pulumi_dsql_provider.dialect.identifiers import MAX_BYTES
from pulumi_dsql_provider.dialect.refusal import Refusal
from pulumi_dsql_provider.model import ObjectName


def refusals(name: str, kind: str, subject: ObjectName | None, part: str = "name") -> Iterator[Refusal]:
    """`kind` says what has the name (`column`), `part` is the property of the subject that holds it."""
    if not name or "\0" in name:
        yield Refusal(
            code="DSQL001",
            message=f"the name {name!r} of a {kind} is empty or holds a zero byte",
            way_out="give it a name",
            subject=subject,
            property=part,
        )
    size = len(name.encode())
    if size > MAX_BYTES:
        yield Refusal(
            code="DSQL002",
            message=f"the {kind} {name} has a name of {size} bytes, DSQL cuts it after {MAX_BYTES}",
            way_out="choose a shorter name",
            subject=subject,
            property=part,
        )
