"""Tracking over HTTP: what each item may be, and that one bad item does not cost the others."""

import json
import secrets
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from infra.local.carriers.stories import POSTCODE
from shared.parcels.carriers.checksums import mod10
from tests.world import World

pytestmark = pytest.mark.stack

Json = dict[str, Any]

UPS = "1Z5R89390357567127"
UNSURE = "JJD217290330"


def sandbox(word: str = "DELIVERED") -> str:
    """Return a sandbox number that nobody asked for yet, most likely."""
    return f"AGP-{word}-{secrets.randbelow(10_000):04}"


def dhl() -> str:
    """Return ten digits with a DHL Express check digit that nobody asked for yet."""
    start = 200_000_000 + secrets.randbelow(700_000_000)
    return f"{start}{start % 7}"


def usps() -> str:
    """Return 22 digits with a USPS check digit that nobody asked for yet."""
    serial = f"94001112{secrets.randbelow(10**13):013}"
    return serial + mod10(even=3, odd=1)(serial)


async def ask(visitor: httpx.AsyncClient, *items: Json) -> list[Json]:
    """Return one result for each item."""
    reply = await visitor.post("/v1/waybills/query", json={"items": list(items)})
    assert reply.status_code == 200, reply.text
    assert reply.headers["Cache-Control"] == "no-store"
    found: list[Json] = reply.json()["items"]
    assert len(found) == len(items)
    return found


async def problem(visitor: httpx.AsyncClient, **item: Any) -> Json:  # noqa: ANN401 - JSON
    (found,) = await ask(visitor, item)
    told: Json = found["problem"]
    assert found["shipment"] is None
    assert "type" not in told
    return told


BAD_NUMBERS = {
    "empty": ("", "number-empty"),
    "spaces": ("   ", "number-empty"),
    "separators": (" - . ", "number-empty"),
    "51 characters": ("1" * 51, "number-too-long"),
    "501 with spaces": ("1" * 20 + " " * 481, "number-too-long"),
    "60,000 characters": ("1" * 60_000, "number-too-long"),
    "one character that becomes many": ("\ufdfa" * 5, "number-bad-character"),
    "an emoji": ("\U0001f4e6123456789", "number-bad-character"),
    "arabic-indic digits": ("\u0661\u0662\u0663\u0664\u0665", "number-bad-character"),
    "sql": ("1' OR '1'='1'; DROP TABLE x", "number-bad-character"),
    "a path": ("../../etc/passwd", "number-bad-character"),
    "markup": ("<script>alert(1)</script>", "number-bad-character"),
    "a template": ("${jndi:ldap://x}", "number-bad-character"),
    "an umlaut": ("\u00c4GP1", "number-bad-character"),
    "a dotless i": ("AGP\u0131NTRANSIT0001", "number-bad-character"),
    "nothing to be seen": ("\u200b\ufeff\n", "number-empty"),
    "two numbers": (f"{UPS}, 00340434492098429236", "number-several"),
    "a link without a number": ("https://www.ups.com/track", "number-absent"),
    "a phone with DHL's check digit": ("Max Mustermann, Tel. 0612345005", "number-absent"),
    "a phone alone": ("Tel: 0612345005", "number-absent"),
    "a token of a newsletter": (
        "https://click.email.dhl.com/?qs=abcdef0123456789abcdef0123456789",
        "number-absent",
    ),
    "a key for a password": (
        "https://www.dhl.de/passwort-zuruecksetzen/9f8e7d6c5b4a39281716",
        "number-absent",
    ),
}


@pytest.mark.parametrize(("number", "code"), BAD_NUMBERS.values(), ids=BAD_NUMBERS)
async def test_what_is_no_waybill_number_is_told_so_and_costs_the_others_nothing(
    visitor: httpx.AsyncClient, number: str, code: str
) -> None:
    good = {"number": sandbox()}
    bad, fine = await ask(visitor, {"number": number}, good)
    assert (bad["problem"]["code"], bad["problem"]["status"]) == ("invalid-input", 422)
    (error,) = bad["problem"]["errors"]
    assert (error["field"], error["code"]) == ("number", code)
    assert error["detail"]
    assert bad["number"] is None
    assert fine["shipment"]["status"] == "delivered"
    reply = await visitor.post("/v1/carriers/detect", json={"number": number})
    assert reply.status_code == 422
    assert reply.json()["errors"][0]["code"] == code
    assert not [word for word in number.split() if len(word) > 9 and word in reply.text]


