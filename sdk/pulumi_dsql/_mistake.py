"""What a program does wrong with this package, told in one line at the program's own line."""

import difflib
import functools
import inspect
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any, TypeVar

import pulumi

T = TypeVar("T")

_TRACEBACKS = "PULUMI_DSQL_TRACEBACK"
# Where an Output is resolved, these are on the stack and the program is not.
_NOT_THE_PROGRAM = ("pulumi", "asyncio", "concurrent")


class Mistake(TypeError, ValueError):
    """`__main__.py:8: DSQL400: what is wrong; what to do`."""


class _InOneLine(Mistake, pulumi.RunError):
    """Of a RunError that ends a program, Pulumi shows the text and no traceback."""


def mistake(code: str, message: str, way_out: str) -> Mistake:
    """The error to raise. With PULUMI_DSQL_TRACEBACK=1 the engine shows where it comes from."""
    kind = Mistake if os.environ.get(_TRACEBACKS) else _InOneLine
    return kind(f"{_program_line()}{code}: {message}; {way_out}")


def kind_of(value: Any) -> str:
    """How messages call a value: by its type, for it may be long, or a secret."""
    if value is None:
        return "None"
    if isinstance(value, type):
        return f"the class {value.__name__}"
    name = type(value).__name__
    return f"{'an' if name[0].lower() in 'aeiou' else 'a'} {name}"


def takes_only_its_arguments(cls: type[T]) -> type[T]:
    """Let wrong arguments of a class be a Mistake (DSQL400) instead of Python's TypeError."""
    init: Callable[..., None] = cls.__init__
    signature = inspect.signature(init)

    @functools.wraps(init)
    def told(self: T, *args: Any, **named: Any) -> None:
        try:
            init(self, *args, **named)
        except TypeError:
            # Looked at only when it has failed: this costs more than the rest.
            wrong = _wrong_arguments(cls.__name__, signature, (self, *args), named)
            if wrong is None:
                raise
            raise wrong from None

    cls.__init__ = told  # type: ignore[assignment]
    return cls


def _wrong_arguments(
    name: str, signature: inspect.Signature, args: tuple[Any, ...], named: dict[str, Any]
) -> Mistake | None:
    """The error where these are not the arguments that the signature takes."""
    try:
        signature.bind(*args, **named)
    except TypeError as error:
        taken = [each for each in signature.parameters if each != "self"]
        unknown = next((each for each in named if each not in taken), None)
        if unknown is None:
            return mistake("DSQL400", f"{name}: {error}", f"its arguments are {', '.join(taken)}")
        close = difflib.get_close_matches(unknown, taken, n=1)
        way_out = f"write {close[0]}=" if close else f"its arguments are {', '.join(taken)}"
        return mistake("DSQL400", f"{name} has no argument {unknown}=", way_out)
    return None


def _program_line() -> str:
    """`file:line: ` of the call into this package; nothing where the program is not on the stack."""
    for frame in _callers():
        package = str(frame.f_globals.get("__name__", "")).partition(".")[0]
        if package == __package__:
            continue
        if package in _NOT_THE_PROGRAM:
            break
        file = Path(frame.f_code.co_filename)
        shown = file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file
        return f"{shown}:{frame.f_lineno}: "
    return ""


def _callers() -> Iterator[FrameType]:
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        yield frame
        frame = frame.f_back
