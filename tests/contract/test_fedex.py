"""FedEx's reader: every code, and every way in which an answer can be wrong; many in one call."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from datetime import timedelta

import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st

from infra.local.carriers.app import app
from infra.local.carriers.fedex import FEDEX, FedEx
from infra.local.carriers.fedex_answers import fedex_answer
from infra.local.carriers.stories import CANARIES, Json
from shared.kernel.clock import Deadline, SystemClock
from shared.parcels.carriers.fedex import read
from shared.parcels.carriers.fedex_codes import CODES, EXCEPTIONS
from shared.parcels.carriers.model import Asked, Reason, Report, Scan, Status
from shared.parcels.carriers.port import CarrierPort
from shared.platform.suppliers.port import Asker, FetchOutcome, SupplierError
from shared.platform.suppliers.wire import Answer
from tests.contract.carriers import CARRIERS, KEY, TODAY
from tests.contract.hostile import PLAIN_TIMES, Broken, check
from tests.contract.telling import due, said
from tests.rows import each_row
from tests.unit.edge.site import lines_of
from tests.unit.local.serve import served

ASKED, SECOND, THIRD = (Asked(FEDEX[tale]) for tale in ("delivered", "in_transit", "not_found"))
NOBODY_KNOWS = "ZZ"
Means = tuple[Status, Reason | None]


def each(groups: Mapping[Means, str]) -> dict[str, Means]:
    """Return what each code means; none stands twice."""
    rows = [(code, means) for means, codes in groups.items() for code in codes.split()]
    assert len(dict(rows)) == len(rows)
    return dict(rows)


def result(scenario: str = "delivered", **changes: object) -> Json:
    """Return one of FedEx's results, with fields replaced."""
    body = json.loads(json.dumps(fedex_answer([(ASKED.number, scenario)], TODAY)))
    (found,) = body["output"]["completeTrackResults"][0]["trackResults"]
    return {**found, **changes}


def answer(*results: object, number: str = ASKED.number) -> Answer:
    complete = [{"trackingNumber": number, "trackResults": list(results)}]
    return Answer(200, {"output": {"completeTrackResults": complete}})


def found(*results: object) -> Report:
    """Return the report on a number with these results."""
    (one,) = read(answer(*results), [ASKED]).values()
    assert isinstance(one, Report)
    return one


def event(code: object, derived: object = None, why: object = "", **changes: object) -> Json:
    good = {"date": "2026-11-19T11:30:00+01:00", "eventType": code, "derivedStatusCode": derived}
    words = {"eventDescription": CANARIES[0], "exceptionDescription": CANARIES[3]}
    return {**good, **words, "exceptionCode": why, **changes}


def scan(*status: object, **changes: object) -> Scan:
    (one,) = found(result(scanEvents=[event(*(status or ("AR",)), **changes)])).scans
    return one


def latest(code: object, derived: object = None, *whys: object) -> Json:
    details = [{"reason": why, "reasonDescription": CANARIES[3]} for why in whys]
    return {"code": code, "derivedCode": derived, "ancillaryDetails": details}


def now(*status: object) -> Means:
    """Return what the latest status means, with no event."""
    return means(found(result(latestStatusDetail=latest(*status), scanEvents=[])))


def means(one: Report | Scan) -> Means:
    return one.status, one.reason


