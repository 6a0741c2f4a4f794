"""UPS's reader: every code, and every way in which an answer can be wrong."""

import json
import re
from collections.abc import Mapping
from contextlib import AsyncExitStack
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.local.carriers.stories import CANARIES, Json
from infra.local.carriers.ups_answers import ups_answer
from shared.parcels.carriers.model import Asked, Reason, Report, Scan, Status
from shared.parcels.carriers.ups import read
from shared.parcels.carriers.ups_codes import CODES, EXCEPTIONS, TYPES
from shared.platform.suppliers.port import FetchOutcome, SupplierError
from shared.platform.suppliers.wire import Answer
from tests.contract.carriers import CARRIERS, KEY, TODAY, Tried
from tests.contract.hostile import Broken, check
from tests.contract.telling import due, said
from tests.rows import each_row
from tests.unit.edge.site import lines_of

ASKED = Asked("1Z5R89100300000013")
NOBODY_KNOWS = "999"
Means = tuple[Status, Reason | None]


def each(groups: Mapping[Means, str]) -> dict[str, Means]:
    """Return what each code means; none stands twice."""
    rows = [(code, means) for means, codes in groups.items() for code in codes.split()]
    assert len(dict(rows)) == len(rows)
    return dict(rows)


def answer(scenario: str = "delivered", **changes: Any) -> Answer:  # noqa: ANN401 - JSON
    """Return UPS's answer for the number, with fields of its package replaced."""
    body = json.loads(json.dumps(ups_answer(ASKED.number, scenario, TODAY)))
    body["trackResponse"]["shipment"][0]["package"][0].update(changes)
    return Answer(200, body)


def event(number: object, kind: object = "I", code: object = "AR", **changes: object) -> Json:
    status = {"statusCode": number, "type": kind, "code": code, "description": CANARIES[0]}
    good = {"date": "20261119", "time": "113000", "gmtOffset": "+01:00"}
    return {"status": status, **good, **changes}


def scan(*status: object, **changes: object) -> Scan:
    (found,) = read(answer(activity=[event(*(status or ("005",)), **changes)]), ASKED).scans
    return found


def means(found: Report | Scan) -> Means:
    return found.status, found.reason


