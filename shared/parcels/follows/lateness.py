"""Why a followed parcel's carrier was not asked when it was due. Pure."""

from datetime import datetime, timedelta
from enum import StrEnum

from shared.parcels.follows.model import Follow
from shared.parcels.follows.wheel import parted
from shared.parcels.shipments.model import ShipmentState
from shared.platform.suppliers.port import FetchOutcome

_A_NIGHT = timedelta(hours=8)


class WhyLate(StrEnum):
    """Why a carrier was not asked when it was due."""

    BUDGET = "carrier-budget"
    """Its day does not do for all."""
    BUSY = "carrier-busy"
    """It lets no more through."""
    UNAVAILABLE = "carrier-unavailable"
    """It gives no answer."""


def why_late(follow: Follow, state: ShipmentState | None, now: datetime) -> WhyLate | None:
    """Return why a follow's parcel is late; None: it is not.

    Args:
        follow: The follow.
        state: What is known of the parcel.
        now: The time.
    """
    if follow.wheel is None or state is None or state.asked_at is None:
        return None
    if state.outcome is FetchOutcome.UNAVAILABLE:
        return WhyLate.UNAVAILABLE
    period = parted(follow.wheel)[0].period
    if now - state.asked_at < 2 * period + _A_NIGHT:
        return None
    return WhyLate.BUSY if state.outcome is FetchOutcome.BUSY else WhyLate.BUDGET