def ways(number: str) -> Iterator[str]:
    """Yield ways to type one number."""
    yield number
    yield number.lower()
    yield number.replace("-", "")
    yield number.replace("-", " ")
    yield f" {number} "
    yield number.replace("-", "\u2013")
    yield number.replace("-", ".")
    yield "".join(chr(ord(c) + 0xFEE0) if c.isalnum() else c for c in number)
    yield number.replace("-", "\r\n")
    yield number.replace("-", "/")
    yield "\u200b".join(f"\ufeff{number}\u2060\n")
    yield f"Tracking #: {number}."
    yield f"'{number}',"
    yield f"https://example.org/track?number={number}&lang=en"


async def test_one_number_typed_in_many_ways_is_one_shipment(visitor: httpx.AsyncClient) -> None:
    typed = list(ways(sandbox()))
    first, *others = await ask(visitor, *({"number": one} for one in typed))
    assert first["shipment"]["status"] == "delivered"
    for other in others:
        assert (other["problem"]["code"], other["problem"]["status"]) == ("duplicate-item", 409)
    for one in typed:
        (found,) = await ask(visitor, {"number": one})
        assert found["shipment"] == first["shipment"]


async def test_full_width_digits_are_digits(visitor: httpx.AsyncClient) -> None:
    number = dhl()
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in number)
    (found,) = await ask(visitor, {"number": wide, "carrier": "dhl"})
    assert found["shipment"]["status"] == "not_found"
    (again,) = await ask(visitor, {"number": number, "carrier": "dhl"})
    assert again["shipment"]["last_fetch"] == found["shipment"]["last_fetch"]


@pytest.mark.parametrize(
    ("items", "code"),
    [
        ([], "field-too-short"),
        ([{"number": "1"}] * 41, "field-too-long"),
        ("1", "field-type"),
        (None, "field-type"),
    ],
    ids=["none", "41", "a text", "null"],
)
async def test_a_query_has_1_to_40_items(
    visitor: httpx.AsyncClient, items: object, code: str
) -> None:
    reply = await visitor.post("/v1/waybills/query", json={"items": items})
    assert reply.status_code == 422
    assert reply.headers["Cache-Control"] == "no-store"
    (error,) = reply.json()["errors"]
    assert (error["field"], error["code"]) == ("items", code)


@pytest.mark.parametrize(
    ("item", "field", "code"),
    [
        ({}, "items[1].number", "field-missing"),
        ({"number": 17}, "items[1].number", "field-type"),
        ({"number": None}, "items[1].number", "field-type"),
        ({"number": "1", "canary": 1}, "items[1]", "field-unknown"),
        ({"number": "1", "postcode": 10115}, "items[1].postcode", "field-type"),
        ("1", "items[1]", "field-type"),
    ],
    ids=str,
)
async def test_an_item_of_another_form_is_named_by_its_place(
    visitor: httpx.AsyncClient, item: object, field: str, code: str
) -> None:
    body = {"items": [{"number": sandbox()}, item]}
    reply = await visitor.post("/v1/waybills/query", json=body)
    assert reply.status_code == 422
    assert [(e["field"], e["code"]) for e in reply.json()["errors"]] == [(field, code)]
    assert "canary" not in reply.text


async def test_forty_are_answered_in_the_order_asked(visitor: httpx.AsyncClient) -> None:
    start = secrets.randbelow(9_000)
    words = ["DELIVERED", "IN-TRANSIT", "CUSTOMS", "NOT-FOUND", "LOST"]
    numbers = [f"AGP-{words[n % 5]}-{start + n:04}" for n in range(40)]
    found = await ask(visitor, *({"number": number} for number in numbers))
    statuses = [one["shipment"]["status"] for one in found]
    assert statuses == ["delivered", "in_transit", "in_transit", "not_found", "exception"] * 8


async def test_a_repetition_is_a_problem_of_the_second_alone(visitor: httpx.AsyncClient) -> None:
    number, other = sandbox(), sandbox("CUSTOMS")
    items = [{"number": number}, {"number": other}, {"number": number}]
    first, between, second = await ask(visitor, *items)
    assert first["shipment"]["status"] == "delivered"
    assert between["shipment"]["reason"] == "customs"
    assert second["problem"]["code"] == "duplicate-item"


