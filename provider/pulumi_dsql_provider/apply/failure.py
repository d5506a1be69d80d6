"""Why a step could not be done."""

from pulumi_dsql_provider.apply.retry import is_conflict
from pulumi_dsql_provider.catalog.session import DatabaseError

_DEPENDED_ON = "2BP01"


class StepFailed(Exception):
    """`str()` is one line with a code of dialect.codes: `DSQL200: what happened`."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {' '.join(message.split())}")


def of_database(error: DatabaseError) -> StepFailed:
    """The failure behind an error that was not worth another try, or outlived all tries."""
    text = f"{error.message} ({error.detail})" if error.detail else error.message
    if is_conflict(error):
        way_out = "other transactions keep changing the same objects; run it again when they are done"
        return StepFailed("DSQL202", f"{text} [SQLSTATE {error.sqlstate}]; {way_out}")
    if error.connection_lost:
        state = f" [SQLSTATE {error.sqlstate}]" if error.sqlstate else ""
        return StepFailed("DSQL201", f"{text}{state}; run it again when the cluster can be reached")
    way_out = "; delete what depends on it first, then run it again" if error.sqlstate == _DEPENDED_ON else ""
    return StepFailed("DSQL200", f"{text} [SQLSTATE {error.sqlstate}]{way_out}")
