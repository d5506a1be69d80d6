"""Runs a command of the user's in the foreground: signals go to it, its exit code comes back."""

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from types import FrameType

from dsql_local.errors import LocalError

_FORWARDED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)


def run_command(command: Sequence[str], environ: Mapping[str, str]) -> int:
    """The exit code of `command`; 128 + number when a signal ended it. LocalError when it does not start."""
    try:
        process = subprocess.Popen(command, env=dict(environ))
    except OSError as error:
        raise LocalError("DSQL940", f"cannot run {command[0]}: {error.strerror}") from None

    def forward(number: int, _: FrameType | None) -> None:
        # The terminal sends Ctrl-C to the whole foreground group: the command has it already, and many
        # programs take a second one as "at once, without tidying up".
        if not (number in (signal.SIGINT, signal.SIGQUIT) and _in_foreground()):
            process.send_signal(number)

    before = {number: signal.signal(number, forward) for number in _FORWARDED}
    try:
        code = process.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return code if code >= 0 else 128 - code


def _in_foreground() -> bool:
    """Whether a terminal's keys go to our process group."""
    try:
        terminal = os.open("/dev/tty", os.O_RDONLY)
    except OSError:
        return False
    try:
        return os.tcgetpgrp(terminal) == os.getpgrp()
    except OSError:
        return False
    finally:
        os.close(terminal)