KNOWN = each(
    {
        (Status.INFO_RECEIVED, None): "AP DR DS EP IN LP OC RD RG RP",
        (Status.INFO_RECEIVED, Reason.DELAYED): "PD",
        (Status.IN_TRANSIT, None): (
            "AA AC AE AF AO AR AX CH DP EA EO FD HA IT IX LO OF OW OX PF PL PM PU PX RC RM RR SF "
            "SP TR"
        ),
        (Status.IN_TRANSIT, Reason.CUSTOMS): "CC CD CP",
        (Status.IN_TRANSIT, Reason.DELAYED): "RL DD DY",
        (Status.OUT_FOR_DELIVERY, None): "AD ED OD",
        (Status.AVAILABLE_FOR_PICKUP, None): "HL HP",
        (Status.DELIVERY_FAILED, None): "DE",
        (Status.DELIVERED, None): "DL",
        (Status.EXCEPTION, None): "SE",
        (Status.EXCEPTION, Reason.CANCELLED): "CA",
        (Status.EXCEPTION, Reason.RETURNED): "RS",
    }
)
WHYS = each(
    {
        (Status.EXCEPTION, Reason.ADDRESS): "03",
        (Status.EXCEPTION, Reason.REFUSED): "07",
        (Status.EXCEPTION, Reason.RECIPIENT_ABSENT): "08 007",
        (Status.EXCEPTION, Reason.DAMAGED): "10 37",
        (Status.EXCEPTION, Reason.RETURNED): "14 060G",
        (Status.EXCEPTION, Reason.LOST): "36",
        (Status.EXCEPTION, Reason.DELAYED): "01 05 12 15 18 22 31 32 42 84 85 89",
        (Status.EXCEPTION, Reason.CUSTOMS): (
            "50 55 58 61 62 63 64 65 66 71 72 73 75 76 80 88 90 A25"
        ),
    }
)


def test_these_tables_say_what_the_readers_say_row_by_row() -> None:
    assert {code: (one.status, one.reason) for code, one in CODES.items()} == KNOWN
    assert {code: (Status.EXCEPTION, why) for code, why in EXCEPTIONS.items()} == WHYS


def test_our_words_are_plain_words() -> None:
    for one in CODES.values():
        assert re.fullmatch(r"[A-Z][A-Za-z ,]{1,59}", one.text or "")


