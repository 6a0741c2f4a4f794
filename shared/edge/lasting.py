"""What is said to whoever calls for somebody who is being erased: never that something was made."""

from collections.abc import Awaitable
from datetime import timedelta
from typing import Any

from shared.edge.config import PeopleTerms
from shared.edge.operation import Answered, Call, CallerKind, Operation
from shared.kernel.errors import (
    AppError,
    ErasedError,
    NotFoundError,
    UnauthenticatedError,
    UnavailableError,
)

_RECALLED = timedelta(minutes=1)
"""After this an erasure is called off of whoever came back."""
_CREATED = 201


def of_who_dies(operation: Operation[Any] | None, error: ErasedError) -> AppError:
    """Return what a caller is told who is being erased: their session is nobody's any more.

    Unless they were taken to stay away: their erasure is called off, now that they are here.
    """
    if operation is None or operation.caller not in {CallerKind.PERSON, CallerKind.ANYBODY}:
        return error
    return UnavailableError(retry_after=_RECALLED) if error.recallable else UnauthenticatedError()


async def for_who_stays(
    operation: Operation[Any],
    call: Call[Any],
    people: PeopleTerms | None,
    story: Awaitable[Answered],
) -> Answered:
    """Carry a call out; who is being erased is told neither that something was made nor is missing.

    What they made may have been written while their deletion began: the erasure finds it.

    Raises:
        UnauthenticatedError: Whoever calls is being erased.
        UnavailableError: Nobody can tell.
    """
    try:
        answered = await story
    except ErasedError:
        raise
    except NotFoundError as e:
        if await _is_leaving(call, people):
            raise UnauthenticatedError from e
        raise
    made = operation.status == _CREATED and not operation.may_end_account
    if made and not answered.stays and await _is_leaving(call, people):
        raise UnauthenticatedError
    return answered


async def _is_leaving(call: Call[Any], people: PeopleTerms | None) -> bool:
    """Tell whether a person who calls is being erased, as it stands now."""
    if people is None or call.who is None:
        return False
    return not await people.sessions.stays(call.person)
