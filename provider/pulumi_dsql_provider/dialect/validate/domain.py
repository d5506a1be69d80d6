"""Domains."""

from collections.abc import Iterator

from pulumi_dsql_provider.dialect.capabilities import Rules
from pulumi_dsql_provider.dialect.domains import Bases
from pulumi_dsql_provider.dialect.expressions import column_names
from pulumi_dsql_provider.dialect.identifiers import qualified
from pulumi_dsql_provider.dialect.refusal import Refusal
from pulumi_dsql_provider.dialect.validate import expression, form, name, schema, type_name
from pulumi_dsql_provider.model import Check, Domain, ObjectName

_VALUE = "value"


def refusals(domain: Domain, known: Bases, rules: Rules) -> Iterator[Refusal]:
    """One domain. `known` are all that are declared."""
    subject = domain.name
    yield from name.refusals(subject.name, "domain", subject)
    if schema.is_reserved(subject.schema):
        yield schema.reserved(subject.schema, subject)
    yield from form.refusals("create-domain", "domains", rules, subject, "name")
    yield from type_name.refusals(domain.type, f"the domain {subject}", subject, "type", rules)
    if known.get(qualified(subject)) == qualified(subject):
        yield Refusal(
            code="DSQL010",
            message=f"the domain {subject} is over itself",
            way_out="give it a type that is not a domain over it",
            subject=subject,
            property="type",
        )
    if domain.default is not None:
        yield from expression.default_refusals(domain.default, subject, "default")
    seen = set[str]()
    for check in domain.checks:
        yield from _check(check, subject)
        if check.name in seen:
            yield Refusal(
                code="DSQL003",
                message=f"the name {check.name} is used twice, by two checks of the domain {subject}",
                way_out="rename one of them",
                subject=subject,
                property="checks",
            )
        seen.add(check.name)


def _check(check: Check, subject: ObjectName) -> Iterator[Refusal]:
    yield from name.refusals(check.name, "check constraint", subject, "checks")
    found = tuple(expression.refusals(check.expression, subject, "checks", None))
    yield from found
    for column in sorted(column_names(check.expression) - {_VALUE}) if not found else ():
        yield Refusal(
            code="DSQL005",
            message=f"{check.expression} refers to a column {column}: a domain has none",
            way_out="write VALUE for the value; a text stands in single quotes",
            subject=subject,
            property="checks",
        )
