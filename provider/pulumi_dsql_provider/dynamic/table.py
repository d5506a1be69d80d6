"""The provider of `pulumi_dsql.Table`."""

from collections.abc import Mapping, Sequence
from typing import Any

from pulumi_dsql_provider import catalog, plan
from pulumi_dsql_provider.catalog.session import Session
from pulumi_dsql_provider.diff import Changes
from pulumi_dsql_provider.dynamic.ahead import Ahead
from pulumi_dsql_provider.dynamic.definition import Definition, former_name
from pulumi_dsql_provider.dynamic.errors import Failed
from pulumi_dsql_provider.dynamic.inputs import Props, flag, is_unknown, optional_text, text, unknown
from pulumi_dsql_provider.dynamic.object import ObjectProvider
from pulumi_dsql_provider.dynamic.table_props import from_props, renames_of, to_props
from pulumi_dsql_provider.model import Database, ForeignKey, ObjectName, Table


class TableProvider(ObjectProvider[Table]):
    """One table with its columns and constraints."""

    kind = "table"

    def declared(self, props: Mapping[str, Any]) -> Table:
        """The table with canonical types and all names filled in."""
        return from_props(props)

    def define(self, props: Mapping[str, Any], live: Database, ahead: Ahead) -> Definition[Table]:
        """The declared table beside the live one of that name, or of the name it had.

        In it, foreign keys reference other tables as these are going to be named.
        """
        wanted = self.declared(props)
        live = ahead.project(live, {key.references for key in wanted.foreign_keys} - {wanted.name})
        renames = renames_of(props, wanted.name)
        old_name = renames.tables.get(wanted.name)
        former = live.table(old_name) if old_name else None
        found = live.table(wanted.name)
        there = found or former
        return Definition(
            declared=wanted,
            found=_without_comments(_as_referenced(there, wanted, live)),
            renames=renames,
            left_behind=plan.unfinished_keys(there.name, live) if there else (),
            former_stands=former is not None and found is not None,
        )

    def declares(self, props: Mapping[str, Any]) -> ObjectName | None:
        """The table's name."""
        schema, name = props.get("schema"), props.get("name")
        return ObjectName(schema, name) if isinstance(schema, str) and isinstance(name, str) else None

    def note(self, definition: Definition[Table], ahead: Ahead) -> None:
        """A rename of the table, or of a column, is one for its indexes and foreign keys of others too."""
        ahead.note(definition)

    def echo(self, thing: Table, props: Mapping[str, Any]) -> Props:
        """The table's inputs; columns keep what they are renamed from."""
        return to_props(thing, props)

    def with_what_follows(self, inputs: Props) -> Props:
        """A column is NOT NULL without saying so when it is part of the key, or an identity."""
        columns = inputs["columns"]
        if not isinstance(columns, list):
            return inputs
        key = inputs["primary_key"]
        return {**inputs, "columns": [_with_nullable(column, key) for column in columns]}

    def as_live(self, definition: Definition[Table], changes: Changes) -> Table:
        """The declared table in which every part that differs is as it is live."""
        wanted, live = definition.declared, definition.found or definition.declared
        # What does not differ is kept as it was written: the catalog spells expressions in its own way.
        differs: dict[tuple[str, Any], tuple[Any, frozenset[str]]] = {
            (change.kind, change.live.name): (change.wanted, change.differs)
            for change in changes
            if change.live is not None
        }
        written = {(kind, part.name): part for kind, part in _parts(wanted)}

        def found(kind: str, part: Any) -> Any:
            declared, fields = differs.get((kind, part.name), (written.get((kind, part.name)), frozenset()))
            if declared is None:
                return part
            return declared.model_copy(update={field: getattr(part, field) for field in fields})

        order = {key: place for place, key in enumerate(written)}

        def parts(kind: str, there: Sequence[Any]) -> tuple[Any, ...]:
            # Their order means nothing, and the catalog's is another one.
            as_declared = sorted(there, key=lambda part: order.get((kind, part.name), len(order)))
            return tuple(found(kind, part) for part in as_declared)

        return Table(
            name=live.name,
            columns=parts("column", live.columns),
            primary_key=live.primary_key,
            uniques=parts("unique", live.uniques),
            checks=parts("check", live.checks),
            foreign_keys=parts("foreign_key", live.foreign_keys),
            comment=live.comment,
        )

    def tables(self, props: Mapping[str, Any]) -> tuple[ObjectName, ...]:
        """The table, under the name it has and the one it had."""
        name = ObjectName(text(props, "schema"), text(props, "name"))
        old = optional_text(props, "renamed_from")
        had = (former_name(props), ObjectName(name.schema, old) if old else None)
        return (name, *(each for each in had if each))

    def before_delete(
        self, definition: Definition[Table], props: Mapping[str, Any], session: Session, live: Database
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


def _as_referenced(found: Table | None, wanted: Table, live: Database) -> Table | None:
    """The live table in whose foreign keys a primary key is referenced as it is declared: without columns."""
    if found is None:
        return None
    implied = {key.name: key.references for key in wanted.foreign_keys if not key.referenced_columns}

    def as_declared(key: ForeignKey) -> ForeignKey:
        target = live.table(key.references)
        held = target.primary_key if target else None
        same = held is not None and implied.get(key.name) == key.references
        if not same or held is None or held.columns != key.referenced_columns:
            return key
        return key.model_copy(update={"referenced_columns": ()})

    return found.model_copy(update={"foreign_keys": tuple(map(as_declared, found.foreign_keys))})


def _without_comments(found: Table | None) -> Table | None:
    """Without what a resource cannot say of its constraints, and so leaves alone: their comments."""
    if found is None or not any(part.comment for part in found.constraints):
        return found
    key = found.primary_key
    return found.model_copy(
        update={
            "primary_key": key and key.model_copy(update={"comment": None}),
            **{
                kind: tuple(part.model_copy(update={"comment": None}) for part in getattr(found, kind))
                for kind in ("uniques", "checks", "foreign_keys")
            },
        }
    )


def _with_nullable(column: Any, primary_key: Any) -> Any:
    if not isinstance(column, dict) or "nullable" in column:
        return column
    follows = is_unknown([primary_key, column["name"], column.get("identity")])
    return {**column, "nullable": unknown()} if follows else column
