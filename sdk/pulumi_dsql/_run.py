"""What belongs to one run of one program: its hook and the objects that its resources claim."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

import pulumi
from pulumi.runtime import settings

from pulumi_dsql._mistake import mistake
from pulumi_dsql.endpoint import Endpoint

Place = tuple[Any, Any]
"""A cluster, as `cluster_of` names it, and the name of a schema in it."""


@dataclass
class _Run:
    claims: dict[tuple[Hashable, ...], tuple[str, pulumi.Resource]] = field(default_factory=dict)
    hook: pulumi.ResourceHook | None = None


# An automation program may run several stacks in one process: each has a monitor of its own.
_runs: WeakKeyDictionary[Any, _Run] = WeakKeyDictionary()


def _current() -> _Run:
    monitor = settings.get_monitor()
    # Without an engine there is no run; Pulumi says so when the resource is registered.
    return _Run() if monitor is None else _runs.setdefault(monitor, _Run())


def cluster_of(cluster: Any) -> Any:
    """What tells one cluster of the program from another: the resource itself, or the host's name."""
    return cluster.host if isinstance(cluster, Endpoint) else cluster


def claim(kind: str, place: Place, name: Any, resource_name: str, resource: pulumi.Resource) -> None:
    """Note that this resource manages that object; a second one that does is a Mistake (DSQL401).

    Names that are Outputs cannot be compared here; the provider still finds such a clash.
    """
    cluster, schema = place
    if not isinstance(name, str) or not isinstance(schema, str):
        return
    claims = _current().claims
    other, _ = claims.setdefault((kind, cluster, schema, name), (resource_name, resource))
    if other != resource_name:
        named = f"{schema}.{name}" if schema else name
        raise mistake(
            "DSQL401",
            f"{kind} {named} is declared twice, as {other!r} and as {resource_name!r}",
            "give one another name=",
        )


def declared(kind: str, place: Place, name: Any) -> list[pulumi.Resource]:
    """The resource that manages that object, if the program has declared one by now.

    What names the object depends on it, as if it had been given the resource.
    """
    cluster, schema = place
    if not isinstance(name, str) or not isinstance(schema, str):
        return []
    _, found = _current().claims.get((kind, cluster, schema, name), ("", None))
    # A constructor that failed has left no resource.
    return [found] if found is not None and hasattr(found, "urn") else []


def options(opts: pulumi.ResourceOptions | None, *more: pulumi.ResourceOptions) -> pulumi.ResourceOptions:
    """The resource's options with the hook that fails the run when work was left undone."""
    run = _current()
    if run.hook is None:
        run.hook = pulumi.ResourceHook("pulumi-dsql", _raise_last_error)
    merged = pulumi.ResourceOptions(
        hooks=pulumi.ResourceHookBinding(after_create=[run.hook], after_update=[run.hook])
    )
    for other in (*more, opts):
        merged = pulumi.ResourceOptions.merge(merged, other)
    return merged


def _raise_last_error(args: pulumi.ResourceHookArgs) -> None:
    """The provider keeps what was made in the state; this makes the run fail all the same."""
    error = (args.new_outputs or {}).get("last_error")
    if error:
        raise RuntimeError(error)
