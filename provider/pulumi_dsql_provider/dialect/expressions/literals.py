"""The one spelling of a constant's value: `'2020-1-5'::date` and `'2020-01-05'::date` are the same day.

Only spellings that are certain to mean the same value are brought together; everything else stays as it is.
"""

import json
import re
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from pulumi_dsql_provider.dialect.expressions.intervals import canonical_interval

_INTEGER = re.compile(r"\s*([+-]?\d+)\s*", re.ASCII)
_DECIMAL = re.compile(r"\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?)\s*", re.ASCII)
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?", re.ASCII)
_ZONE = re.compile(r"\s*(?:[zZ]|([+-])(\d{2})(?::?(\d{2}))?)$", re.ASCII)
_UUID = re.compile(r"\{?[0-9a-fA-F]{4}(?:-?[0-9a-fA-F]{4}){7}\}?", re.ASCII)
_BYTES = re.compile(r"\\x(?:[0-9a-fA-F]{2})*", re.ASCII)
_TRUE = frozenset({"t", "tr", "tru", "true", "y", "ye", "yes", "on", "1"})
_FALSE = frozenset({"f", "fa", "fal", "fals", "false", "n", "no", "of", "off", "0"})
_RANGES = {"int2": 1 << 15, "int4": 1 << 31, "int8": 1 << 63}
_FLOATS = frozenset({"float4", "float8"})
_LENGTHLESS = frozenset({"text", "varchar"})


def canonical_value(text: str, type_: str) -> str:
    """The value of `'text'::type` as one text; the text itself where nothing is known about the type."""
    read = _READERS.get(type_)
    return text if read is None else read(text)


def recast_value(text: str, source: str, target: str) -> str | None:
    """The canonical value of a constant as another type, or None when that is for PostgreSQL to say."""
    if source in _RANGES and _INTEGER.fullmatch(text):
        if target in _RANGES:
            return text if fits(int(text), target) else None
        return canonical_value(text, target) if target == "numeric" or target in _FLOATS else None
    if source == "numeric" and target in _FLOATS:
        return canonical_value(text, target)
    if source in _LENGTHLESS and target in (*_LENGTHLESS, "bpchar"):
        return text
    return None


def negated_value(text: str, type_: str) -> str | None:
    """The canonical value of minus a constant, or None for what has no negative of its type."""
    if type_ in _RANGES:
        return str(-int(text)) if _INTEGER.fullmatch(text) and fits(-int(text), type_) else None
    if type_ == "numeric" or type_ in _FLOATS:
        if not _DECIMAL.fullmatch(text) or not Decimal(text):
            return None  # floats have a negative zero
        return text.removeprefix("-") if text.startswith("-") else f"-{text}"
    return None


def fits(value: int, type_: str) -> bool:
    """Whether a number is in the range of an integer type."""
    return -_RANGES[type_] <= value < _RANGES[type_]


