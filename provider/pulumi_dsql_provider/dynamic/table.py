"""The provider of `pulumi_dsql.Table`."""

from collections.abc import Mapping
from typing import Any

from pulumi_dsql_provider import catalog
from pulumi_dsql_provider.catalog.session import Session
from pulumi_dsql_provider.diff import Changes
from pulumi_dsql_provider.dynamic.errors import Failed
from pulumi_dsql_provider.dynamic.inputs import Props, flag, optional_text, text
from pulumi_dsql_provider.dynamic.object import Definition, ObjectProvider
from pulumi_dsql_provider.dynamic.table_props import from_props, renames_of, to_props
from pulumi_dsql_provider.model import Database, ObjectName, Table


class TableProvider(ObjectProvider):
    """One table with its columns and constraints."""

    kind = "table"

    def define(self, props: Mapping[str, Any], live: Database) -> Definition:
        """The declared table beside the live one of that name, or of the name it had."""
        wanted = from_props(props)
        renames = renames_of(props, wanted.name)
        old_name = renames.tables.get(wanted.name)
        found = live.table(wanted.name) or (live.table(old_name) if old_name else None)
        return Definition(
            name=wanted.name,
            wanted=Database(tables=(wanted,)),
            renames=renames,
            live=Database(tables=(found,) if found else ()),
        )

    def echo(self, definition: Definition, props: Mapping[str, Any]) -> Props:
        """The table's inputs with canonical types and all names filled in."""
        (table,) = definition.wanted.tables
        return to_props(table, props)

    def as_live(self, definition: Definition, changes: Changes) -> Definition:
        """The declared table in which every part that differs is as it is live."""
        (wanted,) = definition.wanted.tables
        (live,) = definition.live.tables
        # A part without a change is kept as it was written: the catalog spells expressions in its own way.
        changed = {(change.kind, change.wanted.name) for change in changes if change.wanted is not None}
        written = {
            (kind, part.name): part for kind, part in _parts(wanted) if (kind, part.name) not in changed
        }
        order = {column.name: place for place, column in enumerate(wanted.columns)}
        columns = sorted(live.columns, key=lambda column: order.get(column.name, len(order)))
        found = Table(
            name=live.name,
            columns=tuple(written.get(("column", column.name), column) for column in columns),
            primary_key=live.primary_key,
            uniques=tuple(written.get(("unique", part.name), part) for part in live.uniques),
            checks=tuple(written.get(("check", part.name), part) for part in live.checks),
            foreign_keys=tuple(written.get(("foreign_key", part.name), part) for part in live.foreign_keys),
            comment=live.comment,
        )
        return Definition(name=found.name, wanted=Database(tables=(found,)), live=definition.live)

    def tables(self, props: Mapping[str, Any]) -> tuple[ObjectName, ...]:
        """The table, under the name it has and the one it had."""
        schema = text(props, "schema")
        names = (text(props, "name"), optional_text(props, "renamed_from"))
        return tuple(ObjectName(schema, name) for name in names if name)

    def without(self, definition: Definition) -> Database:
        """Nothing."""
        return Database()

    def before_delete(
        self, definition: Definition, props: Mapping[str, Any], session: Session, live: Database
    ) -> None:
        """A table with rows needs force_destroy; one that others reference cannot go before they do."""
        referencing = sorted(
            str(table.name)
            for table in live.tables
            if table.name != definition.name
            and any(key.references == definition.name for key in table.foreign_keys)
        )
        if referencing:
            raise Failed(
                f"DSQL405: table {definition.name} is referenced by foreign keys of "
                f"{', '.join(referencing)}; delete those first"
            )
        if not flag(props, "force_destroy") and catalog.has_rows(session, definition.name):
            raise Failed(
                f"DSQL406: table {definition.name} has rows; set force_destroy=True, run `pulumi up`, "
                "then delete it, or take it out of the state with `pulumi state delete`"
            )


def _parts(table: Table) -> list[tuple[str, Any]]:
    return [
        *(("column", part) for part in table.columns),
        *(("unique", part) for part in table.uniques),
        *(("check", part) for part in table.checks),
        *(("foreign_key", part) for part in table.foreign_keys),
    ]
