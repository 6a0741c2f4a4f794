"""DHL's codes: the status codes of its unified API, and the checkpoint codes of DHL Express.

Source: developer.dhl.com, Shipment Tracking - Unified; DHL Express's guides to its tracking events.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.parcels.carriers.model import Reason, Status

STATUSES: Mapping[str, Status] = {
    "pre-transit": Status.INFO_RECEIVED,
    "transit": Status.IN_TRANSIT,
    "delivered": Status.DELIVERED,
    "failure": Status.DELIVERY_FAILED,
    "unknown": Status.UNKNOWN,
}
"""``statusCode``: where the parcel is, in five words."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What one of DHL's checkpoint codes says, in our words."""

    text: str
    status: Status | None = None
    """Where the code tells more than ``statusCode``."""
    reason: Reason | None = None


CHECKPOINTS: Mapping[str, Checkpoint] = {
    "SD": Checkpoint("Shipment announced"),
    "SA": Checkpoint("Accepted"),
    "PU": Checkpoint("Picked up"),
    "PL": Checkpoint("Processed"),
    "DF": Checkpoint("Left the facility"),
    "AF": Checkpoint("Arrived at the facility"),
    "AR": Checkpoint("Arrived at the delivery facility"),
    "TR": Checkpoint("Handed to another means of transport"),
    "FD": Checkpoint("Forwarded to its destination"),
    "CR": Checkpoint("Released by customs", reason=Reason.CUSTOMS),
    "IC": Checkpoint("In customs clearance", reason=Reason.CUSTOMS),
    "RR": Checkpoint("Customs status updated", reason=Reason.CUSTOMS),
    "CD": Checkpoint("Delayed in customs", reason=Reason.CUSTOMS),
    "OH": Checkpoint("On hold", reason=Reason.DELAYED),
    "WC": Checkpoint("Out for delivery", Status.OUT_FOR_DELIVERY),
    "CC": Checkpoint("Ready for collection", Status.AVAILABLE_FOR_PICKUP),
    "OK": Checkpoint("Delivered"),
    "NH": Checkpoint("Nobody was at home", Status.DELIVERY_FAILED, Reason.RECIPIENT_ABSENT),
    "CA": Checkpoint("Closed when we came", Status.DELIVERY_FAILED, Reason.RECIPIENT_ABSENT),
    "BA": Checkpoint("The address is not right", Status.DELIVERY_FAILED, Reason.ADDRESS),
    "CM": Checkpoint("The recipient has moved", Status.DELIVERY_FAILED, Reason.ADDRESS),
    "RD": Checkpoint("Delivery was refused", Status.DELIVERY_FAILED, Reason.REFUSED),
    "RT": Checkpoint("On the way back to the sender", Status.EXCEPTION, Reason.RETURNED),
    "DM": Checkpoint("Damaged", Status.EXCEPTION, Reason.DAMAGED),
}
"""``status`` where it is a checkpoint code of DHL Express, as its tracking guides list them."""

SERVICES = frozenset(
    {
        "dgf",
        "ecommerce",
        "ecommerce-apac",
        "ecommerce-europe",
        "ecommerce-iberia",
        "ecommerce-ppl",
        "express",
        "freight",
        "parcel-de",
        "parcel-nl",
        "parcel-pl",
        "parcel-uk",
        "post-de",
        "post-international",
        "sameday",
        "svb",
    }
)
"""``service``: whose parcel it is, of DHL's many."""

IDS = frozenset(
    {
        "domestic-consignment-id",
        "ecommerce-number",
        "housebill",
        "local-tracking-number",
        "masterbill",
        "shipment-id",
    }
)
"""The ``type`` of references that are numbers of the shipment: others are its customers' own."""
