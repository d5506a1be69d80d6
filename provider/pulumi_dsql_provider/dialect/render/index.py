"""SQL for indexes that belong to no constraint."""

from pulumi_dsql_provider.dialect import snippet
from pulumi_dsql_provider.dialect.identifiers import qualified, quote
from pulumi_dsql_provider.dialect.render import remark
from pulumi_dsql_provider.dialect.render.layout import Pieces, fill, listed, names
from pulumi_dsql_provider.model import Index, IndexKey, ObjectName


def create(index: Index, *, name: str | None = None) -> str:
    """CREATE INDEX ASYNC, which starts a job and answers with its id; `name` stands in for the index's own.

    The name is not qualified: DSQL takes none that is, the index goes where its table is.
    """
    unique = "UNIQUE " if index.unique else ""
    head = [f"CREATE {unique}INDEX ASYNC {quote(name or index.name)}", f"ON {qualified(index.table)}"]
    lines = [fill([*head, *listed(_key(key) for key in index.keys)])]
    tail = _tail(index)
    if tail:
        lines.append(fill(tail, indent="  "))
    return "\n".join(lines)


def drop(name: ObjectName) -> str:
    """DROP INDEX; cancels the job that still builds it."""
    return f"DROP INDEX {qualified(name)}"


def rename(name: ObjectName, to: str) -> str:
    """RENAME TO, within the schema."""
    return fill([f"ALTER INDEX {qualified(name)}", f"RENAME TO {quote(to)}"])


def comment(name: ObjectName, text: str | None) -> str:
    """COMMENT ON INDEX; None removes the comment."""
    return remark.on("INDEX", qualified(name), text)


def _key(key: IndexKey) -> Pieces:
    what = [quote(key.column)] if key.column is not None else snippet.as_index_key(key.expression or "")
    return [*what, "NULLS FIRST"] if key.nulls_first else what


def _tail(index: Index) -> Pieces:
    found: list[str] = []
    if index.include:
        found += ["INCLUDE", *names(index.include)]
    if index.nulls_not_distinct:
        found.append("NULLS NOT DISTINCT")
    if index.where is not None:
        found += ["WHERE", *snippet.words(index.where)]
    return found
