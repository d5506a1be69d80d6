"""What differs between the check constraints of two tables."""

from collections.abc import Iterator, Mapping

from pulumi_dsql_provider.diff.change import Change
from pulumi_dsql_provider.diff.column import types_of
from pulumi_dsql_provider.diff.comment import comment_differs
from pulumi_dsql_provider.diff.match import changes
from pulumi_dsql_provider.diff.meaning import Same
from pulumi_dsql_provider.model import Check, Table


def compare_checks(live: Table, wanted: Table, same: Same, renamed: Mapping[str, str]) -> Iterator[Change]:
    """The changes of checks; `validated` differs where rows remain to be checked and no job is at it."""
    columns = types_of(live, wanted)

    def differs(old: Check, new: Check) -> frozenset[str]:
        fields = set() if same(old.expression, new.expression, columns) else {"expression"}
        if new.validated and not (old.validated or old.validating):
            fields.add("validated")
        return frozenset(fields) | comment_differs(old, new)

    return changes(
        "check",
        live.checks,
        wanted.checks,
        key=lambda check: check.name,
        differs=differs,
        table=wanted.name,
        renamed_with=frozenset({"validated", "comment"}),
        renamed=renamed,
    )
