"""Primary keys, unique and check constraints as the catalog has them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from pulumi_dsql_provider.catalog.column import Columns, names
from pulumi_dsql_provider.catalog.expression import bare
from pulumi_dsql_provider.catalog.scope import Row
from pulumi_dsql_provider.model import Check, PrimaryKey, Unique


@dataclass(slots=True)
class Constraints:
    """The constraints of one table but its foreign keys, sorted by name."""

    primary_key: PrimaryKey | None = None
    uniques: list[Unique] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)


def constraints(
    rows: Iterable[Row], columns: Mapping[int, Columns], validating: Collection[int]
) -> dict[int, Constraints]:
    """The rows of constraints.sql as values, by their table's oid.

    A job validates a constraint of each table in `validating`.
    """
    found: dict[int, Constraints] = {}
    for (
        table,
        name,
        kind,
        validated,
        index_columns,
        key_count,
        nulls_not_distinct,
        expression,
        comment,
    ) in rows:
        if table not in columns:
            continue  # created since the columns were read
        of_table = found.setdefault(table, Constraints())
        if kind == "c":
            check = Check(
                name=name,
                expression=bare(expression),
                validated=validated,
                validating=not validated and table in validating,
                comment=comment,
            )
            of_table.checks.append(check)
            continue
        numbers = [int(number) for number in index_columns.split()]
        keys = names(columns[table], numbers[:key_count])
        if kind == "p":
            of_table.primary_key = PrimaryKey(name=name, columns=keys, comment=comment)
        else:
            include = names(columns[table], numbers[key_count:])
            unique = Unique(
                name=name,
                columns=keys,
                include=include,
                nulls_not_distinct=nulls_not_distinct,
                comment=comment,
            )
            of_table.uniques.append(unique)
    return found