async def test_another_postcode_is_another_look_up(visitor: httpx.AsyncClient) -> None:
    number = sandbox("POSTCODE")
    wrong, right = await ask(
        visitor, {"number": number, "postcode": "99999"}, {"number": number, "postcode": POSTCODE}
    )
    assert wrong["problem"]["code"] == "proof-rejected"
    assert right["shipment"]["status"] == "delivered"


@pytest.mark.parametrize("code", ["nobody", "", "DHL", "dhl ", "../dhl", "\u0130"])
async def test_a_carrier_that_nobody_knows_is_told_so(
    visitor: httpx.AsyncClient, code: str
) -> None:
    told = await problem(visitor, number=sandbox(), carrier=code)
    assert (told["code"], told["status"]) == ("invalid-input", 422)
    assert [(e["field"], e["code"]) for e in told["errors"]] == [
        ("carrier", "carrier-code-unknown")
    ]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("postcode", ""),
        ("postcode", "1"),
        ("postcode", "1" * 13),
        ("postcode", "10115; DROP"),
        ("postcode", "\u00df1"),
        ("postcode", f"{POSTCODE}/x"),
        ("postcode", f"{POSTCODE}{' ' * 500}"),
        ("phone_tail", "123"),
        ("phone_tail", "12345"),
        ("phone_tail", "12a4"),
        ("phone_tail", "\u0661\u0662\u0663\u0664"),
    ],
    ids=ascii,
)
async def test_a_detail_of_another_form_is_not_sent_to_anybody(
    world: World, visitor: httpx.AsyncClient, field: str, value: str
) -> None:
    before = world.calls()
    told = await problem(visitor, number=dhl(), carrier="dhl", **{field: value})
    assert told["code"] == "invalid-input"
    (error,) = told["errors"]
    assert (error["field"], error["code"]) == (field, f"{field.replace('_', '-')}-malformed")
    assert world.calls() == before


@pytest.mark.parametrize(
    "typed",
    [
        POSTCODE,
        "10 115",
        "\uff11\uff10\uff11\uff11\uff15",
        f"{POSTCODE}\r\n",
        f"\ufeff{POSTCODE[:2]}\u200b{POSTCODE[2:]}",
    ],
    ids=ascii,
)
async def test_a_postcode_may_be_typed_in_its_own_ways(
    visitor: httpx.AsyncClient, typed: str
) -> None:
    (found,) = await ask(visitor, {"number": sandbox("POSTCODE"), "postcode": typed})
    assert found["shipment"]["status"] == "delivered"


PASTED = {
    # The cases of invisible characters, labels, links, marks around it.
    "word joiner and non-joiner": ("1Z5R\u20608939\u200c0357567127", UPS, "ups"),
    "a label": ("Tracking #: 1Z5R89390357567127", UPS, "ups"),
    "a german label": ("Sendungsnummer: 00340434492098429236", "00340434492098429236", "dhl"),
    "a link": ("https://www.ups.com/track?tracknum=1Z5R89390357567127", UPS, "ups"),
    # NACEX prints a slash, others an underscore: as a separator neither can be part of a number.
    "a slash between groups": ("1Z5R8939/0357567127", UPS, "ups"),
    "an underscore": ("1Z5R8939_0357567127", UPS, "ups"),
    "a comma at the end": ("1Z5R89390357567127,", UPS, "ups"),
    "the quote of a spreadsheet": ("'9400111201080805483016", "9400111201080805483016", "usps"),
    # The identifier stays: 18 digits without it are shorter numbers of others, too.
    "brackets": ("(00)340434492098429236", "00340434492098429236", "dhl"),
    "a hash": ("#1Z5R89390357567127", UPS, "ups"),
    "a scan": ("]C1420123459400111201080805483016", "9400111201080805483016", "usps"),
    "420 and a ZIP": ("420123459400111201080805483016", "9400111201080805483016", "usps"),
    "a tab and a line end": ("1Z5R8939\t0357\r\n567127\n", UPS, "ups"),
    "beside an order": (
        "Order #: 1234567890\nTracking #: 776094337676",
        "776094337676",
        "fedex",
    ),
    "beside a phone": (f"UPS: Your package {UPS}. Questions? +1 (800) 742-5877", UPS, "ups"),
    "in a guarded mail": (
        f"https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fups.com%2F%3Ftracknum%3D{UPS}",
        UPS,
        "ups",
    ),
}


