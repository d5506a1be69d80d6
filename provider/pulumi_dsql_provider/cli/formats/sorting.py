"""One order for what means the same: that of names. Files have another than a catalog."""

from pulumi_dsql_provider.model import Database, Table


def by_name(database: Database) -> Database:
    """The same; objects of each kind, and constraints of each table, are in the order of their names."""
    kinds = {
        kind: tuple(sorted(getattr(database, kind), key=lambda each: str(each.name)))
        for kind in Database.model_fields
        if kind != "access"  # neither document tells of it
    }
    return database.model_copy(update={**kinds, "tables": tuple(map(_sorted, kinds["tables"]))})


def _sorted(table: Table) -> Table:
    kinds = ("uniques", "checks", "foreign_keys")
    return table.model_copy(
        update={kind: tuple(sorted(getattr(table, kind), key=lambda each: each.name)) for kind in kinds}
    )
