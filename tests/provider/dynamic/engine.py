"""The dynamic providers called as the engine calls them: the methods in its order, with its values.

orders = stack.table(columns=[col("id", "uuid", nullable=False)])
orders.up()               # check, then create; from the second time on check, diff, update
orders.settled()          # nothing is left to do, and what is live reads as it was declared
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pulumi.dynamic import CheckResult, ReadResult, ResourceProvider
from pulumi.output import Unknown

from pulumi_dsql_provider.dynamic import claimed, elsewhere, live
from pulumi_dsql_provider.dynamic.index import IndexProvider
from pulumi_dsql_provider.dynamic.schema import SchemaProvider
from pulumi_dsql_provider.dynamic.table import TableProvider

Props = dict[str, Any]
UNKNOWN = Unknown()  # type: ignore[no-untyped-call]
KEY = {"name": "id", "type": "uuid", "nullable": False}


def col(name: str, type: Any, **more: Any) -> Props:
    """A column's properties."""
    return {"name": name, "type": type, **more}


def new_process() -> None:
    """Forget what this process knows of clusters, as the plugin of the next operation does."""
    live._clusters.clear()
    live._shared.clear()
    claimed._endpoints.clear()
    elsewhere._stands.cache_clear()


def wire(value: Any) -> Any:
    """What comes out when the engine has passed a value on: whole numbers are floats, None is absence."""
    if isinstance(value, Mapping):
        return {key: wire(element) for key, element in value.items() if element is not None}
    if isinstance(value, list | tuple):
        return [wire(element) for element in value]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def unknowns(value: Any) -> Any:
    """The value with every Unknown as the one that compares equal to itself."""
    if isinstance(value, Mapping):
        return {key: unknowns(element) for key, element in value.items()}
    if isinstance(value, list):
        return [unknowns(element) for element in value]
    return UNKNOWN if isinstance(value, Unknown) else value


def told(failure: Any) -> tuple[str, str]:
    """Property and text of a failure. The engine must not know the property: it would print its value."""
    assert failure.property == ""
    prop, _, text = failure.reason.partition(": ")
    return prop, text


@dataclass
class Resource:
    """One resource of a stack with what the state has of it."""

    provider: ResourceProvider
    props: Props
    """What the program says."""
    inputs: Props = field(default_factory=dict)
    outputs: Props = field(default_factory=dict)
    id: str = ""

    def check(self, **changed: Any) -> CheckResult:
        """What check makes of the program's properties, and of those that are given."""
        return self.provider.check(wire(self.inputs), wire({**self.props, **changed}))

    def failures(self, **changed: Any) -> list[tuple[str, str]]:
        """Property and text of what check refuses, in a process of its own."""
        new_process()
        return [told(failure) for failure in self.check(**changed).failures or []]

    def checked(self, **changed: Any) -> Props:
        """The checked inputs; nothing may be refused."""
        result = self.check(**changed)
        assert not result.failures, [failure.reason for failure in result.failures]
        inputs: Props = unknowns(result.inputs)
        return inputs

    def preview(self, **changed: Any) -> list[str]:
        """The plan that a preview shows, which is another process than the one that comes next."""
        new_process()
        plan: list[str] = self.checked(**changed)["plan"]
        new_process()
        return plan

    def up(self, **changed: Any) -> list[str]:
        """A `pulumi up` with a changed program: the plan that has run, without a note on adopting."""
        new_process()
        self.props = {**self.props, **changed}
        return self.bring_about(self.checked())

    def bring_about(self, inputs: Props) -> list[str]:
        """The update phase after check."""
        if not self.id:
            created = self.provider.create(wire(inputs))
            self.id, self.outputs = created.id, wire(created.outs)
        elif self.provider.diff(self.id, wire(self.outputs), wire(inputs)).changes:
            self.outputs = wire(self.provider.update(self.id, wire(self.outputs), wire(inputs)).outs)
        self.inputs = inputs
        return [line for line in inputs["plan"] if not line.startswith("-- adopts ")]

    def read(self) -> ReadResult:
        """What a refresh finds; the state is left as it is."""
        new_process()
        return self.provider.read(self.id, self.outputs)

    def refresh(self) -> Props:
        """The inputs that a refresh finds, now in the state; empty when the object is gone."""
        found = self.read()
        if not found.id:
            self.id, self.inputs, self.outputs = "", {}, {}
        else:
            assert found.inputs is not None
            self.inputs, self.outputs = wire(found.inputs), wire(found.outs)
        return self.inputs

    def delete(self) -> None:
        """Delete it, in the process that goes on from what came before."""
        self.provider.delete(self.id, wire(self.outputs))

    def destroy(self) -> None:
        """Delete it in a process of its own."""
        new_process()
        self.delete()

    def settled(self) -> None:
        """Nothing is left to do, in any later operation."""
        declared = {**wire(self.checked()), "plan": []}
        assert not self.outputs.get("pending"), self.outputs["last_error"]
        assert self.preview() == []
        new_process()
        assert not self.provider.diff(self.id, self.outputs, declared).changes
        found = self.read()
        assert wire(found.inputs) == declared
        # The engine ends a refresh with a diff from what it has read to the inputs that it has stored.
        assert not self.provider.diff(self.id, wire(found.outs), wire(self.inputs)).changes


@dataclass
class Stack:
    """The resources of a program on one cluster."""

    endpoint: str

    def schema(self, **props: Any) -> Resource:
        """A schema `shop`, unless the properties say otherwise."""
        return self._resource(SchemaProvider(), {"name": "shop", **props})

    def table(self, **props: Any) -> Resource:
        """A table `public.t` with the key `id`, unless the properties say otherwise."""
        own = {"schema": "public", "name": "t", "columns": [KEY], "primary_key": ["id"], **props}
        return self._resource(TableProvider(), own)

    def index(self, of: Resource | None = None, **props: Any) -> Resource:
        """An index `i` on a table's resource, or on the table `t` that is there."""
        on: Props = {"schema": "public", "table": "t"}
        if of is not None:
            handed = {"columns": of.checked()["columns"], "renamed_from": of.props.get("renamed_from")}
            on = {"schema": of.props["schema"], "table": of.props["name"], "__table": handed}
        return self._resource(IndexProvider(), {"name": "i", "columns": ["id"], **on, **props})

    def _resource(self, provider: ResourceProvider, props: Props) -> Resource:
        return Resource(provider, {"endpoint": self.endpoint, "user": "admin", **props})
