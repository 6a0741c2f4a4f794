"""The demo's steps in front of the counter: carriers, detection, parcels, the cache, an outage."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from infra.local.carriers.dhl import DHL
from infra.local.carriers.dhl_paket_answers import PAKET
from infra.local.demo.page import Page, Step, World
from infra.local.demo.show import candidates_words, outcome, paragraph
from shared.parcels.carriers.sandbox import POSTCODE as SANDBOX_POSTCODE

_Json = dict[str, Any]
_OK = 200

_PAKET = "0034 0434 0000 0000 0031"
"""A parcel of DHL Paket, as people paste it: DHL tells of those in sentences."""
# Each number as a person may type it, and the first three candidates with their evidence.
_WHOSE: Sequence[tuple[str, list[str]]] = (
    ("1Z999AA10123456784", ["ups checksum+lookup"]),
    ("RB 123 456 785 GB", ["post_gb checksum+lookup"]),
    ("CQ 123 456 785 DE", ["dhl checksum+lookup", "post_de checksum+lookup"]),
    ("JD 1234 5678 9012 3456", ["yodel prefix", "dhl length"]),
    ("2878 0946 8872", ["fedex checksum", "purolator checksum", "parcelforce length"]),
    ("12345678901234", ["dhl length", "dpd length", "xpressbees length"]),
)
# Each item of the large query, and what should come of it.
_PARCELS: Sequence[tuple[_Json, str]] = (
    ({"number": "AGP-DELIVERED-0001"}, "delivered"),
    ({"number": "agp in transit 0001"}, "in_transit"),
    ({"number": "AGP-CUSTOMS-0001"}, "in_transit customs"),
    ({"number": "10 0000 0013"}, "delivered"),
    ({"number": DHL["in_transit"], "carrier": "dhl"}, "in_transit"),
    ({"number": DHL["no_scan_yet"], "carrier": "dhl"}, "info_received"),
    ({"number": f"Sendungsnummer: {_PAKET}"}, "out_for_delivery"),
    ({"number": PAKET["paket_returned"]}, "exception returned"),
    ({"number": "287809468872"}, "carrier-ambiguous"),
    ({"number": "10000\N{PACKAGE}00013"}, "invalid-input"),
    ({"number": "AGP-POSTCODE-0001"}, "proof-required"),
)
_MOVING_FOR, _SINCE = timedelta(hours=1), timedelta(minutes=42)
"""Of a sandbox parcel that moves: how long it lives, and since when it does, so not at a step."""
_CONFIGURED = {"dhl", "fedex", "sandbox", "ups", "usps"}
_WITH_POSTCODE: _Json = {"number": "AGP-POSTCODE-0001", "postcode": SANDBOX_POSTCODE}
_KNOWN = DHL["in_transit"]
_NEW = DHL["out_for_delivery"]
_LATER = DHL["customs"]


def catalogue(world: World, page: Page) -> str:
    """Show what can be asked."""
    reply = world.eu.get("/v1/carriers")
    carriers = reply.body["carriers"]
    world.names |= {one["code"]: one["name"] for one in carriers}
    ours = [one for one in carriers if one["configured"]]
    others = [one["name"] for one in carriers if not one["configured"]]
    page.say(f"{len(carriers)} carriers' numbers are recognised. This stack can ask:")
    for one in ours:
        asks = (
            f", which may want the {' or '.join(one['asks']).replace('_', ' ')}"
            if one["asks"]
            else ""
        )
        page.lines(*paragraph(f"{one['name']}{asks}", "     - "))
    page.say(
        f"For {', '.join(others[:3])} and {len(others) - 3} more it gives the carrier's own page, "
        "where it knows one."
    )
    page.expect("the catalogue's status", reply.status, _OK)
    page.expect("carriers that can be asked", {one["code"] for one in ours}, _CONFIGURED)
    page.expect("no cookie is set", reply.sets_cookie, False)
    return f"{len(carriers)} carriers recognised, {len(ours)} can be asked here"


def detection(world: World, page: Page) -> str:
    """Show whose numbers these may be, and why."""
    for number, wanted in _WHOSE:
        reply = world.eu.post("/v1/carriers/detect", {"number": number, "country": "GB"})
        found = reply.body["candidates"]
        page.lines(f"   {page.ink.strong(number)}")
        for words in candidates_words(found, world.names):
            page.lines(*paragraph(words, "     "))
        shown = [f"{one['carrier']} {one['evidence']}" for one in found[:3]]
        page.expect(f"the candidates for {number}", shown, wanted)
    return f"{len(_WHOSE)} numbers, each with candidates and evidence"


def parcels(world: World, page: Page) -> str:
    """Show many parcels by one query, then the one that needed a postcode."""
    page.expect("the number as typed is DHL's", "10 0000 0013".replace(" ", ""), DHL["delivered"])
    page.say("The first is the sandbox's, and moves by the hour; its others are of January 2025.")
    page.lines("")
    asked_for = ((_moving(), "in_transit"), *_PARCELS)
    found = world.query(page, [item for item, _ in asked_for])
    page.say("The last one again, now with the postcode:")
    page.lines("")
    found += world.query(page, [_WITH_POSTCODE])
    wanted = [*asked_for, (_WITH_POSTCODE, "delivered")]
    for item, (asked, what) in zip(found, wanted, strict=True):
        page.expect(f"what came of {asked['number']}", outcome(item), what)
    for item in found:
        events = (item["shipment"] or {}).get("events", ())
        times = [(event["at"]["day"], event["at"]["clock"]) for event in events]
        page.expect(f"newest first: {item['number']}", times, sorted(times, reverse=True))
    shown = sum(item["shipment"] is not None for item in found)
    return f"{shown} timelines, {len(found) - shown} problems with what to do"


def _moving() -> _Json:
    """Return a sandbox parcel that is on its way right now."""
    minutes, began = _MOVING_FOR // timedelta(minutes=1), datetime.now(UTC) - _SINCE
    return {"number": f"AGP-MOVES-{minutes}-{began:%m%d%H%M}"}


def cache(world: World, page: Page) -> str:
    """Ask the same again here, where nobody needs to be asked, and in the other region."""
    number = DHL["delivered"]
    calls = [world.carrier_calls(number)]
    for region in (world.eu, world.us, world.us):
        reply = region.post("/v1/waybills/query", {"items": [{"number": number}]})
        shown = outcome(reply.body["items"][0])
        page.expect(f"what {region.base_url} shows", shown, "delivered")
        calls.append(world.carrier_calls(number))
        where = "eu" if region is world.eu else "us"
        asked = calls[-1] - calls[-2]
        page.say(f"{where}: {shown} after {reply.seconds * 1000:.0f} ms, calls to DHL: {asked}")
    page.expect("calls to DHL so far, then after eu, us, us", calls, [1, 1, 2, 2])
    mine, theirs = ({one.name for one in world.shipments(region)} for region in ("eu", "us"))
    page.say(
        f"Stored shipments: {len(mine)} in eu, {len(theirs)} in us, "
        f"under {len(mine & theirs) or 'no'} common name: each region has its own key."
    )
    page.expect(
        "shipments in us, and names common to both", (len(theirs), mine & theirs), (1, set())
    )
    return "from the cache without a call; us has its own"


def outage(world: World, page: Page) -> str:
    """Show a new and a known number while DHL is down, and another one when it is back."""
    try:
        page.expect("DHL is switched off", world.carrier_is("down").status, 204)
        new, known = world.query(page, [{"number": _NEW}, {"number": _KNOWN}])
    finally:
        page.expect("DHL is switched on", world.carrier_is("ok").status, 204)
    wait = (new["problem"] or {}).get("retry_after")
    page.expect("the new number", outcome(new), "unavailable")
    page.expect("it says when to try again", isinstance(wait, int) and wait > 0, True)
    page.expect("the known number", outcome(known), "in_transit")
    page.say("DHL is back; a third number, at once:")
    page.lines("")
    [later] = world.query(page, [{"number": _LATER}])
    page.expect("the third number", outcome(later), "in_transit customs")
    return f"new: try again in {wait} s; known: still shown"


STEPS = (
    Step(
        "carriers",
        "What can be asked?",
        "Open to anyone: no account, no cookie, no token is sent until one is wanted.",
        catalogue,
    ),
    Step(
        "detection",
        "Whose number is it?",
        "Every guess comes with its evidence. Nothing is looked up, asked or stored for this.",
        detection,
    ),
    Step(
        "parcels",
        "Where is my parcel?",
        "One query for many numbers; a bad one does not cost the others their answer, and an "
        "ambiguous one goes to no carrier until the person names it.",
        parcels,
    ),
    Step(
        "cache",
        "The same number again",
        "The shared cache spares the carrier; each region keeps its own, and nothing crosses.",
        cache,
    ),
    Step(
        "outage",
        "The carrier is down",
        "Honest about what is not known, and what is known stays readable.",
        outage,
    ),
)