KNOWN = each(
    {
        (Status.UNKNOWN, None): "000 088 127 128 142 148 163",
        (Status.INFO_RECEIVED, None): (
            "003 043 044 045 065 077 079 080 131 133 135 157 166"  # UPS does not have it
        ),
        (Status.IN_TRANSIT, None): (
            "005 010 016 018 019 020 025 027 028 033 038 039 041 042 047 054 055 056 057 063 070 "
            "071 073 074 075 082 083 085 087 093 094 095 096 097 098 099 100 101 102 103 104 105 "
            "106 107 108 109 110 111 112 113 114 115 116 117 119 120 121 122 136 137 138 153 154 "
            "158 159 160 164 165 167 168 169"
        ),
        (Status.IN_TRANSIT, Reason.CUSTOMS): "012 014 058 084 092 123 124 125 126 134",
        (Status.IN_TRANSIT, Reason.DELAYED): "032 046 048 049 051 052 053 086 090",
        (Status.IN_TRANSIT, Reason.SECURITY): "132",
        (Status.OUT_FOR_DELIVERY, None): "006 021 037 072 078 089 091 146 162",
        (Status.AVAILABLE_FOR_PICKUP, None): "017 040 144 161",
        (Status.DELIVERY_FAILED, None): "022 023 024 060 062 066 069 145",
        (Status.DELIVERY_FAILED, Reason.RECIPIENT_ABSENT): "061",
        (Status.DELIVERY_FAILED, Reason.REFUSED): "064",
        (Status.DELIVERED, None): "011 026 143 155 156",
        (Status.EXCEPTION, None): "013 029 030 076 129 130 139 140 141",
        (Status.EXCEPTION, Reason.CANCELLED): "007",
        (Status.EXCEPTION, Reason.RETURNED): "034 035 036 067 118",
        (Status.EXCEPTION, Reason.ADDRESS): "050",
        (Status.EXCEPTION, Reason.DAMAGED): "059 081",
        (Status.EXCEPTION, Reason.LOST): "068",
        (Status.EXCEPTION, Reason.SECURITY): "147",
        (Status.EXCEPTION, Reason.DESTROYED): "149",
    }
)
KINDS = each(
    {
        (Status.UNKNOWN, None): "U NA",
        (Status.INFO_RECEIVED, None): "M",
        (Status.IN_TRANSIT, None): "I P DO DD W",
        (Status.OUT_FOR_DELIVERY, None): "O",
        (Status.DELIVERED, None): "D",
        (Status.EXCEPTION, None): "X",
        (Status.EXCEPTION, Reason.CANCELLED): "MV",
        (Status.EXCEPTION, Reason.RETURNED): "RS",
    }
)
WHYS = each(
    {
        (Status.EXCEPTION, Reason.REFUSED): "53 8H AM AN AP AQ AS KI KQ KR KS KT YE",
        (Status.EXCEPTION, Reason.RECIPIENT_ABSENT): (
            "48 49 55 AX AY C4 CI FM G3 G7 G8 KX L1 OH YD ZM"
        ),
        (Status.EXCEPTION, Reason.ADDRESS): (
            "50 A6 A7 A8 A9 AA AB AC AD AE AF AG AH AK AL AV AW BO C8 CW CY DS DW DZ E1 FA H1 H2 "
            "H3 H4 H5 OJ PH TF TU"
        ),
        (Status.EXCEPTION, Reason.RETURNED): (
            "90 3N 4R 4S 6C A1 B0 CF CS DL H8 I1 KP O0 O4 PP UA UF XU YJ YK"
        ),
        (Status.EXCEPTION, Reason.DAMAGED): (
            "13 24 25 26 27 28 45 64 65 66 67 A2 A3 A4 AJ HD HE HR LN LO LQ TV"
        ),
        (Status.EXCEPTION, Reason.LOST): "F8 S9 TJ UO UP",
        (Status.EXCEPTION, Reason.DELAYED): (
            "2 3 4 6 7 8 15 16 17 18 19 22 23 31 34 1B 1E 1K 1L 1O 1P 1Q 1V 1X 2A 2H 2Y 2Z 3A 3B "
            "3C 3D 3T 6D 6E 7G 7N 7V 7W 7X 7Y 7Z 8A 8K 8L 8R 8Y 8Z C5 C6 CC CD CK CL CM CN CQ D1 "
            "DC DF DG DJ DR DU EH EN FG G6 GC GH GI HA HH LE LF MT NW PZ Q0 Q1 RY TN"
        ),
        (Status.EXCEPTION, Reason.CUSTOMS): (
            "5 29 40 43 71 1C 1U 1W 2B 2N 2T 4C 4T 7F 7H 7I 7M 7P 7T 7U AO B3 B4 B5 B6 B8 B9 BA BB "
            "BC BD BE BF BG BH BI BJ BK BP BV BW BX C3 CE CT CX CZ D0 D5 D9 DB DE DN DY E4 E8 E9 "
            "ER ES EU EV EW EY FE FF GF GZ HW L2 L3 L5 MI OB OI OQ OT R1 R4 R5 R6 R7 RA RD RE RJ "
            "RM RP RR RS RU RZ S1 S2 S3 S4 S5 SF SI SJ SL SN SP SS SV SY T9 TE TG TT VK VP VQ VR "
            "X2 X3 X4 X5 X6 X7 X8 X9 XA XB XC XE XG XJ XK XL XN XO XV XW XY XZ Y1 Y4 Y5 YA"
        ),
    }
)


def test_these_tables_say_what_the_readers_say_row_by_row() -> None:
    assert {code: (one.status, one.reason) for code, one in CODES.items()} == KNOWN
    assert {kind: (one.status, one.reason) for kind, one in TYPES.items()} == KINDS
    assert {code: (Status.EXCEPTION, why) for code, why in EXCEPTIONS.items()} == WHYS
    assert (TYPES["I"], TYPES["RS"]) == (CODES["005"], CODES["034"]), "in the same words"