@pytest.mark.parametrize(("text", "number", "carrier"), PASTED.values(), ids=PASTED)
async def test_the_number_in_a_pasted_text_is_asked_and_nothing_else_is_shown(
    visitor: httpx.AsyncClient, text: str, number: str, carrier: str
) -> None:
    (found,) = await ask(visitor, {"number": text})
    assert (found["number"], found["carrier"]) == (number, carrier)
    assert found["shipment"]["asked"] == carrier
    assert number in found["carrier_link"]["url"]
    pasted = await visitor.post("/v1/carriers/detect", json={"number": text})
    alone = await visitor.post("/v1/carriers/detect", json={"number": number})
    assert pasted.json() == alone.json()
    assert pasted.json()["candidates"][0]["carrier"] == carrier


async def test_with_the_zip_in_front_and_without_it_is_one_shipment(
    world: World, visitor: httpx.AsyncClient
) -> None:
    number = usps()
    world.scenario(number, "in_transit", "usps")
    (bare,) = await ask(visitor, {"number": number})
    assert bare["shipment"]["status"] == "in_transit"
    before = world.calls()
    (scanned,) = await ask(visitor, {"number": f"42012345{number}"})
    assert scanned["number"] == bare["number"] == number
    assert scanned["shipment"] == bare["shipment"]
    assert world.calls() == before


async def test_a_link_says_whose_number_it_is_and_with_which_postcode(
    world: World, visitor: httpx.AsyncClient
) -> None:
    number = dhl()
    world.scenario(number, "needs_postcode")
    link = f"https://www.dhl.com/de-en/home/tracking.html?tracking-id={number}"
    (without,) = await ask(visitor, {"number": link, "carrier": "dhl"})
    assert without["shipment"]["status"] == "not_found"
    (wrong,) = await ask(visitor, {"number": f"{link}&postalCode=99999", "carrier": "dhl"})
    assert wrong["shipment"]["status"] == "not_found"
    (right,) = await ask(visitor, {"number": f"{link}&postalCode={POSTCODE}", "carrier": "dhl"})
    assert (right["number"], right["shipment"]["status"]) == (number, "delivered")
    # What is given counts before what stands in the link.
    given = {"number": f"{link}&postalCode=99999", "carrier": "dhl", "postcode": POSTCODE}
    assert (await ask(visitor, given))[0]["shipment"]["status"] == "delivered"
    # A number that several carriers may have written is the one's whose link it is.
    unsure = f"https://www.dhl.com/en/tracking.html?tracking-id={UNSURE}"
    (named,) = await ask(visitor, {"number": unsure})
    assert (named["number"], named["carrier"]) == (UNSURE, "dhl")
    (elsewhere,) = await ask(visitor, {"number": unsure.replace("dhl.com", "example.org")})
    assert elsewhere["problem"]["code"] == "carrier-ambiguous"


async def test_a_links_host_counts_before_anothers_check_digit(visitor: httpx.AsyncClient) -> None:
    number = "123456789012"  # right for FedEx
    for link, carrier in (
        ("https://www.mrw.es/seguimiento_envios/MRW_resultados_consultas.asp?envio={}", "mrw"),
        ("https://www.brt.it/it/my-brt/spedizione?num={}", "brt"),
    ):
        (found,) = await ask(visitor, {"number": link.format(number)})
        assert (found["number"], found["carrier"]) == (number, carrier)


async def test_digits_that_no_label_names_among_other_words_are_asked_of_nobody(
    world: World, visitor: httpx.AsyncClient
) -> None:
    (found,) = await ask(visitor, {"number": "R\u00fcckfragen an Herrn Muster unter 0612345005"})
    assert (found["problem"]["code"], found["carrier"]) == ("carrier-ambiguous", None)
    assert "0612345005" not in world.calls("dhl")


