"""DHL: Shipment Tracking - Unified API (https://developer.dhl.com/api-reference/shipment-tracking).

``GET /track/shipments?trackingNumber=&recipientPostalCode=&service=``, header ``DHL-API-Key``. Each
business brings its own key; a new one may make 250 calls a day, one a second, and at most ten for
one shipment.

Only the fields below are read. Names of signatories, addresses, phones and remarks are dropped
unread. DHL Express has checkpoint codes, by which we word its events; others answer in sentences,
which are read for turns of phrase, and quoted where they can name nobody (``dhl_words``).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import BaseModel, Field

from shared.kernel.clock import Clock, Deadline
from shared.parcels.carriers import reading
from shared.parcels.carriers.access import Access
from shared.parcels.carriers.dhl_codes import CHECKPOINTS, IDS, SERVICES, STATUSES
from shared.parcels.carriers.dhl_words import SAID, means
from shared.parcels.carriers.direct import Direct
from shared.parcels.carriers.model import Asked, Report, Scan, Status
from shared.parcels.carriers.port import CarrierPort
from shared.parcels.carriers.quoting import quote
from shared.parcels.carriers.reading import Meaning, code_of, words
from shared.parcels.carriers.times import Estimate, When, expected, read_time
from shared.platform.suppliers.client import SupplierClient
from shared.platform.suppliers.port import Asker, BusyError, FetchOutcome, SupplierError
from shared.platform.suppliers.wire import Answer, Request

CODE = "dhl"
_STATE = re.compile(r"\A[A-Z]{2}\Z")
_NOT_FOUND = 404
_BAD_REQUEST = 400
_PAKET = re.compile(r"\A(?:0034043[0-9]{13}|J?JD0003[0-9]+|C[A-Z][0-9]{9}DE)\Z")
_PIECE = re.compile(r"\AJ?JD[0-9]+\Z")
_FRONT = re.compile(r"\A(?:J(?=JD)|00(?=[0-9]{18}\Z))")
_SHARPER = {
    Status.IN_TRANSIT: frozenset(
        {
            Status.OUT_FOR_DELIVERY,
            Status.AVAILABLE_FOR_PICKUP,
            Status.DELIVERY_FAILED,
            Status.EXCEPTION,
        }
    ),
    Status.DELIVERY_FAILED: frozenset({Status.AVAILABLE_FOR_PICKUP, Status.EXCEPTION}),
    Status.DELIVERED: frozenset({Status.AVAILABLE_FOR_PICKUP, Status.EXCEPTION}),
}
"""Where words tell more than ``statusCode``, and of what."""


def _bare(number: object) -> str:
    """Return a number without what DHL may leave out: a piece's first J, the 00 before an SSCC."""
    return _FRONT.sub("", reading.plain(number))


class _Address(BaseModel):
    country: object = Field(None, alias="countryCode")
    locality: object = Field(None, alias="addressLocality")


class _Location(BaseModel):
    address: _Address


class _Current(BaseModel):
    code: object = Field(None, alias="statusCode")
    checkpoint: object = Field(None, alias="status")
    description: object = None
    timestamp: object = None


class _Event(_Current):
    timestamp: str
    location: object = None


class _Frame(BaseModel):
    since: object = Field(None, alias="estimatedFrom")
    until: object = Field(None, alias="estimatedThrough")


class _Reference(BaseModel):
    number: object = None
    type: object = None


class _Details(BaseModel):
    pieces: object = Field(None, alias="pieceIds")
    references: object = None


class _Shipment(BaseModel):
    id: object = None
    service: object = None
    status: object = None
    returned: object = Field(None, alias="returnFlag")
    estimated: object = Field(None, alias="estimatedTimeOfDelivery")
    frame: object = Field(None, alias="estimatedDeliveryTimeFrame")
    details: object = None
    events: object = None

    def is_about(self, number: str) -> bool:
        """Tell whether a number is one of the shipment's."""
        details = reading.read_as(_Details, self.details) or _Details()
        references = details.references
        told = references if isinstance(references, list) else [references]
        known = (one for one in reading.read_all(_Reference, told) if words(one.type) in IDS)
        pieces = details.pieces if isinstance(details.pieces, list) else [details.pieces]
        ids = [self.id, *pieces, *(one.number for one in known)]
        return _bare(number) in map(_bare, ids)


@dataclass(frozen=True, slots=True)
class _Said:
    """What DHL says of one moment of a parcel's life."""

    meaning: Meaning
    code: str | None = None
    quoted: str | None = None


class DhlCarrier(Direct[SupplierClient]):
    """DHL as a carrier. See the port."""

    code = CODE

    def __init__(self, client: SupplierClient, access: Access) -> None:
        super().__init__(client, access)
        self._key = access.key("api_key")

    async def query(self, asked: Asked, *, asker: Asker, deadline: Deadline) -> Report:
        """Ask DHL for a parcel; of which of its services, only if it answers about another."""
        answer = await self._ask(asked, "", asker, deadline)
        service = other_service(answer, asked.number)
        if service is None:
            return read(answer, asked)
        try:
            return read(await self._ask(asked, service, asker, deadline), asked)
        except BusyError as e:  # it was asked, once: that counts
            raise SupplierError(retry_after=e.retry_after) from e

    async def _ask(self, asked: Asked, service: str, asker: Asker, deadline: Deadline) -> Answer:
        params = {"trackingNumber": asked.number}
        if asked.postcode:
            params["recipientPostalCode"] = asked.postcode
        if service:
            params["service"] = service
        request = Request("GET", "/track/shipments", params, {"DHL-API-Key": self._key})
        return await self._client.send(
            request, asker=asker, deadline=deadline, subject=asked.number
        )


