"""The demo's steps about who is asked: the carrier itself, an aggregator, or nobody."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from infra.local.carriers.fedex import FEDEX
from infra.local.carriers.seventeen_track import SEVENTEEN_TRACK
from infra.local.carriers.ups import UPS
from infra.local.carriers.usps import USPS
from infra.local.demo.page import Page, Step, World
from infra.local.demo.show import outcome
from infra.local.emulators.oidc import SCHEDULER_ACCOUNT, platform_token

# Each number, who has to be asked for it, and what should come of it.
_DIRECT: Sequence[tuple[str, str, str]] = (
    (UPS["out_for_delivery"], "ups", "out_for_delivery"),
    (UPS["not_found"], "ups", "not_found"),
    (FEDEX["customs"], "fedex", "in_transit customs"),
    (USPS["available_for_pickup"], "usps", "available_for_pickup"),
)
_AGGREGATED = SEVENTEEN_TRACK["in_transit"]
_OK = 200


def direct(world: World, page: Page) -> str:
    """Ask the carriers that have their own way in, by one query."""
    found = world.query(page, [{"number": number} for number, _, _ in _DIRECT])
    for item, (number, who, what) in zip(found, _DIRECT, strict=True):
        page.expect(f"what came of {number}", outcome(item), what)
        page.expect(f"who was asked for {number}", item["shipment"]["asked"], who)
        page.expect(f"calls to {who} for it", world.carrier_calls(number, who), 1)
    tokens = {code: world.counted(code)["tokens"] for code in ("ups", "fedex", "usps")}
    page.say(f"Access tokens fetched: {_listed(tokens)}. Each serves all calls until it ends.")
    page.expect("tokens", tokens, {"ups": 1, "fedex": 1, "usps": 1})
    return "UPS, FedEx and USPS were asked themselves"


def aggregated(world: World, page: Page) -> str:
    """Ask about a carrier without a way in of its own, where that is allowed and where not."""
    page.say("us, where the register allows 17TRACK:")
    page.lines("")
    [found] = world.query(page, [{"number": _AGGREGATED}], world.us)
    page.expect("who was asked", found["shipment"]["asked"], "seventeen_track")
    page.expect("what came of it", outcome(found), "in_transit")
    calls = world.carrier_calls(_AGGREGATED, "seventeen_track")
    page.say("eu, where it does not:")
    page.lines("")
    [refused] = world.query(page, [{"number": _AGGREGATED}])
    page.expect("what came of it in eu", outcome(refused), "carrier-not-configured")
    page.say("17TRACK tells unasked that something happened, signed with our key:")
    page.lines("")
    pushed = [_push(world), _push(world, forged=True)]
    page.expect("the answers to the push and to a forged one", pushed, [_OK, 401])
    [later] = world.query(page, [{"number": _AGGREGATED}], world.us)
    page.expect("what came of the push", outcome(later), "out_for_delivery")
    again = world.carrier_calls(_AGGREGATED, "seventeen_track")
    page.expect("further calls to 17TRACK", again - calls, 0)
    return "17TRACK was asked in us, nobody in eu; a push was shown at once"


def _push(world: World, *, forged: bool = False) -> int:
    """Have a push made; a forged one is signed as is another one."""
    path = "/v1/carrier-events/seventeen_track"
    if forged:
        reply = world.us.post(path, {"event": "TRACKING_UPDATED", "data": {"number": _AGGREGATED}})
        return reply.status
    told = {
        "number": _AGGREGATED,
        "url": f"{world.us.base_url}{path}",
        "scenario": "out_for_delivery",
        "at": datetime.now(UTC).isoformat(),
    }
    reply = world.simulator.post("/_push/seventeen_track", told)
    return int(reply.body["status"])


def forgetting(world: World, page: Page) -> str:
    """Call both nightly jobs in us, two days from now."""
    at = datetime.now(UTC) + timedelta(days=2)
    token = platform_token(world.ports.issuer_url("platform"), SCHEDULER_ACCOUNT)
    headers = {"Authorization": f"Bearer {token}"}
    moved = {**headers, "X-Local-Clock": at.isoformat()}
    ended = world.us.post("/jobs/anonymise_nightly", headers=moved)
    page.expect("the status of the nightly run", ended.status, _OK)
    reports = [world.us.post("/jobs/forget_nightly", headers=headers).body for _ in range(2)]
    for report in reports:
        for one in report["suppliers"]:
            page.say(f"17TRACK stored {one['stored']}, deleted {one['forgotten']}")
        page.expect("finished", report["finished"], True)
    told = [(one["stored"], one["forgotten"]) for report in reports for one in report["suppliers"]]
    page.expect("stored and deleted, then once more", told, [(1, 1), (0, 0)])
    return "17TRACK was told to delete the one number that it had"


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{code} {count}" for code, count in counts.items())


STEPS = (
    Step(
        "carriers' own",
        "Who is asked?",
        "The carrier itself, if it is configured; the line below each parcel says who was.",
        direct,
    ),
    Step(
        "aggregator",
        "And for the other two thousand carriers?",
        "An aggregator, but only where the register of suppliers allows it.",
        aggregated,
    ),
)
LAST = (
    Step(
        "forgetting",
        "What the aggregator remembers",
        "It keeps the numbers until it is told to forget them: every night, what nobody asks for.",
        forgetting,
    ),
)
