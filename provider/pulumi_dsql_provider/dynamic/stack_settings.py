"""What holds for a whole stack: the hazards that its configuration allows, and whether clusters are asked."""

import json
import os

from pulumi.dynamic import Config

from pulumi_dsql_provider.dialect.refusal import Refusal, Refused

OFFLINE = "PULUMI_DSQL_OFFLINE"
_ALLOW = "dsql:allow"

# The providers keep nothing in their instances, which are stored in the state: this belongs to the process.
_allowed: frozenset[str] = frozenset()


def take(config: Config) -> None:
    """Take over what the stack's configuration says. Raises Refused where it makes no sense.

    `pulumi config set --path 'dsql:allow[0]' drop-column:note` allows that hazard in the whole stack.
    """
    global _allowed  # noqa: PLW0603 - see above
    text = config.get(_ALLOW)
    try:
        words = json.loads(text) if text else []
    except ValueError:
        words = None
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise Refused(
            Refusal(
                code="DSQL400",
                message=f"{_ALLOW} in the stack's configuration is no list of hazards",
                way_out=f"set it with `pulumi config set --path '{_ALLOW}[0]' drop-column:note`",
            )
        )
    _allowed = frozenset(words)


def allowed() -> frozenset[str]:
    """The hazards that the configuration allows."""
    return _allowed


def offline() -> bool:
    """Whether no cluster is to be asked: what the state has then stands in for what is live."""
    return os.environ.get(OFFLINE) == "1"


def refuse_offline() -> None:
    """Raise Refused (DSQL411) when offline."""
    if offline():
        raise Refused(
            Refusal(
                code="DSQL411",
                message="this needs the database, and the environment says to stay offline",
                way_out=f"unset {OFFLINE}; it is for `pulumi preview` only",
                property="endpoint",
            )
        )
