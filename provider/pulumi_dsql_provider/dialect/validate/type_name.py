"""Types: that DSQL can store them, and since when."""

from collections.abc import Iterator

from pulumi_dsql_provider.dialect import types
from pulumi_dsql_provider.dialect.capabilities import Rules
from pulumi_dsql_provider.dialect.refusal import Refusal, Refused
from pulumi_dsql_provider.dialect.validate import form
from pulumi_dsql_provider.model import ObjectName

_TYPE_FORMS = {"json": "column-json", "jsonb": "column-jsonb"}
_PRECISION_AT_FIRST = 38


def refusals(type_: str, what: str, subject: ObjectName, part: str, rules: Rules) -> Iterator[Refusal]:
    """The type of `what`, for messages. A domain is looked at where it is declared."""
    try:
        found = types.canonical(type_)
    except Refused as refused:
        for each in refused.refusals:
            message = f"{what}: {each.message}"
            yield each.model_copy(update={"message": message, "subject": subject, "property": part})
        return
    if found in _TYPE_FORMS:
        yield from form.refusals(_TYPE_FORMS[found], f"{found} columns", rules, subject, part)
    if found.startswith("numeric(") and _precision(found) > _PRECISION_AT_FIRST:
        yield from form.refusals("numeric-beyond-38-digits", found, rules, subject, part)


def _precision(numeric: str) -> int:
    return int(numeric.removeprefix("numeric(").partition(",")[0])
