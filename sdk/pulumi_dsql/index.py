"""An index."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pulumi
from pulumi.dynamic import Resource

from pulumi_dsql._connection import connection
from pulumi_dsql._props import planned_from, props, secret_outputs
from pulumi_dsql._provider import provider
from pulumi_dsql._run import Place, claim, cluster_of, options
from pulumi_dsql.cluster import Cluster
from pulumi_dsql.endpoint import Endpoint, ForeignCluster
from pulumi_dsql.schema import Schema
from pulumi_dsql.table import Table


@dataclass(frozen=True)
class Expression:
    """An index key that is computed: `dsql.Expression("lower(email)")`. Its functions must be IMMUTABLE."""

    expression: pulumi.Input[str]
    nulls_first: pulumi.Input[bool] = field(default=False, kw_only=True)


@dataclass(frozen=True)
class Key:
    """An index key that is a column whose nulls come first; a plain string does for any other column."""

    column: pulumi.Input[str]
    nulls_first: pulumi.Input[bool] = field(default=False, kw_only=True)


class Index(Resource, module="dsql", name="Index"):
    """An index, built by an asynchronous job that is waited for and verified.

        dsql.Index("orders_open", table=orders, columns=["customer_id"], include=["total"],
                   where="status = 'open'")

    `table` is a Table of the program, or the name of one that is there (then `cluster` and, outside `public`,
    `schema` say where). A changed index is built under another name first and then takes the old one's place.
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
        claim("index", place, name or resource_name, resource_name)
        about: dict[str, Any] = {
            "columns": props(columns),
            "include": props(include),
            "unique": unique,
            "nulls_not_distinct": nulls_not_distinct,
            "where": where,
            "comment": comment,
        }
        values: dict[str, Any] = {
            **on,
            **about,
            "name": name or resource_name,
            "allow": props(allow),
            "adopt": adopt,
            "plan": planned_from(about),
        }
        holder = table if isinstance(table, Table) else cluster if isinstance(cluster, Cluster) else None
        mine = pulumi.ResourceOptions(deleted_with=holder, additional_secret_outputs=secret_outputs(about))
        super().__init__(provider("index"), resource_name, values, options(opts, mine))


def _on(
    table: Table | pulumi.Input[str],
    cluster: Cluster | Endpoint | ForeignCluster | None,
    schema: Schema | pulumi.Input[str] | None,
) -> tuple[dict[str, Any], Place]:
    """The properties that say which table; `__table` hands the provider what the table is going to be."""
    if isinstance(table, Table):
        if cluster is not None or schema is not None:
            raise TypeError("an index on a Table takes cluster= and schema= from it; leave them out")
        handed: dict[str, Any] = {"columns": table.columns}
        if table.given_renamed_from is not None:
            handed["renamed_from"] = table.given_renamed_from
        on = {**table.connection, "schema": table.schema, "table": table.name, "__table": handed}
        return on, table.place
    if cluster is None:
        raise TypeError("an index on a table that is given by name needs cluster= too")
    name = schema.name if isinstance(schema, Schema) else (schema or "public")
    given = schema.given_name if isinstance(schema, Schema) else name
    return {**connection(cluster), "schema": name, "table": table}, (cluster_of(cluster), given)