def _integer(type_: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        found = _INTEGER.fullmatch(text)
        return str(int(found[1])) if found and len(text) < 30 and fits(int(found[1]), type_) else text

    return read


def _numeric(text: str) -> str:
    """As numeric_out prints it: the scale counts (`1.50`), an exponent does not (`1e3` is `1000`)."""
    found = _DECIMAL.fullmatch(text)
    if not found:
        return _special(text)
    number = Decimal(found[1])
    return format(number or abs(number), "f")


def _float(text: str) -> str:
    """The decimal value; trailing zeros mean nothing to a float."""
    found = _DECIMAL.fullmatch(text)
    if not found:
        return _special(text)
    plain = format(Decimal(found[1]), "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _special(text: str) -> str:
    """NaN and the infinities."""
    word = text.strip().lower()
    return word if word in ("nan", "infinity", "-infinity") else text


def _boolean(text: str) -> str:
    word = text.strip().lower()
    return "true" if word in _TRUE else "false" if word in _FALSE else text


def _day(text: str) -> date | None:
    found = _DATE.fullmatch(text)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def _clock(text: str) -> time | None:
    found = _TIME.fullmatch(text)
    try:
        return (
            time(int(found[1]), int(found[2]), int(found[3] or 0), int((found[4] or "").ljust(6, "0")))
            if found
            else None
        )
    except ValueError:
        return None


def _date(text: str) -> str:
    """The day alone; PostgreSQL ignores a time and its zone."""
    moment = _moment(text.strip())
    return moment.date().isoformat() if moment else text


def _time(text: str) -> str:
    clock = _clock(text.strip())
    return _seconds(clock.isoformat()) if clock else text


def _moment(text: str) -> datetime | None:
    """A date with or without a time of day and an offset, which is left out; None for anything else."""
    zone = _zone(text)
    plain = text[: zone.start()] if zone else text
    day_part, _, clock_part = plain.replace("T", " ").partition(" ")
    day, clock = _day(day_part), _clock(clock_part.strip() or "0:00")
    return datetime.combine(day, clock) if day and clock else None


def _timestamp(text: str) -> str:
    """Without the time zone, which PostgreSQL ignores here."""
    moment = _moment(text.strip())
    return _seconds(moment.isoformat(" ")) if moment else text


def _timestamptz(text: str) -> str:
    """In UTC, which is the time zone of every DSQL session unless it chooses another."""
    moment, zone = _moment(text.strip()), _zone(text.strip())
    if moment is None:
        return text
    sign = f"{zone[1]}{zone[2]}{zone[3] or '00'}" if zone and zone[1] else "+0000"
    try:
        instant = datetime.strptime(moment.isoformat() + sign, _format_of(moment)).astimezone(UTC)
    except (ValueError, OverflowError):
        return text
    return _seconds(instant.replace(tzinfo=None).isoformat(" ")) + "+00"


def _zone(text: str) -> re.Match[str] | None:
    """The offset at the end; a date alone ends in what looks like one."""
    return _ZONE.search(text) if ":" in text else None


def _format_of(moment: datetime) -> str:
    return "%Y-%m-%dT%H:%M:%S.%f%z" if moment.microsecond else "%Y-%m-%dT%H:%M:%S%z"


def _seconds(text: str) -> str:
    """Without the zeros at the end of a fraction."""
    return text.rstrip("0") if "." in text else text


def _uuid(text: str) -> str:
    if not _UUID.fullmatch(text) or text.startswith("{") != text.endswith("}"):
        return text
    return str(uuid.UUID(text.strip("{}").replace("-", "")))


def _bytea(text: str) -> str:
    """In hexadecimal; not where a backslash begins an escape."""
    if "\\" in text:
        return text.lower() if _BYTES.fullmatch(text) else text
    return "\\x" + text.encode().hex()


def _jsonb(text: str) -> str:
    """Keys sorted, the last of equal ones kept, numbers as numeric prints them."""
    try:
        value = json.loads(text, parse_float=_Number, parse_int=_Number, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return text
    return _json_text(value)


class _Number(str):
    """A number of a JSON text, as it is written."""

    __slots__ = ()


def _refuse(text: str) -> Any:
    raise ValueError(text)


def _json_text(value: Any) -> str:
    if isinstance(value, _Number):
        return _numeric(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)}: {_json_text(value[key])}" for key in sorted(value)) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_json_text, value)) + "]"
    return json.dumps(value)


_READERS: dict[str, Callable[[str], str]] = {
    **{type_: _integer(type_) for type_ in _RANGES},
    "numeric": _numeric,
    "float4": _float,
    "float8": _float,
    "bool": _boolean,
    "date": _date,
    "time": _time,
    "timestamp": _timestamp,
    "timestamptz": _timestamptz,
    "interval": canonical_interval,
    "uuid": _uuid,
    "bytea": _bytea,
    "jsonb": _jsonb,
}
