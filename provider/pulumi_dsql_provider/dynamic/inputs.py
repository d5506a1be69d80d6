"""Reading what Pulumi hands over: numbers are floats, None is absence, unknowns are objects.

`within` is the place of what holds a value: `columns[2]`, `columns[2].identity`; nothing for a property.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from pulumi.output import Unknown

from pulumi_dsql_provider.dialect.refusal import Refusal, Refused

Props = dict[str, Any]

# Pulumi's numbers are floats: whole ones beyond this are rounded on the way.
_EXACT = 2**53


def is_unknown(value: Any) -> bool:
    """Whether the value, at any depth, is only known once something else has been created."""
    if isinstance(value, Unknown):
        return True
    if isinstance(value, Mapping):
        return any(is_unknown(element) for element in value.values())
    if isinstance(value, list | tuple):
        return any(is_unknown(element) for element in value)
    return False


def unknown() -> Any:
    """A value that is only known once something else has been created."""
    return Unknown()  # type: ignore[no-untyped-call]


def text(props: Mapping[str, Any], key: str, *, within: str | None = None) -> str:
    """A string that must be there."""
    value = props.get(key)
    if value is None or value == "":
        what = "is missing" if value is None else "is empty"
        raise wrong(within or key, f"{_label(within, key)} {what}", f"give {key}=")
    if not isinstance(value, str):
        message = f"{_label(within, key)} must be a string, not {kind_of(value)}"
        raise wrong(within or key, message, f"write {key} as a string")
    return value


def optional_text(props: Mapping[str, Any], key: str, *, within: str | None = None) -> str | None:
    """A string, or None where it is absent."""
    value = props.get(key)
    if value is not None and not isinstance(value, str):
        message = f"{_label(within, key)} must be a string, not {kind_of(value)}"
        raise wrong(within or key, message, f"write {key} as a string")
    return value


def flag(props: Mapping[str, Any], key: str, *, default: bool = False, within: str | None = None) -> bool:
    """A bool, or the default where it is absent."""
    value = props.get(key, default)
    if not isinstance(value, bool):
        message = f"{_label(within, key)} must be True or False, not {kind_of(value)}"
        raise wrong(within or key, message, f"give {key}=True or {key}=False")
    return value


def integer(props: Mapping[str, Any], key: str, *, within: str) -> int | None:
    """A whole number (Pulumi hands over 5 as 5.0), or None where it is absent."""
    value = props.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not float(value).is_integer():
        message = f"{_label(within, key)} must be a whole number"
        raise wrong(within, message, f"give {key} as an int")
    if abs(value) < _EXACT:
        return int(value)
    # The ends of bigint are what people write here; as floats they are 2^63 and -2^63.
    if abs(float(value)) == 2.0**63:
        return 2**63 - 1 if value > 0 else -(2**63)
    raise wrong(
        within,
        f"{_label(within, key)} is {int(value)}, which Pulumi cannot hand over digit by digit",
        "use a number between -2^53 and 2^53, or an end of bigint",
    )


def texts(props: Mapping[str, Any], key: str, *, within: str | None = None) -> tuple[str, ...]:
    """A list of strings, empty where it is absent."""
    values = elements(props, key, within=within)
    if not all(isinstance(value, str) for value in values):
        raise wrong(within or key, f"{_label(within, key)} must be a list of strings", f"give {key}=[…]")
    return values


def mappings(props: Mapping[str, Any], key: str) -> tuple[Mapping[str, Any], ...]:
    """A list of objects, empty where it is absent."""
    values = elements(props, key)
    if not all(isinstance(value, Mapping) for value in values):
        raise wrong(key, f"{key} must be a list of objects", f"use the classes of pulumi_dsql for {key}")
    return values


def elements(props: Mapping[str, Any], key: str, *, within: str | None = None) -> tuple[Any, ...]:
    """A list of anything, empty where it is absent."""
    values = props.get(key) or []
    if isinstance(values, str) or not isinstance(values, Sequence):
        message = f"{_label(within, key)} must be a list, not {kind_of(values)}"
        raise wrong(within or key, message, f"give {key}=[…]")
    return tuple(values)


def mapping(props: Mapping[str, Any], key: str, *, within: str | None = None) -> Mapping[str, Any]:
    """An object, empty where it is absent."""
    value = props.get(key) or {}
    if not isinstance(value, Mapping):
        message = f"{_label(within, key)} must be an object, not {kind_of(value)}"
        raise wrong(within or key, message, f"give {key}={{…}}")
    return value


def without_none(values: Mapping[str, Any]) -> Props:
    """The same without what is None, an empty string being kept."""
    return {key: value for key, value in values.items() if value is not None}


def kind_of(value: Any) -> str:
    """How messages call a value: what it is and not which, for it may be a secret."""
    match value:
        case None:
            return "nothing"
        case bool():
            return "True or False"
        case str():
            return "a string"
        case int() | float():
            return "a number"
        case Mapping():
            return "an object"
        case _:
            return "a list"


def wrong(place: str, message: str, way_out: str) -> Refused:
    """The refusal (DSQL400) of a value at that place."""
    prop = place.partition("[")[0]
    return Refused(Refusal(code="DSQL400", message=message, way_out=way_out, property=prop))


def _label(within: str | None, key: str) -> str:
    return f"{within}.{key}" if within else key
