"""A request with a client token is done once; who repeats it gets the first answer again."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from dsql_local.control import errors

_MOST = 1000
"""Tokens that are remembered; SDKs make one for every call."""

Answer = Mapping[str, object]


class _Done(NamedTuple):
    request: Mapping[str, object]
    answer: Answer


class Repeats:
    """The answers to requests that had a token, by operation, Region and token."""

    def __init__(self) -> None:
        self._done: dict[tuple[str, str, str], _Done] = {}

    def answered(
        self, operation: str, region: str, token: str, request: Mapping[str, object]
    ) -> Answer | None:
        """The answer that the same request got before; None if there was none.

        ServiceError (Conflict) when the token came with another request.
        """
        done = self._done.get((operation, region, token))
        if done is None:
            return None
        if done.request != request:
            identifier = str(done.answer.get("identifier") or request.get("identifier") or "")
            raise errors.conflict(identifier, "The client token was used with other parameters before.")
        return done.answer

    def note(
        self, operation: str, region: str, token: str, request: Mapping[str, object], answer: Answer
    ) -> None:
        """A request has been carried out."""
        self._done[operation, region, token] = _Done(request, answer)
        if len(self._done) > _MOST:
            del self._done[next(iter(self._done))]

    def forget(self, identifier: str) -> None:
        """Forget all that was done to a cluster, as if there had never been one."""
        for key, (request, answer) in list(self._done.items()):
            if identifier in (request.get("identifier"), answer.get("identifier")):
                del self._done[key]

    def records(self) -> list[list[object]]:
        """All of it, as JSON has it; `restore` takes it back."""
        return [[*key, *done] for key, done in self._done.items()]

    def restore(self, records: Sequence[Sequence[Any]]) -> None:
        """The opposite of `records`."""
        for operation, region, token, request, answer in records:
            self._done[operation, region, token] = _Done(request, answer)
