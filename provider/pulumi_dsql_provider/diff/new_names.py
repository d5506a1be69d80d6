"""Renames of sequences and domains carried through a database: defaults and types follow."""

from collections.abc import Mapping
from typing import TypeVar

from pulumi_dsql_provider.dialect import sequence_names
from pulumi_dsql_provider.dialect.identifiers import qualified
from pulumi_dsql_provider.diff.renames import Renames
from pulumi_dsql_provider.model import Column, Database, Domain, Function, Table

_Typed = TypeVar("_Typed", Column, Domain)


def with_new_names(live: Database, renames: Renames) -> Database:
    """`live` with the sequences and domains of these renames, and what names them, under their new names."""
    if not renames.sequences and not renames.domains:
        return live
    sequences = {old: new for new, old in renames.sequences.items()}
    spelt = sequence_names.known(sequences)
    domains = {old: new for new, old in renames.domains.items()}
    types = {qualified(old): qualified(new) for old, new in domains.items()}

    def followed(thing: _Typed) -> _Typed:
        default = thing.default and sequence_names.renamed(thing.default, spelt)
        return thing.model_copy(update={"type": types.get(thing.type, thing.type), "default": default})

    def table(one: Table) -> Table:
        return one.model_copy(update={"columns": tuple(map(followed, one.columns))})

    def domain(one: Domain) -> Domain:
        return followed(one).model_copy(update={"name": domains.get(one.name, one.name)})

    return live.model_copy(
        update={
            "tables": tuple(map(table, live.tables)),
            "domains": tuple(map(domain, live.domains)),
            "sequences": tuple(
                one.model_copy(update={"name": sequences.get(one.name, one.name)}) for one in live.sequences
            ),
            "functions": tuple(_with_types(function, types) for function in live.functions),
        }
    )


def _with_types(function: Function, types: Mapping[str, str]) -> Function:
    arguments = tuple(
        each.model_copy(update={"type": types.get(each.type, each.type)}) for each in function.arguments
    )
    return function.model_copy(
        update={"arguments": arguments, "returns": types.get(function.returns, function.returns)}
    )
