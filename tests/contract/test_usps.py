"""USPS's reader: every code, and every way in which an answer can be wrong; what it may not see."""

import json
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from datetime import timedelta

import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from infra.local.carriers.app import app
from infra.local.carriers.oauth import Credentials, form_or_json, from_fields
from infra.local.carriers.stories import CANARIES, Json
from infra.local.carriers.usps import Usps
from infra.local.carriers.usps_answers import usps_answer
from shared.parcels.carriers.model import Asked, Reason, Report, Scan, Status
from shared.parcels.carriers.usps import read
from shared.parcels.carriers.usps_codes import CATEGORIES, EVENTS
from shared.platform.suppliers.port import FetchOutcome, SupplierError
from shared.platform.suppliers.wire import Answer
from tests.contract.carriers import CARRIERS, KEY, TODAY, Tried
from tests.contract.hostile import PLAIN_TIMES, Broken, check
from tests.contract.telling import due, said
from tests.rows import each_row
from tests.unit.edge.site import lines_of
from tests.unit.local.serve import served

ASKED = Asked("9400100000000000000013")
NOBODY_KNOWS = "ZZ"
MOVING = "Moving Through Network"
Means = tuple[Status, Reason | None]


def each(groups: Mapping[Means, str]) -> dict[str, Means]:
    """Return what each code means; none stands twice."""
    rows = [(code, means) for means, codes in groups.items() for code in codes.split()]
    assert len(dict(rows)) == len(rows)
    return dict(rows)


def answer(scenario: str = "delivered", **changes: object) -> Answer:
    """Return USPS's answer for the number, with its fields replaced."""
    body = json.loads(json.dumps(usps_answer(ASKED.number, scenario, TODAY)))
    return Answer(200, {**body, **changes})


def event(code: object = "A1", **changes: object) -> Json:
    good = {"eventTimestamp": "2026-11-19T11:30:00", "GMTOffset": "-05:00", "eventCode": code}
    names = {"eventType": CANARIES[0], "name": CANARIES[0], "firm": CANARIES[1]}
    return {**good, **names, **changes}


def scan(*code: object, **changes: object) -> Scan:
    (found,) = read(answer(trackingEvents=[event(*code, **changes)]), ASKED).scans
    return found


def now(category: object, *events: Json) -> Means:
    """Return what a category and events, newest first, say of the parcel."""
    return means(read(answer(statusCategory=category, trackingEvents=[*events]), ASKED))


def means(found: Report | Scan) -> Means:
    return found.status, found.reason


KNOWN = each(
    {
        (Status.UNKNOWN, None): "GC",
        (Status.INFO_RECEIVED, None): "80 81 82 89 GX MA",  # USPS does not have it
        (Status.IN_TRANSIT, None): (
            "03 06 07 10 19 41 42 43 83 A1 AD DX EF EMA EMB EMC EMD EMF EMG OA PA PC SF T1 TL TM UA"
        ),
        (Status.IN_TRANSIT, Reason.CUSTOMS): "EDB EME",
        (Status.IN_TRANSIT, Reason.DELAYED): "08 15 71 NT",
        (Status.OUT_FOR_DELIVERY, None): "OF",
        (Status.AVAILABLE_FOR_PICKUP, None): "14 16",
        (Status.DELIVERY_FAILED, None): "02 30 52 53 54 55 EMH",
        (Status.DELIVERY_FAILED, Reason.RECIPIENT_ABSENT): "51 56",
        (Status.DELIVERY_FAILED, Reason.REFUSED): "04",
        (Status.DELIVERY_FAILED, Reason.ADDRESS): "05",
        (Status.DELIVERED, None): "01 17 EMI",
        (Status.EXCEPTION, Reason.RETURNED): "09 21 22 23 24 25 26 27 28 29 31 33 44",
        (Status.EXCEPTION, Reason.LOST): "11",
    }
)
SAID: dict[str, Means] = {
    "Pre-Shipment": (Status.INFO_RECEIVED, None),
    "Accepted": (Status.IN_TRANSIT, None),
    "In Transit": (Status.IN_TRANSIT, None),
    "In-Transit": (Status.IN_TRANSIT, None),
    "Moving Through Network": (Status.IN_TRANSIT, None),
    "Out for Delivery": (Status.OUT_FOR_DELIVERY, None),
    "Available for Pickup": (Status.AVAILABLE_FOR_PICKUP, None),
    "Delivery Attempt": (Status.DELIVERY_FAILED, None),
    "Delivery Attempt: Action Needed": (Status.DELIVERY_FAILED, None),
    "Delivered": (Status.DELIVERED, None),
    "Delivered to Agent": (Status.DELIVERED, None),
    "Alert": (Status.EXCEPTION, None),
    "Return to Sender": (Status.EXCEPTION, Reason.RETURNED),
}


