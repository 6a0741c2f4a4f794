"""DHL's reader: every code, and every way in which an answer can be wrong."""

import json
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.local.carriers.dhl import dhl_answer
from infra.local.carriers.stories import CANARIES
from shared.kernel.clock import Deadline, SystemClock
from shared.parcels.carriers.dhl import DhlCarrier, other_service, read
from shared.parcels.carriers.dhl_codes import CHECKPOINTS, STATUSES
from shared.parcels.carriers.dhl_words import PHRASES
from shared.parcels.carriers.model import Asked, Reason, Report, Scan, Status
from shared.platform.suppliers.client import SupplierClient
from shared.platform.suppliers.port import Asker, BusyError, FetchOutcome, SupplierError
from shared.platform.suppliers.wire import Answer
from tests.contract.carriers import CARRIERS, KEY, TODAY, Tried, access
from tests.contract.hostile import PLAIN_TIMES, Broken, check
from tests.contract.telling import due
from tests.rows import each_row
from tests.unit.edge.site import lines_of

ASKED = Asked("1000000013")


def answer(scenario: str = "delivered", **changes: Any) -> Answer:  # noqa: ANN401 - JSON
    """Return DHL's answer for the number, with fields of its shipment replaced."""
    body = json.loads(json.dumps(dhl_answer(ASKED.number, scenario, TODAY)))
    body["shipments"][0].update(changes)
    return Answer(200, body)


