"""The one spelling of an interval: `'90 minutes'` is `'01:30:00'`, as PostgreSQL prints it."""

import re

_PART = re.compile(
    r"(?P<sign>[+-]?)(?P<amount>\d{1,9})(?:\.(?P<fraction>\d{1,6}))?\s*(?P<unit>[a-z]+)(?![a-z0-9.])"
    # A time without its seconds depends on what the interval is made of.
    r"|(?P<before>[+-]?)(?P<hours>\d{1,9}):(?P<minutes>\d\d):(?P<seconds>\d\d)(?:\.(?P<rest>\d{1,6}))?(?![\d.:])"
)
_SECOND = 1_000_000  # microseconds
_UNITS = {  # (months, days, microseconds) of one
    **dict.fromkeys(("year", "years", "yr", "yrs", "y"), (12, 0, 0)),
    **dict.fromkeys(("month", "months", "mon", "mons"), (1, 0, 0)),
    **dict.fromkeys(("week", "weeks", "w"), (0, 7, 0)),
    **dict.fromkeys(("day", "days", "d"), (0, 1, 0)),
    **dict.fromkeys(("hour", "hours", "hr", "hrs", "h"), (0, 0, 3600 * _SECOND)),
    **dict.fromkeys(("minute", "minutes", "min", "mins"), (0, 0, 60 * _SECOND)),
    **dict.fromkeys(("second", "seconds", "sec", "secs", "s"), (0, 0, _SECOND)),
}


def canonical_interval(text: str) -> str:
    """Months, days and time of an interval that is made of whole units and a time; else the text itself."""
    months = days = microseconds = 0
    rest, seen = text.strip().lower(), set[str]()
    while rest:
        found = _PART.match(rest)
        if not found:
            return text
        unit = found["unit"] or "time"
        if unit in seen:  # PostgreSQL refuses a unit that comes twice
            return text
        seen.add(unit)
        fraction = int((found["fraction"] or found["rest"] or "").ljust(6, "0"))
        if found["unit"]:
            if unit not in _UNITS or (fraction and _UNITS[unit] != (0, 0, _SECOND)):
                return text
            amounts = [int(found["amount"]) * one for one in _UNITS[unit]]
        else:
            clock = int(found["hours"]) * 3600 + int(found["minutes"]) * 60 + int(found["seconds"])
            amounts = [0, 0, clock * _SECOND]
        sign = -1 if (found["sign"] or found["before"]) == "-" else 1
        months, days, microseconds = (
            total + sign * amount
            for total, amount in zip(
                (months, days, microseconds), (*amounts[:2], amounts[2] + fraction), strict=True
            )
        )
        rest = rest[found.end() :].strip()
    return _printed(months, days, microseconds) if seen else text


def _printed(months: int, days: int, microseconds: int) -> str:
    """Each part with its own sign, nothing left out: a spelling of our own, which PostgreSQL reads too."""
    size = abs(microseconds)
    hours, minutes = size // (3600 * _SECOND), size // (60 * _SECOND) % 60
    seconds, fraction = size // _SECOND % 60, size % _SECOND
    clock = f"{'-' if microseconds < 0 else ''}{hours:02}:{minutes:02}:{seconds:02}"
    return f"{months} mons {days} days {clock}" + (f".{fraction:06}" if fraction else "")