def test_these_tables_say_what_the_readers_say_row_by_row() -> None:
    assert {code: (one.status, one.reason) for code, one in EVENTS.items()} == KNOWN
    assert {words: (one.status, one.reason) for words, one in CATEGORIES.items()} == SAID


def test_our_words_are_plain_words() -> None:
    for one in EVENTS.values():
        assert re.fullmatch(r"[A-Z][A-Za-z ,]{1,59}", one.text or "")


@each_row("code", KNOWN)
def test_each_code_says_where_and_why_of_an_event(
    code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found = scan(code)
    assert means(found) == KNOWN[code]
    assert (found.text, found.carrier_code) == (EVENTS[code].text, code)
    assert capsys.readouterr().out == "", "only what nobody knows is reported"


@pytest.mark.parametrize("category", SAID)
def test_each_category_says_where_the_parcel_is(
    category: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert now(category) == SAID[category]
    assert capsys.readouterr().out == ""


@each_row("code", KNOWN)
def test_the_newest_event_says_why_if_it_is_of_one_mind_with_the_category(code: str) -> None:
    status, reason = KNOWN[code]
    older = event("01" if status is not Status.DELIVERED else "04", eventTimestamp="2026-11-18")
    for category, means in SAID.items():
        of_one_mind = means[0] is status
        failed = means[0] is Status.EXCEPTION and status is Status.DELIVERY_FAILED
        silent = means[1] is None
        expected = (status, reason) if silent and (of_one_mind or failed) else means
        if means[0] is Status.DELIVERED and reason is Reason.RETURNED:
            expected = (Status.EXCEPTION, Reason.RETURNED)
        assert now(category, event(code), older) == now(category, older, event(code)) == expected


@pytest.mark.parametrize(
    ("category", "code", "expected"),
    [
        ("Alert", "04", (Status.DELIVERY_FAILED, Reason.REFUSED)),
        ("Alert", "53", (Status.DELIVERY_FAILED, None)),
        ("Alert", "11", (Status.EXCEPTION, Reason.LOST)),
        ("Alert", "01", (Status.EXCEPTION, None)),
        ("Delivery Attempt", "56", (Status.DELIVERY_FAILED, Reason.RECIPIENT_ABSENT)),
        ("Delivery Attempt", "09", (Status.DELIVERY_FAILED, None)),
        ("Return to Sender", "04", (Status.EXCEPTION, Reason.RETURNED)),
        ("Return to Sender", "21", (Status.EXCEPTION, Reason.RETURNED)),
        ("Delivered", "04", (Status.DELIVERED, None)),
        (MOVING, "EDB", (Status.IN_TRANSIT, Reason.CUSTOMS)),
        (MOVING, "04", (Status.IN_TRANSIT, None)),
    ],
)
def test_what_is_wrong_is_told_as_far_as_usps_tells_it(
    category: str, code: str, expected: Means
) -> None:
    assert now(category, event(code)) == expected


@pytest.mark.parametrize("words", ["Teleported", "delivered", "Delivered ", "x" * 400])
def test_a_category_that_nobody_knows_is_unknown_and_reported_never_guessed(
    words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert now(words, event("01")) == (Status.UNKNOWN, None)
    (line,) = lines_of(capsys.readouterr().out)
    assert (line["message"], line["supplier"]) == ("carrier-code-unknown", "usps")
    assert words not in json.dumps(line)


@pytest.mark.parametrize("code", [NOBODY_KNOWS, "1", "of", "Jane Roe", "", None, 1, ["01"], {}])
def test_an_event_of_a_code_that_nobody_knows_is_unknown_and_reported(
    code: object, capsys: pytest.CaptureFixture[str]
) -> None:
    found = scan(code)
    assert (found.status, found.reason, found.text) == (Status.UNKNOWN, None, None)
    assert found.carrier_code == (code if code in (NOBODY_KNOWS, "1", "of") else None)
    (line,) = lines_of(capsys.readouterr().out)
    assert (line["message"], line["supplier"]) == ("carrier-code-unknown", "usps")
    assert not code or str(code) not in json.dumps({**line, "message": "", "supplier": ""})


LOCAL = "2026-11-18T11:30"
TIMES: dict[tuple[object, object, object], str | None] = {
    ("2026-11-18T11:30:00", "-05:00", None): "2026-11-18T11:30:00-05:00",
    ("2026-11-18T11:30:00", "-5:00", None): "2026-11-18T11:30:00-05:00",
    ("2026-11-18T11:30:00", "+05:30", None): "2026-11-18T11:30:00+05:30",
    ("2026-11-18T11:30:00Z", "-05:00", None): "2026-11-18T11:30:00-05:00",
    ("2026-11-18T05:26:00Z", "-08:00", "2026-11-18T13:26:00Z"): "2026-11-18T05:26:00-08:00",
    ("2026-11-18T11:30:00", "", "2026-11-18T16:30:00Z"): "2026-11-18T11:30:00-05:00",
    ("2026-11-18T11:30:00Z", None, "2026-11-18T16:30:00Z"): "2026-11-18T11:30:00-05:00",
    ("2026-11-18T19:00:00", "EST", "2026-11-19T00:00:00Z"): "2026-11-18T19:00:00-05:00",
    ("2026-11-18T11:30:00", "", "2026-01-01T00:00:00Z"): LOCAL,
    ("2026-11-18T11:30:00Z", "", None): LOCAL,
    ("2026-11-18T11:30:00", None, None): LOCAL,
    ("2026-11-18T11:30:00", "EST", None): LOCAL,
    ("2026-11-18T11:30:00", "-99:00", "soon"): LOCAL,
    ("2026-11-18T11:30:00", -5, 17): LOCAL,
    ("2026-11-18", "-05:00", None): "2026-11-18",
    ("2026-11-18T00:00:00", "-05:00", "2026-11-18T05:00:00Z"): "2026-11-18",
    (None, None, "2026-11-18T16:30:00Z"): "2026-11-18T16:30:00Z",
    ("2026-02-30T11:30:00", "-05:00", None): None,
    ("2026-11-18T25:61:00", "-05:00", None): None,
    ("yesterday, before tea", "-05:00", None): None,
    ("", "-05:00", None): None,
    (None, "-05:00", None): None,
    (17, "-05:00", "2026-02-30T11:30:00Z"): None,
}


@pytest.mark.parametrize(("told", "expected"), TIMES.items(), ids=str)
def test_a_time_is_the_clock_at_the_place_with_its_offset_or_is_dropped_alone(
    told: tuple[object, object, object], expected: str | None
) -> None:
    odd = event() | dict(zip(("eventTimestamp", "GMTOffset", "GMTTimestamp"), told, strict=True))
    bare = {name: value for name, value in odd.items() if value is not None}
    found = read(answer(trackingEvents=[event(), bare]), ASKED).scans
    good = "2026-11-19T11:30:00-05:00"
    assert [said(one.at) for one in found] == ([good] if expected is None else [good, expected])


STAMP, DAY, GUESS = "2026-11-21T18:00:00Z", "2026-11-22", "2026-11-23T18:00:00"
FROM, UNTIL = "predictedDeliveryWindowStartTime", "predictedDeliveryWindowEndTime"


@pytest.mark.parametrize(
    ("stamp", "day", "guess", "expected"),
    [
        (STAMP, DAY, GUESS, "2026-11-21T18:00"),
        ("2026-11-21T00:00:00Z", DAY, GUESS, "2026-11-21"),
        ("2026-11-21T23:59:00Z", DAY, GUESS, "2026-11-21"),
        (None, DAY, GUESS, "2026-11-22"),
        ("soon", DAY, None, "2026-11-22"),
        (None, None, GUESS, "2026-11-23T18:00"),
        ("", "2026-02-30", GUESS, "2026-11-23T18:00"),
        (None, None, None, None),
        (17, ["2026-11-22"], {}, None),
    ],
)
def test_an_estimate_is_the_first_that_is_a_time_of_the_place(
    stamp: object, day: object, guess: object, expected: str | None
) -> None:
    whole = answer(expectedDeliveryTimeStamp=stamp, expectedDeliveryDate=day)
    found = read(Answer(200, {**whole.json, "predictedDeliveryDate": guess}), ASKED)
    assert due(found.estimated_delivery) == expected


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        ("2:15pm", "6:15pm", "2026-11-22T14:15/2026-11-22T18:15"),
        ("12:05 AM", "12:05 PM", "2026-11-22T00:05/2026-11-22T12:05"),
        ("14:15", "18:15:00", "2026-11-22T14:15/2026-11-22T18:15"),
        ("2026-11-22T14:15:00", "2026-11-22T18:15:00Z", "2026-11-22T14:15/2026-11-22T18:15"),
        (None, "18:15", "2026-11-22T18:15"),
        ("99:15", "", "2026-11-22"),
        (17, None, "2026-11-22"),
    ],
)
def test_a_predicted_window_has_both_its_ends_wherever_usps_writes_it(
    since: object, until: object, expected: str
) -> None:
    told = {"predictedDeliveryDate": DAY, FROM: since, UNTIL: until}
    bare = answer(expectedDeliveryTimeStamp=None).json
    for body in ({**bare, **told}, {**bare, "deliveryDateExpectation": told}):
        assert due(read(Answer(200, body), ASKED).estimated_delivery) == expected


@pytest.mark.parametrize("routing", ["42012345", "420123456789", ""])
def test_a_number_is_answered_with_or_without_where_it_goes_in_front(routing: str) -> None:
    for asked, named in ((routing, ""), ("", routing), (routing, routing)):
        told = answer("in_transit", trackingNumber=f"{named} {ASKED.number}")
        found = read(told, Asked(f"{asked}{ASKED.number}"))
        assert found.status is Status.IN_TRANSIT
    with pytest.raises(SupplierError):
        read(answer(), Asked(f"{routing}9400100000000000000266"))


def test_without_a_category_the_newest_event_counts_and_without_events_nothing_is_known() -> None:
    assert now(None, event("OF")) == now("", event("OF")) == (Status.OUT_FOR_DELIVERY, None)
    assert now(["Delivered"], event("OF")) == (Status.OUT_FOR_DELIVERY, None)
    assert now(None) == (Status.UNKNOWN, None)


def test_what_was_delivered_after_it_had_gone_back_was_delivered_to_the_sender() -> None:
    story = [event("01"), event("09", eventTimestamp="2026-11-18T11:30:00")]
    assert now("Delivered", *story) == (Status.EXCEPTION, Reason.RETURNED)
    assert now("Delivered", *story[::-1]) == (Status.EXCEPTION, Reason.RETURNED)


PLACES: list[tuple[object, object, object, str | None]] = [
    ("BERLIN", "CT", None, "BERLIN, CT"),
    ("HARTFORD CT DISTRIBUTION CENTER", None, None, "HARTFORD CT DISTRIBUTION CENTER"),
    ("LEIPZIG", "", "DE", "LEIPZIG, DE"),
    ("7 Hidden Lane", "CT", "GERMANY", "CT"),
    ("06037", "06037", "d3", None),
    ("<i>BERLIN</i>", "ct", "DE\n", None),
    (None, 17, ["DE"], None),
]


@pytest.mark.parametrize(("city", "state", "country", "place"), PLACES, ids=ascii)
def test_a_place_is_a_town_a_state_and_a_country_and_no_address(
    city: object, state: object, country: object, place: str | None
) -> None:
    where = {"eventCity": city, "eventState": state, "eventCountry": country}
    assert scan(**where, eventZIP="06037", additionalProp=CANARIES[3]).place == place


@pytest.mark.parametrize("events", [None, {}, "none", 17, [], ["x", None, 17, {}, []]])
def test_events_that_are_none_leave_the_status(events: object) -> None:
    found = read(answer(trackingEvents=events), ASKED)
    assert (found.status, found.scans) == (Status.DELIVERED, ())


def refused(status: int, code: object, *others: object) -> Answer:
    errors = [*others, {"status": str(status), "code": code, "title": CANARIES[0]}]
    return Answer(status, {"error": {"code": str(status), "errors": errors}})


@pytest.mark.parametrize(
    "unknown",
    [
        refused(404, "404"),
        Answer(404, None),
        refused(400, "150001"),
        refused(400, "150001", None, "x", {"code": "150002"}),
        refused(404, "150001"),
    ],
)
def test_a_number_that_usps_does_not_know_is_a_finding(unknown: Answer) -> None:
    assert read(unknown, ASKED) == Report(status=Status.NOT_FOUND)


@pytest.mark.parametrize("body", [None, {}, refused(403, "403").json, answer().json])
def test_another_senders_parcel_is_not_ours_to_see_for_an_hour(body: object) -> None:
    with pytest.raises(SupplierError) as caught:
        read(Answer(403, body), ASKED)
    assert caught.value.outcome is FetchOutcome.REFUSED
    assert caught.value.retry_after == timedelta(hours=1)


STRANGE: list[object] = [None, [], "x", 17, {}, {"error": None}, {"error": {"errors": "150001"}}]


@pytest.mark.parametrize(
    "other",
    [
        answer(trackingNumber="9400100000000000000266"),
        answer(trackingNumber=None),
        answer(trackingNumber=[ASKED.number]),
        *(Answer(200, body) for body in STRANGE),
    ],
)
def test_an_answer_about_another_shipment_or_of_another_form_is_refused(
    other: Answer, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SupplierError) as caught:
        read(other, ASKED)
    assert caught.value.outcome is FetchOutcome.BAD_ANSWER
    (line,) = lines_of(capsys.readouterr().out)
    assert (line["message"], line["supplier"]) == ("carrier-answer-refused", "usps")


@pytest.mark.parametrize("status", [201, 204, 400, 402, 410, 418])
def test_a_status_that_says_nothing_of_the_number_is_refused(status: int) -> None:
    for body in (answer().json, refused(status, "150002").json, refused(status, 150001).json):
        with pytest.raises(SupplierError) as caught:
            read(Answer(status, body), ASKED)
        assert caught.value.outcome is FetchOutcome.BAD_ANSWER


def test_a_number_may_come_back_with_spaces_and_small_letters() -> None:
    spaced = answer(trackingNumber="9400 1000 0000 0000 0000 13")
    assert read(spaced, ASKED).status is Status.DELIVERED
    small = answer(trackingNumber="lx000000000us")
    assert read(small, Asked("LX000000000US")).status is Status.DELIVERED


_broken = Broken(
    ["trackingNumber", "statusCategory", "trackingEvents", "eventCode", "error", "errors", "code"],
    [*EVENTS, *CATEGORIES, ASKED.number, "150001"],
)
_mostly, _like, _json = _broken.mostly, _broken.like, _broken.json
_events = _like(
    eventTimestamp=PLAIN_TIMES,
    GMTOffset=st.just("-05:00"),
    eventCode=st.sampled_from([*EVENTS]),
    eventCity=st.just("BERLIN"),
    eventState=_json,
    eventCountry=_json,
)
_bodies = _like(
    trackingNumber=st.just(ASKED.number),
    statusCategory=st.sampled_from([*CATEGORIES]),
    trackingEvents=st.lists(_mostly(_events), max_size=4),
    expectedDeliveryTimeStamp=PLAIN_TIMES,
    error=_json,
)


@given(_mostly(_bodies), st.just(200) | st.sampled_from([200, 400, 403, 404, 500]))
def test_hostile_json_is_a_report_in_our_words_or_an_error_of_the_port(
    body: object, status: int
) -> None:
    try:
        report = read(Answer(status, body), ASKED)
    except SupplierError:
        return
    check(report, CARRIERS["usps"].words)


# Over the wire.


class Strict(Usps):
    """USPS, which gives tokens for tracking to those who ask for that."""

    async def credentials(self, request: Request) -> Credentials | None:
        asked = await form_or_json(request)
        return from_fields(asked) if asked.get("scope") == "tracking" else None


Pair = tuple[Usps, Tried]


@pytest_asyncio.fixture
async def wired() -> AsyncIterator[Pair]:
    usps = Strict(KEY, KEY, TODAY)
    async with AsyncExitStack() as stack:
        port = CARRIERS["usps"].open(stack.enter_context(served(app(usps))), stack, KEY)
        yield usps, Tried(CARRIERS["usps"], port)


async def test_credentials_without_tracking_are_refused_and_the_operator_is_told(
    wired: Pair, capsys: pytest.CaptureFixture[str]
) -> None:
    usps, carrier = wired
    usps.set_mode("no_scope")
    await carrier.fails("delivered", FetchOutcome.REFUSED)
    assert (usps.token_requests, usps.total) == (1, 0), "no parcel was asked for"
    lines = lines_of(capsys.readouterr().out)
    told = [(one["message"], one["severity"], one.get("supplier")) for one in lines]
    assert told.count(("carrier-scope-missing", "ERROR", "usps")) == 1
    usps.set_mode("ok")
    assert (await carrier.ask("delivered")).status is Status.DELIVERED


async def test_others_parcels_cost_neither_the_token_nor_the_circuit(wired: Pair) -> None:
    usps, carrier = wired
    for _ in range(7):
        error = await carrier.fails("no_access", FetchOutcome.REFUSED)
        assert error.retry_after == timedelta(hours=1)
        assert error.asked
    assert (await carrier.ask("delivered")).status is Status.DELIVERED
    assert (usps.token_requests, usps.total) == (1, 8)


async def test_a_number_without_a_status_yet_is_not_found(wired: Pair) -> None:
    assert await wired[1].ask("no_status_yet") == Report(status=Status.NOT_FOUND)


# On the way back, and back.


@pytest.mark.parametrize("back", ["21", "23", "26", "09"])
def test_what_was_delivered_after_it_went_back_was_delivered_to_its_sender(back: str) -> None:
    on = {
        f"{code}": f"2026-11-{day}T10:00:00" for day, code in ((18, back), (19, "OF"), (20, "01"))
    }
    events = [event(code, eventTimestamp=at) for code, at in reversed(on.items())]
    assert now("Delivered", *events) == (Status.EXCEPTION, Reason.RETURNED)


def test_a_delivery_to_the_sender_is_told_as_a_return_by_its_words_alone() -> None:
    returned = (Status.EXCEPTION, Reason.RETURNED)
    there = event("01", eventType="DELIVERED, TO ORIGINAL SENDER")
    assert now("Delivered", there) == returned
    assert now("Delivered, To Original Sender", event("01")) == returned
    assert now("Delivered, Left with Individual", event("01")) == (Status.DELIVERED, None)
    body = answer(status="Delivered, To Original Sender", statusCategory="Delivered")
    assert means(read(body, ASKED)) == returned


@pytest.mark.parametrize(
    ("gmt", "at"),
    [
        ("2026-11-19T16:30:37Z", "2026-11-19T11:30"),
        ("2026-11-19T08:24:00Z", "2026-11-19T11:30"),
        ("2026-11-19T16:30:00Z", "2026-11-19T11:30:00-05:00"),
        ("2026-11-19T05:45:00Z", "2026-11-19T11:30:00+05:45"),
    ],
)
def test_a_time_at_greenwich_that_makes_no_offset_is_wrong(gmt: str, at: str) -> None:
    assert said(scan(GMTOffset=None, GMTTimestamp=gmt).at) == at
