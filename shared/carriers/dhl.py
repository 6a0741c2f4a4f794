"""DHL: Shipment Tracking - Unified API (https://developer.dhl.com/api-reference/shipment-tracking).

``GET /track/shipments?trackingNumber=&recipientPostalCode=``, header ``DHL-API-Key``. Each business
brings its own key; a new one may make 250 calls a day, and at most ten for one shipment.

Only the fields below are read. Names of signatories, addresses, phones, free descriptions and
remarks are dropped unread.
"""

import re
from collections.abc import Iterator, Mapping

from pydantic import BaseModel, Field, ValidationError

from shared import log
from shared.carriers.model import Asked, Proof, Report, Scan, Status
from shared.carriers.port import ProofError
from shared.carriers.times import read_time
from shared.clock import Deadline
from shared.suppliers.client import Answer, SupplierClient
from shared.suppliers.port import Asker, Outcome, SupplierError

CODE = "dhl"
STATUSES: Mapping[str, Status] = {
    "pre-transit": Status.INFO_RECEIVED,
    "transit": Status.IN_TRANSIT,
    "delivered": Status.DELIVERED,
    "failure": Status.DELIVERY_FAILED,
    "unknown": Status.UNKNOWN,
}
_CODE = re.compile(r"\A[A-Za-z0-9_-]+\Z")
_MAX_SCANS = 200
_TEXT_CHARACTERS = 120
_PLACE_CHARACTERS = 60
_NOT_FOUND = 404
_BAD_REQUEST = 400


class _Address(BaseModel):
    country: str | None = Field(None, alias="countryCode")
    locality: str | None = Field(None, alias="addressLocality")


class _Location(BaseModel):
    address: _Address = _Address()


class _Event(BaseModel):
    timestamp: str
    code: str = Field(alias="statusCode", max_length=40)
    text: str | None = Field(None, alias="status")
    location: _Location | None = None


class _Current(BaseModel):
    code: str = Field(alias="statusCode", max_length=40)


class _Shipment(BaseModel):
    id: str
    status: _Current
    estimated: object = Field(None, alias="estimatedTimeOfDelivery")
    events: list[object] = []


class DhlCarrier:
    """DHL as a carrier. See the port."""

    code = CODE
    daily_per_shipment: int | None = 10

    def __init__(self, client: SupplierClient, api_key: str) -> None:
        self._client, self._key = client, api_key

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
    scans = sorted(_scans(shipment.events[:_MAX_SCANS]), key=lambda scan: scan.at, reverse=True)
    estimated = read_time(shipment.estimated)
    return Report(
        status=_status(shipment.status.code),
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
            yield Scan(
                at=when[0],
                local_time_only=when[1],
                place=_place(event.location),
                status=_status(event.code),
                text=_text(event.text),
                carrier_code=event.code if _CODE.match(event.code) else None,
            )


def _status(code: str) -> Status:
    status = STATUSES.get(code)
    if status is None:
        log.write(log.Event.CARRIER_CODE_UNKNOWN, log.Severity.WARNING, supplier=log.Word(CODE))
    return status or Status.UNKNOWN


def _place(location: _Location | None) -> str | None:
    """Return town and country: DHL sometimes puts a street before the town, which we leave out."""
    if location is None:
        return None
    towns = [part.strip() for part in (location.address.locality or "").split(",")]
    town = towns[-1] if not any(character.isdigit() for character in towns[-1]) else ""
    parts = [part for part in (town, (location.address.country or "")[:2]) if part]
    return ", ".join(parts)[:_PLACE_CHARACTERS] or None


def _text(text: str | None) -> str | None:
    """Return the short wording, unless it may go on to say who signed."""
    if not text or any(word in text.lower() for word in ("sign", "receiv", "recipient", ":")):
        return None
    return text[:_TEXT_CHARACTERS]