async def test_forty_texts_of_500_characters_are_one_request(visitor: httpx.AsyncClient) -> None:
    items = [{"number": "\U0001f4e6" * 499 + str(at % 10)} for at in range(40)]
    body = json.dumps({"items": items})  # each character as two escapes, as many clients send it
    assert len(body) > 230_000
    headers = {"Content-Type": "application/json"}
    reply = await visitor.post("/v1/waybills/query", content=body, headers=headers)
    assert reply.status_code == 200
    codes = {one["problem"]["errors"][0]["code"] for one in reply.json()["items"]}
    assert codes == {"number-bad-character"}


async def test_the_sandbox_asks_for_its_postcode(visitor: httpx.AsyncClient) -> None:
    number = sandbox("POSTCODE")
    without = await problem(visitor, number=number)
    assert (without["code"], without["status"]) == ("proof-required", 422)
    assert [(e["field"], e["code"]) for e in without["errors"]] == [
        ("postcode", "postcode-required")
    ]
    wrong = await problem(visitor, number=number, postcode="99999")
    assert [(e["field"], e["code"]) for e in wrong["errors"]] == [("postcode", "postcode-rejected")]
    (right,) = await ask(visitor, {"number": number, "postcode": POSTCODE})
    assert right["shipment"]["status"] == "delivered"
    assert (await problem(visitor, number=number))["code"] == "proof-required"
    given: list[Json] = [{}, {"postcode": "99999"}, {"postcode": POSTCODE}]
    items = await ask(visitor, *({"number": number, **one} for one in given))
    assert [one["asks"] for one in items] == [["postcode"], [], []]


async def test_dhl_shows_a_parcel_behind_a_postcode_with_the_right_one_only(
    world: World, visitor: httpx.AsyncClient
) -> None:
    number = dhl()
    world.scenario(number, "needs_postcode")
    asked = {"number": number, "carrier": "dhl"}
    (without,) = await ask(visitor, asked)
    assert without["shipment"]["status"] == "not_found"
    assert without["asks"] == ["postcode"]
    # DHL's 404 does not say that the postcode is wrong: the parcel may only be announced.
    (wrong,) = await ask(visitor, {**asked, "postcode": "99999"})
    assert (wrong["shipment"]["status"], wrong["asks"]) == ("not_found", [])
    (right,) = await ask(visitor, {**asked, "postcode": POSTCODE})
    assert right["shipment"]["status"] == "delivered"


async def test_several_carriers_are_candidates_and_none_is_asked(
    world: World, visitor: httpx.AsyncClient
) -> None:
    before = world.calls()
    number = UNSURE
    detected = (await visitor.post("/v1/carriers/detect", json={"number": number})).json()
    (found,) = await ask(visitor, {"number": number})
    assert (found["problem"]["code"], found["problem"]["status"]) == ("carrier-ambiguous", 422)
    assert found["candidates"] == detected["candidates"]
    assert len({one["carrier"] for one in found["candidates"]}) > 1
    assert found["problem"]["errors"][0]["field"] == "carrier"
    assert world.calls() == before


async def test_a_number_of_nobody_says_so(visitor: httpx.AsyncClient) -> None:
    (found,) = await ask(visitor, {"number": "HELLO"})
    assert (found["problem"]["code"], found["problem"]["status"]) == ("carrier-unknown", 422)
    assert (found["candidates"], found["carrier_link"]) == ([], None)
    (named,) = await ask(visitor, {"number": "HELLO", "carrier": "dhl"})
    assert named["shipment"]["status"] == "not_found"


PAGES = {
    "with the number": (
        {"number": "C11 0315 0000 1879"},
        ("ontrac", "parcel", "https://www.ontrac.com/tracking/?number=C11031500001879"),
        "This service cannot ask this carrier. Use the carrier's own page.",
    ),
    "where the number is typed": (
        {"number": "RR473124829HK"},
        ("post_hk", "tracking", "https://webapp.hongkongpost.hk/en/mail_tracking2/index.html"),
        "This service cannot ask this carrier. Type the number on the carrier's own page.",
    ),
    "a post that no list of members has": (
        {"number": "RR473124829TW"},
        ("post_tw", "tracking", "https://postserv.post.gov.tw/pstmail/main_mail.html"),
        "This service cannot ask this carrier. Type the number on the carrier's own page.",
    ),
    "the site alone": (
        {"number": "ABC123", "carrier": "post_mn"},
        ("post_mn", "home", "https://www.mongolpost.mn"),
        "This service cannot ask this carrier. Look for tracking on the carrier's own site.",
    ),
}


