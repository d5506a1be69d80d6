"""A table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pulumi
from pulumi.dynamic import Resource

from pulumi_dsql._connection import connection
from pulumi_dsql._props import planned_from, props, secret_outputs
from pulumi_dsql._provider import provider
from pulumi_dsql._run import Place, claim, cluster_of, options
from pulumi_dsql.cluster import Cluster
from pulumi_dsql.column import Column
from pulumi_dsql.endpoint import Endpoint, ForeignCluster
from pulumi_dsql.foreign_key import ForeignKey
from pulumi_dsql.schema import Schema
from pulumi_dsql.unique import Unique


class Table(Resource, module="dsql", name="Table"):
    """A table with its columns and constraints; its indexes are resources of their own.

        orders = dsql.Table(
            "orders",
            cluster=cluster,
            columns=[
                dsql.Column("id", "bigint", identity=dsql.Identity(cache=65536), nullable=False),
                dsql.Column("status", "text", nullable=False, default="'open'"),
            ],
            primary_key=["id"],
            checks={"orders_status_check": "status IN ('open', 'paid')"},
        )

    The name in the database is the resource's unless `name` says otherwise. `allow` names the hazards that
    may run (`allow=["drop-column:note"]`), `adopt=True` takes over a table that is there and differs,
    `force_destroy=True` lets a delete drop a table that has rows. `renamed_from` is the name it had.
    """

    schema: pulumi.Output[str]
    name: pulumi.Output[str]
    columns: pulumi.Output[Sequence[Mapping[str, Any]]]
    primary_key: pulumi.Output[Sequence[str]]
    endpoint: pulumi.Output[str]
    plan: pulumi.Output[Sequence[str]]

    def __init__(
        self,
        resource_name: str,
        *,
        cluster: Cluster | Endpoint | ForeignCluster,
        columns: pulumi.Input[Sequence[pulumi.Input[Column]]],
        primary_key: pulumi.Input[Sequence[pulumi.Input[str]]] = (),
        uniques: pulumi.Input[Sequence[pulumi.Input[Unique]]] = (),
        checks: pulumi.Input[Mapping[str, pulumi.Input[str]]] | None = None,
        foreign_keys: pulumi.Input[Sequence[pulumi.Input[ForeignKey]]] = (),
        schema: Schema | pulumi.Input[str] = "public",
        name: pulumi.Input[str] | None = None,
        comment: pulumi.Input[str] | None = None,
        renamed_from: pulumi.Input[str] | None = None,
        allow: pulumi.Input[Sequence[pulumi.Input[str]]] = (),
        adopt: pulumi.Input[bool] = False,
        force_destroy: pulumi.Input[bool] = False,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        where = connection(cluster)
        schema_name = schema.name if isinstance(schema, Schema) else schema
        given_schema = schema.given_name if isinstance(schema, Schema) else schema
        self.place: Place = (cluster_of(cluster), given_schema)
        claim("table", self.place, name or resource_name, resource_name)
        about: dict[str, Any] = {
            "columns": props(columns),
            "primary_key": props(primary_key),
            "uniques": props(uniques),
            "checks": props(checks or {}),
            "foreign_keys": _foreign_keys_props(foreign_keys),
            "comment": comment,
        }
        values: dict[str, Any] = {
            **where,
            **about,
            "schema": schema_name,
            "name": name or resource_name,
            "renamed_from": renamed_from,
            "allow": props(allow),
            "adopt": adopt,
            "force_destroy": force_destroy,
            "plan": planned_from(about),
        }
        # A rename of the table is often a rename of the resource too: without the alias that would be a
        # delete and a create.
        aliases = [pulumi.Alias(name=renamed_from)] if isinstance(renamed_from, str) else None
        mine = pulumi.ResourceOptions(
            deleted_with=cluster if isinstance(cluster, Cluster) else None,
            aliases=aliases,
            additional_secret_outputs=secret_outputs(about),
        )
        # For the indexes on it. An output that nobody set is unknown in a preview; what was given is not.
        self.connection = where
        self.given_renamed_from = renamed_from
        super().__init__(provider("table"), resource_name, values, options(opts, mine))


def _foreign_keys_props(keys: Any) -> Any:
    """The keys' properties, Outputs of them or of the whole list included."""
    if isinstance(keys, pulumi.Output):
        return keys.apply(lambda known: pulumi.Output.from_input(_foreign_keys_props(known)))
    return [_foreign_key_props(key) for key in keys]


def _foreign_key_props(key: Any) -> Any:
    """The key's properties; a Table it references becomes that table's name and key columns."""
    if isinstance(key, pulumi.Output):
        return key.apply(lambda known: pulumi.Output.from_input(_foreign_key_props(known)))
    values = {name: value for name, value in vars(key).items() if name != "references"}
    if isinstance(key.references, Table):
        values["references"] = {"schema": key.references.schema, "name": key.references.name}
        values["referenced_columns"] = key.referenced_columns or key.references.primary_key
    else:
        values["references"] = key.references
    return props(values)