@each_row("code", KNOWN)
def test_each_code_says_where_and_why_now_and_of_an_event(
    code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    one = found(result(latestStatusDetail=latest(code, "DL"), scanEvents=[event(code, "DL")]))
    assert means(one) == means(one.scans[0]) == KNOWN[code]
    assert (one.scans[0].text, one.scans[0].carrier_code) == (CODES[code].text, code)
    assert capsys.readouterr().out == "", "only what nobody knows is reported"


@each_row("code", KNOWN)
def test_the_derived_code_speaks_where_the_first_says_nothing(code: str) -> None:
    assert now(NOBODY_KNOWS, code) == now("", code) == KNOWN[code]
    assert means(scan(NOBODY_KNOWS, code)) == means(scan(None, code)) == KNOWN[code]
    assert scan(None, code).carrier_code == code
    assert scan(NOBODY_KNOWS, code).carrier_code == NOBODY_KNOWS


@each_row("why", WHYS)
def test_each_exception_says_why_where_the_code_does_not(why: str) -> None:
    assert now("SE", "SE", why) == means(scan("SE", "SE", why)) == WHYS[why]
    assert now("CA", None, why) == means(scan("CA", None, why)) == KNOWN["CA"]
    assert now("SE", None, "9999", None, why, "07") == WHYS[why], "the first one that we know"


@pytest.mark.parametrize("why", ["", "7", "015A", "A12", "Jane Roe", None, 7, ["07"], {"07": 1}])
def test_another_exception_says_nothing(why: object) -> None:
    assert now("SE", None, why) == means(scan("SE", None, why)) == KNOWN["SE"]
    odd = {"code": "SE", "ancillaryDetails": why}
    assert means(found(result(latestStatusDetail=odd, scanEvents=[]))) == KNOWN["SE"]


@pytest.mark.parametrize("code", [NOBODY_KNOWS, "dl", "Delivered", "DL ", "", "x" * 40])
def test_a_code_that_nobody_knows_is_unknown_and_reported_never_guessed(
    code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert now(code, "YY") == (Status.UNKNOWN, None)
    (line,) = lines_of(capsys.readouterr().out)
    assert (line["message"], line["supplier"]) == ("carrier-code-unknown", "fedex")
    assert not code or code not in json.dumps(line)


@pytest.mark.parametrize("code", [NOBODY_KNOWS, None, 17, ["DL"], {"DL": 1}, "Jane Roe", ""])
def test_an_event_of_a_code_that_nobody_knows_is_reported_too(
    code: object, capsys: pytest.CaptureFixture[str]
) -> None:
    assert scan(code, "DL").status is Status.DELIVERED
    one = scan(code, ["DL"])
    assert (one.status, one.text) == (Status.UNKNOWN, None)
    assert one.carrier_code == (code if code == NOBODY_KNOWS else None)
    told = [line["message"] for line in lines_of(capsys.readouterr().out)]
    assert told == ["carrier-code-unknown"] * 2


TIMES: dict[object, str | None] = {
    "2026-11-18T11:30:00-05:00": "2026-11-18T11:30:00-05:00",
    "2026-11-18T11:30:00": "2026-11-18T11:30",
    "2026-11-18T00:00:00-06:00": "2026-11-18",
    "2026-02-30T11:30:00-05:00": None,
    "yesterday, before tea": None,
    "": None,
    None: None,
    17: None,
}


@pytest.mark.parametrize(("date", "expected"), TIMES.items(), ids=str)
def test_a_time_keeps_its_offset_or_is_local_only_or_is_dropped_alone(
    date: object, expected: str | None
) -> None:
    told = found(result(scanEvents=[event("DL"), event("AR", date=date)])).scans
    good = "2026-11-19T11:30:00+01:00"
    assert [said(one.at) for one in told] == ([good] if expected is None else [good, expected])


FROM, WINDOW, PLAN, OTHER = (
    "2026-11-21T14:00:00+01:00",
    *(f"2026-11-2{day}T18:00:00+01:00" for day in (1, 2, 3)),
)
PROMISED = "2026-11-20T00:00:00-06:00"


@pytest.mark.parametrize(
    ("begins", "ends", "plan", "expected"),
    [
        (FROM, WINDOW, PLAN, f"{FROM}/{WINDOW}"),
        (WINDOW, WINDOW, PLAN, WINDOW),
        (None, WINDOW, None, WINDOW),
        (OTHER, WINDOW, PLAN, WINDOW),
        (FROM[:19], WINDOW[:19], PLAN, "2026-11-21T14:00/2026-11-21T18:00"),
        ("2026-11-21T00:00:00-06:00", "2026-11-21T00:00:00-06:00", PLAN, "2026-11-21"),
        (None, "2026-11-21T00:00:00-06:00", PLAN, "2026-11-21"),
        (None, None, "2026-11-22T00:00:00-06:00", "2026-11-22"),
        (None, None, PLAN, PLAN),
        (17, "soon", PLAN, PLAN),
        (None, "", PLAN[:19], "2026-11-22T18:00"),
        (None, None, None, None),
        (17, 17, "2026-02-30T00:00:00Z", None),
    ],
)
def test_an_estimate_is_the_window_before_the_plan(
    begins: object, ends: object, plan: object, expected: str | None
) -> None:
    times = [
        {"type": "COMMITMENT", "dateTime": OTHER},
        {"type": "ESTIMATED_DELIVERY", "dateTime": plan},
        {"type": "SHIP", "dateTime": OTHER},
    ]
    window = {"window": {"begins": begins, "ends": ends}}
    # What FedEx promised when it took the parcel stands there for ever, and may be long past.
    promised = {"window": {"ends": PROMISED}}
    told = result(
        dateAndTimes=times, estimatedDeliveryTimeWindow=window, standardTransitTimeWindow=promised
    )
    assert due(found(told).estimated_delivery) == expected


@pytest.mark.parametrize("odd", [None, "soon", 17, [], {}, {"window": None}, [None, {"type": 1}]])
def test_plans_of_another_form_cost_no_more_than_the_estimate(odd: object) -> None:
    one = found(result(dateAndTimes=odd, estimatedDeliveryTimeWindow=odd))
    assert (one.status, one.estimated_delivery) == (Status.DELIVERED, None)


PLACES: list[tuple[object, object, object, str | None]] = [
    ("CINCINNATI", "OH", "US", "CINCINNATI, OH, US"),
    ("BERLIN", None, "DE", "BERLIN, DE"),
    ("331 S STATE RD 135", "IN", "US", "IN, US"),
    ("<b>BERLIN</b>", "7", "DE", "DE"),
    ("BERLIN\x07", "ohio", "Germany", None),
    (None, ["OH"], 17, None),
]


@pytest.mark.parametrize(("city", "state", "country", "place"), PLACES, ids=ascii)
def test_a_place_is_a_town_a_state_and_a_country_and_no_address(
    city: object, state: object, country: object, place: str | None
) -> None:
    where = {"city": city, "stateOrProvinceCode": state, "countryCode": country}
    street = {"streetLines": [CANARIES[3]], "postalCode": "10115", "countryName": "Germany"}
    assert scan(scanLocation=where | street, locationId=CANARIES[1]).place == place


@pytest.mark.parametrize("where", [None, "BERLIN", 17, [], {}])
def test_an_event_without_a_readable_place_is_an_event_all_the_same(where: object) -> None:
    assert scan(scanLocation=where).place is None


@pytest.mark.parametrize("events", [None, {}, "none", 17, [], ["x", None, 17, {}, []]])
def test_events_that_are_none_leave_the_status(events: object) -> None:
    one = found(result(scanEvents=events))
    assert (one.status, one.scans) == (Status.DELIVERED, ())


# Several numbers, and several parcels of one number.


def error(code: object) -> Json:
    return {"trackingNumberInfo": {}, "error": {"code": code, "message": CANARIES[0]}}


def outcome(one: object) -> FetchOutcome | Status:
    assert isinstance(one, SupplierError | Report)
    return one.outcome if isinstance(one, SupplierError) else one.status


def test_what_is_wrong_with_one_number_is_told_of_that_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    many = [(ASKED.number, "delivered"), (THIRD.number, "not_found")]
    told = read(Answer(200, fedex_answer(many, TODAY)), [THIRD, ASKED, SECOND])
    assert {one: outcome(what) for one, what in told.items()} == {
        ASKED: Status.DELIVERED,
        SECOND: FetchOutcome.BAD_ANSWER,
        THIRD: Status.NOT_FOUND,
    }
    (line,) = lines_of(capsys.readouterr().out)
    assert (line["message"], line["supplier"]) == ("carrier-answer-refused", "fedex")


def test_a_number_is_told_to_all_who_asked_for_it_however_it_is_written() -> None:
    small, proven = Asked("DT7100"), Asked("DT7100", "10115")
    told = read(answer(result(), number="dt7100"), [small, proven])
    assert told[small] == told[proven] == found(result())


@pytest.mark.parametrize(
    "code",
    ["TRACKING.TRACKINGNUMBER.NOTFOUND", "TRACKING.TRACKINGNUMBER.INVALID", "NOT.FOUND.ERROR"],
)
def test_a_number_that_fedex_does_not_know_is_a_finding(code: str) -> None:
    assert found(error(code)) == Report(status=Status.NOT_FOUND)
    assert found({**result(), **error(code)}) == found(result()), "an error beside good data"
    assert found(error(code), result()).status is Status.DELIVERED
    bare = result(scanEvents=[])
    assert found(error(code), bare) == found(bare), "a parcel is more than none"


@pytest.mark.parametrize(
    "results",
    [
        [error("INTERNAL.SERVER.ERROR")],
        [result(latestStatusDetail=None, scanEvents=[])],
        [result(latestStatusDetail={"code": 17}, scanEvents=None)],
        ["x", None, 17, []],
        [{}],
    ],
)
def test_results_that_are_none_are_refused(results: list[object]) -> None:
    (told,) = read(answer(*results), [ASKED]).values()
    assert outcome(told) is FetchOutcome.BAD_ANSWER


@pytest.mark.parametrize("complete", [[], [{"trackingNumber": ASKED.number, "trackResults": []}]])
def test_an_empty_list_says_that_fedex_knows_nothing(complete: list[object]) -> None:
    body = {"output": {"completeTrackResults": complete}}
    assert read(Answer(200, body), [ASKED]) == {ASKED: Report(status=Status.NOT_FOUND)}


@pytest.mark.parametrize("latest", [None, {}, {"code": 17}])
def test_without_a_latest_status_the_newest_event_counts(latest: object) -> None:
    told = [event("OD"), event("AR", date="2026-11-18T11:30:00+01:00")]
    one = found(result(latestStatusDetail=latest, scanEvents=told))
    assert means(one) == (Status.OUT_FOR_DELIVERY, None)


@pytest.mark.parametrize(
    ("latest", "expected"),
    [
        ({"code": "FD", "derivedCode": "RL"}, (Status.IN_TRANSIT, Reason.DELAYED)),
        ({"code": "FD", "delayDetail": {"status": "DELAYED"}}, (Status.IN_TRANSIT, Reason.DELAYED)),
        ({"code": "RL"}, (Status.IN_TRANSIT, Reason.DELAYED)),
        ({"code": "FD", "delayDetail": {"status": "ON_TIME"}}, (Status.IN_TRANSIT, None)),
        ({"code": "FD", "delayDetail": "DELAYED"}, (Status.IN_TRANSIT, None)),
        ({"code": "DL", "delayDetail": {"status": "DELAYED"}}, (Status.DELIVERED, None)),
    ],
)
def test_a_parcel_that_runs_late_is_delayed_until_it_is_there(
    latest: Json, expected: tuple[Status, Reason | None]
) -> None:
    assert means(found(result(latestStatusDetail=latest, scanEvents=[event("AR")]))) == expected


def test_what_was_delivered_after_it_had_gone_back_was_delivered_to_the_sender() -> None:
    story = [event("DL", date="2026-11-20T11:30:00+01:00"), event("RS")]
    one = found(result(latestStatusDetail={"code": "DL"}, scanEvents=story))
    assert means(one) == means(one.scans[0]) == (Status.EXCEPTION, Reason.RETURNED)


def test_a_parcel_is_found_by_its_other_numbers_and_not_by_its_customers() -> None:
    mine = {"type": "STANDARD_MPS", "values": [17, SECOND.number.lower()]}
    theirs = {"type": "SHIPPER_REFERENCE", "values": [ASKED.number]}
    more = {"packageIdentifiers": [theirs, None, mine]}
    named = result("in_transit", trackingNumberInfo={}, additionalTrackingInfo=more)
    info = result("customs", trackingNumberInfo={"trackingNumber": THIRD.number})
    told = read(answer(named, info, number="000000000000"), [SECOND, THIRD, ASKED])
    assert {one: outcome(what) for one, what in told.items()} == {
        SECOND: Status.IN_TRANSIT,
        THIRD: Status.IN_TRANSIT,
        ASKED: FetchOutcome.BAD_ANSWER,
    }


def test_a_return_is_no_delivery_whatever_its_event_derives_to() -> None:
    one = found(result("returned_as_delivered"))
    assert means(one) == (Status.DELIVERY_FAILED, Reason.RETURNED)
    assert means(one.scans[0]) == (Status.EXCEPTION, Reason.RETURNED)


def test_of_several_parcels_with_one_number_the_newest_events_win() -> None:
    old = result(scanEvents=[event("DL", date="2025-11-19T11:30:00Z")])
    young = result("in_transit", scanEvents=[event("AR"), event("PU", date="2024-11-19")])
    bare = result("customs", scanEvents=[])
    for order in ([old, young, bare], [bare, young, old], [young, old, bare]):
        assert found(*order).status is Status.IN_TRANSIT
    west = result(scanEvents=[event("DL", date="2026-11-19T11:00:00-05:00")])
    assert found(young, west).status is Status.DELIVERED, "by the moment, not by the clock"


@pytest.mark.parametrize("body", [None, [], "x", 17, {}, {"output": None}, {"errors": []}])
def test_an_answer_of_another_form_is_refused_as_a_whole(body: object) -> None:
    with pytest.raises(SupplierError) as caught:
        read(Answer(200, body), [ASKED])
    assert caught.value.outcome is FetchOutcome.BAD_ANSWER


@pytest.mark.parametrize("complete", [{}, "x", [None, 17, "x", {}, {"trackingNumber": None}]])
def test_a_number_that_is_left_out_is_refused(complete: object) -> None:
    told = read(Answer(200, {"output": {"completeTrackResults": complete}}), [ASKED, SECOND])
    assert [outcome(one) for one in told.values()] == [FetchOutcome.BAD_ANSWER] * 2


@pytest.mark.parametrize("status", [201, 204, 400, 404, 410, 418])
def test_a_status_that_is_no_answer_is_refused(status: int) -> None:
    with pytest.raises(SupplierError) as caught:
        read(Answer(status, answer(result()).json), [ASKED])
    assert caught.value.outcome is FetchOutcome.BAD_ANSWER


_broken = Broken(
    ["output", "completeTrackResults", "trackResults", "error", "code", "city", "date", "window"],
    [*CODES, *EXCEPTIONS, ASKED.number, "TRACKING.TRACKINGNUMBER.NOTFOUND"],
)
_mostly, _like, _json = _broken.mostly, _broken.like, _broken.json
_codes = st.sampled_from([*CODES])
_events = _like(
    date=PLAIN_TIMES,
    eventType=_codes,
    derivedStatusCode=_codes,
    exceptionCode=st.sampled_from([*EXCEPTIONS]),
    scanLocation=_like(city=st.just("BERLIN"), stateOrProvinceCode=_json, countryCode=_json),
)
_result = _like(
    latestStatusDetail=_like(code=_codes, derivedCode=_codes, ancillaryDetails=_json),
    scanEvents=st.lists(_mostly(_events), max_size=3),
    dateAndTimes=_like(type=st.just("ESTIMATED_DELIVERY"), dateTime=PLAIN_TIMES).map(
        lambda one: [one]
    ),
    estimatedDeliveryTimeWindow=_like(window=_like(ends=PLAIN_TIMES)),
)
_complete = _like(
    trackingNumber=st.sampled_from([ASKED.number, SECOND.number]),
    trackResults=st.lists(_mostly(_result), min_size=1, max_size=2),
)


@given(
    _mostly(_like(output=_like(completeTrackResults=st.lists(_complete, min_size=1, max_size=2))))
)
def test_hostile_json_is_a_report_in_our_words_or_an_error_of_the_port(body: object) -> None:
    try:
        told = read(Answer(200, body), [ASKED, SECOND])
    except SupplierError:
        return
    assert list(told) == [ASKED, SECOND]
    for one in told.values():
        if not isinstance(one, SupplierError):
            check(one, CARRIERS["fedex"].words)


# Over the wire.

Pair = tuple[FedEx, CarrierPort]


@pytest_asyncio.fixture
async def wired() -> AsyncIterator[Pair]:
    fedex = FedEx(KEY, KEY, TODAY)
    async with AsyncExitStack() as stack:
        yield fedex, CARRIERS["fedex"].open(stack.enter_context(served(app(fedex))), stack, KEY)


async def ask(port: CarrierPort, *numbers: str) -> list[FetchOutcome | Status]:
    """Ask for all at once."""
    deadline = Deadline.after(SystemClock(), timedelta(seconds=5))
    queries = (port.query(Asked(one), asker=Asker.VISITOR, deadline=deadline) for one in numbers)
    return [outcome(one) for one in await asyncio.gather(*queries, return_exceptions=True)]


async def test_no_call_asks_for_more_than_thirty_numbers(wired: Pair) -> None:
    fedex, port = wired
    numbers = [f"7{at:011}" for at in range(89)]
    told = await ask(port, *numbers, FEDEX["delivered"])
    assert told == [*[Status.NOT_FOUND] * 89, Status.DELIVERED]
    assert (fedex.total, fedex.token_requests) == (3, 1), "90 numbers"
    assert set(fedex.by_number.values()) == {1}


async def test_each_in_a_call_is_told_its_own(wired: Pair) -> None:
    tales = ["returned_as_delivered", "other_shipment", "used_again", "not_found", "delivered"]
    assert await ask(wired[1], *(FEDEX[tale] for tale in tales)) == [
        Status.DELIVERY_FAILED,
        FetchOutcome.BAD_ANSWER,
        Status.IN_TRANSIT,
        Status.NOT_FOUND,
        Status.DELIVERED,
    ]
    assert wired[0].total == 1


@pytest.mark.parametrize(
    ("tale", "why"), [("error_500", FetchOutcome.UNAVAILABLE), ("html", FetchOutcome.BAD_ANSWER)]
)
async def test_a_call_that_fails_fails_for_all_in_it_and_for_nobody_later(
    wired: Pair, tale: str, why: FetchOutcome
) -> None:
    fedex, port = wired
    assert await ask(port, FEDEX["delivered"], FEDEX[tale], FEDEX["not_found"]) == [why] * 3
    assert await ask(port, FEDEX["delivered"]) == [Status.DELIVERED]
    assert fedex.total == 2


@pytest.mark.parametrize(
    "returned",
    [
        result(latestStatusDetail=latest("DL", "DL", "14"), scanEvents=[event("DL")]),
        result(latestStatusDetail=latest("DL", "RS"), scanEvents=[]),
        result(latestStatusDetail=latest("DL"), scanEvents=[event("DL", "RS")]),
        result(
            latestStatusDetail=latest("DL"),
            scanEvents=[event("DL", eventDescription="Delivered to original sender")],
        ),
    ],
)
def test_what_is_delivered_to_its_sender_is_returned(returned: Json) -> None:
    one = found(returned)
    assert (one.status, one.reason) == (Status.EXCEPTION, Reason.RETURNED)


def test_a_reason_of_an_exception_is_no_return() -> None:
    events = [
        event("DL", date="2026-11-21T11:30:00+01:00"),
        event("DE", why="14", date="2026-11-20T11:30:00+01:00"),
    ]
    assert found(result(latestStatusDetail=latest("DL"), scanEvents=events)).status is (
        Status.DELIVERED
    )


@pytest.mark.parametrize("status", [400, 404])
@pytest.mark.parametrize("code", ["NOT.FOUND.ERROR", "TRACKING.TRACKINGNUMBER.INVALID"])
def test_a_refusal_of_the_only_number_says_that_it_is_not_known(status: int, code: str) -> None:
    refusal = Answer(status, {"errors": [{"code": code}]})
    (one,) = read(refusal, [ASKED]).values()
    assert outcome(one) is Status.NOT_FOUND
    with pytest.raises(SupplierError):
        read(refusal, [ASKED, SECOND])
    with pytest.raises(SupplierError):
        read(Answer(status, {"errors": [{"code": "INTERNAL"}]}), [ASKED])


def test_no_results_at_all_are_no_news() -> None:
    told = read(Answer(200, {"output": {"completeTrackResults": None}}), [ASKED, SECOND])
    assert [outcome(one) for one in told.values()] == [Status.NOT_FOUND] * 2
