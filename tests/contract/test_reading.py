"""What the carriers' readers share: their helpers, what is sent for them, and their tokens."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio
from hypothesis import given
from pydantic import BaseModel

from infra.local.carriers.app import app
from infra.local.carriers.fedex import FedEx
from infra.local.carriers.oauth import OAuthCarrier
from infra.local.carriers.stories import CANARIES
from infra.local.carriers.ups import Ups
from infra.local.carriers.usps import Usps
from shared.kernel.clock import Deadline, SystemClock
from shared.parcels.carriers import fedex_codes, reading, ups_codes, usps_codes
from shared.parcels.carriers.fedex import FedexCarrier
from shared.parcels.carriers.model import Asked, Reason, Report, Scan, Status
from shared.parcels.carriers.port import CarrierPort
from shared.parcels.carriers.reading import UNKNOWN, Meaning
from shared.parcels.carriers.times import When, expected
from shared.parcels.carriers.ups import UpsCarrier
from shared.parcels.carriers.usps import UspsCarrier
from shared.platform.suppliers.oauth import TokenClient
from shared.platform.suppliers.port import Asker, FetchOutcome, SupplierError
from shared.platform.suppliers.wire import Answer, Request
from tests.contract.carriers import CARRIERS, KEY, TODAY, WRONG, Tried, access
from tests.contract.hostile import check, json_of
from tests.rows import each_row
from tests.unit.edge.site import lines_of
from tests.unit.local.serve import served

TABLE = {"DL": Meaning(Status.DELIVERED, "Delivered"), "": Meaning(Status.EXPIRED)}
NOON = datetime(2026, 11, 19, 12, tzinfo=UTC)


def scan(hours: float = 0.0, status: Status = Status.IN_TRANSIT, **more: Any) -> Scan:  # noqa: ANN401 - a scan's fields
    return Scan(at=When.at(NOON + timedelta(hours=hours)), status=status, **more)


def deep() -> Any:  # noqa: ANN401 - JSON
    """Return a list nested to the edge of what parses."""
    inner: Any = []
    for _ in range(5000):
        inner = [inner]
    return inner


def test_a_known_code_means_what_its_table_says(capsys: pytest.CaptureFixture[str]) -> None:
    assert reading.meaning(TABLE, "DL", supplier="ups") is TABLE["DL"]
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("code", ["dl", "DL ", "Jane Roe", "\ud800"])
def test_another_code_is_unknown_and_only_its_carrier_is_logged(
    code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert reading.meaning(TABLE, code, supplier="fedex") is UNKNOWN
    (line,) = lines_of(capsys.readouterr().out)
    told = {"severity": "WARNING", "message": "carrier-code-unknown", "supplier": "fedex"}
    assert line == told


@pytest.mark.parametrize("code", [None, 17, ["DL"], {"DL": 1}])
def test_what_is_no_text_is_looked_up_as_none(code: object) -> None:
    assert reading.meaning(TABLE, code, supplier="ups") is TABLE[""]
    assert reading.meaning({}, code, supplier="ups") is UNKNOWN


def test_a_refusal_is_a_bad_answer_and_logged(capsys: pytest.CaptureFixture[str]) -> None:
    error = reading.refuse("usps")
    assert (error.outcome, error.asked) == (FetchOutcome.BAD_ANSWER, True)
    (line,) = lines_of(capsys.readouterr().out)
    assert line == {
        "severity": "WARNING",
        "message": "carrier-answer-refused",
        "supplier": "usps",
    }


CODES: dict[object, bool] = {
    "DL": True,
    "022": True,
    "pre-transit": True,
    "InTransit_Other": True,
    "x" * 40: True,
    "x" * 41: False,
    "": False,
    "Jane Roe": False,
    "DL\n": False,
    "D\u00c9": False,
    "\u0660\u0661": False,
    "<b>": False,
    "a@b": False,
    None: False,
    17: False,
    ("DL",): False,
}


@pytest.mark.parametrize(("value", "plain"), CODES.items(), ids=lambda value: ascii(value)[:20])
def test_a_code_is_a_plain_word_or_left_out(value: object, plain: bool) -> None:  # noqa: FBT001 - a row
    assert reading.code_of(value) == (value if plain else None)


TOWNS: dict[object, str] = {
    "BERLIN": "BERLIN, OH, US",
    "  Berlin ": "Berlin, OH, US",
    "Saint-Denis (La R\u00e9union)": "Saint-Denis (La R\u00e9union), OH, US",
    "L'A\u00efquila": "L'A\u00efquila, OH, US",
    "L\u2019A\u00efquila": "L\u2019A\u00efquila, OH, US",
    "Frankfurt a. M./S\u00fcd & Ost": "Frankfurt a. M./S\u00fcd & Ost, OH, US",
    "\u5317\u4eac": "\u5317\u4eac, OH, US",
    "x" * 60 + "y": "x" * 60 + ", OH, US",
    "x" * 59 + " yy": "x" * 59 + ", OH, US",
    "7 Hidden Lane": "OH, US",
    "Hidden Lane 7": "OH, US",
    "Berlin 10115": "OH, US",
    "Berlin \u0667": "OH, US",
    "Berlin \u00bd": "OH, US",
    "Berlin \u2466": "OH, US",
    "\u4e09\u4e9a": "\u4e09\u4e9a, OH, US",
    "Berlin, Hidden Lane": "OH, US",
    "(Berlin": "OH, US",
    "-": "OH, US",
    "<b>Berlin</b>": "OH, US",
    "jane@example.org": "OH, US",
    "Berlin\nX-Header: y": "OH, US",
    "Ber\tlin": "OH, US",
    "Ber\x00lin": "OH, US",
    "Ber\u202elin": "OH, US",
    "Ber_lin": "OH, US",
    "\ud800": "OH, US",
    "": "OH, US",
    None: "OH, US",
    17: "OH, US",
}


@each_row(("town", "place"), TOWNS.items(), ids=lambda value: ascii(value)[:20])
def test_a_town_is_letters_and_what_stands_between_them(town: object, place: str) -> None:
    assert reading.place(town, "OH", "US") == place


@pytest.mark.parametrize("odd", ["oh", "O", "OHIO", "O1", "OH\n", " OH", "\u00d6H", "", None, 17])
def test_a_state_is_two_or_three_capital_letters_or_left_out(odd: object) -> None:
    assert reading.place("BERLIN", odd, "US") == "BERLIN, US"
    assert reading.place("SYDNEY", "NSW", "AU") == "SYDNEY, NSW, AU"


@pytest.mark.parametrize(
    "odd", ["us", "U", "USA", "U1", "US\n", "Germany", "\u00d6H", None, ["US"]]
)
def test_a_country_is_its_code_or_left_out(odd: object) -> None:
    assert reading.place("BERLIN", "OH", odd) == "BERLIN, OH"
    assert reading.place(None, None, odd) is None


_json = json_of(["city"], ["BERLIN", "OH", "US"])


@given(_json, _json, _json)
def test_any_three_values_are_a_harmless_place_or_none(a: object, b: object, c: object) -> None:
    where = reading.place(a, b, c)
    check(Report(status=Status.UNKNOWN, scans=(scan(place=where),)), ())


def test_the_newest_event_decides() -> None:
    assert reading.newest(()) is UNKNOWN
    lost = scan(1, Status.EXCEPTION, reason=Reason.LOST, text="Gone")
    found = reading.events([scan(), lost, scan(-1)])
    assert reading.newest(found) == Meaning(Status.EXCEPTION, reason=Reason.LOST)
    twins = reading.events([scan(0, Status.DELIVERED), scan(0, Status.OUT_FOR_DELIVERY)])
    assert reading.newest(twins).status is Status.DELIVERED, "carriers tell the newest first"


def test_a_report_has_its_events_newest_first_and_its_estimate_as_it_was_told() -> None:
    first, second, twin = scan(2), scan(1, text="a"), scan(1, text="b")
    where = Meaning(Status.EXCEPTION, "Words of the current status", Reason.DAMAGED)
    noon = expected(NOON.isoformat())
    found = reading.events(iter([second, first, twin, second]))
    report = reading.told(where, found, estimated=noon)
    assert report.scans == (first, second, twin), "each once"
    assert (report.status, report.reason) == (Status.EXCEPTION, Reason.DAMAGED)
    assert report.estimated_delivery == noon
    assert reading.told(UNKNOWN, ()) == Report(status=Status.UNKNOWN)


def test_the_newest_event_says_why_if_it_is_of_one_mind() -> None:
    late = (scan(reason=Reason.DELAYED),)
    assert reading.told(Meaning(Status.IN_TRANSIT), late).reason is Reason.DELAYED
    assert reading.told(Meaning(Status.OUT_FOR_DELIVERY), late).reason is None
    own = Meaning(Status.IN_TRANSIT, reason=Reason.CUSTOMS)
    assert reading.told(own, late).reason is Reason.CUSTOMS


def test_what_was_delivered_after_it_had_gone_back_was_delivered_to_its_sender() -> None:
    back = scan(1, Status.EXCEPTION, reason=Reason.RETURNED, text="Back")
    first, second = scan(0, Status.DELIVERED, text="A"), scan(2, Status.DELIVERED, text="B")
    found = reading.events([second, back, first])
    assert [one.text for one in found] == ["Returned to the sender", "Back", "A"]
    report = reading.told(Meaning(Status.DELIVERED), found)
    assert (report.status, report.reason) == (Status.EXCEPTION, Reason.RETURNED)
    for where in (Meaning(Status.DELIVERED), Meaning(Status.IN_TRANSIT)):
        returned = reading.on_return(where)
        assert returned.reason is Reason.RETURNED
        assert returned.status is not Status.DELIVERED


def test_of_several_shipments_the_one_with_the_newest_news_counts() -> None:
    bare = Report(status=Status.UNKNOWN)
    old, new = (Report(status=Status.UNKNOWN, scans=(scan(hours),)) for hours in (0, 40))
    clock = When(day=NOON.date(), clock="23:00")
    vague = Report(status=Status.UNKNOWN, scans=(Scan(at=clock, status=Status.UNKNOWN),))
    for order in ([bare, old, new], [new, old, bare], [old, bare, new]):
        assert reading.latest([(one, None) for one in order]) is new
    assert reading.latest([(old, None), (vague, None)]) is old, "nobody can tell: the first"
    assert reading.latest([(vague, None), (old, None)]) is vague


def test_a_shipment_without_events_has_news_by_its_status_or_by_when_it_is_expected() -> None:
    old = Report(status=Status.DELIVERED, scans=(scan(0),))
    bare = Report(status=Status.INFO_RECEIVED)
    due = bare.model_copy(update={"estimated_delivery": expected("2027-01-04")})
    for new, stated in ((bare, When(day=date(2027, 1, 1))), (due, None)):
        assert reading.latest([(old, None), (new, stated)]) is new
        assert reading.latest([(new, stated), (old, None)]) is new


@pytest.mark.parametrize(
    ("said", "back"),
    [
        ("Delivered, To Original Sender", True),
        ("DELIVERED TO ORIGINAL SENDER", True),
        ("Returned to shipper", True),
        ("Die Sendung wurde dem Absender zugestellt.", True),
        ("Delivered, Front Door", False),
        ("Delivered. A note was sent to the sender.", False),
        (None, False),
    ],
)
def test_a_delivery_to_the_sender_is_a_return(said: object, back: bool) -> None:  # noqa: FBT001 - a row
    where = Meaning(Status.DELIVERED, "Delivered")
    assert reading.to_sender(where, said) == (reading.RETURNED if back else where)
    moving = Meaning(Status.IN_TRANSIT)
    assert reading.to_sender(moving, said) is moving


def test_a_reason_alone_is_no_return_where_the_carrier_has_codes_for_returns() -> None:
    why = scan(0, Status.EXCEPTION, reason=Reason.RETURNED, carrier_code="X1")
    there = scan(2, Status.DELIVERED)
    assert reading.events([there, why], returning={"RS"})[0].status is Status.DELIVERED
    assert reading.events([there, why], returning={"X1"})[0].reason is Reason.RETURNED
    assert reading.events([there, why])[0].reason is Reason.RETURNED


@pytest.mark.parametrize(
    ("value", "same"),
    [
        ("1000000013", True),
        (1000000013, True),
        ("10 0000-0013", True),
        ("1000000014", False),
        (True, False),
        (1000000013.0, False),
        (None, False),
        (["1000000013"], False),
    ],
)
def test_a_number_is_the_same_however_it_is_written(value: object, same: bool) -> None:  # noqa: FBT001 - a row
    assert reading.is_number(value, "1000000013") is same


class _Item(BaseModel):
    at: str
    more: object = None


@pytest.mark.parametrize("value", [None, 17, "x", [], {}, {"at": 17}, {"more": "x"}, [{"at": "x"}]])
def test_what_is_not_of_the_model_is_none(value: object) -> None:
    assert reading.read_as(_Item, value) is None


def test_one_bad_item_does_not_cost_the_others_nor_does_a_deep_one() -> None:
    items = [None, {"at": "1"}, 17, {}, deep(), {"at": deep()}, {"at": "2", "more": deep()}]
    assert [one.at for one in reading.read_all(_Item, items)] == ["1", "2"]


@pytest.mark.parametrize("value", [None, 17, "x", {}, {"at": "1"}, ({"at": "1"},)])
def test_what_is_no_list_has_no_items(value: object) -> None:
    assert list(reading.read_all(_Item, value)) == []
    assert reading.listed(value) == []


def test_two_hundred_items_are_looked_at_and_no_more() -> None:
    items: list[object] = [{"at": str(at)} for at in range(300)]
    assert [one.at for one in reading.read_all(_Item, items)] == [str(at) for at in range(200)]
    assert len(list(reading.read_all(_Item, [None] * 150 + items))) == 50


# Our words: each carrier's codes that are told in the same ones.

UPS = {
    "Ready for UPS, which does not have it yet": "003 080 157",
    "On the way to UPS, which does not have it yet": "044 045 079",
    "A pickup was attempted": "065 131 135",
    "On the way": "005 010 025 039 047 087 158 159 164 165",
    "In customs clearance": "012 092 123",
    "Customs needs more information": "058 124 125",
    "Released by customs": "014 084 134",
    "Delayed": "046 048 049 086 090",
    "Delayed by weather": "052 053",
    "Held for a later delivery": "019 020",
    "The delivery has a new day": "055 136",
    "A change of the delivery was requested": "018 054 098 101 102 105 107 109 116 121",
    "The delivery was changed as requested": "063 099 100 103 104 106 108 115 117 120",
    "A change of the delivery address was requested": "027 097",
    "The delivery address was changed": "028 096",
    "A return to the sender was requested": "033 119",
    "A faster service was requested": "041 056",
    "Sent on by a faster service": "042 122",
    "Information about the parcel was updated": "110 111 112 113 114 153 154",
    "Out for delivery": "006 021 037 089 091 146 162",
    "Delivery was attempted": "022 023 024 060 066 145",
    "Ready for collection": "017 040",
    "Delivered": "011 026",
    "On the way back to the sender": "035 036",
    "Returned to the sender": "034 067",
    "": "000 088 148 163",
}
FEDEX = {
    "Shipment announced": "IN OC",
    "Picked up": "PU PX",
    "On the way": "EA IT IX OW PM",
    "A change of the delivery was requested": "RM RR",
    "Ready for collection": "HL HP",
}
USPS = {
    "Shipment announced": "89 GX MA",
    "With the shipping partner, not with USPS yet": "80 81 82",
    "Accepted": "03 AD EMA OA PA UA",
    "Arrived at the facility": "19 41 A1 EMB",
    "Left the facility": "EF EMF SF T1",
    "Sent the wrong way, on its way again": "08 15",
    "Ready for collection": "14 16",
    "Delivery was attempted, a notice was left": "02 52",
    "The place of delivery could not be reached": "30 53",
    "The address is not right, on the way back to the sender": "21 22 23 24 25 26",
    "Not collected, on the way back to the sender": "27 31",
    "On the way back to the sender": "09 28 29 33",
    "Delivered": "01 EMI",
}


@pytest.mark.parametrize(
    ("words", "table"),
    [(UPS, ups_codes.CODES), (FEDEX, fedex_codes.CODES), (USPS, usps_codes.EVENTS)],
    ids=["ups", "fedex", "usps"],
)
def test_the_same_words_are_told_of_these_codes_and_of_no_other(
    words: dict[str, str], table: dict[str, Meaning]
) -> None:
    told: dict[str, list[str]] = {}
    for code, one in sorted(table.items()):
        told.setdefault(one.text or "", []).append(code)
    assert {text: " ".join(codes) for text, codes in told.items() if len(codes) > 1} == words


# What is sent.


class Ear(TokenClient):
    """A client that keeps what is sent, and never hears of the parcel."""

    def __init__(self) -> None:
        self.sent: list[Request] = []

    async def send(self, request: Request, *, asker: Asker, deadline: Deadline) -> Answer:
        assert asker is Asker.FOLLOW
        assert not deadline.passed
        self.sent.append(request)
        return Answer(404, None)


async def sent(ear: Ear, port: CarrierPort) -> Request:
    """Return what is sent to ask for a number."""
    deadline = Deadline.after(SystemClock(), timedelta(seconds=5))
    asked = Asked("LX1", postcode="10115", phone_tail="1234")
    with suppress(SupplierError):
        await port.query(asked, asker=Asker.FOLLOW, deadline=deadline)
    return ear.sent.pop()


async def test_ups_is_asked_for_no_signature_and_each_time_under_another_id() -> None:
    ear = Ear()
    one, two = [await sent(ear, UpsCarrier(ear, access("ups"))) for _ in range(2)]
    assert (one.method, one.path) == ("GET", "/api/track/v1/details/LX1")
    assert one.params == {"locale": "en_US", "returnSignature": "false"}
    assert {name for name, value in one.headers.items() if two.headers[name] == value} == {
        "transactionSrc"
    }
    assert len(one.headers["transId"]) == 32


async def test_fedex_is_asked_for_every_scan_of_a_number() -> None:
    wanted = {
        "includeDetailedScans": True,
        "trackingInfo": [{"trackingNumberInfo": {"trackingNumber": "LX1"}}],
    }
    path, much = "/track/v1/trackingnumbers", 30 * 256 * 1024
    expected = Request("POST", path, json=wanted, most_bytes=much)
    ear = Ear()
    assert await sent(ear, FedexCarrier(ear, access("fedex"))) == expected


async def test_usps_is_asked_for_every_event_and_may_say_no_to_one_number() -> None:
    path, only_401 = "/tracking/v3/tracking/LX1", frozenset({401})
    expected = Request("GET", path, {"expand": "DETAIL"}, refusals=only_401)
    ear = Ear()
    assert await sent(ear, UspsCarrier(ear, access("usps"))) == expected


# Tokens, over the wire.


@dataclass
class Wired:
    """A simulated carrier that wants a token, and what it takes to ask it."""

    carrier: OAuthCarrier
    address: str
    stack: AsyncExitStack

    def adapter(self, key: str = KEY) -> Tried:
        """Return an adapter without a token."""
        contract = CARRIERS[self.carrier.code]
        return Tried(contract, contract.open(self.address, self.stack, key))


Simulated = tuple[dict[str, OAuthCarrier], str]


@pytest.fixture(scope="module")
def simulated() -> Iterator[Simulated]:
    kinds: list[type[OAuthCarrier]] = [Ups, FedEx, Usps]
    carriers = {kind.code: kind(KEY, KEY, TODAY) for kind in kinds}
    with served(app(*carriers.values())) as address:
        yield carriers, address


@pytest_asyncio.fixture(params=["ups", "fedex", "usps"])
async def wired(request: pytest.FixtureRequest, simulated: Simulated) -> AsyncIterator[Wired]:
    carriers, address = simulated
    carrier = carriers[request.param]
    carrier.wipe()
    carrier.set_mode("ok")
    async with AsyncExitStack() as stack:
        yield Wired(carrier, address, stack)


async def test_one_token_does_for_many_at_once_and_for_many_later(wired: Wired) -> None:
    adapter = wired.adapter()
    tales = ["delivered", "in_transit", "customs", "returned", "not_found"] * 4
    reports = await asyncio.gather(*(adapter.ask(tale) for tale in tales))
    assert {one.status for one in reports} > {Status.DELIVERED, Status.NOT_FOUND}
    for tale in tales[:5]:
        await adapter.ask(tale)
    assert wired.carrier.token_requests == 1
    assert wired.carrier.total >= 6


async def test_a_token_that_has_ended_is_fetched_anew_once(wired: Wired) -> None:
    adapter = wired.adapter()
    await adapter.ask("delivered")
    wired.carrier.set_mode("token_expired")
    reports = await asyncio.gather(*(adapter.ask("delivered") for _ in range(40)))
    assert {one.status for one in reports} == {Status.DELIVERED}
    assert wired.carrier.token_requests == 2
    await adapter.ask("delivered")
    assert wired.carrier.token_requests == 2


async def test_credentials_that_are_not_ours_are_refused_before_any_parcel(
    wired: Wired, capsys: pytest.CaptureFixture[str]
) -> None:
    await wired.adapter(WRONG).fails("delivered", FetchOutcome.REFUSED)
    assert (wired.carrier.token_requests, wired.carrier.total) == (1, 0)
    printed = capsys.readouterr()
    assert WRONG not in printed.out + printed.err


async def test_a_carrier_without_a_token_to_give_is_unavailable_and_comes_back(
    wired: Wired,
) -> None:
    adapter = wired.adapter()
    wired.carrier.set_mode("down")
    await adapter.fails("delivered", FetchOutcome.UNAVAILABLE)
    assert wired.carrier.total == 0, "no parcel was asked for"
    wired.carrier.set_mode("ok")
    assert (await adapter.ask("delivered")).status is Status.DELIVERED


async def test_a_carrier_that_goes_down_keeps_its_token_for_later(wired: Wired) -> None:
    adapter = wired.adapter()
    await adapter.ask("delivered")
    wired.carrier.set_mode("down")
    await adapter.fails("delivered", FetchOutcome.UNAVAILABLE, within=0.05)
    wired.carrier.set_mode("ok")
    assert (await adapter.ask("delivered")).status is Status.DELIVERED
    assert wired.carrier.token_requests == 1


async def test_nothing_of_a_token_or_a_canary_is_logged(
    wired: Wired, capsys: pytest.CaptureFixture[str]
) -> None:
    adapter = wired.adapter()
    await adapter.ask("delivered")
    wired.carrier.set_mode("unauthorised")
    await adapter.fails("delivered", FetchOutcome.REFUSED)
    lines = lines_of(capsys.readouterr().out)
    assert {line["message"] for line in lines} == {"carrier-asked"}
    told = json.dumps(lines)
    assert "Bearer" not in told
    assert [canary for canary in CANARIES if canary in told] == []
