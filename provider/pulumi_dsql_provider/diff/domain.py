"""What differs between two domains: what is their own, then each of their checks."""

from collections.abc import Iterator, Mapping

from pulumi_dsql_provider.diff.change import Change
from pulumi_dsql_provider.diff.column import same_default
from pulumi_dsql_provider.diff.comment import comment_differs
from pulumi_dsql_provider.diff.match import changes, differing, with_old_name
from pulumi_dsql_provider.diff.meaning import Same
from pulumi_dsql_provider.diff.renames import Renames
from pulumi_dsql_provider.model import Check, Database, Domain

VALUE = "value"
"""What the value is called in the checks of a domain, as if it were a column."""


def compare_domains(live: Database, wanted: Database, same: Same, renames: Renames) -> Iterator[Change]:
    """The changes of domains. A check that only has another name is a rename.

    `live` has the names of `renames` already.
    """

    def differs(old: Domain, new: Domain) -> frozenset[str]:
        default = frozenset[str]() if same_default(old, new, same) else frozenset({"default"})
        fields = differing(old, new, ("type", "nullable")) | default | comment_differs(old, new)
        return fields | {"name"} if new.name in renames.domains else fields

    found = changes("domain", live.domains, wanted.domains, key=lambda domain: domain.name, differs=differs)
    yield from (with_old_name(change, renames.domains) for change in found)
    for domain in wanted.domains:
        if (there := live.domain(domain.name)) is not None:
            yield from _checks(there, domain, same, renames.constraints_of(domain.name))


def _checks(live: Domain, wanted: Domain, same: Same, renamed: Mapping[str, str]) -> Iterator[Change]:
    def differs(old: Check, new: Check) -> frozenset[str]:
        means_the_same = same(old.expression, new.expression, {VALUE: wanted.type})
        expression = frozenset[str]() if means_the_same else frozenset({"expression"})
        return expression | comment_differs(old, new)

    return changes(
        "domain_check",
        live.checks,
        wanted.checks,
        key=lambda check: check.name,
        differs=differs,
        table=wanted.name,
        renamed_with=frozenset({"comment"}),
        renamed=renamed,
    )
