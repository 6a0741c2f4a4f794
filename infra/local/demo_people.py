"""The demo's steps about people: a code by mail, an account, where it lies, and who can read it."""

import re
from typing import Any

from infra.local.demo_client import dump, traces
from infra.local.demo_page import Page, Step, World

_EMAIL = "jane.roe@example.com"
_NICKNAME = "Janine-of-the-demo"
_HERS = (_EMAIL, "jane.roe", _NICKNAME)
_ADDRESS: dict[str, Any] = {"email": _EMAIL, "country": "DE"}
_CREATED, _ACCEPTED, _OK = 201, 202, 200
_FORBIDDEN, _ELSEWHERE, _STRANGER = 403, 421, 401


def account(world: World, page: Page) -> str:
    """Ask for a code, read it from the mail, register, and look at the sessions."""
    sent = world.eu.post("/v1/sign-in/codes", _ADDRESS)
    page.expect("the answer to asking for a code", sent.status, _ACCEPTED)
    mail = world.outbox.get(f"/messages?to={_EMAIL}").body[0]
    page.say(f"mail to {mail['to']}: {mail['subject']}")
    page.say(mail["text"].splitlines()[0])
    found = re.search(r"\b[0-9]{6}\b", mail["text"])
    code = found[0] if found else ""
    told = {**_ADDRESS, "code": code, "policy_version": "1", "nickname": _NICKNAME}
    minor = world.eu.post("/v1/accounts", {**told, "adult": False})
    page.say(f"under 18: {minor.status}, {minor.body['title']}")
    page.expect("the answer to a minor", minor.status, _FORBIDDEN)
    made = world.eu.post("/v1/accounts", {**told, "adult": True})
    page.expect("the answer to registering", made.status, _CREATED)
    shown = made.body["account"]
    page.say(f"registered: {shown['email']}, {shown['nickname']} (masked, as everything is)")
    again = world.eu.post("/v1/sessions", {**_ADDRESS, "code": code})
    page.say(f"the same code once more: {again.status}")
    page.expect("the answer to a used code", again.status, _STRANGER)
    bearer = {"Authorization": f"Bearer {made.body['session']['token']}"}
    mine = world.eu.get("/v1/sessions", headers=bearer)
    page.expect("my sessions", [one["current"] for one in mine.body["sessions"]], [True])
    world.words |= {
        _EMAIL,
        _EMAIL.split("@", maxsplit=1)[0],
        _NICKNAME,
        made.body["session"]["token"],
    }
    return "a code by mail, an account, one session"


def elsewhere(world: World, page: Page) -> str:
    """Bring another region's country and another region's token; search every database."""
    moved = world.eu.post("/v1/sign-in/codes", {**_ADDRESS, "country": "US"})
    page.say(f"US at eu: {moved.status}, go to {moved.body['base_url']}")
    page.expect("the answer to another region's country", moved.status, _ELSEWHERE)
    databases = [f"{region}-{kind}" for region in ("eu", "us") for kind in ("data", "keys")]
    stored = {name: dump(world.firestore, name) for name in databases}
    page.say(", ".join(f"{name}: {len(found)} documents" for name, found in stored.items()))
    people = [one for found in stored.values() for one in found]
    found = traces(people, _HERS)
    page.expect("what a thief of all of them reads about her", found, [])
    kept = {one.collection for one in stored["eu-data"]}
    page.expect("her record is there", "people" in kept, True)
    there = [one.collection for name in ("us-data", "us-keys") for one in stored[name]]
    page.expect("nothing of hers in us", [one for one in there if one.startswith("pe")], [])
    return "her data lies in eu, unreadable; us has nothing"


STEPS = (
    Step(
        "account",
        "An account, if one is wanted",
        "As little as possible: an address that a code proves, and a country.",
        account,
    ),
    Step(
        "region",
        "Where it lies",
        "In the person's region and nowhere else, sealed under a key of their own.",
        elsewhere,
    ),
)
