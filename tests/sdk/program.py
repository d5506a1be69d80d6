"""Programs run against a monitor that notes what reaches the engine.

noted = run(lambda: dsql.Schema("shop", cluster=ON))
noted["shop"].inputs == {"name": "shop", …}
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import pulumi
from google.protobuf import json_format
from pulumi.runtime import mocks, proto

import pulumi_dsql as dsql

HOST = "abcdefghijklmnopqrstuvwxyz.dsql.eu-west-1.on.aws"
ON = dsql.Endpoint(HOST)
UNKNOWN = pulumi.runtime.rpc.UNKNOWN
"""What travels in the place of a value that is not known yet."""
# Pulumi takes the loop of the thread, and a test that ran before may have left none.
_LOOP = asyncio.new_event_loop()


@dataclass(frozen=True)
class Registered:
    """One resource as the engine was asked for it."""

    type: str
    inputs: dict[str, Any]
    """Without `__provider`."""
    provider: str
    deleted_with: str
    """The name of that resource in the program."""
    aliases: list[str]
    hooks: dict[str, list[str]]
    depends_on: list[str]


@dataclass
class _Monitor(mocks.MockMonitor):
    outputs: dict[str, Any]
    noted: dict[str, Registered] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__(_Mocks(self.outputs))

    # Weak references to it are taken.
    __hash__ = object.__hash__

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802 - the name is the protocol's
        """Note it, and answer as the engine does for a create: with the inputs, and what is computed."""
        if request.type == "pulumi:pulumi:Stack":
            return super().RegisterResource(request)  # type: ignore[no-untyped-call]
        urn: str = self.make_urn(request.parent, request.type, request.name)
        inputs = json_format.MessageToDict(request.object)
        provider = inputs.pop("__provider", "")
        hooks = json_format.MessageToDict(request.hooks)
        self.noted[request.name] = Registered(
            request.type,
            inputs,
            provider,
            _name(request.deletedWith),
            [alias.spec.name for alias in request.aliases],
            hooks,
            sorted(map(_name, request.dependencies)),
        )
        answer = {**json_format.MessageToDict(request.object), **self.outputs.get(request.name, {})}
        state = json_format.ParseDict(answer, type(request.object)())
        return proto.RegisterResourceResponse(urn=urn, id=request.name, object=state)


@dataclass(frozen=True)
class _Mocks(mocks.Mocks):
    outputs: dict[str, Any]

    def call(self, args: mocks.MockCallArgs) -> Any:
        raise NotImplementedError

    def new_resource(self, args: mocks.MockResourceArgs) -> Any:
        """What a program looks up; what it registers does not come here."""
        return args.resource_id, self.outputs[args.name]


def run(
    program: Callable[[], Any],
    *,
    preview: bool = False,
    stack: str = "dev",
    outputs: dict[str, Any] | None = None,
) -> dict[str, Registered]:
    """The resources by name. `outputs` is what the engine adds to the outputs of resources, by name."""
    monitor = _Monitor(outputs or {})

    def quietly() -> Any:
        made = program()
        return made if isinstance(made, Awaitable) else None

    asyncio.set_event_loop(_LOOP)
    mocks.set_mocks(_Mocks(monitor.outputs), project="shop", stack=stack, preview=preview, monitor=monitor)
    mocks.test(quietly)()  # type: ignore[no-untyped-call]
    return monitor.noted


def later(value: Any) -> Any:
    """An Output of that value."""
    return pulumi.Output.from_input(value)


def _name(urn: str) -> str:
    return urn.rpartition("::")[2]
