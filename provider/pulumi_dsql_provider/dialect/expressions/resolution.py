"""Which operator or function PostgreSQL means, and so which casts it adds: chapter 10 of its manual.

Types are names as in `facts`; `unknown` is a quoted literal or NULL without a cast. Every function
answers None where PostgreSQL would refuse or where the built-in facts do not suffice: the caller then
leaves things as they are. The facts never change, so answers are remembered.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from pulumi_dsql_provider.dialect.expressions.facts import BuiltinType, Overload, facts

UNKNOWN = "unknown"
_STRING = "S"
_POLYMORPHIC = frozenset(
    {
        "any",
        "anyelement",
        "anyarray",
        "anynonarray",
        "anycompatible",
        "anycompatiblearray",
        "anycompatiblenonarray",
    }
)
_COMPATIBLE = "anycompatible"
_COMPATIBLE_ARRAYS = frozenset({"anycompatiblearray", "anycompatiblenonarray"})


class Resolved(NamedTuple):
    """What the arguments are cast to (None: left as they are) and what comes out (None: cannot be told)."""

    arguments: tuple[str | None, ...]
    result: str | None


@lru_cache(maxsize=1024)
def is_known(type_: str) -> bool:
    """Whether the facts hold this type (or the type of its elements)."""
    return type_ == UNKNOWN or type_.removeprefix("_") in facts().types


@lru_cache(maxsize=1024)
def operator(name: str, arguments: tuple[str, ...]) -> Resolved | None:
    """oper() and left_oper() of parse_oper.c. One argument means a prefix operator."""
    overloads = [one for one in facts().operators.get(name, ()) if len(one.arguments) == len(arguments)]
    wanted = arguments
    if len(wanted) == 2 and UNKNOWN in wanted:  # a literal is first taken for what stands on the other side
        other = wanted[0] if wanted[1] == UNKNOWN else wanted[1]
        wanted = (other, other)
    exact = [one for one in overloads if one.arguments == wanted]
    return _resolved(exact[0] if exact else _chosen(arguments, overloads), arguments)


@lru_cache(maxsize=1024)
def function(name: str, arguments: tuple[str, ...]) -> Resolved | None:
    """func_get_detail() of parse_func.c, for a call with plain arguments."""
    overloads = [
        fitted
        for one in facts().functions.get(name, ())
        if (fitted := _fitted(one, len(arguments))) is not None
    ]
    exact = [one for one in overloads if one.arguments == arguments]
    if exact:
        return _resolved(exact[0], arguments)
    if len(arguments) == 1 and name in facts().types:  # PostgreSQL reads `date(x)` as a cast then
        return None
    return _resolved(_chosen(arguments, overloads), arguments)


@lru_cache(maxsize=1024)
def common_type(types: tuple[str, ...]) -> str | None:
    """select_common_type() of parse_coerce.c: the type of COALESCE, CASE, IN, ARRAY and the like."""
    if not types or not all(map(is_known, types)):
        return None
    chosen, *others = types
    for other in others:
        if other in (UNKNOWN, chosen):
            continue
        if chosen == UNKNOWN:
            chosen = other
        elif _category(chosen).category != _category(other).category:
            return None
        elif not _category(chosen).preferred and can_coerce(chosen, other) and not can_coerce(other, chosen):
            chosen = other
    chosen = "text" if chosen == UNKNOWN else chosen
    return chosen if all(can_coerce(type_, chosen) for type_ in types) else None


def can_coerce(source: str, target: str) -> bool:
    """Whether PostgreSQL adds this cast by itself."""
    if source in (target, UNKNOWN) or (source, target) in facts().casts:
        return True
    if target in _POLYMORPHIC:
        array = source.startswith("_")
        return array if target.endswith("array") and "non" not in target else not (array and "non" in target)
    return source[0] == target[0] == "_" and can_coerce(source[1:], target[1:])


def always_boolean(name: str) -> bool:
    """Whether every operator of this name gives a boolean."""
    overloads = facts().operators.get(name, ())
    return bool(overloads) and all(one.result == "bool" for one in overloads)


def _category(type_: str) -> BuiltinType:
    if type_ == UNKNOWN:
        return BuiltinType("X", False)
    if type_ in _POLYMORPHIC:
        return BuiltinType("P", False)
    return (
        BuiltinType("A", False)
        if type_.startswith("_")
        else facts().types.get(type_, BuiltinType("P", False))
    )


def _fitted(overload: Overload, count: int) -> Overload | None:
    """The overload as a call with `count` arguments sees it, or None when it cannot be called so."""
    declared = overload.arguments
    if overload.variadic and count >= len(declared):
        each = declared[-1].removeprefix("_")
        return overload._replace(arguments=(*declared[:-1], *([each] * (count - len(declared) + 1))))
    if len(declared) - overload.defaults <= count <= len(declared) and not overload.variadic:
        return overload._replace(arguments=declared[:count])
    return None


def _resolved(overload: Overload | None, given: Sequence[str]) -> Resolved | None:
    if overload is None:
        return None
    common = _compatible(overload, given)
    declared = tuple(
        common if type_ == _COMPATIBLE else None if type_ in _POLYMORPHIC else type_
        for type_ in overload.arguments
    )
    result = common if overload.result == _COMPATIBLE else overload.result
    return Resolved(declared, result if result is not None and is_known(result) else None)


def _compatible(overload: Overload, given: Sequence[str]) -> str | None:
    """What arguments become that are declared to have a common type; None where arrays have a say."""
    if any(type_ in _COMPATIBLE_ARRAYS for type_ in overload.arguments):
        return None
    pairs = zip(given, overload.arguments, strict=True)
    return common_type(tuple(type_ for type_, declared in pairs if declared == _COMPATIBLE))


def _chosen(given: Sequence[str], overloads: Iterable[Overload]) -> Overload | None:
    """func_match_argtypes() and func_select_candidate(): rule by rule until one is left."""
    candidates = [one for one in overloads if _accepts(one, given)]
    if len(candidates) <= 1:
        return candidates[0] if candidates else None
    known = [place for place, type_ in enumerate(given) if type_ != UNKNOWN]
    candidates = _best(candidates, lambda one: sum(one.arguments[place] == given[place] for place in known))
    if len(candidates) > 1:
        candidates = _best(candidates, lambda one: sum(_suits(one.arguments[p], given[p]) for p in known))
    if len(candidates) == 1:
        return candidates[0]
    unknown = [place for place, type_ in enumerate(given) if type_ == UNKNOWN]
    if not unknown:
        return None
    candidates = _by_category(candidates, unknown)
    if len(candidates) == 1:
        return candidates[0]
    same = {given[place] for place in known}
    if len(same) == 1:  # last gasp: take every literal for the one type that is known
        (only,) = same
        candidates = [one for one in candidates if _accepts(one, [only] * len(given))]
        if len(candidates) == 1:
            return candidates[0]
    return None


def _accepts(overload: Overload, given: Sequence[str]) -> bool:
    """Whether the arguments can be cast, and polymorphic ones agree about their elements."""
    if not all(map(can_coerce, given, overload.arguments)):
        return False
    elements = {
        type_.removeprefix("_") if declared == "anyarray" else type_
        for type_, declared in zip(given, overload.arguments, strict=True)
        if declared in ("anyelement", "anyarray", "anynonarray") and type_ != UNKNOWN
    }
    return len(elements) <= 1


def _suits(declared: str, given: str) -> bool:
    """The very type, or the preferred one of its category."""
    target = _category(declared)
    return declared == given or (target.preferred and target.category == _category(given).category)


def _best(candidates: list[Overload], score: Callable[[Overload], int]) -> list[Overload]:
    scores = [score(one) for one in candidates]
    return [one for one, points in zip(candidates, scores, strict=True) if points == max(scores)]


def _by_category(candidates: list[Overload], places: Sequence[int]) -> list[Overload]:
    """At each literal, keep the candidates of the category that it must be; all of them when that is open."""
    kept = candidates
    for place in places:
        found = [_category(one.arguments[place]) for one in candidates]
        categories = {one.category for one in found}
        if len(categories) > 1 and _STRING not in categories:
            return candidates
        category = _STRING if len(categories) > 1 else found[0].category
        preferred = any(one.preferred for one in found if one.category == category)
        kept = [
            one
            for one in kept
            if (target := _category(one.arguments[place])).category == category
            and (target.preferred or not preferred)
        ]
    return kept or candidates
