"""A table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pulumi
from pulumi.dynamic import Resource

from pulumi_dsql._connection import connection
from pulumi_dsql._mistake import takes_only_its_arguments
from pulumi_dsql._props import listed, planned_from, props, secret_outputs
from pulumi_dsql._run import Place, claim, cluster_of, declared, options
from pulumi_dsql.cluster import Cluster
from pulumi_dsql.column import Column
from pulumi_dsql.endpoint import Endpoint, ForeignCluster
from pulumi_dsql.foreign_key import ForeignKey
from pulumi_dsql.schema import Schema
from pulumi_dsql.unique import Unique
from pulumi_dsql_provider.dynamic.named import Named


@takes_only_its_arguments
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

    A preview shows the SQL as the input `plan`, and what a delete would run as `on_delete`. No change makes
    the table anew: what DSQL has no statement for is refused, with what to do instead.

    A table of that name that is there already is adopted where it is the same, and then says so in its plan;
    one that differs needs `adopt=True` (DSQL403). One that a stopped run has begun is finished.

    Args:
        resource_name: The name of the resource, and of the table unless `name` says otherwise.
        cluster: A `Cluster` of the program, an `Endpoint`, or a `pulumi_aws.dsql.Cluster`.
        columns: The columns, at most 255. Their order counts only when the table is made.
        primary_key: The names of its columns, at most 8; none for a table without a primary key.
        uniques: The unique constraints.
        checks: Conditions in SQL that every row meets, by the name of the constraint.
        foreign_keys: The foreign keys.
        schema: A `Schema` of the program, or the name of one that is there.
        name: The name in the database. By default that of the resource.
        comment: The comment in the database.
        renamed_from: The name the table had: it is renamed. Once that is done it says nothing any more and
            can go. The resource may be renamed with it.
        allow: Words of hazards that may run: `drop-column:note`, or `drop-column` for all of that kind. The
            stack's configuration can allow more, as `dsql:allow`.
        adopt: Whether a table of this name that is there and differs is changed to this one.
        force_destroy: Whether a delete may drop the table while it has rows.
        opts: Pulumi's options.

    Attributes:
        schema: The schema it is in.
        name: The name in the database.
        columns: The columns, each as a dict.
        primary_key: The columns of the primary key.
        endpoint: The host name of the cluster.
        plan: The SQL that leads from what is live to what is declared, line by line; empty where they agree.

    Changes:
        columns: see [Column](column.md).
        primary_key: refused (DSQL115).
        uniques: see [Unique](unique.md).
        checks: in place. New rows are checked at once, those that are there by a job of the service; rows
            that violate it are named (DSQL205).
        foreign_keys: see [ForeignKey](foreign-key.md).
        name: in place, a rename.
        comment: in place.
        schema: refused (DSQL122).
        cluster: the table is made in the other cluster. The one in the old cluster is left as it is.
        allow, adopt, force_destroy: in the state; nothing runs.
        a delete: the table is dropped; refused while it has rows (DSQL406) or others reference it (DSQL405).
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
        before = _declared_before(self.place, schema, foreign_keys)
        claim("table", self.place, name or resource_name, resource_name, self)
        about: dict[str, Any] = {
            "columns": props(listed(columns, "columns", Column), "columns"),
            "primary_key": props(primary_key, "primary_key"),
            "uniques": props(listed(uniques, "uniques", Unique), "uniques"),
            "checks": props(checks or {}, "checks"),
            "foreign_keys": _foreign_keys_props(foreign_keys),
            "comment": comment,
        }
        values: dict[str, Any] = {
            **where,
            **about,
            "schema": schema_name,
            "name": name or resource_name,
            "renamed_from": renamed_from,
            "allow": props(allow, "allow"),
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
            depends_on=before,
            additional_secret_outputs=secret_outputs(about),
        )
        # For the indexes on it. An output that nobody set is unknown in a preview; what was given is not.
        self.connection = where
        self.given_renamed_from = renamed_from
        super().__init__(Named("table"), resource_name, values, options(opts, mine))


def _declared_before(place: Place, schema: Any, keys: Any) -> list[pulumi.Resource]:
    """The resources of what the table names and does not hold: its schema, the tables it references."""
    cluster, own = place
    found = declared("schema", (cluster, ""), schema)
    for key in keys if isinstance(keys, Sequence) else ():
        references = getattr(key, "references", None)
        if isinstance(references, str):
            named, dot, name = references.partition(".")
            found += declared("table", (cluster, named if dot else own), name if dot else references)
    return found


def _foreign_keys_props(keys: Any) -> Any:
    """The keys' properties, Outputs of them or of the whole list included."""
    if isinstance(keys, pulumi.Output):
        return keys.apply(lambda known: pulumi.Output.from_input(_foreign_keys_props(known)))
    listed(keys, "foreign_keys", ForeignKey)
    return [_foreign_key_props(key, f"foreign_keys[{number}]") for number, key in enumerate(keys)]


def _foreign_key_props(key: Any, place: str) -> Any:
    """The key's properties; a Table it references becomes that table's name and key columns."""
    if isinstance(key, pulumi.Output):
        return key.apply(lambda known: pulumi.Output.from_input(_foreign_key_props(known, place)))
    if not isinstance(key, ForeignKey):
        return props(key, place)
    values = {name: value for name, value in vars(key).items() if name != "references"}
    if isinstance(key.references, Table):
        values["references"] = {"schema": key.references.schema, "name": key.references.name}
        values["referenced_columns"] = key.referenced_columns or key.references.primary_key
    else:
        values["references"] = key.references
    return props(values, place)
