"""17TRACK's statuses and errors.

Source: api.17track.net, Tracking API v2.2: "Main status", "Sub status", "Error codes".
"""

from collections.abc import Mapping

from shared.parcels.carriers.model import Reason, Status
from shared.parcels.carriers.reading import Meaning

_MOVING, _FAILED, _TROUBLE = Status.IN_TRANSIT, Status.DELIVERY_FAILED, Status.EXCEPTION

STATUSES: Mapping[str, Meaning] = {
    "NotFound": Meaning(Status.NOT_FOUND),
    "InfoReceived": Meaning(Status.INFO_RECEIVED),
    "InTransit": Meaning(_MOVING),
    "Expired": Meaning(Status.EXPIRED),
    "AvailableForPickup": Meaning(Status.AVAILABLE_FOR_PICKUP),
    "OutForDelivery": Meaning(Status.OUT_FOR_DELIVERY),
    "DeliveryFailure": Meaning(_FAILED),
    "Delivered": Meaning(Status.DELIVERED),
    "Exception": Meaning(_TROUBLE),
}
"""``status``: what is left to go by where the sub-status says nothing."""

SUB_STATUSES: Mapping[str, Meaning] = {
    "NotFound_Other": Meaning(Status.NOT_FOUND),
    "NotFound_InvalidCode": Meaning(Status.NOT_FOUND),
    "InfoReceived": Meaning(Status.INFO_RECEIVED, "Shipment announced"),
    "InTransit_PickedUp": Meaning(_MOVING, "Picked up"),
    "InTransit_Other": Meaning(_MOVING, "On the way"),
    "InTransit_Departure": Meaning(_MOVING, "Left the country of origin"),
    "InTransit_Arrival": Meaning(_MOVING, "Arrived in the country of destination"),
    "InTransit_CustomsProcessing": Meaning(_MOVING, "In customs clearance", Reason.CUSTOMS),
    "InTransit_CustomsReleased": Meaning(_MOVING, "Released by customs", Reason.CUSTOMS),
    "InTransit_CustomsRequiringInformation": Meaning(
        _MOVING, "Customs needs more information", Reason.CUSTOMS
    ),
    "Expired_Other": Meaning(Status.EXPIRED, "No news for a long time"),
    "AvailableForPickup_Other": Meaning(Status.AVAILABLE_FOR_PICKUP, "Ready for collection"),
    "OutForDelivery_Other": Meaning(Status.OUT_FOR_DELIVERY, "Out for delivery"),
    "DeliveryFailure_Other": Meaning(_FAILED, "Delivery was not possible"),
    "DeliveryFailure_NoBody": Meaning(_FAILED, "Nobody was there", Reason.RECIPIENT_ABSENT),
    "DeliveryFailure_Security": Meaning(
        _FAILED, "Not delivered: a matter of safety, customs or charges", Reason.SECURITY
    ),
    "DeliveryFailure_Rejected": Meaning(_FAILED, "Delivery was refused", Reason.REFUSED),
    "DeliveryFailure_InvalidAddress": Meaning(_FAILED, "The address is not right", Reason.ADDRESS),
    "Delivered_Other": Meaning(Status.DELIVERED, "Delivered"),
    "Exception_Other": Meaning(_TROUBLE, "Something is holding the parcel up"),
    "Exception_Returning": Meaning(_TROUBLE, "On the way back to the sender", Reason.RETURNED),
    "Exception_Returned": Meaning(_TROUBLE, "Returned to the sender", Reason.RETURNED),
    "Exception_NoBody": Meaning(_TROUBLE, "The recipient's details are not right", Reason.ADDRESS),
    "Exception_Security": Meaning(
        _TROUBLE, "Held: a matter of safety, customs or charges", Reason.SECURITY
    ),
    "Exception_Damage": Meaning(_TROUBLE, "Damaged", Reason.DAMAGED),
    "Exception_Rejected": Meaning(_TROUBLE, "Delivery was refused", Reason.REFUSED),
    "Exception_Delayed": Meaning(_TROUBLE, "Delayed", Reason.DELAYED),
    "Exception_Lost": Meaning(_TROUBLE, "Lost", Reason.LOST),
    "Exception_Destroyed": Meaning(_TROUBLE, "Destroyed", Reason.DESTROYED),
    "Exception_Cancel": Meaning(_TROUBLE, "The shipment was cancelled", Reason.CANCELLED),
}
"""``sub_status``."""

ALREADY_REGISTERED = -18019901
NOT_REGISTERED = -18019902
CARRIER_NOT_DETECTED = -18019903
NOTHING_YET = -18019909
SPENT = frozenset({-18019907, -18019908})
"""The numbers that the key may register in a day, or at all, are used up."""
POSTCODE_WANTED = frozenset({-18010018, -18010019})
PHONE_WANTED = -18010020
KEY_REFUSED = frozenset({-18010001, -18010002, -18010004, -18010005})
ITS_FAULT = -18010003
