"""The demo's step about the operator's staff: masked, in full for a reason, and she sees it."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from infra.local.demo.client import Reply
from infra.local.demo.page import Page, Step, World
from infra.local.demo.people import EMAIL
from infra.local.emulators.oidc import staff_token

_PATH = "/staff/v1/people"
_TICKET = "SUP-1042"
_OK, _FORBIDDEN = 200, 403
_AFTER = timedelta(minutes=16)


def staff(world: World, page: Page) -> str:
    """Look her up, see her masked, unmask, look again later; and let her read who did."""
    support, analyst = _signed_in(world, "support"), _signed_in(world, "analyst")
    found = world.eu.post(f"{_PATH}/lookup", {"email": EMAIL}, support)
    path = f"{_PATH}/{found.body['id']}"
    masked = world.eu.get(path, support)
    page.say(f"support sees: {masked.body['person']['email']}, {masked.body['counts']}")
    page.expect("masked", EMAIL in str(masked.body), False)
    asked = {"group": "account", "reason": "person-asked", "ticket": _TICKET}
    shown = world.eu.post(f"{path}/unmask", asked, support)
    page.say(f"with a reason and {_TICKET}: {_email_in(shown)}, until {shown.body['until'][:16]}")
    page.expect("in full", _email_in(shown), EMAIL)
    refused = [
        world.eu.post(f"{path}/unmask", {**asked, "group": "tracking"}, support),
        world.eu.get(path, analyst),
    ]
    page.say(f"her parcels' numbers: {refused[0].status}; an analyst: {refused[1].status}")
    answers = [found.status, masked.status, shown.status, *(one.status for one in refused)]
    page.expect("the answers", answers, [_OK, _OK, _OK, _FORBIDDEN, _FORBIDDEN])
    later = {**support, "X-Local-Clock": (datetime.now(UTC) + _AFTER).isoformat()}
    over = world.eu.get(path, later).body
    page.expect("a quarter of an hour later", (over["unmasked"], EMAIL in str(over)), ([], False))
    return _read(world, page)


def _read(world: World, page: Page) -> str:
    """Let her read who looked."""
    lines = world.mine("GET", "/v1/me/access-log").body["items"]
    looks = [line for line in reversed(lines) if line["what"] != "given"]
    for line in looks:
        why = f", {line['reason']}, {line['ticket']}" if line["ticket"] else ""
        page.say(f"her log: {line['what']} by {line['whom']}: {line['data']}{why}")
    told = [(line["what"], line["whom"], line["ticket"]) for line in looks]
    page.expect("her log", sorted(told, key=str), sorted(_LOOKS, key=str))
    return "masked; in full for a reason, a ticket and 15 minutes; she sees each look"


_LOOKS = [
    ("found", "support", None),
    ("seen", "support", None),
    ("unmasked", "support", _TICKET),
    ("seen", "support", None),
]


def _signed_in(world: World, role: str) -> Mapping[str, str]:
    token = staff_token(world.ports.issuer_url("staff"), role, "demo")
    return {"Authorization": f"Bearer {token}"}


def _email_in(shown: Reply) -> str:
    return str(shown.body["records"]["people"][0]["email"])


STEPS = (
    Step(
        "staff",
        "What the operator's staff see of her",
        "Nothing in full, unless for a reason and under a ticket, for a quarter of an hour; and "
        "it is in her log before they see it.",
        staff,
    ),
)
