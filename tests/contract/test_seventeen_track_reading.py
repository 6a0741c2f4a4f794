"""17TRACK's reader: every status, sub-status and error, odd times and JSON, and pushes."""

import hashlib
import hmac
import json
import re
from contextlib import AsyncExitStack, suppress
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.carrier_events.examples import PUSHED as PUSH
from infra.local.carriers.seventeen_track import SEVENTEEN_TRACK
from infra.local.carriers.seventeen_track_answers import seventeen_track_item
from infra.local.carriers.seventeen_track_registry import Kept, carrier_key
from infra.local.carriers.stories import CANARIES
from shared.kernel.errors import FieldFault, InvalidInputError, UnauthenticatedError
from shared.parcels.carriers import seventeen_track_codes
from shared.parcels.carriers.directory import CARRIERS
from shared.parcels.carriers.model import Asked, Proof, Reason, Report, Scan, Status
from shared.parcels.carriers.port import ProofError, Pushed
from shared.parcels.carriers.seventeen_track import SeventeenTrack
from shared.parcels.carriers.seventeen_track_items import (
    TrackedItem,
    TrackedParcel,
    data_of,
    is_about,
    parcel_of,
    rejection,
    told_to,
)
from shared.parcels.carriers.seventeen_track_keys import KEYS
from shared.parcels.carriers.seventeen_track_reading import read
from shared.platform.suppliers.port import (
    BudgetSpentError,
    FetchOutcome,
    PendingError,
    SupplierError,
)
from shared.platform.suppliers.wire import Answer
from tests.contract.carriers import KEY, TODAY, aggregator
from tests.contract.hostile import PLAIN_TIMES, check, json_of
from tests.contract.telling import due, said
from tests.rows import each_row
from tests.unit.edge.site import lines_of

Json = dict[str, Any]
NUMBER = SEVENTEEN_TRACK["delivered"]
PARCEL = TrackedParcel("post_cn", Asked(NUMBER))
ODD: tuple[object, ...] = (None, "x", 17, [], {})


def event(**changes: object) -> Json:
    good = {
        "time_iso": "2026-11-19T11:30:00+01:00",
        "description": CANARIES[0],
        "location": CANARIES[3],
        "stage": None,
        "sub_status": "InTransit_Other",
        "address": {"country": "DE", "state": "BE", "city": "BERLIN", "street": CANARIES[3]},
    }
    return good | changes


def provider(*events: object, **changes: object) -> Json:
    synced = {"latest_sync_status": "Success", "latest_sync_time": "2026-11-20T00:00:00Z"}
    return {"provider": {"tel": CANARIES[4]}, **synced, "events": list(events)} | changes


def info(*providers: object, **changes: object) -> Json:
    latest = {"status": "InTransit", "sub_status": "InTransit_Other"}
    return {"latest_status": latest, "tracking": {"providers": list(providers)}} | changes


def known(*providers: object, **changes: object) -> Report:
    report = read(info(*providers, **changes))
    assert report is not None
    return report


def scan(**changes: object) -> Scan:
    (found,) = known(provider(event(**changes))).scans
    return found


def item(**changes: object) -> TrackedItem:
    good = {"number": NUMBER, "carrier": 3011, "param": None, "tag": "us.post_cn"}
    return TrackedItem.model_validate({**good, "track_info": info(provider(event()))} | changes)


# Every code that is published.

