"""What goes where: statements and JSON to stdout, everything else to stderr."""

import sys
from collections.abc import Iterable

import typer


def show(lines: Iterable[str]) -> None:
    """Print these lines to stdout; nothing at all where there are none."""
    text = "\n".join(lines)
    if text:
        typer.echo(text)


def say(text: str) -> None:
    """Print one line to stderr."""
    typer.echo(" ".join(text.split()), err=True)


def say_stopped(text: str) -> None:
    """Print what Ctrl-C led to."""
    if sys.stderr.isatty():
        typer.echo(err=True)  # the terminal shows ^C and stays on that line
    say(f"DSQL507: {text}")


def speak_utf8() -> None:
    """Names and constants come from files in UTF-8 and leave as that, whatever the locale says."""
    for stream in (sys.stdout, sys.stderr):
        # What a test or a caller has put in their place need not be a stream that can be changed.
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(encoding="utf-8", errors="backslashreplace")
