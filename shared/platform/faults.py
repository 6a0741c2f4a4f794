"""What a refusal of Google's means, in one table, and what is done about it.

``answered`` makes a call for every adapter that speaks gRPC to Google: in a time for all tries
together, again while that may help, and with whoever must act told.
"""

import asyncio
import random
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TypeVar

import grpc
import grpc.aio

from shared.kernel import log
from shared.kernel.errors import AppError, UnavailableError

_R = TypeVar("_R")
_PAUSE_SECONDS = 0.05
"""Before a second try, and twice as long before each further one: longer, taken together, than a
channel whose connection broke waits before it connects anew (``setup/google_cloud.py``: 0.1 s)."""
_NO_DATABASE = re.compile(r"\bdatabase\b.*\bdoes not exist\b|\bDatastore Mode\b", re.IGNORECASE)
"""How Firestore tells that it is the database that is missing, by the code of a document."""


class Service(StrEnum):
    """What of Google's is called."""

    FIRESTORE = "firestore"
    KMS = "kms"
    PUBSUB = "pubsub"
    IAM = "iam"
    STORAGE = "storage"


class Fault(StrEnum):
    """Whose a fault is, which says what helps."""

    MAY_HEAL = "may-heal"
    """The network's or the service's own: trying again."""
    LOST = "lost"
    """Of a write with a condition: another write was there first."""
    MISCONFIGURED = "misconfigured"
    """The operator's: a role, an index, a database, a key, an API."""
    EXHAUSTED = "exhausted"
    """A quota's."""
    OURS = "ours"
    """Of a request that can never be answered: mending the code."""


FAULTS: Mapping[grpc.StatusCode, Fault] = {
    grpc.StatusCode.CANCELLED: Fault.MAY_HEAL,
    grpc.StatusCode.UNKNOWN: Fault.MAY_HEAL,
    grpc.StatusCode.INVALID_ARGUMENT: Fault.OURS,
    grpc.StatusCode.DEADLINE_EXCEEDED: Fault.MAY_HEAL,
    grpc.StatusCode.NOT_FOUND: Fault.MISCONFIGURED,
    grpc.StatusCode.ALREADY_EXISTS: Fault.OURS,
    grpc.StatusCode.PERMISSION_DENIED: Fault.MISCONFIGURED,
    grpc.StatusCode.UNAUTHENTICATED: Fault.MISCONFIGURED,
    grpc.StatusCode.RESOURCE_EXHAUSTED: Fault.EXHAUSTED,
    grpc.StatusCode.FAILED_PRECONDITION: Fault.MISCONFIGURED,
    grpc.StatusCode.ABORTED: Fault.MAY_HEAL,
    grpc.StatusCode.OUT_OF_RANGE: Fault.OURS,
    grpc.StatusCode.UNIMPLEMENTED: Fault.MISCONFIGURED,
    grpc.StatusCode.INTERNAL: Fault.MAY_HEAL,
    grpc.StatusCode.UNAVAILABLE: Fault.MAY_HEAL,
    grpc.StatusCode.DATA_LOSS: Fault.OURS,
}
"""Every code of an error. FAILED_PRECONDITION is a missing index or a key that is switched off."""
_LOST = frozenset(
    {
        grpc.StatusCode.ALREADY_EXISTS,
        grpc.StatusCode.FAILED_PRECONDITION,
        grpc.StatusCode.NOT_FOUND,
        grpc.StatusCode.ABORTED,
    }
)
"""The codes by which a write with a condition is told that this does not hold."""
_STATUSES = {
    401: Fault.MISCONFIGURED,
    403: Fault.MISCONFIGURED,
    404: Fault.MISCONFIGURED,
    408: Fault.MAY_HEAL,
    409: Fault.MAY_HEAL,
    410: Fault.MAY_HEAL,
    412: Fault.LOST,
    429: Fault.EXHAUSTED,
}
"""Of HTTP: what is no fault of ours among a client's errors. 410: an upload was given up."""
_EVENTS = {
    Fault.MISCONFIGURED: log.Event.MISCONFIGURED,
    Fault.EXHAUSTED: log.Event.QUOTA_EXHAUSTED,
}


class RefusedRequestError(Exception):
    """A service of Google's does not understand what we ask. Trying again does not help."""


@dataclass(frozen=True, slots=True)
class CallTerms:
    """On what terms a service is called."""

    service: Service
    each: float
    """The longest that one try may take (s)."""
    within: float
    """And all of them together."""
    tries: int
    retry_after: timedelta = timedelta(seconds=5)
    """What a caller is told who may try again."""
    lost: type[AppError] | None = None
    """Of a write with a condition: what is raised if another one was first."""


def fault_of(error: grpc.aio.AioRpcError, *, conditional: bool = False) -> Fault:
    """Return whose a fault is.

    Args:
        error: What was answered.
        conditional: Whether it was a write with a condition.
    """
    if conditional and error.code() in _LOST and not lacks_database(error):
        return Fault.LOST
    return FAULTS.get(error.code(), Fault.MAY_HEAL)


def lacks_database(error: grpc.aio.AioRpcError) -> bool:
    """Tell whether it is a whole database that is not there, and not a document."""
    return _NO_DATABASE.search(error.details() or "") is not None


def tell(fault: Fault, service: Service, code: str) -> None:
    """Write that somebody must act, once a minute; of other faults nothing."""
    if (event := _EVENTS.get(fault)) is not None:
        log.write_seldom(event, log.Severity.ERROR, service=service, code=log.Word(code))


def fault_of_status(status: int) -> Fault:
    """Return whose a fault is that is told over HTTP: of Cloud Storage's."""
    if (fault := _STATUSES.get(status)) is not None:
        return fault
    return Fault.OURS if 400 <= status < 500 else Fault.MAY_HEAL  # noqa: PLR2004 - a client's errors


async def answered(terms: CallTerms, call: Callable[[float], Awaitable[_R]]) -> _R:
    """Make a call, again after a short random pause while that may help.

    Args:
        terms: On what terms.
        call: Makes it, and is given the time that it may take (s).

    Raises:
        UnavailableError: There was no answer in time, or the operator must act, who is told.
        RefusedRequestError: The fault is ours.
        AppError: The one that the terms name for a write that has lost.
    """
    ends = time.monotonic() + terms.within
    for number in range(terms.tries):
        try:
            return await call(max(0.0, min(terms.each, ends - time.monotonic())))
        except grpc.aio.AioRpcError as e:
            fault = fault_of(e, conditional=terms.lost is not None)
            pause = pause_before(number)
            again = number + 1 < terms.tries and time.monotonic() + pause < ends
            if fault is not Fault.MAY_HEAL or not again:
                raise _raised(fault, e, terms) from e
        await asyncio.sleep(pause)
    raise UnavailableError(retry_after=terms.retry_after)


def _raised(fault: Fault, error: grpc.aio.AioRpcError, terms: CallTerms) -> Exception:
    tell(fault, terms.service, error.code().name)
    if fault is Fault.OURS:
        return RefusedRequestError()
    if fault is Fault.LOST and terms.lost is not None:
        return terms.lost()
    return UnavailableError(retry_after=terms.retry_after)


def pause_before(number: int) -> float:
    """Return how long (s) to wait before a further try, 0 for the first: by chance, and longer."""
    longest: float = _PAUSE_SECONDS * 2**number
    return longest * (1 + random.random())  # noqa: S311 - jitter, no secret
