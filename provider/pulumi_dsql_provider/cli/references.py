"""Foreign keys to tables, and columns of domains, that are not among what is compared."""

from collections.abc import Collection, Iterator

from pulumi_dsql_provider.dialect import types
from pulumi_dsql_provider.dialect.refusal import Refusal
from pulumi_dsql_provider.model import Database, ForeignKey, ObjectName


def completed(part: Database, around: Database) -> Database:
    """With the columns that foreign keys reference, where they name none, from the primary keys around it.

    A catalog always names them: without this, the same foreign key would differ for ever.
    """

    def complete(key: ForeignKey) -> ForeignKey:
        target = part.table(key.references) or around.table(key.references)
        if key.referenced_columns or target is None or target.primary_key is None:
            return key
        return key.model_copy(update={"referenced_columns": target.primary_key.columns})

    return part.with_tables(
        table.model_copy(update={"foreign_keys": tuple(map(complete, table.foreign_keys))})
        for table in part.tables
        if table.foreign_keys
    )


def dangling(live: Database, wanted: Database, left_alone: Collection[ObjectName]) -> Iterator[Refusal]:
    """The refusal (DSQL063) of each foreign key to a table that will not be there.

    A table of which nothing is known but that `live` references it is taken to be there.
    """
    referenced = {key.references for table in live.tables for key in table.foreign_keys}
    there = {*left_alone, *(name for name in referenced if live.table(name) is None)}
    for table in wanted.tables:
        for key in table.foreign_keys:
            if wanted.table(key.references) is None and key.references not in there:
                yield Refusal(
                    code="DSQL063",
                    message=f"the foreign key {key.name} of {table.name} references {key.references}, "
                    "which is neither defined nor there",
                    way_out="define that table, or correct the name",
                    subject=table.name,
                    property="foreign_keys",
                )


def unknown_domains(whole: Database, live: Database, wanted: Database) -> Iterator[Refusal]:
    """The refusal (DSQL010) of each column and domain of a domain that will not be there.

    `live` is the part of the `whole` that is compared; what else there is stays. A domain of which nothing is
    known but that something live is of it is taken to be there.
    """
    going = {domain.name for domain in live.domains}
    there = {domain.name for domain in whole.domains} - going
    there |= {domain for _, domain, _, _ in _of_domains(whole) if whole.domain(domain) is None}
    for what, domain, subject, part in _of_domains(wanted):
        if wanted.domain(domain) is None and domain not in there:
            yield Refusal(
                code="DSQL010",
                message=f"{what} is of the type {domain}, a domain which is neither defined nor there",
                way_out="define that domain, or correct the name",
                subject=subject,
                property=part,
            )


def _of_domains(database: Database) -> Iterator[tuple[str, ObjectName, ObjectName, str]]:
    """(what, the domain that is its type, subject, property) of all columns and domains that are of one."""
    for table in database.tables:
        for column in table.columns:
            if (domain := types.domain_named(column.type)) is not None:
                yield f"the column {column.name} of {table.name}", domain, table.name, "columns"
    for each in database.domains:
        if (domain := types.domain_named(each.type)) is not None:
            yield f"the domain {each.name}", domain, each.name, "type"
