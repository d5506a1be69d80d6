"""The one kind of error that a user of the stand-in sees: a code and a line that says what to do."""


class LocalError(Exception):
    """Something the user can act on; printed as `DSQL9xx: message`, never with a traceback.

    The stand-in's codes start with DSQL9, so they never collide with those of the engine.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
