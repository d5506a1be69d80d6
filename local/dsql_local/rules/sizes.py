"""How large what a transaction writes can be, in bytes. The database checks these, after each statement."""

from dsql_local.rules.limits import Limit
from dsql_local.rules.rule import Evidence

KEY_TOO_LARGE = Limit(
    name="key-size",
    at_most=1024,
    message="key size too large",
    sqlstate="54000",
    evidence=Evidence.GUIDE,
)
SIZES = (
    KEY_TOO_LARGE,
    Limit(
        name="column-size",
        at_most=1024 * 1024,
        message="maximum column size exceeded",
        sqlstate="54000",
        evidence=Evidence.GUIDE,
    ),
    Limit(
        name="row-size",
        at_most=2 * 1024 * 1024,
        message="maximum row size exceeded",
        sqlstate="54000",
        evidence=Evidence.GUIDE,
    ),
    Limit(
        name="transaction-size",
        at_most=10 * 1024 * 1024,
        message="transaction size limit 10mb exceeded",
        sqlstate="54000",
        evidence=Evidence.GUIDE,
    ),
)
