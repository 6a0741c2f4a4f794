"""USPS's codes: the event codes and status categories of its Tracking API.

Source: developers.usps.com, Tracking 3.0; USPS Publication 199, appendix on scan event codes; the
codes of international mail are those of the Universal Postal Union's EMSEVT messages.
"""

from collections.abc import Mapping

from shared.parcels.carriers.model import Reason, Status
from shared.parcels.carriers.reading import Meaning

_ANNOUNCED, _MOVING = Status.INFO_RECEIVED, Status.IN_TRANSIT
_OUT, _READY = Status.OUT_FOR_DELIVERY, Status.AVAILABLE_FOR_PICKUP
_FAILED, _DONE, _TROUBLE = Status.DELIVERY_FAILED, Status.DELIVERED, Status.EXCEPTION

_ANNOUNCEMENT = Meaning(_ANNOUNCED, "Shipment announced")
_ACCEPTED = Meaning(_MOVING, "Accepted")
_PROCESSED = Meaning(_MOVING, "Processed")
_ARRIVED = Meaning(_MOVING, "Arrived at the facility")
_LEFT = Meaning(_MOVING, "Left the facility")
_ON_THE_WAY = Meaning(_MOVING, "On the way")
_OUT_FOR_DELIVERY = Meaning(_OUT, "Out for delivery")
_AT_PICKUP = Meaning(_READY, "Ready for collection")
_DELIVERED = Meaning(_DONE, "Delivered")
_NOTICE = Meaning(_FAILED, "Delivery was attempted, a notice was left")
_NO_ACCESS = Meaning(_FAILED, "The place of delivery could not be reached")
_ADDRESS = Meaning(
    _TROUBLE, "The address is not right, on the way back to the sender", Reason.RETURNED
)
_BACK = Meaning(_TROUBLE, "On the way back to the sender", Reason.RETURNED)
_MISSENT = Meaning(_MOVING, "Sent the wrong way, on its way again", Reason.DELAYED)
_CUSTOMS = Meaning(_MOVING, "In customs clearance", Reason.CUSTOMS)
_PARTNER = Meaning(_ANNOUNCED, "With the shipping partner, not with USPS yet")

EVENTS: Mapping[str, Meaning] = {
    "01": _DELIVERED,
    "02": _NOTICE,
    "03": _ACCEPTED,
    "04": Meaning(_FAILED, "Delivery was refused", Reason.REFUSED),
    "05": Meaning(_FAILED, "The address is not right", Reason.ADDRESS),
    "06": Meaning(_MOVING, "Forwarded"),
    "07": Meaning(_MOVING, "Arrived at the post office"),
    "08": _MISSENT,
    "09": _BACK,
    "10": _PROCESSED,
    "11": Meaning(_TROUBLE, "Sent to the mail recovery center", Reason.LOST),
    "14": _AT_PICKUP,
    "15": _MISSENT,
    "16": _AT_PICKUP,
    "17": Meaning(_DONE, "Collected by an agent"),
    "19": _ARRIVED,
    "21": _ADDRESS,
    "22": _ADDRESS,
    "23": _ADDRESS,
    "24": _ADDRESS,
    "25": _ADDRESS,
    "26": _ADDRESS,
    "27": Meaning(_TROUBLE, "Not collected, on the way back to the sender", Reason.RETURNED),
    "28": _BACK,
    "29": _BACK,
    "30": _NO_ACCESS,
    "31": Meaning(_TROUBLE, "Not collected, on the way back to the sender", Reason.RETURNED),
    "33": _BACK,
    "41": _ARRIVED,
    "42": Meaning(_MOVING, "Handed to the shipping partner"),
    "43": Meaning(_MOVING, "Picked up"),
    "44": Meaning(_TROUBLE, "Called back by the sender", Reason.RETURNED),
    "51": Meaning(_FAILED, "Closed when the post came", Reason.RECIPIENT_ABSENT),
    "52": _NOTICE,
    "53": _NO_ACCESS,
    "54": Meaning(_FAILED, "There was no room for it"),
    "55": Meaning(_FAILED, "There was no safe place to leave it"),
    "56": Meaning(_FAILED, "Nobody allowed to receive it was there", Reason.RECIPIENT_ABSENT),
    "71": Meaning(_MOVING, "Put off to the next delivery day", Reason.DELAYED),
    "80": _PARTNER,
    "81": _PARTNER,
    "82": _PARTNER,
    "83": Meaning(_MOVING, "Handed to the post"),
    "89": _ANNOUNCEMENT,
    "A1": _ARRIVED,
    "AD": _ACCEPTED,
    "DX": Meaning(_MOVING, "The delivery was not recorded yet"),
    "EF": _LEFT,
    "GC": Meaning(Status.UNKNOWN, "A return receipt was linked"),
    "GX": _ANNOUNCEMENT,
    "MA": _ANNOUNCEMENT,
    "NT": Meaning(_MOVING, "On the way, arriving late", Reason.DELAYED),
    "OA": _ACCEPTED,
    "OF": _OUT_FOR_DELIVERY,
    "PA": _ACCEPTED,
    "PC": Meaning(_MOVING, "Sorted"),
    "SF": _LEFT,
    "T1": _LEFT,
    "TL": _ON_THE_WAY,
    "TM": Meaning(_MOVING, "Received, acceptance is pending"),
    "UA": _ACCEPTED,
    "EMA": _ACCEPTED,
    "EMB": _ARRIVED,
    "EMC": Meaning(_MOVING, "Left the country of origin"),
    "EMD": Meaning(_MOVING, "Arrived in the country of destination"),
    "EDB": _CUSTOMS,
    "EME": Meaning(_MOVING, "Held in customs", Reason.CUSTOMS),
    "EMF": _LEFT,
    "EMG": Meaning(_MOVING, "Arrived at the delivery office"),
    "EMH": Meaning(_FAILED, "Delivery was attempted"),
    "EMI": _DELIVERED,
}
"""``eventCode``."""

CATEGORIES: Mapping[str, Meaning] = {
    "Pre-Shipment": _ANNOUNCEMENT,
    "Accepted": _ACCEPTED,
    "In Transit": _ON_THE_WAY,
    "In-Transit": _ON_THE_WAY,
    "Moving Through Network": _ON_THE_WAY,
    "Out for Delivery": _OUT_FOR_DELIVERY,
    "Delivered": _DELIVERED,
    "Delivered to Agent": _DELIVERED,
    "Available for Pickup": _AT_PICKUP,
    "Delivery Attempt": Meaning(_FAILED),
    "Delivery Attempt: Action Needed": Meaning(_FAILED),
    "Alert": Meaning(_TROUBLE),
    "Return to Sender": _BACK,
}
"""``statusCategory``: where the parcel is, in words. USPS's list is open."""
