"""Argument values as the plain properties that travel to the provider."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

import pulumi


def props(value: Any) -> Any:
    """The value with every argument class in it, at any depth and inside Outputs too, as a dict.

    None stands for "not given" and is left out of dicts.
    """
    if isinstance(value, pulumi.Output):
        # What it holds may have Outputs inside.
        return value.apply(lambda known: pulumi.Output.from_input(props(known)))
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _mapping({field.name: getattr(value, field.name) for field in dataclasses.fields(value)})
    if isinstance(value, Mapping):
        return _mapping(value)
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [props(element) for element in value]
    return value


def _mapping(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: props(element) for key, element in values.items() if element is not None}


def planned_from(values: Mapping[str, Any]) -> Any:
    """The input `plan` as the program hands it over: empty, but a secret where any of the values is one.

    The provider fills it with SQL that may spell these values out; the engine keeps a property secret that
    was secret before.
    """
    return pulumi.Output.from_input(dict(values)).apply(lambda _: [])


def secret_outputs(values: Mapping[str, Any]) -> list[str] | None:
    """The outputs to keep secret where a value may be one: those that spell SQL out and are no input."""
    return ["pending"] if _has_outputs(values) else None


def _has_outputs(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(map(_has_outputs, value.values()))
    if isinstance(value, list | tuple):
        return any(map(_has_outputs, value))
    return isinstance(value, pulumi.Output)
