"""Each simulated carrier's answers, and where in them a parcel and its events stand."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from infra.local.carriers.dhl import DHL, dhl_answer
from infra.local.carriers.fedex import FEDEX
from infra.local.carriers.fedex_answers import fedex_answer
from infra.local.carriers.seventeen_track import SEVENTEEN_TRACK
from infra.local.carriers.seventeen_track_answers import seventeen_track_item
from infra.local.carriers.seventeen_track_registry import Kept, carrier_key
from infra.local.carriers.ups import UPS
from infra.local.carriers.ups_answers import ups_answer
from infra.local.carriers.usps import USPS
from infra.local.carriers.usps_answers import usps_answer

TODAY = datetime(2026, 11, 20, tzinfo=UTC)
Json = dict[str, Any]


@dataclass(frozen=True)
class Teller:
    """A carrier's answers, and where in them a parcel and its events stand."""

    numbers: Mapping[str, str]
    body: Callable[[str, str], Json]
    """Given a number and its scenario."""
    parcel: Callable[[Json], Json]
    number: Callable[[Json], str]
    status: Callable[[Json], object]
    events: str
    """The path in the parcel."""
    code: Callable[[Json], object]
    when: Callable[[Json], object]

    def told(self, scenario: str) -> Json:
        return self.parcel(self.body(self.numbers[scenario], scenario))

    def events_of(self, scenario: str) -> list[Any]:
        found = at(self.told(scenario), self.events)
        assert isinstance(found, list)
        return found


def at(parcel: Any, path: str) -> Any:  # noqa: ANN401 - JSON
    """Return what stands at a path: names and places in lists, with blanks between."""
    for step in path.split():
        parcel = parcel[int(step) if step.isdigit() else step]
    return parcel


TELLERS: Mapping[str, Teller] = {
    "dhl": Teller(
        numbers=DHL,
        body=lambda number, scenario: dhl_answer(number, scenario, TODAY),
        parcel=lambda body: body["shipments"][0],
        number=lambda parcel: parcel["id"],
        status=lambda parcel: parcel["status"]["statusCode"],
        events="events",
        code=lambda event: event["status"],
        when=lambda event: event["timestamp"],
    ),
    "ups": Teller(
        numbers=UPS,
        body=lambda number, scenario: ups_answer(number, scenario, TODAY),
        parcel=lambda body: body["trackResponse"]["shipment"][0]["package"][0],
        number=lambda parcel: parcel["trackingNumber"],
        status=lambda parcel: parcel["currentStatus"]["code"],
        events="activity",
        code=lambda event: (event["status"]["type"], event["status"]["code"]),
        when=lambda event: f"{event['date']} {event['time']} {event['gmtOffset']}",
    ),
    "fedex": Teller(
        numbers=FEDEX,
        body=lambda number, scenario: fedex_answer([(number, scenario)], TODAY),
        parcel=lambda body: body["output"]["completeTrackResults"][0]["trackResults"][0],
        number=lambda parcel: parcel["trackingNumberInfo"]["trackingNumber"],
        status=lambda parcel: (
            parcel["latestStatusDetail"]["code"],
            parcel["latestStatusDetail"]["derivedCode"],
        ),
        events="scanEvents",
        code=lambda event: (event["eventType"], event["derivedStatusCode"], event["exceptionCode"]),
        when=lambda event: event["date"],
    ),
    "usps": Teller(
        numbers=USPS,
        body=lambda number, scenario: usps_answer(number, scenario, TODAY),
        parcel=lambda body: body,
        number=lambda parcel: parcel["trackingNumber"],
        status=lambda parcel: parcel["statusCategory"],
        events="trackingEvents",
        code=lambda event: event["eventCode"],
        when=lambda event: f"{event['eventTimestamp']} {event.get('GMTOffset')}",
    ),
    "seventeen_track": Teller(
        numbers=SEVENTEEN_TRACK,
        body=lambda number, scenario: seventeen_track_item(
            Kept(number, carrier_key(number)), scenario, TODAY
        ),
        parcel=lambda body: body,
        number=lambda parcel: parcel["number"],
        status=lambda parcel: parcel["track_info"]["latest_status"]["status"],
        events="track_info tracking providers 0 events",
        code=lambda event: event["sub_status"],
        when=lambda event: event["time_iso"],
    ),
}
