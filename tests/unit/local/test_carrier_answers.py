"""What every simulated carrier tells: the same stories, in its own codes and its own form."""

from collections.abc import Mapping

import pytest

from infra.local.carriers.seventeen_track import SEVENTEEN_TRACK
from infra.local.carriers.seventeen_track_registry import carrier_key
from infra.local.carriers.stories import CANARIES, SCENARIOS
from shared.parcels.carriers.detect import best_guess, detect
from tests.rows import each_row
from tests.unit.local.tellers import TELLERS, Teller, at

each = pytest.mark.parametrize("teller", TELLERS.values(), ids=TELLERS)

# Scenario: the latest status and the newest event's code, for each carrier in the order above.
STORIES: Mapping[str, tuple[tuple[object, object], ...]] = {
    "delivered": (
        ("delivered", "OK"),
        ("011", ("D", "FS")),
        (("DL", "DL"), ("DL", "DL", "")),
        ("Delivered", "01"),
        ("Delivered", "Delivered_Other"),
    ),
    "in_transit": (
        ("transit", "AF"),
        ("005", ("I", "AR")),
        (("AR", "IT"), ("AR", "IT", "")),
        ("Moving Through Network", "A1"),
        ("InTransit", "InTransit_Arrival"),
    ),
    "out_for_delivery": (
        ("transit", "WC"),
        ("021", ("I", "OT")),
        (("OD", "OD"), ("OD", "IT", "")),
        ("Out for Delivery", "OF"),
        ("OutForDelivery", "OutForDelivery_Other"),
    ),
    "exception": (
        ("failure", "RD"),
        ("064", ("X", "KT")),
        (("DE", "DE"), ("DE", "DE", "07")),
        ("Alert", "04"),
        ("DeliveryFailure", "DeliveryFailure_Rejected"),
    ),
    "customs": (
        ("transit", "RR"),
        ("012", ("X", "B3")),
        (("CD", "CD"), ("CD", "CD", "55")),
        ("Moving Through Network", "EDB"),
        ("InTransit", "InTransit_CustomsProcessing"),
    ),
    "available_for_pickup": (
        ("transit", "CC"),
        ("040", ("I", "ZP")),
        (("HL", "HL"), ("HP", "IT", "015A")),
        ("Available for Pickup", "16"),
        ("AvailableForPickup", "AvailableForPickup_Other"),
    ),
    "recipient_absent": (
        ("failure", "NH"),
        ("022", ("X", "48")),
        (("DE", "DE"), ("DE", "DE", "08")),
        ("Delivery Attempt", "56"),
        ("DeliveryFailure", "DeliveryFailure_NoBody"),
    ),
    "returned": (
        ("failure", "RT"),
        ("035", ("X", "UF")),
        (("RS", "RS"), ("RS", "RS", "")),
        ("Alert", "09"),
        ("Exception", "Exception_Returning"),
    ),
    "unknown_status": (
        ("teleported", "ZZ"),
        ("999", ("Q", "!?")),
        (("ZZ", "ZZ"), ("ZZ", "ZZ", "")),
        ("Teleported", "ZZ"),
        ("Teleported", "Teleported_Other"),
    ),
}
ANNOUNCED: Mapping[str, tuple[object, list[object]]] = {
    "dhl": ("pre-transit", []),
    "ups": ("003", [("M", "MP")]),
    "fedex": (("OC", "IN"), [("OC", "IN", "")]),
    "usps": ("Pre-Shipment", ["GX"]),
    "seventeen_track": ("InfoReceived", []),
}


@each
def test_every_carrier_tells_every_story_with_a_number_of_its_own(teller: Teller) -> None:
    assert set(SCENARIOS) <= set(teller.numbers)
    assert len(set(teller.numbers.values())) == len(teller.numbers)


@pytest.mark.parametrize("code", ["ups", "fedex", "usps", "dhl"])
def test_a_number_is_best_guessed_to_be_its_carriers(code: str) -> None:
    for number in TELLERS[code].numbers.values():
        if number.startswith("JD"):  # which has no check digit
            continue
        guess = best_guess(detect(number))
        assert guess is not None
        assert guess.carrier == code
        assert guess.evidence.startswith("checksum")


def test_17track_has_numbers_of_two_posts() -> None:
    posts = {"CN": ("post_cn", 3011), "GB": ("post_gb", 11031)}
    for number in SEVENTEEN_TRACK.values():
        guess = best_guess(detect(number))
        assert guess is not None
        assert (guess.carrier, carrier_key(number)) == posts[number[-2:]]
    assert {number[-2:] for number in SEVENTEEN_TRACK.values()} == set(posts)


@each_row(
    ("scenario", "code", "expected"),
    [
        (scenario, code, expected)
        for scenario, told in STORIES.items()
        for code, expected in zip(TELLERS, told, strict=True)
    ],
)
def test_a_story_is_told_in_the_carriers_own_codes(
    scenario: str, code: str, expected: tuple[object, object]
) -> None:
    teller = TELLERS[code]
    parcel, events = teller.told(scenario), teller.events_of(scenario)
    assert (teller.status(parcel), teller.code(events[0])) == expected
    assert teller.number(parcel) == teller.numbers[scenario]
    times = [teller.when(event) for event in events]
    assert len(set(times)) == len(times) >= 3
    assert times == sorted(times, key=str, reverse=True)