STATUSES = {
    "NotFound": Status.NOT_FOUND,
    "InfoReceived": Status.INFO_RECEIVED,
    "InTransit": Status.IN_TRANSIT,
    "Expired": Status.EXPIRED,
    "AvailableForPickup": Status.AVAILABLE_FOR_PICKUP,
    "OutForDelivery": Status.OUT_FOR_DELIVERY,
    "DeliveryFailure": Status.DELIVERY_FAILED,
    "Delivered": Status.DELIVERED,
    "Exception": Status.EXCEPTION,
}
_MOVING, _FAILED, _TROUBLE = Status.IN_TRANSIT, Status.DELIVERY_FAILED, Status.EXCEPTION
_CHARGES = "a matter of safety, customs or charges"
SUB_STATUSES: dict[str, tuple[Status, Reason | None, str | None]] = {
    "NotFound_Other": (Status.NOT_FOUND, None, None),
    "NotFound_InvalidCode": (Status.NOT_FOUND, None, None),
    "InfoReceived": (Status.INFO_RECEIVED, None, "Shipment announced"),
    "InTransit_PickedUp": (_MOVING, None, "Picked up"),
    "InTransit_Other": (_MOVING, None, "On the way"),
    "InTransit_Departure": (_MOVING, None, "Left the country of origin"),
    "InTransit_Arrival": (_MOVING, None, "Arrived in the country of destination"),
    "InTransit_CustomsProcessing": (_MOVING, Reason.CUSTOMS, "In customs clearance"),
    "InTransit_CustomsReleased": (_MOVING, Reason.CUSTOMS, "Released by customs"),
    "InTransit_CustomsRequiringInformation": (
        _MOVING,
        Reason.CUSTOMS,
        "Customs needs more information",
    ),
    "Expired_Other": (Status.EXPIRED, None, "No news for a long time"),
    "AvailableForPickup_Other": (Status.AVAILABLE_FOR_PICKUP, None, "Ready for collection"),
    "OutForDelivery_Other": (Status.OUT_FOR_DELIVERY, None, "Out for delivery"),
    "DeliveryFailure_Other": (_FAILED, None, "Delivery was not possible"),
    "DeliveryFailure_NoBody": (_FAILED, Reason.RECIPIENT_ABSENT, "Nobody was there"),
    "DeliveryFailure_Security": (_FAILED, Reason.SECURITY, f"Not delivered: {_CHARGES}"),
    "DeliveryFailure_Rejected": (_FAILED, Reason.REFUSED, "Delivery was refused"),
    "DeliveryFailure_InvalidAddress": (_FAILED, Reason.ADDRESS, "The address is not right"),
    "Delivered_Other": (Status.DELIVERED, None, "Delivered"),
    "Exception_Other": (_TROUBLE, None, "Something is holding the parcel up"),
    "Exception_Returning": (_TROUBLE, Reason.RETURNED, "On the way back to the sender"),
    "Exception_Returned": (_TROUBLE, Reason.RETURNED, "Returned to the sender"),
    "Exception_NoBody": (_TROUBLE, Reason.ADDRESS, "The recipient's details are not right"),
    "Exception_Security": (_TROUBLE, Reason.SECURITY, f"Held: {_CHARGES}"),
    "Exception_Damage": (_TROUBLE, Reason.DAMAGED, "Damaged"),
    "Exception_Rejected": (_TROUBLE, Reason.REFUSED, "Delivery was refused"),
    "Exception_Delayed": (_TROUBLE, Reason.DELAYED, "Delayed"),
    "Exception_Lost": (_TROUBLE, Reason.LOST, "Lost"),
    "Exception_Destroyed": (_TROUBLE, Reason.DESTROYED, "Destroyed"),
    "Exception_Cancel": (_TROUBLE, Reason.CANCELLED, "The shipment was cancelled"),
}


def test_these_tables_name_every_row_of_the_reader() -> None:
    assert STATUSES.keys() == seventeen_track_codes.STATUSES.keys()
    assert SUB_STATUSES.keys() == seventeen_track_codes.SUB_STATUSES.keys()
    assert all(sub.partition("_")[0] in STATUSES for sub in SUB_STATUSES)


