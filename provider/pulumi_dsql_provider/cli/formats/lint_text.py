"""`lint --format text`: a line for each, as compilers write them."""

from collections.abc import Sequence

from pulumi_dsql_provider.cli.diagnostic import Diagnostic


def lines(found: Sequence[Diagnostic]) -> list[str]:
    """`schema.sql:3:5: warning: no-primary-key: what it is; the way out`."""
    return list(map(_line, found))


def _line(one: Diagnostic) -> str:
    where = "" if one.place is None else f"{one.place.file}:{one.place.line}:{one.place.column}: "
    return " ".join(f"{where}{one.level}: {one.name}: {one.message}; {one.way_out}".split())
