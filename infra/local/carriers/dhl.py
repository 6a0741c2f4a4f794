"""DHL, simulated: "Shipment Tracking - Unified" 1.4 (https://developer.dhl.com).

``DHL`` is the table: a scenario to its number. Those of DHL Express have ten digits with its check
digit (the last is the first nine modulo 7); those of DHL Paket stand in ``dhl_paket_answers``.

In the mode ``paced`` one call a second gets through, as with a new key; the others meet 429.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from time import monotonic
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from infra.local.carriers.behaviours import Fault
from infra.local.carriers.carrier import Carrier
from infra.local.carriers.dhl_paket_answers import PAKET, is_paket, paket_answer
from infra.local.carriers.stories import (
    EMAIL,
    ORDER,
    PHONE,
    POSTCODE,
    RECEIVER,
    SENDER,
    SIGNATORY,
    STREET,
    GivenStory,
    Happening,
    Json,
    Step,
    Tale,
    Where,
    expected,
    happenings,
    much_text,
    spoil,
)

DHL: Mapping[str, str] = {
    "delivered": "1000000013",
    "in_transit": "1000000024",
    "out_for_delivery": "1000000035",
    "exception": "1000000046",
    "customs": "1000000050",
    "available_for_pickup": "1000000234",
    "recipient_absent": "1000000245",
    "returned": "1000000256",
    "back_at_sender": "1000000260",
    "on_a_day": "1000000271",
    "no_scan_yet": "1000000061",  # announced, no events
    "unknown_status": "1000000072",  # a statusCode that nobody knows
    "not_found": "1000000223",
    "needs_postcode": "1000000083",  # 404 unless recipientPostalCode is POSTCODE
    "other_shipment": "1000000094",
    "odd_times": "1000000105",
    "one_bad_item": "1000000116",
    "rate_limited": "1000000120",
    "rate_limited_once": "1000000131",
    "error_500": "1000000142",
    "html": "1000000153",
    "hang": "1000000164",
    "slow": "1000000175",
    "cut": "1000000186",
    "huge": "1000000190",
    "redirect": "1000000201",
    "by_its_piece": "JD014600006281230711",  # answered under the shipment's own id, which names it
    "unnamed_piece": "JD014600006281230722",  # another shipment's answer, unless asked of express
    **PAKET,
}
_OTHER_ID = "1000000212"
_PIECE = "JD014600006281230704"
_ONLY_OF = {"paket_other_service": "parcel-de", "unnamed_piece": "express"}
"""Of which service alone a scenario's number is answered as its own."""

# statusCode, status (a checkpoint code of DHL Express), words.
_SCANS: Mapping[Step, tuple[str, str, str]] = {
    Step.ANNOUNCED: ("pre-transit", "SD", "Shipment information received"),
    Step.PICKED_UP: ("transit", "PU", "Shipment picked up"),
    Step.DEPARTED: ("transit", "DF", "Departed Facility"),
    Step.ARRIVED: ("transit", "AF", "Arrived at Sort Facility"),
    Step.CUSTOMS: ("transit", "RR", "Customs clearance status updated"),
    Step.STRANGE: ("teleported", "ZZ", "Shipment teleported"),
    Step.OUT: ("transit", "WC", "Shipment is out with courier for delivery"),
    Step.DELIVERED: ("delivered", "OK", f"Delivered - Signed for by: {SIGNATORY}"),
    Step.REFUSED: ("failure", "RD", "Delivery refused by the recipient"),
    Step.NOBODY: ("failure", "NH", f"Delivery attempted; {RECEIVER} not home"),
    Step.AT_COUNTER: ("transit", "CC", f"Awaiting collection by {RECEIVER} as requested"),
    Step.RETURNING: ("failure", "RT", "Returned to shipper"),
    Step.BACK: ("delivered", "OK", f"Delivered - Signed for by: {SENDER}"),
    Step.FAILED: ("failure", "The shipment could not be delivered", "Delivery attempted"),
    Step.TROUBLE: ("failure", "DM", "Damaged"),  # DHL has no other that is no return
}
_PLACES: Mapping[Where, tuple[str, str]] = {
    Where.ORIGIN: ("US", "CINCINNATI HUB, OH - USA"),
    Where.HUB: ("DE", "LEIPZIG - GERMANY"),
    Where.DESTINATION: ("DE", "BERLIN - GERMANY"),
}
_FAULTS: Mapping[Fault, tuple[str, str]] = {
    Fault.BAD_REQUEST: ("Bad request", "Required query parameter: trackingNumber"),
    Fault.UNAUTHORISED: ("Unauthorized", "Unauthorized for given resource."),
    Fault.RATE_LIMITED: ("Too Many Requests", "Too many requests within time period."),
    Fault.BROKEN: ("Internal Server Error", "Something went wrong."),
    Fault.DOWN: ("Service Unavailable", "The service is temporarily unavailable."),
}


