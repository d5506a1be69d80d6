"""SQL for extended statistics."""

from pulumi_dsql_provider.dialect import snippet
from pulumi_dsql_provider.dialect.identifiers import qualified, quote
from pulumi_dsql_provider.dialect.render import remark
from pulumi_dsql_provider.dialect.render.layout import fill, listed
from pulumi_dsql_provider.model import ObjectName, Statistics

_ALL = 3
_SERVERS_OWN = -1


def create(statistics: Statistics) -> str:
    """CREATE STATISTICS; its target and its comment are statements of their own."""
    pieces = [f"CREATE STATISTICS {qualified(statistics.name)}"]
    if 0 < len(statistics.kinds) < _ALL:
        pieces += listed([kind] for kind in statistics.kinds)
    elements = [
        *([quote(column)] for column in statistics.columns),
        *([*snippet.in_brackets(expression)] for expression in statistics.expressions),
    ]
    for element in elements[:-1]:
        element[-1] += ","
    pieces += ["ON", *(piece for element in elements for piece in element)]
    return fill([*pieces, f"FROM {qualified(statistics.table)}"])


def set_target(name: ObjectName, target: int | None) -> str:
    """SET STATISTICS; None is the server's own."""
    return fill([_alter(name), f"SET STATISTICS {_SERVERS_OWN if target is None else target}"])


def rename(name: ObjectName, to: str) -> str:
    """RENAME TO, within the schema."""
    return fill([_alter(name), f"RENAME TO {quote(to)}"])


def drop(name: ObjectName) -> str:
    """DROP STATISTICS."""
    return f"DROP STATISTICS {qualified(name)}"


def comment(name: ObjectName, text: str | None) -> str:
    """COMMENT ON STATISTICS; None removes the comment."""
    return remark.on("STATISTICS", qualified(name), text)


def _alter(name: ObjectName) -> str:
    return f"ALTER STATISTICS {qualified(name)}"
