"""A refusal: why something cannot be had, and the way out. Every refusal has a code of its own kind."""

from pulumi_dsql_provider.model.name import ObjectName
from pulumi_dsql_provider.model.value import Value


class Refusal(Value):
    """Why a definition or a change is refused, before anything ran.

    `code` is one of `dialect.codes.CODES`. `subject` is the table or index at fault and `property` the
    part of it, named as in the model (`columns`, `primary_key`, `uniques`, `checks`, `foreign_keys`,
    `keys`, `include`, `where`, `name`, …). `location` is `file:line:column` where the definition came from a
    file; both count from 1, columns in characters.
    """

    code: str
    message: str
    way_out: str
    subject: ObjectName | None = None
    property: str | None = None
    location: str | None = None

    def __str__(self) -> str:
        """One line: `chinook.sql:12:3: DSQL012: what is wrong; what to do`."""
        where = f"{self.location}: " if self.location else ""
        return f"{where}{self.code}: {self.message}; {self.way_out}"


class Refused(Exception):
    """Raised where nothing can be returned; carries one or more refusals."""

    def __init__(self, *refusals: Refusal) -> None:
        super().__init__("\n".join(map(str, refusals)))
        self.refusals = refusals
