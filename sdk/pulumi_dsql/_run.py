"""What belongs to one run of one program: its hook and the objects that its resources claim."""

from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

import pulumi
from pulumi.runtime import settings


@dataclass
class _Run:
    claims: dict[tuple[str, ...], str] = field(default_factory=dict)
    hook: pulumi.ResourceHook | None = None


# An automation program may run several stacks in one process: each has a monitor of its own.
_runs: WeakKeyDictionary[Any, _Run] = WeakKeyDictionary()


def _current() -> _Run:
    return _runs.setdefault(settings.get_monitor(), _Run())


def claim(kind: str, connection: dict[str, Any], *names: Any, resource: str) -> None:
    """Note that this resource manages that object; a second one that does is an error at once.

    Names that are Outputs cannot be compared here; the provider still finds such a clash.
    """
    endpoint = connection["endpoint"]
    where = endpoint if isinstance(endpoint, str) else str(id(endpoint))
    if not all(isinstance(name, str) for name in names):
        return
    other = _current().claims.setdefault((kind, where, *names), resource)
    if other != resource:
        raise ValueError(
            f"DSQL401: {kind} {'.'.join(names)} is declared twice, as {other!r} and as {resource!r}; "
            "give one of them another name="
        )


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
