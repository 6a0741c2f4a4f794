"""The demo's steps about an account: a code by mail, the person's own data, and where it lies."""

from datetime import UTC, datetime, timedelta
from typing import Any

from infra.local.demo.client import Reply
from infra.local.demo.page import Page, Step, World

EMAIL = "jane.roe@example.com"
NICKNAME = "Janine-of-the-demo"
_RENAMED = "Jane-the-second"
_BIRTHDAY = "--05-17"
PHONE = "+491713920017"  # kept for films by the Bundesnetzagentur: nobody's
_ADDRESS: dict[str, Any] = {"email": EMAIL, "country": "DE"}
_CREATED, _ACCEPTED, _OK = 201, 202, 200
_FORBIDDEN, _ELSEWHERE, _STRANGER = 403, 421, 401
_CHANGED_MEANWHILE, _BLINDLY = 412, 428
_SIX_MINUTES = timedelta(minutes=6)


def account(world: World, page: Page) -> str:
    """Ask for a code, read it from the mail, register, and look at the sessions."""
    sent = world.eu.post("/v1/sign-in/codes", _ADDRESS)
    page.expect("the answer to asking for a code", sent.status, _ACCEPTED)
    code = {"code": world.code_sent_to(EMAIL), "handle": sent.body["handle"]}
    mail = world.told(EMAIL, code["code"])
    page.say(f"mail to {mail['to']}: {mail['subject']}")
    page.say(mail["text"].splitlines()[0])
    told = {**_ADDRESS, **code, "policy_version": "1", "nickname": NICKNAME}
    minor = world.eu.post("/v1/accounts", {**told, "adult": False})
    page.say(f"under 18: {minor.status}, {minor.body['title']}")
    page.expect("the answer to a minor", minor.status, _FORBIDDEN)
    made = world.eu.post("/v1/accounts", {**told, "adult": True})
    page.expect("the answer to registering", made.status, _CREATED)
    shown = made.body["account"]
    page.say(f"registered: {shown['email']}, {shown['nickname']} (masked, as everything is)")
    again = world.eu.post("/v1/sessions", {**_ADDRESS, **code})
    page.say(f"the same code once more: {again.status}")
    page.expect("the answer to a used code", again.status, _STRANGER)
    token = made.body["session"]["token"]
    world.me = {"Authorization": f"Bearer {token}"}
    world.note(EMAIL, EMAIL.split("@", maxsplit=1)[0], NICKNAME, token)
    mine = world.mine("GET", "/v1/sessions").body["sessions"]
    page.expect("my sessions", [one["current"] for one in mine], [True])
    return "a code by mail, an account, one session"


def profile(world: World, page: Page) -> str:
    """See her own data, now and six minutes later, and change it as she has seen it."""
    seen = world.mine("GET", "/v1/me")
    page.say(f"she has just signed in: {seen.body['email']}, ETag {seen.etag}")
    page.expect("in full", (seen.body["email"], seen.body["masked"]), (EMAIL, False))
    at = (datetime.now(UTC) + _SIX_MINUTES).isoformat()
    later = world.mine("GET", "/v1/me", x_local_clock=at).body
    page.say(f"six minutes later: {later['email']}")
    page.expect("masked", (later["masked"], EMAIL in later["email"]), (True, False))
    done = _changes(world, page, seen.etag)
    page.expect("her nickname", done.body["nickname"], _RENAMED)
    page.expect("her birthday, without a year", done.body["birthday"], _BIRTHDAY)
    page.expect("the next state has a name of its own", done.etag != seen.etag, True)
    _phone(world, page, done.etag)
    world.note(_RENAMED, PHONE)
    return "in full for five minutes, then masked; edited by If-Match"


def _changes(world: World, page: Page, etag: str) -> Reply:
    """Change her profile blindly, as she has seen it, and once more as she had seen it before."""
    change = {"nickname": _RENAMED, "birthday": _BIRTHDAY, "locale": "de-DE"}
    blind = world.mine("PATCH", "/v1/me", change)
    done = world.mine("PATCH", "/v1/me", change, if_match=etag)
    stale = world.mine("PATCH", "/v1/me", {"nickname": NICKNAME}, if_match=etag)
    page.say(f"PATCH without If-Match: {blind.status}, {blind.body['title']}")
    page.say(f"PATCH with it: {done.status}, {done.body['nickname']}, ETag {done.etag}")
    page.say(f"from a page that was open since: {stale.status}, {stale.body['title']}")
    shown = [blind.status, done.status, stale.status]
    page.expect("the answers to changing it", shown, [_BLINDLY, _OK, _CHANGED_MEANWHILE])
    return done


def _phone(world: World, page: Page, etag: str) -> None:
    """Add a phone, proven by the code that was sent to it; her mailbox is told."""
    asked = world.eu.post("/v1/sign-in/codes", {"phone": PHONE, "country": "DE"})
    code = {"code": world.code_sent_to(PHONE), "handle": asked.body["handle"]}
    added = world.mine("PATCH", "/v1/me", {"phone": PHONE, **code}, if_match=etag)
    mail = world.told(EMAIL, "change")
    page.say(f"with a code by SMS: {added.body['phone']}; mail to {mail['to']}: {mail['subject']}")
    page.expect("her phone", (added.status, added.body["phone"]), (_OK, PHONE))


def elsewhere(world: World, page: Page) -> str:
    """Bring another region's country and another region's token; look into both regions."""
    moved = world.eu.post("/v1/sign-in/codes", {**_ADDRESS, "country": "US"})
    page.say(f"US at eu: {moved.status}, go to {moved.body['base_url']}")
    abroad = world.us.get("/v1/me", world.me)
    page.say(f"her token at us: {abroad.status}, go to {abroad.body['base_url']}")
    page.expect("both answers", [moved.status, abroad.status], [_ELSEWHERE, _ELSEWHERE])
    held = {region: _of_people(world, region) for region in ("eu", "us")}
    for region, kinds in held.items():
        page.say(f"{region} holds of people: {', '.join(sorted(kinds)) or 'nothing'}")
    hers = {"people", "person_keys", "sessions", "devices", "follows", "portraits"}
    page.expect("hers that is not in eu", hers - held["eu"], set())
    page.expect("what us holds of anybody", held["us"], set())
    return "her data lies in eu; us has nothing"


def _of_people(world: World, region: str) -> set[str]:
    """Return what a region holds that belongs to people: collections, and the bucket."""
    kinds = {
        one.collection
        for name, found in world.stored(region).items()
        for one in found
        if not name.endswith("-shipments")
    }
    return kinds - {"keyrings", "people_salts", "sign_in_counters"}


STEPS = (
    Step(
        "account",
        "An account, if one is wanted",
        "As little as possible: an address that a code proves, and a country.",
        account,
    ),
    Step(
        "profile",
        "Her own data",
        "She sees it in full right after signing in; whoever finds her phone later does not. "
        "An edit says what it has seen, so that none is lost.",
        profile,
    ),
)
WHERE = (
    Step(
        "region",
        "Where it lies",
        "In the person's region and nowhere else.",
        elsewhere,
    ),
)
