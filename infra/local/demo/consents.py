"""The demo's steps about consent: a visitor with a signal, a person who changes her mind."""

from collections.abc import Iterable
from typing import Any

from infra.local.demo.client import Reply
from infra.local.demo.page import Page, Step, World

_Json = dict[str, Any]
_PATH, _EVENTS, _PLACE = "/v1/consents", "/v1/events", "/v1/me/location"
_SIGNAL = {"Sec-GPC": "1"}
_INTEREST = "grandfather-clocks-of-the-demo"
_SEEN = {"events": [{"what": "page", "name": "home"}, {"what": "interest", "name": _INTEREST}]}
_SOMEWHERE = {"latitude": 52.51704, "longitude": 13.38886}
_OK, _TAKEN, _REFUSED = 200, 202, 403
_ALL_DISCARDED = {
    "served_as": "visitor",
    "stored": 0,
    "discarded": {"analytics": 1, "personalisation": 1},
}


def visitor(world: World, page: Page) -> str:
    """Browse with Global Privacy Control: first without a choice, then with one."""
    asked = world.eu.get(_PATH, _SIGNAL)
    told = world.eu.post(_EVENTS, _SEEN, _SIGNAL)
    page.say(f"A page and an interest are sent: {_told(told.body)}")
    page.expect("nothing is kept", (told.status, told.body), (_TAKEN, _ALL_DISCARDED))
    kept = world.eu.call("PUT", "/v1/me/preferences", {"language": "de"}, _SIGNAL)
    page.say(f"Remember the language? {kept.status}, {kept.body['title']}")
    page.say(kept.body["still_works"])
    page.expect("the answer to preferences", kept.status, _REFUSED)
    cookies = [one.sets_cookie for one in (asked, told, kept)]
    page.expect("cookies that were set", cookies, [False] * 3)
    choice = _decision(analytics=True, personalisation=True)
    token = {"X-Consent": world.eu.call("PUT", _PATH, choice).body["token"]}
    page.say("The visitor, without the signal, allows both: kept in a token of theirs.")
    page.say(f"Allowed with the token: {_words(_allowed(world.eu.get(_PATH, token)))}")
    signalled = world.eu.get(_PATH, {**token, **_SIGNAL})
    page.say(f"The same with the signal: {_words(_allowed(signalled))}")
    page.expect("what the signal leaves", _allowed(signalled), {"analytics"})
    told = world.eu.post(_EVENTS, _SEEN, {**token, **_SIGNAL})
    page.say(f"And what is sent then: {_told(told.body)}")
    page.expect("only the page counts", told.body["discarded"], {"personalisation": 1})
    world.note(_INTEREST)
    return "no cookie, nothing kept; the signal beats a choice"


def person(world: World, page: Page) -> str:
    """Grant, use, withdraw, and be obeyed by the very next call; read the receipts."""
    before = world.mine("PUT", _PLACE, _SOMEWHERE)
    page.say(f"Where she is, before she allows it: {before.status}, {before.body['title']}")
    page.say(before.body["still_works"])
    given = world.mine("PUT", _PATH, _decision(location=True))
    used = world.mine("PUT", _PLACE, _SOMEWHERE)
    page.say(f"She allows it: {given.status}. Where she is: {used.status}, kept for a day.")
    withdrawn = world.mine("PUT", _PATH, _decision(location=False))
    after = world.mine("PUT", _PLACE, _SOMEWHERE)
    page.say(f"She withdraws it: {withdrawn.status}. The very next call: {after.status}.")
    shown = [one.status for one in (before, given, used, withdrawn, after)]
    page.expect("the answers", shown, [_REFUSED, _OK, _OK, _OK, _REFUSED])
    _receipts(world, page, [withdrawn.body, given.body])
    return "granted, used, withdrawn, obeyed by the next call; two receipts"


def _receipts(world: World, page: Page, wanted: list[_Json]) -> None:
    """Show the receipt, and that both decisions are kept as they were answered."""
    receipt = wanted[0]
    page.say(
        f"The receipt ({receipt['schema_version']}): {receipt['at'][:19]}, to "
        f"{receipt['controller']}, under the law of {receipt['jurisdiction']}; notice "
        f"{receipt['notice_version']} in {receipt['language']}, SHA-256 "
        f"{receipt['notice_sha256'][:16]}..."
    )
    for one in receipt["grants"]:
        said = "yes" if one["granted"] else "no"
        page.say(f"{one['purpose']}: {said}; about {', '.join(one['data'])}")
    page.say(receipt["lawful_until_then"])
    listed = world.mine("GET", f"{_PATH}/receipts").body["receipts"]
    page.expect("her receipts", [one["id"] for one in listed], [one["id"] for one in wanted])
    page.expect("the last receipt", listed[0], receipt)


def _decision(**grants: bool) -> _Json:
    return {"grants": grants, "notice_version": 1, "language": "en", "method": "settings"}


def _allowed(reply: Reply) -> set[str]:
    """Return what is allowed of what rests on consent."""
    purposes = reply.body["purposes"]
    return {one["id"] for one in purposes if one["allowed"] and one["basis"] == "consent"}


def _words(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "nothing"


def _told(answer: _Json) -> str:
    discarded = ", ".join(f"{n} of {name}" for name, n in sorted(answer["discarded"].items()))
    return f"{answer['stored']} counted, discarded: {discarded or 'none'}."


STEPS = (
    Step(
        "signal",
        "A visitor with Global Privacy Control",
        "Everything is off until somebody turns it on. A browser that says no is obeyed, and what "
        "does not work without a consent says so.",
        visitor,
    ),
    Step(
        "consent",
        "Yes, and no again",
        "Consent is asked at the moment of use. Taking it back is one call, and as easy.",
        person,
    ),
)