@each_row("code", SUB_STATUSES)
def test_each_sub_status_says_where_a_parcel_is_and_why(
    code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    latest = {"status": "Teleported", "sub_status": code}
    report = known(provider(event(sub_status=code, stage="x")), latest_status=latest)
    (found,) = report.scans
    assert (found.status, found.reason, found.text) == SUB_STATUSES[code]
    assert (report.status, report.reason) == SUB_STATUSES[code][:2]
    assert found.carrier_code == code
    assert capsys.readouterr().out == ""


NEW_CODES = ["InTransit_Teleported", "delivered_other", "Delivered_Other ", "", *ODD]


@each_row(("status", "code"), product(STATUSES, NEW_CODES), ids=repr)
def test_a_sub_status_that_nobody_knows_leaves_what_the_status_says(
    status: str, code: object
) -> None:
    report = known(
        provider(event(sub_status=code, stage=status)),
        latest_status={"status": status, "sub_status": code},
    )
    (found,) = report.scans
    assert (report.status, report.reason) == (STATUSES[status], None)
    assert (found.status, found.reason, found.text) == (STATUSES[status], None, None)


@pytest.mark.parametrize("stage", ["PickedUp", "Departure", "Returned", "", *ODD])
def test_what_neither_says_is_unknown_and_told_to_the_operator_without_a_word_of_it(
    stage: object, capsys: pytest.CaptureFixture[str]
) -> None:
    new = {"sub_status": "Signed-by-Jane", "stage": stage, "status": stage}
    later = event(**new, time_iso="2026-11-20T11:30:00+01:00")
    report = known(provider(event(**new), later), latest_status=new)
    assert [report.status, *(one.status for one in report.scans)] == [Status.UNKNOWN] * 3
    lines = lines_of(capsys.readouterr().out)
    told = [(line["message"], line["supplier"]) for line in lines]
    assert told == [("carrier-code-unknown", "seventeen_track")] * 3
    assert "Jane" not in json.dumps(lines)


@pytest.mark.parametrize("code", ["Signed by Jane Roe", "x" * 41, "<b>", "\ud800", "Gr\u00fcn"])
def test_a_code_that_is_no_plain_word_is_not_passed_on(code: str) -> None:
    assert scan(sub_status=code).carrier_code is None


_SOON, _LATER = timedelta(seconds=30), timedelta(hours=1)
REJECTIONS: dict[int, tuple[type[SupplierError], FetchOutcome, Proof | None, timedelta]] = {
    -18010018: (ProofError, FetchOutcome.PROOF_REQUIRED, Proof.POSTCODE, _SOON),
    -18010019: (ProofError, FetchOutcome.PROOF_REQUIRED, Proof.POSTCODE, _SOON),
    -18010020: (ProofError, FetchOutcome.PROOF_REQUIRED, Proof.PHONE_TAIL, _SOON),
    -18019907: (BudgetSpentError, FetchOutcome.BUDGET_SPENT, None, _LATER),
    -18019908: (BudgetSpentError, FetchOutcome.BUDGET_SPENT, None, _LATER),
    -18019909: (PendingError, FetchOutcome.PENDING, None, _SOON),
}
"""What the rejection of one number means, if not that it makes no sense or that it is unknown."""


def test_each_error_of_a_number_has_its_outcome_and_no_other_error_has_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for code in {*range(-18020000, -18009999)} - {-18019903}:
        found = rejection(code)
        assert isinstance(found, SupplierError)
        proof = found.proof if isinstance(found, ProofError) else None
        expected = REJECTIONS.get(code, (SupplierError, FetchOutcome.BAD_ANSWER, None, _SOON))
        assert (type(found), found.outcome, proof, found.retry_after) == expected, code
    told = [line["message"] for line in lines_of(capsys.readouterr().out)]
    assert told == ["carrier-answer-refused"] * (10000 - len(REJECTIONS))
    assert rejection(-18019903) == Report(status=Status.NOT_FOUND)


REFUSED = {-18010001, -18010002, -18010004, -18010005}


def outcome_of(status: int, body: object) -> FetchOutcome:
    try:
        data_of(Answer(status, body))
    except SupplierError as e:
        return e.outcome
    return FetchOutcome.ANSWERED


def test_each_error_of_a_whole_call_has_its_outcome() -> None:
    for code in range(-18020000, -18009999):
        expected = FetchOutcome.REFUSED if code in REFUSED else FetchOutcome.BAD_ANSWER
        expected = FetchOutcome.UNAVAILABLE if code == -18010003 else expected
        assert outcome_of(200, {"code": code, "data": {}}) is expected, code


def test_an_answer_has_its_published_form_or_is_refused() -> None:
    assert outcome_of(200, {"code": 0, "data": {}}) is FetchOutcome.ANSWERED
    for odd in (*ODD, False, True, "0", 0.0):
        assert outcome_of(200, odd) is FetchOutcome.BAD_ANSWER
        assert outcome_of(200, {"code": odd, "data": {}}) is FetchOutcome.BAD_ANSWER
        if odd != {}:
            assert outcome_of(200, {"code": 0, "data": odd}) is FetchOutcome.BAD_ANSWER
    for status in (201, 204, 400, 404, 418):
        assert outcome_of(status, {"code": 0, "data": {}}) is FetchOutcome.BAD_ANSWER
    assert outcome_of(400, {"code": -18010002, "data": {}}) is FetchOutcome.REFUSED


def test_one_bad_item_does_not_cost_the_others() -> None:
    bad = [*ODD, *({"number": odd} for odd in ODD if not isinstance(odd, str))]
    errors = [*ODD, {"code": "y"}]
    body = {
        "accepted": [*bad, {"number": "rb3"}],
        "rejected": [
            *bad,
            {"number": "rb1", "error": {"code": -1, "message": CANARIES[1]}},
            *({"number": "RB2", "error": error} for error in errors),
        ],
    }
    data = data_of(Answer(200, {"code": 0, "data": body}))
    assert [one.number for one in data.items] == ["rb3"]
    assert (data.has("RB3"), data.has("RB1")) == (True, False)
    assert data.rejected == {"RB1": -1}
    assert data.listed == len(bad) + 1


def test_our_carriers_have_17tracks_own_keys_and_none_twice() -> None:
    assert KEYS["dhl"] == (100001, 7041)
    assert KEYS["post_cn"] == (3011,)
    assert KEYS["hermes_de"] == (100031,)
    assert not {"gls", "post_de"} & KEYS.keys()  # they have several
    keys = [key for several in KEYS.values() for key in several]
    assert len(keys) == len(set(keys))
    assert KEYS.keys() <= CARRIERS.keys()


RIGHT: dict[str, tuple[object, ...]] = {
    "post_cn": (3011,),
    "dhl": (7041, 100001),
    "gls": (100005, None, "3011", [], {}),
}
WRONG = {"post_cn": (100001, 190008, None, "3011"), "dhl": (100002, 7048), "gls": (3011, 7041)}


@pytest.mark.parametrize("carrier", RIGHT)
def test_an_item_is_about_a_parcel_unless_it_is_another_carriers(carrier: str) -> None:
    parcel = TrackedParcel(carrier, Asked(NUMBER))
    tag = f"us.{carrier}"
    for key in RIGHT[carrier]:
        assert is_about(item(carrier=key, tag=tag), parcel)
        assert is_about(item(carrier=key, tag=None), parcel)
        assert is_about(item(carrier=key, number=NUMBER.lower(), tag=tag), parcel)
        assert not is_about(item(carrier=key, number=NUMBER + "1", tag=tag), parcel)
    for key in WRONG[carrier]:
        assert not is_about(item(carrier=key, tag=tag), parcel)


def test_where_17track_found_the_carrier_the_tag_says_as_whose_it_was_registered() -> None:
    unknown_key = 100005
    parcel = TrackedParcel("gls", Asked(NUMBER))
    assert not is_about(item(carrier=unknown_key, tag="us.dpd"), parcel)
    assert is_about(item(carrier=unknown_key, tag="a shop of ours"), parcel)
    assert is_about(item(carrier=unknown_key, tag="us.nobody"), parcel)
    assert is_about(item(carrier=3011, tag="us.gls"), TrackedParcel("post_cn", Asked(NUMBER)))


# Events, times and places.

AT = "2026-11-19T11:30:00"
RAW = {"date": "2026-11-19", "time": "10:15:00", "timezone": "+01:00"}
NO_TIMES: tuple[object, ...] = (
    "yesterday",
    "",
    None,
    17,
    [],
    "2026-02-30T11:30:00Z",
    "1999-12-31T00:00:00Z",
)
OWN = "2026-11-19T10:15:00"


def raw(**changes: object) -> Json:
    return {"time_raw": RAW | changes, "time_utc": f"{AT}Z"}


TIMES: dict[str, tuple[Json, str]] = {
    "with its offset": (raw() | {"time_iso": f"{AT}+05:30"}, f"{AT}+05:30"),
    "without one, and first": (raw() | {"time_iso": AT}, AT[:16]),
    "a day written as midnight": (raw() | {"time_iso": "2026-11-19T00:00:00+08:00"}, "2026-11-19"),
    "the carrier's own": (raw(), f"{OWN}+01:00"),
    "without a timezone": (raw(timezone=None), OWN[:16]),
    "a day alone": (raw(time=None), "2026-11-19"),
    "in UTC, for the day is odd": (raw(date=None), f"{AT}Z"),
    "in UTC and the day there, for the hour is odd": (raw(time="25:61"), f"{AT}Z 2026-11-19"),
    "in UTC and the day there, for the zone is odd": (raw(timezone="CET"), f"{AT}Z 2026-11-19"),
    "in UTC and the day there, which is the next": (
        raw(date="2026-11-20", time=None) | {"time_iso": f"{AT}Z"},
        f"{AT}Z 2026-11-20",
    ),
}


@each_row(("times", "odd"), product(TIMES, NO_TIMES), ids=repr)
def test_the_best_time_that_can_be_read_is_the_events(times: str, odd: object) -> None:
    given, at = TIMES[times]
    assert said(scan(**{"time_iso": odd, **given}).at) == at


@pytest.mark.parametrize("odd", [*NO_TIMES, RAW, {}], ids=repr)
def test_an_event_without_a_possible_time_is_dropped_and_no_other(odd: object) -> None:
    none = event(time_iso=odd, time_utc=odd, time_raw={"date": odd, "time": odd, "timezone": odd})
    report = known(provider(none, None, event(), "x", [], none, 17))
    assert [said(one.at) for one in report.scans] == ["2026-11-19T11:30:00+01:00"]


def test_the_events_of_all_providers_are_one_list_newest_first_of_at_most_two_hundred() -> None:
    def on(day: int, how_many: int) -> list[Json]:
        times = [f"2026-11-{day}T{n // 60 + 1:02}:{n % 60:02}:00Z" for n in range(how_many)]
        return [event(time_iso=at) for at in times]

    first, second, third = (on(day, 1)[0] for day in (17, 18, 19))
    report = known(provider(third, first), None, "x", provider(second), {"events": None})
    assert [str(said(one.at))[8:10] for one in report.scans] == ["19", "18", "17"]
    many = known(provider(*on(17, 250)), provider(*on(19, 150)), provider(*on(18, 250)))
    assert [str(said(one.at))[8:10] for one in many.scans] == ["19"] * 150 + ["18"] * 50


def test_an_event_that_two_providers_tell_is_shown_once() -> None:
    here = event(time_iso="2026-11-28T10:00:00+08:00")
    there = event(time_iso="2026-11-28T02:00:00Z")
    report = known(provider(here), provider(here, there, event(sub_status="Delivered_Other")))
    assert len(report.scans) == 2


def test_what_was_delivered_after_it_had_gone_back_was_delivered_to_the_sender() -> None:
    told = [
        event(sub_status="Delivered_Other", time_iso="2026-11-20T10:00:00Z"),
        event(sub_status="Exception_Returning"),
    ]
    report = known(provider(*told), latest_status={"sub_status": "Delivered_Other"})
    assert (report.status, report.reason) == (Status.EXCEPTION, Reason.RETURNED)


PLACES: list[tuple[object, str | None]] = [
    ({"country": "DE", "state": "BE", "city": "BERLIN", "street": CANARIES[3]}, "BERLIN, BE, DE"),
    ({"country": "DE", "state": None, "city": None, "postal_code": "10115"}, "DE"),
    ({"country": "Germany", "state": "Berlin", "city": CANARIES[3]}, None),
    ({"country": 17, "state": [], "city": {}}, None),
    *((none, None) for none in ODD),
]


@pytest.mark.parametrize(("address", "place"), PLACES, ids=repr)
def test_a_place_is_a_town_and_a_country_and_no_address(address: object, place: str | None) -> None:
    assert scan(address=address).place == place


EARLY, LATE = "2026-11-21T09:00:00+01:00", "2026-11-21T18:00:00"
ESTIMATES: list[tuple[object, str | None]] = [
    ({"from": EARLY, "to": LATE}, f"{EARLY}/2026-11-21T18:00"),
    ({"from": EARLY, "to": "soon"}, f"{EARLY}/2026-11-21"),
    ({"from": EARLY, "to": None}, f"{EARLY}/2026-11-21"),
    ({"from": "2026-12-01", "to": "2026-12-02"}, "2026-12-01/2026-12-02"),
    ({"from": None, "to": "2026-12-02T00:00:00+08:00"}, "2026-12-02"),
    ({"from": None, "to": None}, None),
    *((none, None) for none in (*ODD, {"from": 17, "to": []})),
]


@pytest.mark.parametrize(("expected", "at"), ESTIMATES, ids=repr)
def test_an_estimate_has_both_its_ends_and_is_left_out_if_it_is_none(
    expected: object, at: str | None
) -> None:
    report = known(time_metrics={"estimated_delivery_date": expected})
    assert due(report.estimated_delivery) == at


@pytest.mark.parametrize("odd", ODD, ids=repr)
def test_what_has_no_status_or_no_events_at_all_tells_nothing_yet(odd: object) -> None:
    assert read(odd) is None
    assert read({"latest_status": {}}) is read({"tracking": {}}) is None
    if odd != {}:
        assert read(info(latest_status=odd)) is None
        assert read(info(tracking=odd)) is None
    assert known(time_metrics=odd).estimated_delivery is None
    assert known(tracking={"providers": odd}).scans == ()


# Whether the carrier answered, and when it was asked.


def synced(at: object, status: object = "Success") -> Json:
    return provider(latest_sync_time=at, latest_sync_status=status)


MORNING, EVENING = "2026-11-20T08:00:00Z", "2026-11-20T20:00:00+01:00"
SYNCS: list[tuple[list[Json], str | None, bool]] = [
    ([synced(MORNING)], MORNING, True),
    ([synced(MORNING, "Failure")], MORNING, False),
    ([synced(MORNING, "Failure"), synced(EVENING)], EVENING, True),
    ([synced(EVENING, "Failure"), synced(MORNING)], EVENING, False),
    ([synced(MORNING), synced("soon", "Failure")], MORNING, True),
    ([synced(None, "Failure")], None, False),
    ([synced(17), synced(None, "Failure")], None, False),
    ([synced("soon")], None, True),
    ([], None, True),
    *(([synced(MORNING, odd)], MORNING, True) for odd in ("failure", *ODD)),
]


@pytest.mark.parametrize(("providers", "as_of", "in_sync"), SYNCS, ids=repr)
def test_a_report_says_when_the_carrier_was_asked_last_and_whether_it_answered(
    providers: list[Json], as_of: str | None, *, in_sync: bool
) -> None:
    report = known(*providers)
    assert report.in_sync is in_sync
    assert report.as_of == (datetime.fromisoformat(as_of) if as_of else None)


# What is told to whom.

FOUND, NOTHING = info(provider(event())), info(latest_status={"sub_status": "NotFound_Other"})
FAILED = info(provider(latest_sync_status="Failure"))
LATELY = info(provider(event(), latest_sync_status="Failure"))
TOLD: list[tuple[str | None, str | None, object, object]] = [
    (None, None, FOUND, Status.IN_TRANSIT),
    ("", "10115", FOUND, Status.IN_TRANSIT),
    ("10115", "10115", FOUND, Status.IN_TRANSIT),
    ("10115", None, FOUND, FetchOutcome.PROOF_REQUIRED),
    ("10115", "99999", FOUND, FetchOutcome.PROOF_REJECTED),
    ("10115", None, NOTHING, FetchOutcome.PROOF_REQUIRED),
    ("10115", "99999", NOTHING, None),
    ("10115", None, None, FetchOutcome.PROOF_REQUIRED),
    ("10115", "99999", None, None),
    (None, None, NOTHING, Status.NOT_FOUND),
    (None, None, None, FetchOutcome.PENDING),
    (None, None, FAILED, FetchOutcome.UNAVAILABLE),
    ("10115", None, FAILED, FetchOutcome.PROOF_REQUIRED),
    (None, None, LATELY, Status.IN_TRANSIT),
]


@pytest.mark.parametrize(("registered", "given_", "news", "expected"), TOLD, ids=repr)
def test_news_are_told_to_those_who_gave_what_opened_them(
    registered: str | None, given_: str | None, news: object, expected: object
) -> None:
    body = {"number": NUMBER, "param": registered, "track_info": news}
    found = told_to(TrackedItem.model_validate(body), TrackedParcel("gls", Asked(NUMBER, given_)))
    assert (getattr(found, "status", None) or getattr(found, "outcome", None)) is expected
    if expected is FetchOutcome.PENDING:
        assert isinstance(found, PendingError)
        assert found.retry_after == timedelta(seconds=30)
    if news is LATELY:
        assert isinstance(found, Report)
        assert (found.in_sync, found.as_of) == (False, datetime(2026, 11, 20, tzinfo=UTC))


# What may come out of any JSON.

_NAMES = [*event(), *raw(), *RAW, *provider(), *info(), "number", "param", "tag", "carrier", "to"]
_json = json_of(_NAMES, [*STATUSES, *SUB_STATUSES, NUMBER, "us.post_cn", 3011, 0, "Failure"])
_TEXTS = {text for *_, text in SUB_STATUSES.values() if text}


def _objects(**parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries({name: part | _json for name, part in parts.items()})


_events = _objects(
    time_iso=PLAIN_TIMES,
    time_raw=_objects(date=st.just("2026-11-19")),
    sub_status=st.sampled_from([*SUB_STATUSES]),
    address=_objects(city=st.sampled_from(CANARIES)),
    description=st.sampled_from(CANARIES),
)
_providers = _objects(events=st.lists(_events, max_size=3), latest_sync_time=PLAIN_TIMES)
_infos = _objects(
    latest_status=_objects(sub_status=st.sampled_from([*SUB_STATUSES])),
    tracking=_objects(providers=st.lists(_providers, max_size=3)),
    time_metrics=_objects(estimated_delivery_date=_objects(to=PLAIN_TIMES)),
)
ITEMS = _objects(
    number=st.just(NUMBER),
    carrier=st.just(3011),
    param=st.none() | st.sampled_from(["10115", CANARIES[3]]),
    tag=st.sampled_from(["us.post_cn", "us.gls", "eu.post_cn"]),
    track_info=_infos,
)


def check_report(report: Report) -> None:
    """Check that nothing but our words, codes, places and times came out."""
    check(report, _TEXTS)
    assert len(report.scans) <= 200


@given(_infos | _json)
def test_hostile_news_is_a_report_in_our_words_or_none(track_info: object) -> None:
    if (report := read(track_info)) is not None:
        check_report(report)


@given(
    _objects(
        code=st.just(0),
        data=_objects(
            accepted=st.lists(ITEMS, max_size=3),
            rejected=st.lists(_objects(number=st.just(NUMBER), error=_objects(code=st.integers()))),
        ),
    ),
    st.sampled_from([200, 200, 400]),
    st.sampled_from([PARCEL, TrackedParcel("gls", Asked(NUMBER, "10115"))]),
)
def test_a_hostile_answer_is_told_in_our_words_or_is_an_error_of_the_port(
    body: object, status: int, parcel: TrackedParcel
) -> None:
    try:
        data = data_of(Answer(status, body))
    except SupplierError:
        return
    for one in data.items:
        ours = parcel_of(one, "us")
        assert ours is None or (ours.carrier in CARRIERS and ours.asked.number.isalnum())
        told = told_to(one, parcel) if is_about(one, parcel) else None
        if isinstance(told, Report):
            check_report(told)
    assert all(
        isinstance(rejection(code), Report | SupplierError) for code in data.rejected.values()
    )


@each_row("scenario", SEVENTEEN_TRACK)
def test_nothing_personal_that_17track_tells_gets_past_the_reader(scenario: str) -> None:
    number = SEVENTEEN_TRACK[scenario]
    told = seventeen_track_item(Kept(number, carrier_key(number)), scenario, TODAY)
    assert CANARIES[3] in json.dumps(told)
    text = known(**told["track_info"]).model_dump_json()
    assert not [word for word in (*CANARIES, "CANARY", "Roe", "Poe", "ORDER") if word in text]


# Pushed.


@pytest.fixture(scope="module")
def port() -> SeventeenTrack:
    """Return 17TRACK for the region ``us``; nobody is called."""
    return aggregator("http://127.0.0.1:1", AsyncExitStack())


def sign(message: bytes, key: str = KEY) -> str:
    return hashlib.sha256(message + b"/" + key.encode()).hexdigest()


def message_of(**changes: object) -> bytes:
    data = {"number": NUMBER, "carrier": 3011, "param": None, "tag": "us.post_cn"}
    data["track_info"] = info(provider(event()))
    return json.dumps(
        {"event": changes.pop("event", "TRACKING_UPDATED"), "data": data | changes}
    ).encode()


PUSHED: list[tuple[Json, str, Asked]] = [
    ({}, "post_cn", Asked(NUMBER)),
    ({"number": NUMBER.lower(), "param": ""}, "post_cn", Asked(NUMBER)),
    ({"tag": "us.gls", "carrier": 100005, "param": "10115"}, "gls", Asked(NUMBER, "10115")),
    (
        {"tag": "us.gls.phone_tail", "carrier": 100005, "param": "1234"},
        "gls",
        Asked(NUMBER, phone_tail="1234"),
    ),
    (
        {"tag": "us.sf_express.postcode", "carrier": 100012, "param": "1234"},
        "sf_express",
        Asked(NUMBER, "1234"),
    ),
    (
        {"tag": "us.sf_express", "carrier": 100012, "param": "1234"},
        "sf_express",
        Asked(NUMBER, phone_tail="1234"),
    ),
]


@pytest.mark.parametrize(("changes", "carrier", "asked"), PUSHED, ids=repr)
def test_a_push_is_about_the_parcel_that_we_registered(
    port: SeventeenTrack, changes: Json, carrier: str, asked: Asked
) -> None:
    message = message_of(**changes)
    report = known(provider(event()))
    assert report.scans
    for right in (sign(message), sign(message).upper()):
        assert port.pushed(message, right) == Pushed(carrier, asked, report)


def test_the_example_of_a_push_is_one(port: SeventeenTrack) -> None:
    (example,) = PUSH["request"].values()
    message = json.dumps(example).encode()
    pushed = port.pushed(message, sign(message))
    assert pushed is not None
    assert (pushed.carrier, len(pushed.report.scans)) == ("post_cn", 1)


NOT_OURS: list[Json] = [
    {"event": "TRACKING_STOPPED", "track_info": None},
    {"tag": "eu.post_cn"},
    {"tag": "us.nobody"},
    {"tag": "post_cn"},
    {"tag": "us.post_cn\n"},
    {"tag": None},
    {"tag": ["us.post_cn"]},
    {"carrier": 100001},
    {"carrier": None},
    {"number": "RB 1"},
    {"number": 17},
    {"number": "A" * 51},
    {"param": CANARIES[3]},
    {"param": 10115},
    {"track_info": FAILED},
]


@pytest.mark.parametrize("changes", NOT_OURS, ids=repr)
def test_a_push_about_nothing_of_ours_is_nothing(port: SeventeenTrack, changes: Json) -> None:
    message = message_of(**changes)
    assert port.pushed(message, sign(message)) is None


@pytest.mark.parametrize("body", [*ODD, *({"data": odd} for odd in ODD)], ids=repr)
def test_a_push_of_another_form_is_nothing(port: SeventeenTrack, body: object) -> None:
    message = json.dumps(body).encode()
    assert port.pushed(message, sign(message)) is None


MESSAGE = message_of()
RIGHT_SIGN = sign(MESSAGE)
STRANGERS = {
    "nothing": "",
    "no hex": "g" * 64,
    "zeros": "0" * 64,
    "another key": sign(MESSAGE, "wrong"),
    "another message": sign(MESSAGE + b" "),
    "no key": hashlib.sha256(MESSAGE).hexdigest(),
    "an HMAC": hmac.new(KEY.encode(), MESSAGE, hashlib.sha256).hexdigest(),
    "cut": RIGHT_SIGN[:-1],
    "longer": RIGHT_SIGN + "0",
    "a space": f" {RIGHT_SIGN}",
    "umlauts": "\u00e4" * 64,
    "surrogates": "\udc80" * 64,
}


@pytest.mark.parametrize("who", STRANGERS)
def test_who_cannot_sign_is_not_heard(port: SeventeenTrack, who: str) -> None:
    with pytest.raises(UnauthenticatedError):
        port.pushed(MESSAGE, STRANGERS[who])


@given(st.integers(0, len(MESSAGE) - 1), st.integers(1, 255))
def test_a_message_that_was_changed_by_one_byte_is_not_heard(at: int, by: int) -> None:
    changed = bytearray(MESSAGE)
    changed[at] ^= by
    with pytest.raises(UnauthenticatedError):
        aggregator("http://127.0.0.1:1", AsyncExitStack()).pushed(bytes(changed), RIGHT_SIGN)


def test_signatures_are_compared_in_constant_time(
    port: SeventeenTrack, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[set[object]] = []
    monkeypatch.setattr(hmac, "compare_digest", lambda *both: compared.append({*both}))
    with pytest.raises(UnauthenticatedError):
        port.pushed(MESSAGE, RIGHT_SIGN)
    assert compared == [{RIGHT_SIGN.encode()}]


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"\xff\xfe{", b"[" * 100_000, b"1" * 5000])
def test_what_is_signed_and_no_json_is_told_so_and_not_repeated(
    port: SeventeenTrack, body: bytes
) -> None:
    with pytest.raises(InvalidInputError) as caught:
        port.pushed(body, sign(body))
    assert caught.value.faults == (FieldFault("", "body-not-json"),)
    assert str(caught.value) == "invalid-input"


@pytest.mark.parametrize("depth", [100, 900, 5000])
def test_json_nested_to_the_edge_of_what_parses_crashes_nothing(
    port: SeventeenTrack, depth: int
) -> None:
    deep = b"[" * depth + b"]" * depth
    for text in (b'{"data":%b}', b'{"data":{"number":"RB1","tag":"us.post_cn","track_info":%b}}'):
        message = text % deep
        with suppress(InvalidInputError):
            assert port.pushed(message, sign(message)) is None


@given(st.binary(max_size=40) | _objects(data=ITEMS).map(lambda body: json.dumps(body).encode()))
def test_whatever_is_pushed_is_ours_or_nothing_or_told_to_be_no_json(message: bytes) -> None:
    with suppress(InvalidInputError):
        pushed = aggregator("http://127.0.0.1:1", AsyncExitStack()).pushed(message, sign(message))
        if pushed is not None:
            assert pushed.carrier in {"post_cn", "gls"}
            assert re.fullmatch("[A-Z0-9]{2,50}", pushed.asked.number)
            assert pushed.asked.postcode in {None, "10115"}
            assert pushed.asked.phone_tail is None
            check_report(pushed.report)


def test_a_delivery_that_the_carriers_words_call_one_to_the_sender_is_a_return() -> None:
    there = event(sub_status="Delivered_Other", description="Delivered, To Original Sender")
    (back,) = known(provider(there)).scans
    assert (back.status, back.reason) == (Status.EXCEPTION, Reason.RETURNED)
    (door,) = known(provider(there | {"description": "Delivered, Front Door"})).scans
    assert (door.status, door.reason) == (Status.DELIVERED, None)