def event(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    good = {"timestamp": "2026-11-19T11:30:00+01:00", "statusCode": "transit", "status": "DF"}
    return {**good, **changes}


def scan(**changes: Any) -> Scan:  # noqa: ANN401 - JSON
    (found,) = read(answer(events=[event(**changes)]), ASKED).scans
    return found


WORDS = {
    "pre-transit": Status.INFO_RECEIVED,
    "transit": Status.IN_TRANSIT,
    "delivered": Status.DELIVERED,
    "failure": Status.DELIVERY_FAILED,
    "unknown": Status.UNKNOWN,
}
CODES: dict[str, tuple[Status, Reason | None]] = {
    "SD": (Status.IN_TRANSIT, None),
    "SA": (Status.IN_TRANSIT, None),
    "PU": (Status.IN_TRANSIT, None),
    "PL": (Status.IN_TRANSIT, None),
    "DF": (Status.IN_TRANSIT, None),
    "AF": (Status.IN_TRANSIT, None),
    "AR": (Status.IN_TRANSIT, None),
    "TR": (Status.IN_TRANSIT, None),
    "FD": (Status.IN_TRANSIT, None),
    "CR": (Status.IN_TRANSIT, Reason.CUSTOMS),
    "IC": (Status.IN_TRANSIT, Reason.CUSTOMS),
    "RR": (Status.IN_TRANSIT, Reason.CUSTOMS),
    "CD": (Status.IN_TRANSIT, Reason.CUSTOMS),
    "OH": (Status.IN_TRANSIT, Reason.DELAYED),
    "WC": (Status.OUT_FOR_DELIVERY, None),
    "CC": (Status.AVAILABLE_FOR_PICKUP, None),
    "OK": (Status.IN_TRANSIT, None),
    "NH": (Status.DELIVERY_FAILED, Reason.RECIPIENT_ABSENT),
    "CA": (Status.DELIVERY_FAILED, Reason.RECIPIENT_ABSENT),
    "BA": (Status.DELIVERY_FAILED, Reason.ADDRESS),
    "CM": (Status.DELIVERY_FAILED, Reason.ADDRESS),
    "RD": (Status.DELIVERY_FAILED, Reason.REFUSED),
    "RT": (Status.EXCEPTION, Reason.RETURNED),
    "DM": (Status.EXCEPTION, Reason.DAMAGED),
}
"""What each checkpoint code says of a parcel that DHL says is in transit."""


def test_these_tables_name_every_row_of_the_readers() -> None:
    assert WORDS == STATUSES
    assert CODES.keys() == CHECKPOINTS.keys()


@pytest.mark.parametrize("word", WORDS)
def test_each_of_dhls_words_is_one_of_our_statuses(word: str) -> None:
    found = read(answer(status={"statusCode": word}, events=[event(statusCode=word)]), ASKED)
    assert found.status is WORDS[word]
    assert found.scans[0].status is WORDS[word]


@each_row("code", CODES)
def test_each_of_dhls_checkpoints_says_where_and_why(code: str) -> None:
    found = scan(status=code)
    assert (found.status, found.reason) == CODES[code]
    assert (found.text, found.carrier_code) == (CHECKPOINTS[code].text, code)


@pytest.mark.parametrize("code", ["teleported", "in transit", "delivered ", "x" * 41])
def test_a_code_that_nobody_knows_is_unknown_and_reported_never_guessed(
    code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found = read(answer(status={"statusCode": code, "status": "OK"}, events=[]), ASKED)
    assert (found.status, found.reason) == (Status.UNKNOWN, None)
    (line,) = lines_of(capsys.readouterr().out)
    assert (line["message"], line["supplier"]) == ("carrier-code-unknown", "dhl")
    assert code not in json.dumps(line)


@pytest.mark.parametrize("code", ["Delivered", "DELIVERED"])
def test_a_status_code_counts_in_capitals_too(code: str) -> None:
    # DHL documents small letters, and answers with capitals were seen in public: no other word is
    # nearer, so this is no guess.
    assert read(answer(status={"statusCode": code}), ASKED).status is Status.DELIVERED


@pytest.mark.parametrize("checkpoint", ["ZZ", "Signed by Jane Roe", None, 17, ["OK"], {"OK": 1}])
def test_a_checkpoint_that_we_do_not_know_leaves_dhls_word(checkpoint: object) -> None:
    found = scan(status=checkpoint)
    assert (found.status, found.text, found.carrier_code) == (Status.IN_TRANSIT, None, "transit")


def test_a_checkpoint_nested_to_the_edge_of_what_parses_crashes_nothing() -> None:
    deep: Any = []
    for _ in range(5000):
        deep = [deep]
    assert scan(status=deep).text is None
    assert read(answer(status={"statusCode": "transit", "status": deep}), ASKED).reason is None


PLACES = {
    "BERLIN - GERMANY": "BERLIN, DE",
    "CINCINNATI HUB, OH - USA": "CINCINNATI HUB, OH, DE",
    "7 Hidden Lane, BERLIN - GERMANY": "BERLIN, DE",
    "7 Hidden Lane": "DE",
    "Hidden Lane 7 - GERMANY": "DE",
    "canary@example.org": "DE",
    "<b>BERLIN</b>": "DE",
    "BERLIN\nX-Header: y": "DE",
    "Saint-Denis (La R\u00e9union)": "Saint-Denis (La R\u00e9union), DE",
    "L'A\u00efquila": "L'A\u00efquila, DE",
    "x" * 100: "x" * 60 + ", DE",
    "\u0667 Lane": "DE",
    "\ud800": "DE",
    "": "DE",
    None: "DE",
    17: "DE",
}


@pytest.mark.parametrize(("locality", "place"), PLACES.items(), ids=lambda value: ascii(value)[:30])
def test_a_place_is_a_town_and_a_country_and_no_address(locality: object, place: str) -> None:
    address = {"addressLocality": locality, "countryCode": "DE", "streetAddress": "7 Hidden Lane"}
    assert scan(location={"address": address}).place == place


@pytest.mark.parametrize("country", ["Germany", "de", "D1", "<s", "", None, 17, "\ud800\ud800"])
def test_a_country_is_its_code_or_left_out(country: object) -> None:
    address = {"addressLocality": "BERLIN", "countryCode": country}
    assert scan(location={"address": address}).place == "BERLIN"


@pytest.mark.parametrize("location", [None, "BERLIN", 17, [], {}, {"address": None}])
def test_an_event_without_a_readable_place_is_an_event_all_the_same(location: object) -> None:
    assert scan(location=location).place is None


@pytest.mark.parametrize("events", [None, {}, "none", 17, [], ["x", None, 17, {}, []]])
def test_events_that_are_none_leave_the_status(events: object) -> None:
    found = read(answer(events=events), ASKED)
    assert (found.status, found.scans) == (Status.DELIVERED, ())


def test_two_hundred_events_are_enough() -> None:
    times = [f"2026-11-{day:02}T{hour:02}:30:00Z" for day in range(30, 1, -1) for hour in range(24)]
    assert len(read(answer(events=[event(timestamp=at) for at in times]), ASKED).scans) == 200


@pytest.mark.parametrize("estimated", [None, 17, "soon", "2026-02-30T00:00:00Z", ["x"]])
def test_an_estimate_that_is_no_time_is_left_out(estimated: object) -> None:
    assert read(answer(estimatedTimeOfDelivery=estimated), ASKED).estimated_delivery is None


CUSTOMERS = [{"number": ASKED.number, "type": "customer-reference"}]


@pytest.mark.parametrize(
    "ids",
    [
        {"id": 1000000013},
        {"id": "10 0000 0013"},
        {"id": "X", "details": {"pieceIds": ["JD01", ASKED.number]}},
        {"id": "X", "details": {"references": {"number": ASKED.number, "type": "housebill"}}},
        {"details": {"references": [None, {"number": ASKED.number, "type": "shipment-id"}]}},
    ],
)
def test_a_shipment_that_names_the_number_among_its_own_is_the_parcels(ids: dict[str, Any]) -> None:
    assert read(answer("in_transit", **{"id": None, **ids}), ASKED).status is Status.IN_TRANSIT


@pytest.mark.parametrize("status", [None, {}, {"statusCode": 17}, {"description": "(words)"}, "x"])
def test_without_a_status_the_newest_event_counts_and_without_events_nothing_is_known(
    status: object,
) -> None:
    told = [event(status="WC"), event(timestamp="2026-11-18T11:30:00+01:00", status="DF")]
    assert read(answer(status=status, events=told), ASKED).status is Status.OUT_FOR_DELIVERY
    assert read(answer(status=status, events=[]), ASKED) == Report(
        status=Status.UNKNOWN, estimated_delivery=read(answer(), ASKED).estimated_delivery
    )


def test_an_empty_list_says_that_dhl_knows_nothing() -> None:
    assert read(Answer(200, {"shipments": []}), ASKED) == Report(status=Status.NOT_FOUND)


@pytest.mark.parametrize("postcode", [None, "10115"])
@pytest.mark.parametrize("status", [400, 404])
def test_not_found_says_nothing_of_a_postcode(status: int, postcode: str | None) -> None:
    nothing = Answer(status, {"title": "No result found", "status": status, "detail": "none"})
    assert read(nothing, Asked(ASKED.number, postcode)) == Report(status=Status.NOT_FOUND)


def test_of_several_shipments_under_one_number_the_newest_news_count() -> None:
    old = answer(events=[event(timestamp="2025-11-19T11:30:00+01:00", statusCode="delivered")])
    new = answer("in_transit")
    for order in ([old, new], [new, old]):
        shipments = [one.json["shipments"][0] for one in order]
        assert read(Answer(200, {"shipments": shipments}), ASKED).status is Status.IN_TRANSIT


@pytest.mark.parametrize(
    ("flag", "code", "expected"),
    [
        (True, "delivered", (Status.EXCEPTION, Reason.RETURNED)),
        (True, "transit", (Status.IN_TRANSIT, Reason.RETURNED)),
        (False, "delivered", (Status.DELIVERED, None)),
        ("true", "delivered", (Status.EXCEPTION, Reason.RETURNED)),
        ("no", "delivered", (Status.DELIVERED, None)),
        (None, "transit", (Status.IN_TRANSIT, None)),
    ],
)
def test_a_parcel_that_goes_back_is_no_delivery(
    flag: object, code: str, expected: tuple[Status, Reason | None]
) -> None:
    found = read(answer(returnFlag=flag, status={"statusCode": code}, events=[]), ASKED)
    assert (found.status, found.reason) == expected


DAY = "2026-11-30"
SINCE, UNTIL = f"{DAY}T10:00:00+01:00", f"{DAY}T14:00:00+01:00"
FRAME = {"estimatedFrom": SINCE, "estimatedThrough": UNTIL}
ESTIMATES: list[tuple[object, object, str | None]] = [
    (None, FRAME, f"{SINCE}/{UNTIL}"),
    (f"{DAY}T12:00:00+01:00", FRAME, f"{SINCE}/{UNTIL}"),
    (f"{DAY}T12:00:00+01:00", None, f"{DAY}T12:00:00+01:00"),
    (f"{DAY}T12:00:00", {}, f"{DAY}T12:00"),
    (DAY, None, DAY),
    (f"{DAY}T00:00:00Z", None, DAY),
    (f"{DAY}T00:00:00+01:00", {"estimatedFrom": "soon"}, DAY),
    (f"{DAY}T23:59:00", 17, DAY),
    (None, {"estimatedFrom": f"{DAY}T00:00:00", "estimatedThrough": f"{DAY}T23:59:59"}, DAY),
]


@pytest.mark.parametrize(("at", "frame", "expected"), ESTIMATES)
def test_an_estimate_is_dhls_window_before_its_time(
    at: object, frame: object, expected: str | None
) -> None:
    found = read(answer(estimatedTimeOfDelivery=at, estimatedDeliveryTimeFrame=frame), ASKED)
    assert due(found.estimated_delivery) == expected


PIECE, SSCC = "JD014600006281230711", "00340434000000000014"


@pytest.mark.parametrize(
    ("number", "service", "again"),
    [
        (SSCC, "express", "parcel-de"),
        ("JJD000390013320676359", "express", "parcel-de"),
        ("CQ964395186DE", "post-de", "parcel-de"),
        (PIECE, "parcel-de", "express"),
        ("1000000013", "freight", "freight"),
        ("1000000013", "<b>", None),
        ("1000000013", 17, None),
    ],
)
def test_an_answer_about_another_shipment_is_asked_for_anew_of_the_numbers_own_service(
    number: str, service: object, again: str | None
) -> None:
    others = answer(id="1000000212", service=service)
    assert other_service(others, number) == again
    assert other_service(answer(id=number, service=service), number) is None
    assert other_service(Answer(404, others.json), number) is None
    assert other_service(Answer(200, {"shipments": []}), number) is None


@pytest.mark.parametrize(
    "other",
    [
        {"id": "1000000212"},
        {"id": None},
        {"id": "1000000212", "details": {"pieceIds": [None, "1000000014"], "references": 17}},
        {"id": "1000000212", "details": {"references": CUSTOMERS}},
    ],
    ids=str,
)
def test_an_answer_about_another_shipment_or_about_none_is_refused(
    other: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SupplierError) as caught:
        read(answer(**other), ASKED)
    assert caught.value.outcome is FetchOutcome.BAD_ANSWER
    assert lines_of(capsys.readouterr().out)[-1]["message"] == "carrier-answer-refused"


def test_the_shipment_that_was_asked_for_is_found_among_others() -> None:
    whole = answer()
    whole.json["shipments"][:0] = [None, {"id": "1"}, answer(id="1000000212").json["shipments"][0]]
    assert read(whole, ASKED).status is Status.DELIVERED
    assert read(answer(id="10 0000 0013"), ASKED).status is Status.DELIVERED


@pytest.mark.parametrize("body", [None, [], "x", 17, {}, {"shipments": {}}])
def test_an_answer_of_another_form_is_refused(body: object) -> None:
    with pytest.raises(SupplierError) as caught:
        read(Answer(200, body), ASKED)
    assert caught.value.outcome is FetchOutcome.BAD_ANSWER


@pytest.mark.parametrize("status", [201, 204, 402, 410, 418])
def test_a_status_that_dhl_never_published_is_refused(status: int) -> None:
    with pytest.raises(SupplierError) as caught:
        read(Answer(status, answer().json), ASKED)
    assert caught.value.outcome is FetchOutcome.BAD_ANSWER


_broken = Broken(
    [
        "shipments",
        "id",
        "status",
        "statusCode",
        "events",
        "timestamp",
        "location",
        "address",
        "countryCode",
        "addressLocality",
        "estimatedTimeOfDelivery",
    ],
    [*STATUSES, *CHECKPOINTS, ASKED.number],
)
_mostly, _like, _json = _broken.mostly, _broken.like, _broken.json
_codes, _words = st.sampled_from([*STATUSES]), st.sampled_from([*CHECKPOINTS])
_towns = st.sampled_from(["BERLIN - GERMANY", "7 Hidden Lane, BERLIN - GERMANY"])
_events = _like(
    timestamp=PLAIN_TIMES,
    location=_like(address=_like(countryCode=st.just("DE"), addressLocality=_towns)),
    description=st.sampled_from(CANARIES),
    statusCode=_codes,
    status=_words,
)
_shipments = _like(
    id=st.just(ASKED.number),
    status=_like(statusCode=_codes, status=_words),
    events=st.lists(_mostly(_events), max_size=4),
    estimatedTimeOfDelivery=PLAIN_TIMES,
    details=st.sampled_from(CANARIES),
)


@given(
    _mostly(_like(shipments=st.lists(_mostly(_shipments), max_size=3))),
    st.sampled_from([200, 200, 200, 400, 404, 500]),
    st.none() | st.just("10115"),
)
def test_hostile_json_is_a_report_in_our_words_or_an_error_of_the_port(
    body: object, status: int, postcode: str | None
) -> None:
    try:
        report = read(Answer(status, body), Asked(ASKED.number, postcode))
    except SupplierError:
        return
    texts = {one.text for one in CHECKPOINTS.values()}
    check(report, texts | {one.text for one, _ in PHRASES if one.text})


async def test_dhl_does_not_tell_that_a_parcel_wants_a_postcode(address: str) -> None:
    async with AsyncExitStack() as stack:
        carrier = Tried(CARRIERS["dhl"], CARRIERS["dhl"].open(address, stack, KEY))
        assert (await carrier.ask("wants_postcode")).status is Status.NOT_FOUND


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("JD014600006281230704", "JJD014600006281230704"),
        ("JJD014600006281230704", "JD014600006281230704"),
        ("00340434492098429236", "340434492098429236"),
        ("00340434492098429236", 340434492098429236),
        ("340434492098429236", "00340434492098429236"),
    ],
)
def test_dhl_may_leave_out_what_stands_in_front_of_a_number(asked: str, told: object) -> None:
    assert read(answer(id=told, details={}), Asked(asked)).status is Status.DELIVERED
    details = {"pieceIds": told}
    assert read(answer(id="1", details=details), Asked(asked)).status is Status.DELIVERED


