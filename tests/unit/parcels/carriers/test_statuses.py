"""Whatever the big trackers can say of a parcel, our two axes can say too: status and reason.

AfterShip and Kuaidi100 have no adapter; when one comes, its table begins with these rows.
"""

import pytest

from shared.parcels.carriers.model import Reason, Status
from shared.parcels.carriers.seventeen_track_codes import STATUSES, SUB_STATUSES

AFTERSHIP = {
    "Pending": (Status.NOT_FOUND, None),
    "InfoReceived": (Status.INFO_RECEIVED, None),
    "InTransit": (Status.IN_TRANSIT, None),
    "OutForDelivery": (Status.OUT_FOR_DELIVERY, None),
    "AttemptFail": (Status.DELIVERY_FAILED, None),
    "Delivered": (Status.DELIVERED, None),
    "AvailableForPickup": (Status.AVAILABLE_FOR_PICKUP, None),
    "Exception": (Status.EXCEPTION, None),
    "Expired": (Status.EXPIRED, None),
}
KUAIDI100 = {
    "0": (Status.IN_TRANSIT, None),
    "1": (Status.IN_TRANSIT, None),
    "2": (Status.EXCEPTION, None),
    "3": (Status.DELIVERED, None),
    "4": (Status.EXCEPTION, Reason.RETURNED),
    "5": (Status.OUT_FOR_DELIVERY, None),
    "6": (Status.EXCEPTION, Reason.RETURNED),
    "7": (Status.IN_TRANSIT, None),
    "10": (Status.IN_TRANSIT, Reason.CUSTOMS),
    "11": (Status.IN_TRANSIT, Reason.CUSTOMS),
    "12": (Status.IN_TRANSIT, Reason.CUSTOMS),
    "13": (Status.EXCEPTION, Reason.CUSTOMS),
    "14": (Status.DELIVERY_FAILED, Reason.REFUSED),
}
SEVENTEEN_TRACK = {
    code: (meaning.status, meaning.reason)
    for table in (STATUSES, SUB_STATUSES)
    for code, meaning in table.items()
}


@pytest.mark.parametrize("status", [one for one in Status if one is not Status.UNKNOWN])
def test_no_status_of_ours_is_more_than_the_trackers_say(status: Status) -> None:
    for tracker in (AFTERSHIP, SEVENTEEN_TRACK):
        assert status in {meant for meant, _ in tracker.values()}


@pytest.mark.parametrize("reason", Reason)
def test_no_reason_of_ours_is_more_than_the_trackers_say(reason: Reason) -> None:
    assert reason in {why for _, why in [*SEVENTEEN_TRACK.values(), *KUAIDI100.values()]}


def test_the_trackers_agree_where_they_use_the_same_word() -> None:
    for word in AFTERSHIP.keys() & STATUSES.keys():
        assert AFTERSHIP[word] == SEVENTEEN_TRACK[word]
