"""Requests that are carried out once, however often they arrive: ``Idempotency-Key``.

The same key with the same body is answered with the first answer; with another body it is refused,
and so it is while the first is still being worked on. An error is not kept: the next try runs.
A reply with a session's token is never kept; such an operation says how its reply is made anew.
"""

import re
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Protocol

from shared.kernel.errors import (
    AppError,
    FieldFault,
    InvalidInputError,
    UnauthenticatedError,
    UnavailableError,
)
from shared.people.accounts.idempotency import Claim, Told

if TYPE_CHECKING:
    from shared.edge.operation import Answered

_KEY = re.compile(r"\A[\x21-\x7e]{8,128}\Z")
HEADER = "Idempotency-Key"


class Replies(Protocol):
    """Where the replies of the last 24 hours are kept, each sealed under its person's key."""

    async def claim(self, scope: str, operation: str, key: str, body: bytes) -> Claim | Told:
        """Return the permission to carry a request out, or the reply that it got before.

        Args:
            scope: Whose keys these are.
            operation: Its id.
            key: As the caller gave it.
            body: What must be the same.

        Raises:
            IdempotencyMismatchError: The key came with another body.
            StillRunningError: It is being carried out right now.
            UnavailableError: The database or the key service does not answer.
        """
        ...

    async def keep(self, claim: Claim, answered: "Answered", owner: str) -> None:
        """Keep the reply of a request that was carried out, if that is possible."""
        ...

    async def drop(self, claim: Claim) -> None:
        """Forget a request that failed, if that is possible: else its lease runs out."""
        ...


Run = Callable[[], Awaitable["Answered"]]
Repeat = Callable[[Told], Awaitable["Answered"]]


async def once(  # noqa: PLR0913 - what is asked, and what it takes
    replies: Replies, *, key: str, scope: str, operation: str, body: bytes, run: Run, repeat: Repeat
) -> "Answered":
    """Carry a request out, or repeat what it was answered before."""
    if not _KEY.match(key):
        raise InvalidInputError(faults=(FieldFault(HEADER, "idempotency-key-form"),))
    claim = await replies.claim(scope, operation, key, body)
    if isinstance(claim, Told):
        try:
            return await repeat(claim)
        except UnauthenticatedError as e:
            await _look_again(replies, claim, (scope, operation, key, body), e)
            raise
    try:
        answered = await run()
    except AppError:
        await replies.drop(claim)
        raise
    await replies.keep(claim, answered, answered.owner or scope)
    return answered


async def _look_again(
    replies: Replies, seen: Told, request: tuple[str, str, str, bytes], error: UnauthenticatedError
) -> None:
    """Tell who was refused a session that another repetition has just replaced to come again.

    Raises:
        UnavailableError: That is so.
    """
    latest = await replies.claim(*request)
    if not isinstance(latest, Told):
        await replies.drop(latest)
    elif latest.session != seen.session:
        raise UnavailableError from error
