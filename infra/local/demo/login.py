"""The demo's step about quick login: linked in the profile, then used from a second device."""

from typing import Any

from infra.local.demo.page import Page, Step, World
from infra.local.demo.people import EMAIL
from infra.local.emulators.oidc import QUICK_LOGIN_AUDIENCES, oidc_token

_SUBJECT = "google-subject-of-jane-roe"
_APP, _SITE = QUICK_LOGIN_AUDIENCES
_SECOND = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Demobrowser/7"}
_CREATED, _STRANGER = 201, 401


def second_device(world: World, page: Page) -> str:
    """Link Google in the profile, sign in by it on another device, and try its token again."""
    linked = world.mine("POST", "/v1/me/identities", _token(world, _APP))
    page.say(f"linked in the profile: {linked.body.get('provider')}; no name, email or picture")
    page.expect("the answer to linking", linked.status, _CREATED)
    told = {**_token(world, _SITE), "country": "DE"}
    entered = world.eu.post("/v1/sessions", told, _SECOND)
    page.say(f"signed in on the second device: {entered.status}")
    page.expect("the answer to signing in", entered.status, _CREATED)
    stolen = world.eu.post("/v1/sessions", told, _SECOND)
    page.say(f"the same token once more: {stolen.status}, {stolen.body['title']}")
    page.expect("the answer to a used token", stolen.status, _STRANGER)
    mail = world.told(EMAIL, "Somebody has signed in")
    page.say(f"mail to {mail['to']}: {mail['subject']}")
    token = entered.body["session"]["token"]
    sessions = world.eu.get("/v1/sessions", {"Authorization": f"Bearer {token}"}).body["sessions"]
    ways = sorted(one["by"] for one in sessions)
    page.say(f"her sessions: by {' and by '.join(ways)}")
    page.expect("her sessions", ways, ["email", "google"])
    world.note(_SUBJECT, token, _SECOND["User-Agent"], "Demobrowser")
    return "linked, used once, told by mail; the token twice is refused"


def _token(world: World, audience: str) -> dict[str, Any]:
    """Sign her in at the provider with a nonce of ours; return what the app sends."""
    nonce = world.eu.post("/v1/sign-in/nonces").body["nonce"]
    issuer = world.ports.issuer_url("google")
    token = oidc_token(issuer, audience=audience, subject=_SUBJECT, nonce=nonce)
    world.note(nonce, token)
    return {"quick_login": {"provider": "google", "id_token": token}}


STEPS = (
    Step(
        "second device",
        "Quick login from a second device",
        "A provider's account is one more key to hers: issuer and subject are kept, sealed, and "
        "nothing else that the token says.",
        second_device,
    ),
)