def test_no_shipments_at_all_are_no_news() -> None:
    assert read(Answer(200, {"shipments": None}), ASKED).status is Status.NOT_FOUND


async def test_what_was_asked_once_was_asked_though_the_other_service_is_busy() -> None:
    class Client:
        asked = 0

        async def send(self, *_: object, **__: object) -> Answer:
            self.asked += 1
            if self.asked == 1:
                return answer(id="9999999999", service="express", details={})
            raise BusyError(asked=False, retry_after=timedelta(seconds=3))

    carrier = DhlCarrier(cast("SupplierClient", Client()), access("dhl"))
    with pytest.raises(SupplierError) as caught:
        await carrier.query(
            Asked("JD014600006281230704"),
            asker=Asker.VISITOR,
            deadline=Deadline.after(SystemClock(), timedelta(seconds=5)),
        )
    assert (caught.value.outcome, caught.value.asked) == (FetchOutcome.UNAVAILABLE, True)


def test_a_checkpoint_of_a_delivery_that_was_one_to_the_shipper_is_a_return() -> None:
    there = {"statusCode": "delivered", "status": "OK"}
    assert scan(**there, description="Delivered").status is Status.DELIVERED
    back = scan(**there, description="Shipment returned to shipper")
    assert (back.status, back.reason) == (Status.EXCEPTION, Reason.RETURNED)
