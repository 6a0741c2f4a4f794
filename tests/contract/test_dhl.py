"""DHL's reader: every code, and every way in which an answer can be wrong."""

import json
from contextlib import AsyncExitStack
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.local.carriers.dhl import dhl_answer
from infra.local.carriers.stories import CANARIES
from shared.carriers.dhl import read
from shared.carriers.dhl_codes import CHECKPOINTS, STATUSES
from shared.carriers.model import Asked, Reason, Scan, Status
from shared.suppliers.port import Outcome, SupplierError
from shared.suppliers.wire import Answer
from tests.contract.carriers import CARRIERS, KEY, TODAY, Tried
from tests.contract.hostile import PLAIN_TIMES, Broken, check
from tests.unit.web.site import lines_of

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


@pytest.mark.parametrize("code", CODES)
def test_each_of_dhls_checkpoints_says_where_and_why(code: str) -> None:
    found = scan(status=code)
    assert (found.status, found.reason) == CODES[code]
    assert (found.text, found.carrier_code) == (CHECKPOINTS[code].text, code)


@pytest.mark.parametrize("code", ["teleported", "TRANSIT", "delivered ", "", "x" * 40])
def test_a_code_that_nobody_knows_is_unknown_and_reported_never_guessed(
    code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found = read(answer(status={"statusCode": code, "status": "OK"}, events=[]), ASKED)
    assert (found.status, found.reason) == (Status.UNKNOWN, None)
    (line,) = lines_of(capsys.readouterr().out)
    assert (line["message"], line["supplier"]) == ("carrier-code-unknown", "dhl")
    assert not code or code not in json.dumps(line)


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
    assert len(read(answer(events=[event()] * 1000), ASKED).scans) == 200


@pytest.mark.parametrize("estimated", [None, 17, "soon", "2026-02-30T00:00:00Z", ["x"]])
def test_an_estimate_that_is_no_time_is_left_out(estimated: object) -> None:
    assert read(answer(estimatedTimeOfDelivery=estimated), ASKED).estimated_delivery is None


@pytest.mark.parametrize(
    "other",
    [
        {"id": "1000000212"},
        {"id": 1000000013},
        {"id": None},
        {"status": None},
        {"status": {}},
        {"status": {"statusCode": "x" * 41}},
        {"status": {"statusCode": 17}},
    ],
    ids=str,
)
def test_an_answer_about_another_shipment_or_about_none_is_refused(
    other: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SupplierError) as caught:
        read(answer(**other), ASKED)
    assert caught.value.outcome is Outcome.BAD_ANSWER
    assert lines_of(capsys.readouterr().out)[-1]["message"] == "carrier-answer-refused"


def test_the_shipment_that_was_asked_for_is_found_among_others() -> None:
    whole = answer()
    whole.json["shipments"][:0] = [None, {"id": "1"}, answer(id="1000000212").json["shipments"][0]]
    assert read(whole, ASKED).status is Status.DELIVERED
    assert read(answer(id="10 0000 0013"), ASKED).status is Status.DELIVERED


@pytest.mark.parametrize("body", [None, [], "x", 17, {}, {"shipments": None}, {"shipments": {}}])
def test_an_answer_of_another_form_is_refused(body: object) -> None:
    with pytest.raises(SupplierError) as caught:
        read(Answer(200, body), ASKED)
    assert caught.value.outcome is Outcome.BAD_ANSWER


@pytest.mark.parametrize("status", [201, 204, 402, 410, 418])
def test_a_status_that_dhl_never_published_is_refused(status: int) -> None:
    with pytest.raises(SupplierError) as caught:
        read(Answer(status, answer().json), ASKED)
    assert caught.value.outcome is Outcome.BAD_ANSWER


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
    check(report, {one.text for one in CHECKPOINTS.values()})


async def test_dhl_does_not_tell_that_a_parcel_wants_a_postcode(address: str) -> None:
    async with AsyncExitStack() as stack:
        carrier = Tried(CARRIERS["dhl"], CARRIERS["dhl"].open(address, stack, KEY))
        assert (await carrier.ask("wants_postcode")).status is Status.NOT_FOUND
