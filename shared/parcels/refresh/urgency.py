"""Which of the parcels that are due are asked for first. Pure."""

from datetime import datetime, timedelta

from shared.parcels.carriers.model import Status
from shared.parcels.follows.wheel import DUE_AFTER
from shared.parcels.shipments.model import ShipmentState
from shared.platform.suppliers.port import Haste, Waiting

_POLLS_OF_A_NUMBER = (7, 10)
"""Which part of the answers that a supplier gives about one number in a day is for polls."""
_KINDS = {
    Status.OUT_FOR_DELIVERY: 0,
    Status.DELIVERY_FAILED: 1,
    Status.AVAILABLE_FOR_PICKUP: 2,
    Status.NOT_FOUND: 4,
    Status.EXPIRED: 4,
    Status.DELIVERED: 5,
}
_MOVING = 3


def haste_of(state: ShipmentState | None) -> Haste:
    """Return from which part of the day's polls a parcel is paid for."""
    return Haste.URGENT if _status(state) is Status.OUT_FOR_DELIVERY else Haste.OTHER


def rank(state: ShipmentState | None, period: timedelta, now: datetime) -> tuple[int, float]:
    """Return where a parcel stands in the order: by its kind, then the longest overdue.

    Args:
        state: What is known of it.
        period: How far apart two looks at it are: how long it is overdue is counted in these.
        now: The time.
    """
    status = _status(state)
    kind = _MOVING if status is None else _KINDS.get(status, _MOVING)
    return kind, -waiting(state, period).periods(now)


def is_due(state: ShipmentState | None, period: timedelta, now: datetime) -> bool:
    """Tell whether nobody asked for a parcel lately, for anybody."""
    return waiting(state, period).periods(now) >= DUE_AFTER


def is_given(state: ShipmentState | None, per_number: int | None, now: datetime) -> bool:
    """Tell whether a supplier still answers a poll about a number today.

    Args:
        state: What is known of the parcel.
        per_number: How many answers a day it gives about one number; None: any number.
        now: The time.
    """
    if per_number is None or state is None:
        return True
    part, whole = _POLLS_OF_A_NUMBER
    return state.calls_on(now.date()) < max(1, per_number * part // whole)


def waiting(state: ShipmentState | None, period: timedelta) -> Waiting:
    """Return since when a parcel waits to be asked for.

    Args:
        state: What is known of it.
        period: How far apart two looks at it are.
    """
    return Waiting(state.asked_at if state is not None else None, period)


def _status(state: ShipmentState | None) -> Status | None:
    return state.report.status if state is not None and state.report is not None else None
