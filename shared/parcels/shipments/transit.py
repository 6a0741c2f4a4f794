"""How long a parcel took, as a range of days. Pure."""

from datetime import timedelta
from enum import StrEnum

from shared.parcels.carriers.model import Report, Status


class Transit(StrEnum):
    """How long a parcel took from the first event to the delivery, in whole days."""

    UP_TO_2 = "0-2"
    UP_TO_5 = "3-5"
    UP_TO_10 = "6-10"
    LONGER = "11+"

    @classmethod
    def of(cls, took: timedelta) -> "Transit":
        """Return the range of a time, by whole days."""
        for most, bucket in ((2, cls.UP_TO_2), (5, cls.UP_TO_5), (10, cls.UP_TO_10)):
            if took.days <= most:
                return bucket
        return cls.LONGER


def transit_of(report: Report) -> Transit | None:
    """Return how long a parcel took; None: it is not delivered, or nobody can tell.

    Nobody can where no event came before the delivery, or where the carrier gave the time of one
    of the two without an offset: they may be a day further apart or closer than their clocks say.
    """
    deliveries = [one for one in report.scans if one.status is Status.DELIVERED]
    if report.status is not Status.DELIVERED or not deliveries:
        return None
    first, delivery = report.scans[-1].at.moment, deliveries[-1].at.moment
    if first is None or delivery is None or first >= delivery:
        return None
    return Transit.of(delivery - first)
