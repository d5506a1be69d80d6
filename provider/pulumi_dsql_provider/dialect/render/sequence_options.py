"""SQL for the options that sequences and identity columns have in common."""

from pulumi_dsql_provider.dialect.render.layout import Pieces
from pulumi_dsql_provider.model import SequenceOptions


def given(options: SequenceOptions) -> Pieces:
    """`CACHE 65536` …: what has its default is left out, but never CACHE, which has none on DSQL."""
    pieces = [f"CACHE {options.cache}"]
    if options.start != first_value(options):
        pieces.append(f"START WITH {options.start}")
    if options.increment != 1:
        pieces.append(f"INCREMENT BY {options.increment}")
    if options.min_value is not None:
        pieces.append(_bound("MINVALUE", options.min_value))
    if options.max_value is not None:
        pieces.append(_bound("MAXVALUE", options.max_value))
    if options.cycle:
        pieces.append("CYCLE")
    return pieces


def altered(live: SequenceOptions, wanted: SequenceOptions, *, setting: str = "") -> Pieces:
    """`CACHE 1` …: what makes `live` the same as `wanted`, each behind `setting`. Empty when nothing differs.

    The position stays, unless the sequence turns around: then it starts over.
    """
    pieces = []
    if live.cache != wanted.cache:
        pieces.append(f"CACHE {wanted.cache}")
    if live.start != wanted.start:
        pieces.append(f"START WITH {wanted.start}")
    if live.increment != wanted.increment:
        pieces.append(f"INCREMENT BY {wanted.increment}")
    turned = turns(live, wanted)  # PostgreSQL keeps the limits that it has taken for the other direction
    if turned or live.min_value != wanted.min_value:
        pieces.append(_bound("MINVALUE", wanted.min_value))
    if turned or live.max_value != wanted.max_value:
        pieces.append(_bound("MAXVALUE", wanted.max_value))
    if live.cycle != wanted.cycle:
        pieces.append("CYCLE" if wanted.cycle else "NO CYCLE")
    pieces = [f"{setting}{piece}" for piece in pieces]
    return [*pieces, "RESTART"] if turned else pieces


def turns(live: SequenceOptions, wanted: SequenceOptions) -> bool:
    """Whether the one counts up and the other down."""
    return (live.increment > 0) != (wanted.increment > 0)


def narrows(live: SequenceOptions, wanted: SequenceOptions) -> bool:
    """Whether the last number of `live` may be beyond the bounds of `wanted`."""
    (low, high), (new_low, new_high) = _bounds(live), _bounds(wanted)
    return new_low > low or new_high < high


def first_value(options: SequenceOptions) -> int:
    """Where PostgreSQL starts a sequence that is not told: its lower bound, or its upper if it descends."""
    low, high = _bounds(options)
    return low if options.increment > 0 else high


def _bounds(options: SequenceOptions) -> tuple[int, int]:
    """The lowest and the highest number, also where PostgreSQL is not told."""
    low, high = (1, 2**63 - 1) if options.increment > 0 else (-(2**63), -1)
    return (
        low if options.min_value is None else options.min_value,
        high if options.max_value is None else options.max_value,
    )


def _bound(word: str, value: int | None) -> str:
    return f"NO {word}" if value is None else f"{word} {value}"