def test_our_words_are_plain_words() -> None:
    for one in [*CODES.values(), *TYPES.values()]:
        assert one.text is None or re.fullmatch(r"[A-Z][A-Za-z' ,:]{1,59}", one.text)
        assert one.text or one.status is Status.UNKNOWN


@each_row("code", KNOWN)
def test_each_code_says_where_and_why_now_and_of_an_event(
    code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found = read(answer(currentStatus={"code": code}, activity=[event(code)]), ASKED)
    assert means(found) == means(found.scans[0]) == KNOWN[code]
    assert (found.scans[0].text, found.scans[0].carrier_code) == (CODES[code].text, code)
    assert means(read(answer(currentStatus={"code": code}, activity=[]), ASKED)) == KNOWN[code]
    assert capsys.readouterr().out == "", "only what nobody knows is reported"


@pytest.mark.parametrize("kind", KINDS)
def test_each_type_speaks_where_the_code_says_nothing(kind: str) -> None:
    current = {"code": NOBODY_KNOWS, "type": kind}
    found = read(answer(currentStatus=current, activity=[event(None, kind)]), ASKED)
    assert means(found) == means(found.scans[0]) == KINDS[kind]
    assert (found.scans[0].text, found.scans[0].carrier_code) == (TYPES[kind].text, kind)


@each_row("code", WHYS)
def test_each_scan_code_says_why_of_an_exception_and_of_nothing_else(code: str) -> None:
    found = read(answer(currentStatus={"code": "013"}, activity=[event("013", "X", code)]), ASKED)
    assert means(found) == means(found.scans[0]) == WHYS[code]
    assert means(scan("013", "I", code)) == means(scan("013", "M", code)) == KNOWN["013"]


def test_the_newest_event_says_why_only_where_it_is_of_one_mind_with_the_status() -> None:
    absent = event("022", "X", "48")
    failed = (Status.DELIVERY_FAILED, Reason.RECIPIENT_ABSENT)
    assert means(read(answer(currentStatus={"code": "022"}, activity=[absent]), ASKED)) == failed
    for code in ("011", "013", "064"):
        found = read(answer(currentStatus={"code": code}, activity=[absent]), ASKED)
        assert means(found) == KNOWN[code]
    older = event("013", "X", "TJ", date="20261118")
    found = read(answer(currentStatus={"code": "013"}, activity=[older, absent]), ASKED)
    assert found.reason is None
    assert scan("064", "X", "48").reason is Reason.REFUSED, "the number speaks first"


@pytest.mark.parametrize("code", [NOBODY_KNOWS, "11", "Delivered", "011 ", "", "x" * 40])
def test_a_code_that_nobody_knows_is_unknown_and_reported_never_guessed(
    code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found = read(answer(currentStatus={"code": code, "type": "Q"}, activity=[]), ASKED)
    assert means(found) == (Status.UNKNOWN, None)
    (line,) = lines_of(capsys.readouterr().out)
    assert (line["message"], line["supplier"]) == ("carrier-code-unknown", "ups")
    assert not code or code not in json.dumps(line)


@pytest.mark.parametrize("code", [NOBODY_KNOWS, None, 11, ["011"], {"011": 1}, "Jane Roe", ""])
def test_an_event_of_a_code_that_nobody_knows_has_its_types_status_and_is_reported(
    code: object, capsys: pytest.CaptureFixture[str]
) -> None:
    assert scan(code, "D", "FS").status is Status.DELIVERED
    assert scan(code, ["D"], {}).status is Status.UNKNOWN
    assert scan(code, None, None).carrier_code == (code if code == NOBODY_KNOWS else None)
    told = [line["message"] for line in lines_of(capsys.readouterr().out)]
    assert told == ["carrier-code-unknown"] * 3


TIMES: dict[tuple[object, object, object], str | None] = {
    ("20250905", "000000", "-04:00"): "2025-09-05",
    ("20250905", "140622", "-04:00"): "2025-09-05T14:06:22-04:00",
    ("20250905", "140622", "+05:30"): "2025-09-05T14:06:22+05:30",
    ("20250905", "1406", "-04:00"): "2025-09-05T14:06:00-04:00",
    ("20250905", "140622", ""): "2025-09-05T14:06",
    ("20250905", "140622", None): "2025-09-05T14:06",
    ("20250905", "140622", 17): "2025-09-05T14:06",
    ("20250905", "140622", "+99:00"): "2025-09-05T14:06",
    ("20250905", "140622", "EST"): "2025-09-05T14:06",
    ("20250905", "", ""): "2025-09-05",
    ("", "140622", "-04:00"): None,
    ("", "", ""): None,
    ("20260230", "140622", "-04:00"): None,
    ("20250905", "256100", "-04:00"): "2025-09-05",
    ("20250905", "14:06:22", "-04:00"): "2025-09-05",
    ("20250905", "74700", "-04:00"): "2025-09-05",
    ("20250905", "240000", "-04:00"): "2025-09-05",
    ("20250905", "9300", "-04:00"): "2025-09-05",
    ("2025-09-05", "140622", "-04:00"): None,
    ("yesterday", "before tea", ""): None,
    (20250905, "140622", "-04:00"): None,
    ("20250905", None, "-04:00"): "2025-09-05",
}


@pytest.mark.parametrize(("told", "expected"), TIMES.items(), ids=str)
def test_a_time_keeps_its_offset_or_is_local_only_or_a_day_or_is_dropped_alone(
    told: tuple[object, object, object], expected: str | None
) -> None:
    odd = event("005") | dict(zip(("date", "time", "gmtOffset"), told, strict=True))
    found = read(answer(activity=[odd, event("038")]), ASKED).scans
    good = "2026-11-19T11:30:00+01:00"
    assert [said(one.at) for one in found] == ([good] if expected is None else [good, expected])


@pytest.mark.parametrize("gmt", ["18:06:22", "180622", "74700", "", None, 17])
def test_the_time_at_greenwich_changes_nothing(gmt: object) -> None:
    assert scan(gmtDate=gmt, gmtTime=gmt) == scan()


WHOLE = "2026-11-21"
DUE: list[tuple[object, object, str | None]] = [
    ([("SDD", "20261121")], "180000", "2026-11-21T14:00/2026-11-21T18:00"),
    ([("SDD", "20261121"), ("RDD", "20261123")], "1800", "2026-11-23T14:00/2026-11-23T18:00"),
    ([("RDD", "20261123"), ("SDD", "20261121")], "180000", "2026-11-23T14:00/2026-11-23T18:00"),
    ([("SDD", "20261121")], "", "2026-11-21T14:00/2026-11-21"),
    ([("SDD", "20261121")], None, "2026-11-21T14:00/2026-11-21"),
    ([("SDD", "20261121")], "soon", "2026-11-21T14:00/2026-11-21"),
    ([("DEL", "20261121")], "180000", None),
    ([("SDD", "20260230")], "180000", None),
    ([("SDD", "")], "180000", None),
    ([("SDD", None)], "180000", None),
    ([], "180000", None),
]


@pytest.mark.parametrize(("days", "ends", "expected"), DUE, ids=str)
def test_an_estimate_is_the_latest_plan_between_its_hours(
    days: list[tuple[str, object]], ends: object, expected: str | None
) -> None:
    dates = [{"type": kind, "date": date} for kind, date in days]
    hours = {"type": "EDW", "startTime": "140000", "endTime": ends}
    found = read(answer(deliveryDate=dates, deliveryTime=hours), ASKED)
    assert due(found.estimated_delivery) == expected


@pytest.mark.parametrize("other", [None, "soon", 17, [], {}, [None, 17, {}], {"endTime": 17}])
def test_plans_of_another_form_cost_no_more_than_the_estimate(other: object) -> None:
    days = [{"type": "SDD", "date": "20261121"}]
    found = read(answer(deliveryDate=days, deliveryTime=other), ASKED).estimated_delivery
    assert due(found) == WHOLE
    assert read(answer(deliveryDate=other), ASKED).estimated_delivery is None


PLACES: list[tuple[object, object, object, str | None]] = [
    ("Cincinnati", "OH", "US", "Cincinnati, OH, US"),
    ("BERLIN", "", "DE", "BERLIN, DE"),
    ("7 Hidden Lane", "OH", "US", "OH, US"),
    ("45202", "Ohio", "USA", None),
    ("<b>BERLIN</b>", "7", "DE", "DE"),
    ("BERLIN\nX-Header: y", "oh", "de", None),
    (None, 17, ["DE"], None),
]


@pytest.mark.parametrize(("city", "state", "country", "place"), PLACES, ids=ascii)
def test_a_place_is_a_town_a_state_and_a_country_and_no_address(
    city: object, state: object, country: object, place: str | None
) -> None:
    where = {"city": city, "stateProvince": state, "countryCode": country}
    street = {"addressLine1": CANARIES[3], "postalCode": "10115", "country": "Germany"}
    location = {"address": where | street, "slic": "4529", "name": CANARIES[1]}
    assert scan(location=location).place == place


@pytest.mark.parametrize("location", [None, "BERLIN", 17, [], {}, {"address": None}])
def test_an_event_without_a_readable_place_is_an_event_all_the_same(location: object) -> None:
    assert scan(location=location).place is None


# What is UPS's own.


def told(*shipments: object) -> Answer:
    return Answer(200, {"trackResponse": {"shipment": list(shipments)}})


def refused(code: str, status: int) -> Answer:
    return Answer(status, {"response": {"errors": [{"code": code, "message": CANARIES[0]}]}})


STRANGE: list[object] = [None, [], "x", 17, {}]
WARNED = {"inquiryNumber": ASKED.number, "warnings": [{"code": "TW0001", "message": "Not Found"}]}


@pytest.mark.parametrize(
    "unknown",
    [
        told(WARNED),
        told({**WARNED, "inquiryNumber": ASKED.number.lower()}),
        told({"inquiryNumber": "1Z5R89100300000264"}, WARNED),
        told({"warnings": WARNED["warnings"]}),
        told(),
        told({"inquiryNumber": ASKED.number, "package": []}),
        refused("TV1002", 400),
        refused("TV1003", 400),
        refused("TV1003", 404),
        Answer(404, None),
    ],
)
def test_a_number_that_ups_does_not_know_is_a_finding(unknown: Answer) -> None:
    assert read(unknown, ASKED) == Report(status=Status.NOT_FOUND)


@pytest.mark.parametrize(
    "other",
    [
        told({**WARNED, "inquiryNumber": "1Z5R89100300000264"}),
        told({**WARNED, "warnings": [{"code": "TW0002"}]}),
        told({"inquiryNumber": "1Z5R89100300000264", "package": []}),
        told({"package": [{"trackingNumber": "1Z5R89100300000264"}]}),
        *(Answer(200, body) for body in STRANGE),
        *(Answer(200, {"trackResponse": body}) for body in STRANGE),
        *(told(body) for body in STRANGE),
        *(told({"package": body}) for body in [*STRANGE, [None, 17, {}]]),
    ],
)
def test_an_answer_about_another_shipment_or_of_another_form_is_refused(
    other: Answer, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SupplierError) as caught:
        read(other, ASKED)
    assert caught.value.outcome is FetchOutcome.BAD_ANSWER
    (line,) = lines_of(capsys.readouterr().out)
    assert (line["message"], line["supplier"]) == ("carrier-answer-refused", "ups")


@pytest.mark.parametrize("status", [201, 204, 400, 402, 410, 418])
def test_a_status_that_says_nothing_of_the_number_is_refused(status: int) -> None:
    for strange in (refused("TV1001", status), Answer(status, answer().json)):
        with pytest.raises(SupplierError) as caught:
            read(strange, ASKED)
        assert caught.value.outcome is FetchOutcome.BAD_ANSWER


def test_the_package_that_was_asked_for_is_found_among_others() -> None:
    others = [None, {"trackingNumber": "1Z"}, {"trackingNumber": "1Z5R89100300000264"}]
    whole = answer("in_transit")
    (shipment,) = whole.json["trackResponse"]["shipment"]
    shipment["package"][:0] = others
    assert read(whole, ASKED).status is Status.IN_TRANSIT
    assert read(told("x", {"package": others}, shipment), ASKED).status is Status.IN_TRANSIT
    assert read(answer(trackingNumber=ASKED.number.lower()), ASKED).status is Status.DELIVERED


@pytest.mark.parametrize("own", ["802269919937015457", None, 17])
def test_a_package_may_be_asked_for_by_its_partners_number_or_name_none(own: object) -> None:
    usps = "92612909841003543402721592"
    body = answer("in_transit", trackingNumber=own).json
    (shipment,) = body["trackResponse"]["shipment"]
    assert read(Answer(200, body), ASKED).status is Status.IN_TRANSIT, "the only one that it found"
    shipment["package"][0]["alternateTrackingNumber"] = [{"number": usps, "type": "USPS_PIC"}]
    shipment["package"].append({"trackingNumber": "1Z5R89100300000264"})
    assert read(Answer(200, body), Asked(usps)).status is Status.IN_TRANSIT
    for number in (ASKED.number, "92612909841003543402721593"):
        with pytest.raises(SupplierError):
            read(Answer(200, body), Asked(number))


def test_of_several_parcels_with_one_number_the_newest_news_count() -> None:
    old = answer(activity=[event("011", date="20251119")]).json["trackResponse"]["shipment"][0]
    new = answer("in_transit").json["trackResponse"]["shipment"][0]
    for order in ([old, new], [new, old]):
        assert read(told(*order), ASKED).status is Status.IN_TRANSIT


@pytest.mark.parametrize("back", ["033", "034", "035", "036", "067", "118"])
def test_what_was_delivered_after_it_had_gone_back_was_delivered_to_the_sender(back: str) -> None:
    to_sender, returning = event("011", "D", date="20261121"), event(back, date="20261120")
    refused_ = event("064", "X", "KT")
    found = read(answer(activity=[to_sender, returning, refused_]), ASKED)
    goes_back = KNOWN[back][1] is Reason.RETURNED
    expected = (Status.EXCEPTION, Reason.RETURNED) if goes_back else (Status.DELIVERED, None)
    assert means(found) == means(found.scans[0]) == expected
    assert found.scans[0].text == ("Returned to the sender" if goes_back else "Delivered")


def test_an_event_that_is_told_twice_is_shown_once() -> None:
    again = event("005", gmtOffset="-05:00", time="053000")  # the same instant
    found = read(answer(activity=[event("005"), event("005"), again, event("038")]), ASKED)
    assert [one.carrier_code for one in found.scans] == ["005", "038"]


@pytest.mark.parametrize("current", [None, "011", {}, {"code": 11}, {"description": "Delivered"}])
def test_without_a_current_status_the_newest_event_decides(current: object) -> None:
    older, newer = event("011"), event("013", "X", "TJ", date="20261120")
    found = read(answer(currentStatus=current, activity=[older, newer]), ASKED)
    assert means(found) == (Status.EXCEPTION, Reason.LOST)
    assert means(read(answer(currentStatus=current, activity=[]), ASKED)) == (Status.UNKNOWN, None)


@pytest.mark.parametrize("events", [None, {}, "none", 17, [], ["x", None, 17, {}, []]])
def test_events_that_are_none_leave_the_status(events: object) -> None:
    found = read(answer(activity=events), ASKED)
    assert (found.status, found.scans) == (Status.DELIVERED, ())


_broken = Broken(
    ["trackResponse", "shipment", "package", "code", "status", "address", "city", "date", "time"],
    [*CODES, *TYPES, *EXCEPTIONS, ASKED.number, "TW0001", "TV1002", "20261119", "113000"],
)
_mostly, _like, _json = _broken.mostly, _broken.like, _broken.json
_events = _like(
    status=_like(statusCode=st.sampled_from([*CODES]), type=st.sampled_from([*TYPES]), code=_json),
    date=st.just("20261119"),
    time=st.just("113000"),
    gmtOffset=st.just("-05:00"),
    location=_like(address=_like(city=st.just("BERLIN"), stateProvince=_json, countryCode=_json)),
)
_package = _like(
    trackingNumber=st.just(ASKED.number),
    currentStatus=_like(code=st.sampled_from([*CODES]), type=st.sampled_from([*TYPES])),
    activity=st.lists(_mostly(_events), max_size=4),
    deliveryDate=st.lists(_like(type=st.just("SDD"), date=st.just("20261121")), max_size=2),
    deliveryTime=_like(endTime=st.just("180000")),
)
_shipment = _like(package=st.lists(_mostly(_package), min_size=1, max_size=3))


@given(
    _mostly(_like(trackResponse=_like(shipment=st.lists(_shipment, min_size=1, max_size=2)))),
    st.just(200) | st.sampled_from([200, 400, 404, 500]),
)
def test_hostile_json_is_a_report_in_our_words_or_an_error_of_the_port(
    body: object, status: int
) -> None:
    try:
        report = read(Answer(status, body), ASKED)
    except SupplierError:
        return
    check(report, CARRIERS["ups"].words)


@pytest.mark.parametrize(
    ("tale", "status"),
    [
        ("tw0001", Status.NOT_FOUND),
        ("not_found_404", Status.NOT_FOUND),
        ("second_package", Status.IN_TRANSIT),
    ],
)
async def test_ups_own_stories_end_as_they_should(address: str, tale: str, status: Status) -> None:
    async with AsyncExitStack() as stack:
        carrier = Tried(CARRIERS["ups"], CARRIERS["ups"].open(address, stack, KEY))
        assert (await carrier.ask(tale)).status is status


# On the way back, and back.


def test_a_delivery_of_the_type_of_a_return_is_one() -> None:
    returned = (Status.EXCEPTION, Reason.RETURNED)
    assert means(scan("011", "RS")) == returned
    assert means(scan("011", "D")) == (Status.DELIVERED, None)
    words = {"statusCode": "011", "type": "D", "description": "Returned to Sender"}
    assert means(scan("011", status=words)) == returned


def test_a_reason_of_an_exception_is_no_return() -> None:
    days = zip(("011", "021", "X"), ("20261121", "20261120", "20261119"), strict=True)
    events = [event(code, "X" if code == "X" else "D", "A1", date=day) for code, day in days]
    found = read(answer(activity=events, currentStatus={"code": "011"}), ASKED)
    assert found.status is Status.DELIVERED
    assert found.scans[-1].reason is Reason.RETURNED


@pytest.mark.parametrize(
    "body",
    [
        {"trackResponse": {"shipment": None}},
        {"trackResponse": {"shipment": [{"inquiryNumber": ASKED.number}]}},
    ],
)
def test_an_empty_answer_is_no_news(body: Json) -> None:
    assert read(Answer(200, body), ASKED).status is Status.NOT_FOUND


def test_ups_has_nothing_of_a_number() -> None:
    errors = {"response": {"errors": [{"code": "151044"}]}}
    assert read(Answer(400, errors), ASKED).status is Status.NOT_FOUND


def test_hours_the_wrong_way_round_leave_the_day() -> None:
    days = [{"type": "SDD", "date": "20261121"}]
    hours = {"type": "EDW", "startTime": "230000", "endTime": "010000"}
    found = read(answer(deliveryDate=days, deliveryTime=hours), ASKED)
    assert due(found.estimated_delivery) == WHOLE
