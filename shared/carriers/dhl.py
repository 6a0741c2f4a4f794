"""DHL: Shipment Tracking - Unified API (https://developer.dhl.com/api-reference/shipment-tracking).

``GET /track/shipments?trackingNumber=&recipientPostalCode=``, header ``DHL-API-Key``. Each business
brings its own key; a new one may make 250 calls a day, and at most ten for one shipment.

Only the fields below are read. Names of signatories, addresses, phones, free descriptions and
remarks are dropped unread; events are worded by us, from DHL's checkpoint codes.
"""

import re
from collections.abc import Iterator

from pydantic import BaseModel, Field

from shared.carriers import reading
from shared.carriers.access import Access
from shared.carriers.dhl_codes import CHECKPOINTS, STATUSES, Checkpoint
from shared.carriers.direct import Direct
from shared.carriers.model import Asked, Proof, Report, Scan, Status
from shared.carriers.port import CarrierPort, ProofError
from shared.carriers.reading import Meaning, code_of, listed, words
from shared.carriers.times import read_time
from shared.clock import Clock, Deadline
from shared.suppliers.client import SupplierClient
from shared.suppliers.port import Asker, Outcome, SupplierError
from shared.suppliers.wire import Answer, Request

CODE = "dhl"
_NONE = Checkpoint("")
_STATE = re.compile(r"\A[A-Z]{2}\Z")
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


class DhlCarrier(Direct[SupplierClient]):
    """DHL as a carrier. See the port."""

    code = CODE

    def __init__(self, client: SupplierClient, access: Access) -> None:
        super().__init__(client, access)
        self._key = access.key("api_key")

    async def query(self, asked: Asked, *, asker: Asker, deadline: Deadline) -> Report:
        """Ask DHL for a parcel."""
        params = {"trackingNumber": asked.number}
        if asked.postcode:
            params["recipientPostalCode"] = asked.postcode
        request = Request("GET", "/track/shipments", params, {"DHL-API-Key": self._key})
        answer = await self._client.send(
            request, asker=asker, deadline=deadline, subject=asked.number
        )
        return read(answer, asked)


def carrier(client: SupplierClient, access: Access, clock: Clock) -> CarrierPort:
    """Return DHL as a carrier."""
    del clock
    return DhlCarrier(client, access)


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
    for item in listed(answer.json.get("shipments")):
        shipment = reading.read_as(_Shipment, item)
        if shipment is not None and shipment.id.replace(" ", "").upper() == asked.number:
            return _report(shipment)
    raise reading.refuse(CODE)


def _report(shipment: _Shipment) -> Report:
    status, checkpoint = _read(shipment.status)
    return reading.told(
        Meaning(status, reason=checkpoint.reason),
        _scans(shipment.events),
        estimated=read_time(shipment.estimated),
    )


def _scans(events: object) -> Iterator[Scan]:
    for event in reading.read_all(_Event, events):
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
        reading.code_unknown(CODE)
        return Status.UNKNOWN, _NONE
    checkpoint = CHECKPOINTS.get(words(current.checkpoint), _NONE)
    return checkpoint.status or status, checkpoint


def _carrier_code(event: _Event) -> str | None:
    """Return the code as DHL wrote it: the checkpoint's if we know it, else the broad one."""
    if words(event.checkpoint) in CHECKPOINTS:
        return words(event.checkpoint)
    return code_of(event.code)


def _place(given: object) -> str | None:
    """Return town and country.

    DHL writes ``TOWN - COUNTRY`` or ``TOWN, STATE - COUNTRY``, sometimes with a street before it
    and a comma between. Only the last part is taken, with the town before it if it is a state's two
    letters.
    """
    location = reading.read_as(_Location, given)
    if location is None:
        return None
    address = location.address
    places = [part.strip() for part in words(address.locality).split(" - ")[0].split(",")]
    state = places.pop() if _STATE.match(places[-1]) and len(places) > 1 else ""
    return reading.place(places[-1], state, address.country)
