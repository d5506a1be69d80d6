"""How a command ends: its exit code."""

DONE = 0
FAILED = 1
DIFFERENT = 2
USAGE = 64
STOPPED = 130


class Ended(SystemExit):
    """A command is over, with one of the codes above; everything there is to say has been said."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
