"""How a rights request comes, is proven, put off and answered: what is written of it. Pure."""

from datetime import datetime
from typing import Any

from shared.kernel.clock import DAY
from shared.kernel.errors import ConflictError
from shared.privacy.retention import due, shard_of
from shared.rights.requests.dates import months_after
from shared.rights.requests.model import (
    ANSWERED,
    STATE_OF,
    AskedRight,
    Right,
    RightsExtension,
    RightsOutcome,
    RightsSource,
    RightsState,
)

FIRST, LAST = 1, 3
"""Months after receiving it by which it is answered, at first and at the latest."""
UNPROVEN_FOR = 30 * DAY
"""How long after it was due a request is kept that nobody has proven or answered."""


def asked(kind: Right, purpose: str | None, source: RightsSource, now: datetime) -> dict[str, Any]:
    """Return the common fields of a request that has just come."""
    return {
        "kind": kind,
        "purpose": purpose,
        "source": source,
        "received": now,
        "due_at": months_after(now, FIRST),
        "proven": True,
    }


def as_unproven(due_at: datetime, *, name: str) -> dict[str, Any]:
    """Return what else is so of a request whose sender has proven nothing: it ends by itself."""
    ends = due_at + UNPROVEN_FOR
    return {
        "proven": False,
        "state": RightsState.UNPROVEN,
        "expires": ends,
        "due": due(ends, shard=shard_of(name)),
    }


def as_proven(before: AskedRight) -> dict[str, Any]:
    """Return what changes when its sender has proven their address: it waits like all others."""
    if not before.is_waiting:
        return {"proven": True}
    return {"proven": True, "state": RightsState.OPEN, "expires": None, "due": None}


def extended(before: AskedRight, why: RightsExtension, now: datetime) -> dict[str, Any]:
    """Return what changes when an answer is put off: once, and within the first month.

    Raises:
        ConflictError: It is answered, unproven, was put off before, or the month is over.
    """
    if before.state is not RightsState.OPEN or now > months_after(before.received, FIRST):
        raise ConflictError
    return {
        "state": RightsState.EXTENDED,
        "extension": why,
        "due_at": months_after(before.received, LAST),
    }


def ended(outcome: RightsOutcome, now: datetime, *, name: str) -> dict[str, Any]:
    """Return what changes when a request is answered: kept as evidence from then on.

    What holds until it is taken back is kept until then.
    """
    state = STATE_OF[outcome]
    told: dict[str, Any] = {"state": state, "outcome": outcome, "answered": now}
    if state is not RightsState.IN_FORCE:
        ends = now + ANSWERED.period
        told |= {"expires": ends, "due": due(ends, shard=shard_of(name))}
    return told