class Dhl(Carrier):
    """The simulated DHL: GET ``/dhl/track/shipments``, header ``DHL-API-Key``."""

    code = "dhl"
    numbers = DHL
    modes = (*Carrier.modes, "paced")
    steps = _SCANS.keys()

    def __init__(self, key: str, today: datetime, *, slow_seconds: float = 2.0) -> None:
        super().__init__(today, slow_seconds=slow_seconds)
        self._key = key
        self._next = 0.0

    def routes(self) -> Sequence[BaseRoute]:
        """Return the carrier's path."""
        return [Route("/dhl/track/shipments", self.track, methods=["GET"])]

    def fault(self, fault: Fault) -> Response:
        """Return a problem as DHL's gateway words it."""
        return _problem(fault, *_FAULTS[fault])

    async def track(self, request: Request) -> Response:
        """Answer a query for a shipment."""
        number = request.query_params.get("trackingNumber", "")
        self.count([number])
        if self.mode == "down":
            return self.fault(Fault.DOWN)
        if self.mode == "unauthorised" or request.headers.get("dhl-api-key") != self._key:
            return self.fault(Fault.UNAUTHORISED)
        if not number:
            return self.fault(Fault.BAD_REQUEST)
        if self.mode == "paced" and not self._is_due():
            return self.fault(Fault.RATE_LIMITED)
        scenario = self.scenario(number)
        service = request.query_params.get("service", "")
        postcode = request.query_params.get("recipientPostalCode")
        if scenario == "not_found" or (scenario == "needs_postcode" and postcode != POSTCODE):
            detail = "No shipment with given tracking number found."
            return _problem(404, "No result found", detail, number)
        told = dhl_answer(number, scenario, self.now(request), service=service)
        return self.answer(told, self.spoiling([number]))

    def _is_due(self) -> bool:
        """Let one call through a second; what comes too early does not count."""
        now = monotonic()
        if now < self._next:
            return False
        self._next = now + 1.0
        return True


def dhl_answer(number: str, scenario: Tale, today: datetime, *, service: str = "") -> Json:
    """Return the body for a number; a scenario without a timeline of its own answers as delivered.

    Args:
        number: The id in the answer, unless it is another's by the scenario.
        scenario: A name in ``DHL``, or a given story.
        today: A scenario's events lie in the five days before this one (UTC).
        service: Of whom it is asked; empty: of all.
    """
    if isinstance(scenario, GivenStory):
        is_others, by_paket = False, is_paket(number)
    else:
        is_others = scenario in {"other_shipment", "by_its_piece"} or (
            service != _ONLY_OF.get(scenario, service)
        )
        by_paket = scenario in PAKET and not is_others
    if by_paket:
        return paket_answer(number, scenario, today)
    story = happenings(scenario, today)
    events = [_event(one) for one in story if one.is_given or one.step is not Step.ANNOUNCED]
    shipment = _shipment(_OTHER_ID if is_others else number, events, scenario, today)
    if scenario == "by_its_piece":
        shipment["details"]["pieceIds"].append(number)
    if scenario == "odd_times":
        _make_times_odd(shipment["events"])
    if scenario == "one_bad_item":
        spoil(shipment["events"], {"statusCode": "transit"})
    if scenario == "huge":
        shipment["status"]["remark"] = much_text(scenario)
    again = f"/shipments?trackingNumber={number}&offset=0&limit=5"
    return {"url": again, "firstUrl": again, "lastUrl": again, "shipments": [shipment]}


