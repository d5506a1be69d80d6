"""In which order tables, domains and views can be made, and the changes of a plan with it."""

from collections.abc import Iterable, Iterator, Mapping

from pulumi_dsql_provider.dialect.identifiers import qualified
from pulumi_dsql_provider.model import Domain, ObjectName, Table


def creation_order(tables: Iterable[Table]) -> tuple[Table, ...]:
    """The tables, each after those that it references where there is no cycle; otherwise as they came."""
    given = {table.name: table for table in tables}
    placed: dict[ObjectName, Table] = {}
    seen: set[ObjectName] = set()
    for name, table in given.items():
        path = [] if name in seen else [(name, _parents(table, given))]
        seen.add(name)
        while path:
            current, parents = path[-1]
            parent = next((parent for parent in parents if parent not in seen), None)
            if parent is None:
                placed[current] = given[current]
                path.pop()
            else:
                seen.add(parent)
                path.append((parent, _parents(given[parent], given)))
    return tuple(placed.values())


def domains_in_order(domains: Iterable[Domain]) -> tuple[Domain, ...]:
    """The domains, each after the one that it is over."""
    given = {qualified(domain.name): domain for domain in domains}
    placed: dict[str, Domain] = {}
    for name in given:
        chain, over = list[str](), name
        while over in given and over not in placed and over not in chain:
            chain.append(over)
            over = given[over].type
        placed |= {each: given[each] for each in reversed(chain)}
    return tuple(placed.values())


def dependencies_first(needed: Mapping[ObjectName, Iterable[ObjectName]]) -> tuple[ObjectName, ...]:
    """The keys, each after those that it needs where there is no cycle; otherwise as they came."""
    placed: dict[ObjectName, None] = {}
    seen = set[ObjectName]()
    for name in needed:
        path = [] if name in seen else [(name, iter(needed[name]))]
        seen.add(name)
        while path:
            current, others = path[-1]
            other = next((other for other in others if other in needed and other not in seen), None)
            if other is None:
                placed[current] = None
                path.pop()
            else:
                seen.add(other)
                path.append((other, iter(needed[other])))
    return tuple(placed)


def references_later(tables: Iterable[Table]) -> Iterator[tuple[ObjectName, str]]:
    """The foreign keys, as (table, name), to a table that comes later in this order."""
    coming = {table.name: table for table in tables}
    for table in list(coming.values()):
        del coming[table.name]
        yield from ((table.name, key.name) for key in table.foreign_keys if key.references in coming)


def _parents(table: Table, among: dict[ObjectName, Table]) -> Iterator[ObjectName]:
    return (key.references for key in table.foreign_keys if key.references in among)
