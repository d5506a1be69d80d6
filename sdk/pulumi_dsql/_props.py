"""Argument values as the plain properties that travel to the provider."""

import dataclasses
from collections.abc import Awaitable, Mapping, Sequence
from typing import Any

import pulumi

from pulumi_dsql._mistake import kind_of, mistake


def props(value: Any, name: str) -> Any:
    """The value with every argument class in it, at any depth and inside Outputs too, as a dict.

    None stands for "not given" and is left out of dicts. What cannot travel is a Mistake (DSQL400) that calls
    the value by `name`.
    """
    if isinstance(value, pulumi.Output):
        # What it holds may have Outputs inside.
        return value.apply(lambda known: pulumi.Output.from_input(props(known, name)))
    if value is None or isinstance(value, str | int | float | Awaitable):
        return value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
        return _mapping(fields, name)
    if isinstance(value, Mapping):
        return _mapping(value, name)
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        return [props(element, f"{name}[{number}]") for number, element in enumerate(value)]
    raise mistake(
        "DSQL400", f"{name} cannot be {kind_of(value)}", "give a string, a number, True or False, or a list"
    )


def _mapping(values: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {key: props(element, f"{name}.{key}") for key, element in values.items() if element is not None}


def listed(values: Any, name: str, *kinds: type) -> Any:
    """The values, which are a list of these kinds; Outputs, and dicts in their place, are for the provider.

    Anything else is a Mistake (DSQL400).
    """
    if isinstance(values, pulumi.Output | Awaitable):
        return values
    called = " or ".join("a string" if kind is str else f"dsql.{kind.__name__}(…)" for kind in kinds)
    if isinstance(values, str | bytes) or not isinstance(values, Sequence):
        way_out = f"write {name}=[…], a list of {called}"
        raise mistake("DSQL400", f"{name}= cannot be {kind_of(values)}", way_out)
    for number, value in enumerate(values):
        if not isinstance(value, (*kinds, Mapping, pulumi.Output, Awaitable)):
            raise mistake(
                "DSQL400", f"{name}[{number}] cannot be {kind_of(value)}", f"write {called} in its place"
            )
    return values


def planned_from(values: Mapping[str, Any]) -> Any:
    """The input `plan` as the program hands it over: empty, but a secret where any of the values is one.

    The provider fills it with SQL that may spell these values out; the engine keeps a property secret that
    was secret before.
    """
    if not _has_outputs(values):
        return []
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
