"""An index."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pulumi
from pulumi.dynamic import Resource

from pulumi_dsql._connection import connection
from pulumi_dsql._mistake import mistake, takes_only_its_arguments
from pulumi_dsql._props import listed, planned_from, props, secret_outputs
from pulumi_dsql._run import Place, claim, cluster_of, options
from pulumi_dsql.cluster import Cluster
from pulumi_dsql.endpoint import Endpoint, ForeignCluster
from pulumi_dsql.schema import Schema
from pulumi_dsql.table import Table
from pulumi_dsql_provider.dynamic.named import Named


@takes_only_its_arguments
@dataclass(frozen=True)
class Expression:
    """A key of an index that is computed.

        dsql.Index("customers_email_idx", table=customers, columns=[dsql.Expression("lower(email)")])

    Args:
        expression: One SQL expression over columns of the table, without subqueries; its functions are
            IMMUTABLE.
        nulls_first: Whether nulls come before all values. By default they come last.
    """

    expression: pulumi.Input[str]
    nulls_first: pulumi.Input[bool] = field(default=False, kw_only=True)


@takes_only_its_arguments
@dataclass(frozen=True)
class Key:
    """A key of an index that is a column. A plain string does unless nulls come first.

        dsql.Index("orders_placed_at_idx", table=orders, columns=[dsql.Key("placed_at", nulls_first=True)])

    Args:
        column: The column's name.
        nulls_first: Whether nulls come before all values. By default they come last.
    """

    column: pulumi.Input[str]
    nulls_first: pulumi.Input[bool] = field(default=False, kw_only=True)


@takes_only_its_arguments
class Index(Resource, module="dsql", name="Index"):
    """An index, built by a job of the service that is waited for and verified.

        dsql.Index(
            "orders_open", table=orders, columns=["customer_id"], include=["total"], where="status = 'open'"
        )

    The index behind a primary key or a unique constraint belongs to its table and is no resource.

    A job that fails, or a run that is stopped, leaves an index that is not valid. The next `pulumi up` waits
    for a job that still runs, and else builds the index again. Values that keep a unique index from being
    built are named (DSQL204).

    Args:
        resource_name: The name of the resource, and of the index unless `name` says otherwise.
        table: A `Table` of the program, or the name of a table that is there.
        columns: The keys, at most 8: names of columns, `Key` or `Expression`.
        include: Columns that are stored beside the keys, so that queries need not visit the table.
        unique: Whether no two rows have the same keys.
        nulls_not_distinct: Whether nulls count as equal in a unique index.
        where: A condition in SQL: only rows that meet it are in the index.
        cluster: Where `table` is, if that is a name.
        schema: The schema of `table`, if that is a name; by default `public`.
        name: The name in the database. By default that of the resource.
        comment: The comment in the database.
        allow: Words of hazards that may run. The hazards of an index only inform and need no leave.
        adopt: Whether an index of this name that is there and differs is changed to this one. One that is the
            same is adopted anyway.
        opts: Pulumi's options.

    Attributes:
        name: The name in the database.
        schema: The schema it is in.
        table: The name of its table.
        endpoint: The host name of the cluster.
        plan: The SQL that leads from what is live to what is declared, line by line; empty where they agree.

    Changes:
        name, comment: in place.
        columns, include, unique, nulls_not_distinct, where: the new index is built beside the old one, which
            serves queries until the new one is valid; then it is dropped and the new one gets its name. Where
            the table has 24 indexes already there is no room beside it: the old one is dropped first.
        table: refused while the name is taken by the index on the other table (DSQL407).
        a delete: the index is dropped.
    """

    name: pulumi.Output[str]
    schema: pulumi.Output[str]
    table: pulumi.Output[str]
    endpoint: pulumi.Output[str]
    plan: pulumi.Output[Sequence[str]]

    def __init__(
        self,
        resource_name: str,
        *,
        table: Table | pulumi.Input[str],
        columns: pulumi.Input[Sequence[pulumi.Input[str | Key | Expression]]],
        include: pulumi.Input[Sequence[pulumi.Input[str]]] = (),
        unique: pulumi.Input[bool] = False,
        nulls_not_distinct: pulumi.Input[bool] = False,
        where: pulumi.Input[str] | None = None,
        cluster: Cluster | Endpoint | ForeignCluster | None = None,
        schema: Schema | pulumi.Input[str] | None = None,
        name: pulumi.Input[str] | None = None,
        comment: pulumi.Input[str] | None = None,
        allow: pulumi.Input[Sequence[pulumi.Input[str]]] = (),
        adopt: pulumi.Input[bool] = False,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        on, place = _on(table, cluster, schema)
        claim("index", place, name or resource_name, resource_name, self)
        about: dict[str, Any] = {
            "columns": props(listed(columns, "columns", str, Key, Expression), "columns"),
            "include": props(include, "include"),
            "unique": unique,
            "nulls_not_distinct": nulls_not_distinct,
            "where": where,
            "comment": comment,
        }
        values: dict[str, Any] = {
            **on,
            **about,
            "name": name or resource_name,
            "allow": props(allow, "allow"),
            "adopt": adopt,
            "plan": planned_from(about),
        }
        holder = table if isinstance(table, Table) else cluster if isinstance(cluster, Cluster) else None
        mine = pulumi.ResourceOptions(deleted_with=holder, additional_secret_outputs=secret_outputs(about))
        super().__init__(Named("index"), resource_name, values, options(opts, mine))


def _on(
    table: Table | pulumi.Input[str],
    cluster: Cluster | Endpoint | ForeignCluster | None,
    schema: Schema | pulumi.Input[str] | None,
) -> tuple[dict[str, Any], Place]:
    """The properties that say which table; `__table` hands the provider what the table is going to be."""
    if isinstance(table, Table):
        if cluster is not None or schema is not None:
            raise mistake(
                "DSQL400", "an index on a Table takes cluster= and schema= from it", "leave them out"
            )
        handed: dict[str, Any] = {"columns": table.columns}
        if table.given_renamed_from is not None:
            handed["renamed_from"] = table.given_renamed_from
        on = {**table.connection, "schema": table.schema, "table": table.name, "__table": handed}
        return on, table.place
    if cluster is None:
        raise mistake(
            "DSQL400",
            "an index on a table that is given by name needs cluster= too",
            "add it, or give table= the Table of the program",
        )
    name = schema.name if isinstance(schema, Schema) else (schema or "public")
    given = schema.given_name if isinstance(schema, Schema) else name
    return {**connection(cluster), "schema": name, "table": table}, (cluster_of(cluster), given)