@pytest.mark.parametrize("what", PAGES)
async def test_a_carrier_that_we_cannot_ask_is_linked(
    visitor: httpx.AsyncClient, what: str
) -> None:
    item, (carrier, leads_to, url), title = PAGES[what]
    (found,) = await ask(visitor, item)
    told, link = found["problem"], found["carrier_link"]
    assert (told["code"], told["status"]) == ("carrier-not-configured", 501)
    assert told["title"] == title
    assert (found["carrier"], link["leads_to"], link["url"]) == (carrier, leads_to, url)
    assert link["external"] is True
    assert link["rel"] == "external noopener noreferrer"
    assert link["referrer_policy"] == "no-referrer"


async def test_of_a_carrier_without_a_page_no_page_is_spoken_of(
    visitor: httpx.AsyncClient,
) -> None:
    (found,) = await ask(visitor, {"number": "RR473124829KP"})
    assert (found["carrier"], found["carrier_link"]) == ("post_kp", None)
    assert found["problem"]["code"] == "carrier-not-configured"
    assert found["problem"]["title"] == "This service cannot ask this carrier."


async def test_a_failing_carrier_costs_the_others_nothing(
    world: World, visitor: httpx.AsyncClient
) -> None:
    broken = dhl()
    world.scenario(broken, "error_500")
    good, failed, failing, fine = await ask(
        visitor,
        {"number": sandbox()},
        {"number": broken, "carrier": "dhl"},
        {"number": sandbox("FAILING")},
        {"number": sandbox("CUSTOMS")},
    )
    assert good["shipment"]["status"] == "delivered"
    assert fine["shipment"]["reason"] == "customs"
    for one in (failed, failing):
        assert (one["problem"]["code"], one["problem"]["status"]) == ("unavailable", 503)
        assert one["problem"]["retry_after"] >= 1
    (after,) = await ask(visitor, {"number": dhl(), "carrier": "dhl"})
    assert after["shipment"]["status"] == "not_found"


async def test_what_dhl_says_is_shown_in_our_words(
    world: World, visitor: httpx.AsyncClient
) -> None:
    number = dhl()
    world.scenario(number, "delivered")
    (found,) = await ask(visitor, {"number": number, "carrier": "dhl"})
    shipment = found["shipment"]
    assert (found["carrier"], shipment["asked"], shipment["status"]) == ("dhl", "dhl", "delivered")
    assert shipment["last_fetch"]["outcome"] == "answered"
    assert shipment["events"][0]["text"] == "Delivered"
    assert shipment["events"][0]["place"] == "BERLIN, DE"
    times = [event["at"]["moment"] for event in shipment["events"]]
    assert times == sorted(times, reverse=True)


async def test_the_catalogue_says_who_can_be_asked_and_what_they_ask(
    visitor: httpx.AsyncClient,
) -> None:
    reply = await visitor.get("/v1/carriers")
    carriers = {one["code"]: one for one in reply.json()["carriers"]}
    ours = {code: one["asked"] for code, one in carriers.items() if one["configured"]}
    assert ours == {code: code for code in ("dhl", "fedex", "sandbox", "ups", "usps")}
    assert {one["asked"] for one in carriers.values() if not one["configured"]} == {None}
    assert carriers["dhl"]["asks"] == ["postcode"]
    assert carriers["ups"]["site"] == "https://www.ups.com"
    links = {code: carriers[code]["link"] for code in ("ups", "post_hk", "post_mn", "post_kp")}
    expected = {"ups": "parcel", "post_hk": "tracking", "post_mn": "home", "post_kp": None}
    assert links == expected
    assert list(carriers) == sorted(carriers)


async def test_detection_names_candidates_best_first_and_asks_nobody(
    world: World, visitor: httpx.AsyncClient
) -> None:
    before = world.calls()
    reply = await visitor.post("/v1/carriers/detect", json={"number": "1Z999AA10123456784"})
    best = reply.json()["candidates"][0]
    assert (best["carrier"], best["evidence"]) == ("ups", "checksum+lookup")
    assert reply.headers["Cache-Control"] == "no-store"
    none = await visitor.post("/v1/carriers/detect", json={"number": "HELLO"})
    assert none.json() == {"candidates": []}
    assert world.calls() == before