def carrier(client: SupplierClient, access: Access, clock: Clock) -> CarrierPort:
    """Return DHL as a carrier."""
    del clock
    return DhlCarrier(client, access)


def other_service(answer: Answer, number: str) -> str | None:
    """Return of which service to ask anew, if an answer is about other shipments than the asked.

    Without a service DHL may answer a piece's number, or one of DHL Paket's, with a shipment of
    another service under an id of its own.
    """
    found = _shipments(answer)
    if answer.status != 200 or not found or any(one.is_about(number) for one in found):  # noqa: PLR2004 - OK
        return None
    if _PAKET.match(number):
        return "parcel-de"
    if _PIECE.match(number):
        return "express"
    services = (words(one.service) for one in found)
    return next((one for one in services if one in SERVICES), None)


def read(answer: Answer, asked: Asked) -> Report:
    """Return what an answer says about the parcel that was asked for.

    DHL answers 404 whatever the reason: it says nothing about a postcode that was given.

    Raises:
        SupplierError: Not the published form, or about another shipment.
    """
    if answer.status in {_NOT_FOUND, _BAD_REQUEST}:
        return Report(status=Status.NOT_FOUND)
    told = answer.json.get("shipments") if isinstance(answer.json, dict) else None
    is_empty = reading.has_none(answer.json, "shipments")
    if answer.status != 200 or not (isinstance(told, list) or is_empty):  # noqa: PLR2004 - OK
        raise SupplierError(outcome=FetchOutcome.BAD_ANSWER)
    if is_empty:
        return Report(status=Status.NOT_FOUND)
    theirs = [one for one in _shipments(answer) if one.is_about(asked.number)]
    if not theirs:
        raise reading.refuse(CODE)
    return reading.latest([_report(one) for one in theirs])


def _shipments(answer: Answer) -> list[_Shipment]:
    told = answer.json.get("shipments") if isinstance(answer.json, dict) else None
    return list(reading.read_all(_Shipment, told))


def _report(shipment: _Shipment) -> tuple[Report, When | None]:
    returned = shipment.returned is True or words(shipment.returned).lower() == "true"
    events = reading.events(_scans(shipment.events), returned=returned)
    current = reading.read_as(_Current, shipment.status)
    said = _read(current) if current is not None else None
    where = said.meaning if said is not None else reading.newest(events)
    if returned:
        where = reading.on_return(where)
    report = reading.told(where, events, estimated=_estimated(shipment))
    return report, read_time(current.timestamp) if current is not None else None


def _scans(events: object) -> Iterator[Scan]:
    for event in reading.read_all(_Event, events):
        said, when = _read(event) or _unread(event), read_time(event.timestamp)
        if when is not None and said is not None:
            yield Scan(
                at=when,
                place=_place(event.location),
                status=said.meaning.status,
                reason=said.meaning.reason,
                text=said.meaning.text,
                quoted=said.quoted,
                carrier_code=said.code,
            )


def _read(current: _Current) -> _Said | None:
    """Return what codes and words say together; None: no code, and no words that we know.

    A ``statusCode`` that we do not know stays unknown, whatever stands beside it.
    """
    said = (current.checkpoint, current.description)
    code, sentence = words(current.code), means(*said)
    quoted = quote(current.description, SAID) or quote(current.checkpoint, SAID)
    if not code:
        if sentence is None and quoted is None:
            return None
        return _said(sentence or reading.UNKNOWN, None, quoted)
    status = STATUSES.get(code.lower())
    if status is None:
        reading.code_unknown(CODE)
        return _Said(reading.UNKNOWN, code_of(code))
    checkpoint = CHECKPOINTS.get(words(current.checkpoint))
    if checkpoint is not None:
        meaning = Meaning(checkpoint.status or status, checkpoint.text, checkpoint.reason)
        return _Said(reading.to_sender(meaning, *said), words(current.checkpoint))
    return _said(_sharper(status, sentence), code_of(code), quoted)


def _unread(event: _Event) -> _Said | None:
    """Return an event of which we know only that it was: DHL has words for it that we do not."""
    return _Said(reading.UNKNOWN) if words(event.checkpoint) or words(event.description) else None


def _sharper(status: Status, sentence: Meaning | None) -> Meaning:
    """Return what a sentence says, as far as it is of one mind with ``statusCode``."""
    if sentence is None:
        return Meaning(status)
    if sentence.status is status or sentence.status in _SHARPER.get(status, ()):
        return sentence
    is_over = Status.DELIVERED in {status, sentence.status}
    reason = None if is_over else sentence.reason
    return Meaning(status, None if is_over else sentence.text, reason)


def _said(meaning: Meaning, code: str | None, quoted: tuple[str, str] | None) -> _Said:
    if quoted is None or meaning.text == reading.ONWARD:  # which is a mark for other readers
        return _Said(meaning, code)
    return _Said(Meaning(meaning.status, quoted[0], meaning.reason), code, quoted[1])


def _estimated(shipment: _Shipment) -> Estimate | None:
    """Return when DHL means to deliver: its window before its time."""
    frame = reading.read_as(_Frame, shipment.frame) or _Frame()
    return expected(frame.until, frame.since) or expected(shipment.estimated)


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
