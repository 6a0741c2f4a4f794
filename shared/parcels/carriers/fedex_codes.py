"""FedEx's codes: the tracking status codes and delivery exceptions of its developers' reference.

Source: developer.fedex.com, API Reference Guide, "Tracking Status Codes".
"""

from collections.abc import Mapping

from shared.parcels.carriers.model import Reason, Status
from shared.parcels.carriers.reading import Meaning

_ANNOUNCED, _MOVING = Status.INFO_RECEIVED, Status.IN_TRANSIT
_OUT, _READY = Status.OUT_FOR_DELIVERY, Status.AVAILABLE_FOR_PICKUP
_FAILED, _DONE, _TROUBLE = Status.DELIVERY_FAILED, Status.DELIVERED, Status.EXCEPTION

_ANNOUNCEMENT = Meaning(_ANNOUNCED, "Shipment announced")
_ON_THE_WAY = Meaning(_MOVING, "On the way")
_PICKED_UP = Meaning(_MOVING, "Picked up")
_READY_FOR_PICKUP = Meaning(_READY, "Ready for collection")
_WISHED = Meaning(_MOVING, "A change of the delivery was requested")
_TO_PICKUP = Meaning(_ANNOUNCED, "FedEx is coming to pick it up")

CODES: Mapping[str, Meaning] = {
    "AA": Meaning(_MOVING, "At the airport"),
    "AC": Meaning(_MOVING, "At Canada Post"),
    "AD": Meaning(_OUT, "At the place of delivery"),
    "AE": Meaning(_MOVING, "On the way, early"),
    "AF": Meaning(_MOVING, "At the local FedEx facility"),
    "AO": Meaning(_MOVING, "On the way, on time"),
    "AP": Meaning(_ANNOUNCED, "At the place of pickup"),
    "AR": Meaning(_MOVING, "Arrived at the facility"),
    "AX": Meaning(_MOVING, "At the postal service"),
    "CA": Meaning(_TROUBLE, "The shipment was cancelled", Reason.CANCELLED),
    "CC": Meaning(_MOVING, "Released by customs", Reason.CUSTOMS),
    "CD": Meaning(_MOVING, "Delayed in customs", Reason.CUSTOMS),
    "CH": Meaning(_MOVING, "A place was changed"),
    "CP": Meaning(_MOVING, "In customs clearance", Reason.CUSTOMS),
    "DD": Meaning(_MOVING, "The delivery is delayed", Reason.DELAYED),
    "DE": Meaning(_FAILED, "Delivery was not possible"),
    "DL": Meaning(_DONE, "Delivered"),
    "DP": Meaning(_MOVING, "Left the facility"),
    "DR": Meaning(_ANNOUNCED, "A vehicle came, but was not used"),
    "DS": Meaning(_ANNOUNCED, "A vehicle was sent"),
    "DY": Meaning(_MOVING, "Delayed", Reason.DELAYED),
    "EA": _ON_THE_WAY,
    "ED": Meaning(_OUT, "On the way to the place of delivery"),
    "EO": Meaning(_MOVING, "On the way to the airport of departure"),
    "EP": _TO_PICKUP,
    "FD": Meaning(_MOVING, "At the facility of destination"),
    "HA": Meaning(_MOVING, "Will be held for collection"),
    "HL": _READY_FOR_PICKUP,
    "HP": _READY_FOR_PICKUP,
    "IN": _ANNOUNCEMENT,
    "IT": _ON_THE_WAY,
    "IX": _ON_THE_WAY,
    "LO": Meaning(_MOVING, "Left its origin"),
    "LP": Meaning(_ANNOUNCED, "The label for a return was withdrawn"),
    "OC": _ANNOUNCEMENT,
    "OD": Meaning(_OUT, "Out for delivery"),
    "OF": Meaning(_MOVING, "At the facility of origin"),
    "OW": _ON_THE_WAY,
    "OX": Meaning(_MOVING, "Announced to the postal service"),
    "PD": Meaning(_ANNOUNCED, "The pickup is delayed", Reason.DELAYED),
    "PF": Meaning(_MOVING, "In the air"),
    "PL": Meaning(_MOVING, "The plane has landed"),
    "PM": _ON_THE_WAY,
    "PU": _PICKED_UP,
    "PX": _PICKED_UP,
    "RC": Meaning(_MOVING, "The wish for another delivery was withdrawn"),
    "RD": Meaning(_ANNOUNCED, "The label for a return is no longer valid"),
    "RG": Meaning(_ANNOUNCED, "The label for a return is not valid for much longer"),
    "RL": Meaning(_MOVING, "Running late", Reason.DELAYED),
    "RM": _WISHED,
    "RP": Meaning(_ANNOUNCED, "A label for a return was made"),
    "RR": _WISHED,
    "RS": Meaning(_TROUBLE, "On the way back to the sender", Reason.RETURNED),
    "SE": Meaning(_TROUBLE, "Something is holding the parcel up"),
    "SF": Meaning(_MOVING, "At the sorting facility"),
    "SP": Meaning(_MOVING, "Parts of the shipment travel apart"),
    "TR": Meaning(_MOVING, "Handed on"),
}
"""``latestStatusDetail.code``, an event's ``eventType`` and its ``derivedStatusCode``."""


def _each(codes: Mapping[Reason, str]) -> Mapping[str, Reason]:
    return {code: reason for reason, listed in codes.items() for code in listed.split()}


EXCEPTIONS: Mapping[str, Reason] = _each(
    {
        Reason.ADDRESS: "03",
        Reason.REFUSED: "07",
        Reason.RECIPIENT_ABSENT: "08 007",
        Reason.DAMAGED: "10 37",
        Reason.RETURNED: "14 060G",
        Reason.LOST: "36",
        Reason.DELAYED: "01 05 12 15 18 22 31 32 42 84 85 89",
        Reason.CUSTOMS: "50 55 58 61 62 63 64 65 66 71 72 73 75 76 80 88 90 A25",
    }
)
"""An event's ``exceptionCode`` (FedEx Express has two digits, FedEx Ground three), where it says
why. FedEx's list is open: another code says nothing to us."""

IDS = frozenset(
    {
        "DOCUMENT_AIRWAY_BILL",
        "GROUND_SHIPMENT_ID",
        "GROUP_MPS",
        "PARTNER_CARRIER_NUMBER",
        "STANDARD_MPS",
        "TRACKING_NUMBER_OR_DOORTAG",
    }
)
"""The ``type`` of identifiers that are a parcel's numbers: others are its customers' own."""
