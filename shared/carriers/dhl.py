"""DHL: Shipment Tracking - Unified API (https://developer.dhl.com/api-reference/shipment-tracking).

``GET /track/shipments?trackingNumber=&recipientPostalCode=``, header ``DHL-API-Key``. Each business
brings its own key; a new one may make 250 calls a day, and at most ten for one shipment.

Only the fields below are read. Names of signatories, addresses, phones, free descriptions and
remarks are dropped unread; events are worded by us, from DHL's checkpoint codes.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pydantic import BaseModel, Field, ValidationError

from shared import log
from shared.carriers.model import Asked, Proof, Reason, Report, Scan, Status
from shared.carriers.port import ProofError
from shared.carriers.times import read_time
from shared.clock import Deadline
from shared.suppliers.client import SupplierClient
from shared.suppliers.port import Asker, Outcome, SupplierError
from shared.suppliers.wire import Answer

CODE = "dhl"
PER_SHIPMENT = 10
"""Answers a day about one shipment."""
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
    """What one of DHL's checkpoint codes says, in our words: DHL's own may name who signed."""

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
_NONE = Checkpoint("")
_CODE = re.compile(r"\A[A-Za-z0-9_-]+\Z")
_COUNTRY = re.compile(r"\A[A-Z]{2}\Z")
_TOWN = re.compile(r"\A[^\W\d_](?:[^\W\d_]|[ .'()/&\u2019-])*\Z")
_MAX_SCANS = 200
_PLACE_CHARACTERS = 60
_NOT_FOUND = 404
_BAD_REQUEST = 400


class _Address(BaseModel):
    country: object = Field(None, alias="countryCode")
    locality: object = Field(None, alias="addressLocality")


class _Location(BaseModel):
    address: _Address


class _Current(BaseModel):
    code: str = Field(alias="statusCode", max_length=40)
    checkpoint: object = Field(None, alias="status")


class _Event(_Current):
    timestamp: str
    location: object = None


class _Shipment(BaseModel):
    id: str
    status: _Current
    estimated: object = Field(None, alias="estimatedTimeOfDelivery")
    events: object = None


class DhlCarrier:
    """DHL as a carrier. See the port."""

    code = CODE

    def __init__(
        self, client: SupplierClient, api_key: str, *, daily_per_source: int | None = None
    ) -> None:
        self._client, self._key = client, api_key
        self.daily_per_source = daily_per_source

    async def query(self, asked: Asked, *, asker: Asker, deadline: Deadline) -> Report:
        """Ask DHL for a parcel."""
        params = {"trackingNumber": asked.number}
        if asked.postcode:
            params["recipientPostalCode"] = asked.postcode
        answer = await self._client.get(
            "/track/shipments",
            params=params,
            headers={"DHL-API-Key": self._key},
            asker=asker,
            deadline=deadline,
            subject=asked.number,
        )
        return read(answer, asked)

    async def forget(self, asked: Asked) -> None:
        """DHL stores nothing for us: there is nothing to delete."""


def read(answer: Answer, asked: Asked) -> Report:
    """Return what an answer says about the parcel that was asked for.

    Raises:
        SupplierError: Not the published form, or about another shipment.
        ProofError: DHL does not know the number together with the postcode that was given.
    """
    if answer.status in {_NOT_FOUND, _BAD_REQUEST}:
        if asked.postcode:
            raise ProofError(Proof.POSTCODE, rejected=True)
        return Report(status=Status.NOT_FOUND)
    if answer.status != 200 or not isinstance(answer.json, dict):  # noqa: PLR2004 - OK
        raise SupplierError(outcome=Outcome.BAD_ANSWER)
    for item in _items(answer.json.get("shipments")):
        shipment = _shipment(item)
        if shipment is not None and shipment.id.replace(" ", "").upper() == asked.number:
            return _report(shipment)
    log.write(log.Event.CARRIER_ANSWER_REFUSED, log.Severity.WARNING, supplier=log.Word(CODE))
    raise SupplierError(outcome=Outcome.BAD_ANSWER)


def _items(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _shipment(item: object) -> _Shipment | None:
    try:
        return _Shipment.model_validate(item)
    except ValidationError:
        return None


def _report(shipment: _Shipment) -> Report:
    scans = sorted(
        _scans(_items(shipment.events)[:_MAX_SCANS]), key=lambda scan: scan.at, reverse=True
    )
    estimated = read_time(shipment.estimated)
    status, checkpoint = _read(shipment.status)
    return Report(
        status=status,
        reason=checkpoint.reason,
        estimated_delivery=estimated[0] if estimated else None,
        scans=tuple(scans),
    )


def _scans(items: list[object]) -> Iterator[Scan]:
    for item in items:
        try:
            event = _Event.model_validate(item)
        except ValidationError:
            continue
        if when := read_time(event.timestamp):
            status, checkpoint = _read(event)
            yield Scan(
                at=when[0],
                local_time_only=when[1],
                place=_place(event.location),
                status=status,
                reason=checkpoint.reason,
                text=checkpoint.text or None,
                carrier_code=_carrier_code(event),
            )


def _read(current: _Current) -> tuple[Status, Checkpoint]:
    """Return what ``statusCode`` and the checkpoint code say together; unknown stays unknown."""
    status = STATUSES.get(current.code)
    if status is None:
        log.write(log.Event.CARRIER_CODE_UNKNOWN, log.Severity.WARNING, supplier=log.Word(CODE))
        return Status.UNKNOWN, _NONE
    checkpoint = CHECKPOINTS.get(_text(current.checkpoint), _NONE)
    return checkpoint.status or status, checkpoint


def _carrier_code(event: _Event) -> str | None:
    """Return the code as DHL wrote it: the checkpoint's if we know it, else the broad one."""
    if _text(event.checkpoint) in CHECKPOINTS:
        return _text(event.checkpoint)
    return event.code if _CODE.match(event.code) else None


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _place(told: object) -> str | None:
    """Return town and country.

    DHL writes ``TOWN - COUNTRY`` or ``TOWN, STATE - COUNTRY``, sometimes with a street before it
    and a comma between. Only the last part is taken, with the town before it if it is a state's two
    letters, and only if it has no house number and nothing else that stands in no town's name.
    """
    try:
        address = _Location.model_validate(told).address
    except ValidationError:
        return None
    places = [part.strip() for part in _text(address.locality).split(" - ")[0].split(",")]
    state = places.pop() if _COUNTRY.match(places[-1]) and len(places) > 1 else ""
    town = places[-1]
    country = _text(address.country)
    parts = [
        town[:_PLACE_CHARACTERS].strip() if _TOWN.match(town) else "",
        state,
        country if _COUNTRY.match(country) else "",
    ]
    return ", ".join(part for part in parts if part) or None
