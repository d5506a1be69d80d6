"""SQL definitions -> the model: CREATE, ALTER, DROP, COMMENT are folded into what they leave behind.

A file per kind of statement; `fold` finds it. What cannot be read, what DSQL has not got and what is not
managed is refused, each with its place, all of it at once.
"""

from collections.abc import Iterable, Mapping

from pulumi_dsql_provider.dialect.parse.draft import Draft
from pulumi_dsql_provider.dialect.parse.fold import fold_all
from pulumi_dsql_provider.dialect.parse.key import Key, PartName
from pulumi_dsql_provider.dialect.parse.renamed import RenamedFrom, renamed_from
from pulumi_dsql_provider.dialect.parse.result import Parsed, Source
from pulumi_dsql_provider.dialect.parse.split import statements
from pulumi_dsql_provider.dialect.parse.statement import place
from pulumi_dsql_provider.dialect.refusal import Refusal, Refused

__all__ = ["Key", "Parsed", "PartName", "RenamedFrom", "Source", "parse", "place"]


def parse(sources: Iterable[Source], default_schema: str = "public") -> Parsed:
    """What the sources define, in whatever order they come; names without a schema are in `default_schema`.

    Raises Refused with every refusal, each with a location `file:line:column`.
    """
    draft = Draft()
    given = tuple(sources)
    fold_all((found for source in given for found in statements(source, default_schema, draft)), draft)
    renamed = tuple(renamed_from(draft))
    if draft.refusals:
        order = {source.name: place for place, source in enumerate(given)}
        raise Refused(*sorted(draft.refusals, key=lambda refusal: _place(refusal, order)))
    return Parsed(draft.database(), dict(draft.locations), tuple(draft.notes), renamed)


def _place(refusal: Refusal, order: Mapping[str, int]) -> tuple[int, int, int]:
    """Where a refusal stands: its source, its line and its column."""
    name, line, column = (refusal.location or ":0:0").rsplit(":", 2)
    return order.get(name, 0), int(line), int(column)