def _problem(status: int, title: str, detail: str, number: str | None = None) -> Response:
    told: Json = {"title": title, "detail": detail, "status": int(status)}
    told |= {"instance": f"/shipment/{number}"} if number else {}
    headers = {"Retry-After": "1"} if status == Fault.RATE_LIMITED else None
    return JSONResponse(told, status, headers, "application/problem+json")


def _event(happening: Happening) -> Json:
    code, status, words = _SCANS[happening.step]
    country, place = _PLACES[happening.where]
    if happening.is_given:
        country, place = happening.country or "", happening.town or ""
    address = {"countryCode": country, "addressLocality": place}
    return {
        "timestamp": happening.there(0).isoformat(),
        "location": {"address": {name: value for name, value in address.items() if value}},
        "statusCode": code,
        "status": status,
        "description": happening.text or words,
        "pieceIds": [_PIECE],
    }


def _shipment(number: str, events: list[Any], scenario: Tale, today: datetime) -> Json:
    until = expected(today, scenario)[1]
    announced = datetime.combine(today.date() - timedelta(days=5), time(12), UTC)
    first = {"timestamp": announced.isoformat(), "statusCode": "pre-transit", "status": "SD"}
    latest = events[0] if events else first | {"description": "Shipment information received"}
    return {
        "id": number,
        "service": "express",
        "serviceUrl": f"https://www.dhl.com/global-en/home/tracking.html?tracking-id={number}",
        "origin": _place("US", "45202", "CINCINNATI - USA"),
        "destination": _place("DE", POSTCODE, f"{STREET}, BERLIN - GERMANY"),
        "status": {name: value for name, value in latest.items() if name != "pieceIds"},
        "estimatedTimeOfDelivery": until.replace(tzinfo=UTC).isoformat(),
        "estimatedTimeOfDeliveryRemark": "By End of Day",
        "details": _details(delivered=latest["statusCode"] == "delivered", at=latest["timestamp"]),
        "events": events,
    }


def _place(country: str, postal_code: str, locality: str) -> Json:
    place = {"countryCode": country, "postalCode": postal_code, "addressLocality": locality}
    return {"address": place}


def _details(*, delivered: bool, at: str) -> Json:
    proof = {
        "timestamp": at,
        "signatureUrl": "https://proof.example.org/signature",
        "documentUrl": "https://proof.example.org/document",
        "signed": _person(SIGNATORY),
    }
    contact = {"telephone": PHONE, "email": EMAIL, "streetAddress": STREET}
    return {
        "carrier": {"@type": "Organization", "organizationName": "EXPRESS"},
        "product": {"productName": "EXPRESS WORLDWIDE"},
        "receiver": _person(RECEIVER) | {"contactPoint": contact},
        "sender": _person(SENDER),
        "proofOfDeliverySignedAvailable": delivered,
        "totalNumberOfPieces": 1,
        "pieceIds": [_PIECE],
        "weight": {"value": 2.5, "unitText": "kg"},
        "references": {"number": ORDER, "type": "customer-reference"},
    } | ({"proofOfDelivery": proof} if delivered else {})


def _person(name: str) -> Json:
    given, family = name.rsplit(" ", 1)
    return {"@type": "Person", "givenName": given, "familyName": family, "name": name}


def _make_times_odd(events: list[Json]) -> None:
    """Give each event another kind of time, newest first; the last keeps its good one."""
    local = events[0]["timestamp"].removesuffix("+00:00")
    odd = (local, "2026-02-30T25:61:00Z", "yesterday, before tea")
    for event, timestamp in zip(events, odd, strict=False):
        event["timestamp"] = timestamp
    moved = datetime.fromisoformat(events[3]["timestamp"]).replace(tzinfo=None)
    events[3]["timestamp"] = f"{moved.isoformat()}+05:30"
