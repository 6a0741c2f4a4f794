"""The demo's step about rights: a restriction that holds, and a visitor's request by a code."""

from infra.local.demo.page import Page, Step, World

_PATH = "/v1/rights-requests"
_OK, _CREATED, _FORBIDDEN = 200, 201, 403
_VISITOR = "somebody.else@example.org"


def rights(world: World, page: Page) -> str:
    """Restrict her data, see it refused, take that back; ask as somebody without an account."""
    asked = world.mine("POST", _PATH, {"kind": "restriction"})
    page.say(f"she restricts her data: {asked.body['status']}, answered in the same second")
    place = {"latitude": 52.5, "longitude": 13.4}
    refused, own = world.mine("PUT", "/v1/me/location", place), world.mine("GET", "/v1/me")
    page.say(f"her place: {refused.status} {refused.body['code']}; her own data: {own.status}")
    page.expect("restricted", (refused.status, refused.body["code"]), (_FORBIDDEN, "restricted"))
    lifted = world.mine("DELETE", f"{_PATH}/{asked.body['id']}")
    again = world.mine("GET", "/v1/waybills")
    page.say(f"she takes it back: {lifted.body['outcome']}; her parcels: {again.status}")
    answers = [asked.status, own.status, lifted.status, again.status]
    page.expect("the answers", answers, [_CREATED, _OK, _OK, _OK])
    return _by_code(world, page)


def _by_code(world: World, page: Page) -> str:
    """Ask for access as a visitor."""
    world.note(_VISITOR)
    sent = world.eu.post("/v1/sign-in/codes", {"email": _VISITOR, "country": "DE"})
    proof = {"email": _VISITOR, "country": "DE", "code": world.code_sent_to(_VISITOR)}
    proof["handle"] = sent.body["handle"]
    asked = world.eu.post(_PATH, {"kind": "access", **proof})
    page.expect("a visitor's request", (asked.status, asked.body["status"]), (_CREATED, "open"))
    received, due = asked.body["received_at"][:10], asked.body["due_at"][:10]
    page.say(f"somebody without an account asks by a code on {received}: answered by {due}")
    mailed = world.told(_VISITOR, asked.body["id"])
    page.expect("they have it by mail", mailed["to"], _VISITOR)
    return "restricted: 403 until she takes it back; a visitor's request is due in a month"


STEPS = (
    Step(
        "rights",
        "Her rights, and those of people without an account",
        "A restriction is enforced where records are opened, not only noted. Who has no account "
        "proves an address by a code. Every request has a date by which it is answered.",
        rights,
    ),
)