@pytest.mark.parametrize("code", TELLERS)
def test_a_parcel_that_is_only_announced_has_the_labels_event_or_none(code: str) -> None:
    teller = TELLERS[code]
    events = [teller.code(event) for event in teller.events_of("no_scan_yet")]
    assert (teller.status(teller.told("no_scan_yet")), events) == ANNOUNCED[code]


@each
def test_personal_fields_are_there_to_be_dropped(teller: Teller) -> None:
    told = str(teller.body(teller.numbers["delivered"], "delivered"))
    assert [canary for canary in CANARIES if canary not in told] == []


PERSONAL: Mapping[str, tuple[str, ...]] = {
    "dhl": (
        "details receiver name",
        "details receiver contactPoint telephone",
        "details receiver contactPoint email",
        "details sender name",
        "details proofOfDelivery signed name",
        "destination address addressLocality",
    ),
    "ups": (
        "deliveryInformation receivedBy",
        "deliveryInformation location",
        "deliveryInformation signature image",
        "deliveryInformation deliveryPhoto photo",
        "packageAddress 0 name",
        "packageAddress 1 attentionName",
        "packageAddress 1 address addressLine1",
        "referenceNumber 1 number",
        "referenceNumber 2 number",
        "activity 0 status description",
    ),
    "fedex": (
        "deliveryDetails receivedByName",
        "deliveryDetails actualDeliveryAddress streetLines 0",
        "deliveryDetails locationDescription",
        "shipperInformation contact personName",
        "recipientInformation contact personName",
        "recipientInformation contact phoneNumber",
        "recipientInformation address streetLines 0",
        "additionalTrackingInfo nickname",
        "additionalTrackingInfo packageIdentifiers 0 values 0",
        "scanEvents 0 eventDescription",
        "latestStatusDetail description",
    ),
    "usps": (
        "trackingEvents 0 name",
        "trackingEvents 0 firm",
        "trackingEvents 0 additionalProp",
        "additionalInfo",
        "statusSummary",
    ),
    "seventeen_track": (
        "track_info shipping_info shipper_address street",
        "track_info shipping_info recipient_address street",
        "track_info latest_event description",
        "track_info latest_event location",
        "track_info tracking providers 0 events 0 description",
        "track_info tracking providers 0 events 0 description_translation description",
        "track_info tracking providers 0 events 0 address street",
        "track_info misc_info customer_number",
        "track_info misc_info reference_number",
    ),
}


@pytest.mark.parametrize("code", TELLERS)
def test_people_stand_where_the_carrier_names_them(code: str) -> None:
    parcel = TELLERS[code].told("delivered")
    for path in PERSONAL[code]:
        assert any(canary in at(parcel, path) for canary in CANARIES), path


@each
def test_events_name_people_in_the_carriers_own_words(teller: Teller) -> None:
    for scenario in ("delivered", "recipient_absent", "available_for_pickup"):
        if any(canary in str(teller.events_of(scenario)[0]) for canary in CANARIES):
            return
    pytest.fail("nobody is named in any event")


@each
def test_an_answer_can_be_about_another_parcel(teller: Teller) -> None:
    other = teller.number(teller.told("other_shipment"))
    assert other not in teller.numbers.values()


@each
def test_an_item_can_be_none(teller: Teller) -> None:
    events = teller.events_of("one_bad_item")
    assert [event for event in events if not isinstance(event, dict)] == ["not an object", None, 17]
    good = teller.events_of("delivered")
    assert [event for event in events if event in good] == good
    assert len(events) == len(good) + 4


ODD: Mapping[str, list[object]] = {
    "dhl": [
        "2026-11-19T11:30:00",
        "2026-02-30T25:61:00Z",
        "yesterday, before tea",
        "2026-11-17T02:30:00+05:30",
        "2026-11-16T17:30:00+00:00",
    ],
    "ups": [
        "20261119 113000 ",
        "20260230 256100 +01:00",
        "yesterday before tea ",
        "20261117 023000 +05:30",
        "20261116 173000 -05:00",
    ],
    "fedex": [
        "2026-11-19T11:30:00",
        "2026-02-30T25:61:00Z",
        "yesterday, before tea",
        "2026-11-17T02:30:00+05:30",
        "2026-11-16T17:30:00-05:00",
    ],
    "usps": [
        "2026-11-19T11:30:00 None",
        "2026-02-30T25:61:00 -05:00",
        "yesterday, before tea -05:00",
        "2026-11-17T02:30:00 +05:30",
        "2026-11-16T17:30:00 -05:00",
    ],
    "seventeen_track": [
        "2026-11-19T11:30:00",
        "2026-02-30T25:61:00Z",
        "yesterdayTbefore teaZ",
        "2026-11-17T02:30:00+05:30",
        "2026-11-16T17:30:00-05:00",
    ],
}


@pytest.mark.parametrize("code", TELLERS)
def test_times_can_be_odd(code: str) -> None:
    teller = TELLERS[code]
    assert [teller.when(event) for event in teller.events_of("odd_times")] == ODD[code]
