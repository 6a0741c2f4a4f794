"""The demo's step about being told: a parcel moves while nobody looks; a link stops a channel."""

import re
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from infra.local.demo.client import dump
from infra.local.demo.page import Page, Step, World
from infra.local.demo.people import EMAIL, PHONE
from infra.local.demo.show import safe

_Json = dict[str, Any]
_OK, _CREATED = 200, 201
_CHANNELS = ("email", "sms", "push")
_LIVES = 60
"""Minutes."""
_LOADED, _DELIVERED = timedelta(minutes=45), timedelta(minutes=61)
_GATHERED = timedelta(minutes=3)
_WITHIN = 20.0
_STOP = re.compile(r"https?://[^/\s]+(/v1/unsubscribe/[A-Za-z0-9_-]+)")


def told(world: World, page: Page) -> str:
    """Follow a parcel that moves; be told by all channels; stop the SMS, and be told by others."""
    begins = datetime.now(UTC)
    world.mine("PATCH", "/v1/me", {"quiet_hours": False}, if_match="*")
    browser = _browser(world)
    number = f"AGP-MOVES-{_LIVES}-{begins:%m%d%H%M}"
    body = {"number": number, "label": "The surprise", "notify": dict.fromkeys(_CHANNELS, True)}
    made = world.mine("POST", "/v1/waybills", body)
    world.note(number, "The surprise")
    page.expect("following it", made.status, _CREATED)
    mails, messages, pushes = _after(world, begins + _LOADED, browser)
    page.say(f"Mail: {safe(mails[0]['subject'])}")
    page.say(f"SMS: {safe(messages[0]['text'])}")
    page.say(f"Her browser opens: {safe(pushes[0]['subject'])}")
    page.expect("one of each", (len(mails), len(messages), len(pushes)), (1, 1, 1))
    page.expect("no name in the SMS", "surprise" in messages[0]["text"], False)
    stop = _STOP.search(messages[0]["text"])
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    pressed = world.eu.post(stop[1] if stop else "", b"List-Unsubscribe=One-Click", form)
    page.say(f"She presses the link in the SMS: {pressed.status}. The parcel is delivered.")
    page.expect("pressing it", pressed.status, _OK)
    mails, messages, pushes = _after(world, begins + _DELIVERED, browser)
    page.say(f"Mail: {safe(mails[0]['subject'])}")
    told = (len(mails), len(messages), len(pushes))
    page.expect("one more mail and push message, no more SMS", told, (2, 1, 2))
    _shown(world, page)
    world.mine("DELETE", f"/v1/waybills/{made.body['id']}")
    return "one message a change on each channel; a link stopped the SMS"


def _browser(world: World) -> str:
    """Have her browser subscribe to push messages; return its address."""
    browser = world.browser()
    made = world.mine("POST", "/v1/me/devices", {"browser": "Demo"})
    world.mine("PUT", f"/v1/me/devices/{made.body['id']}/push", {"web_push": browser})
    endpoint: str = browser["subscription"]["endpoint"]
    world.note(endpoint)
    return endpoint


def _after(
    world: World, moment: datetime, browser: str
) -> tuple[list[_Json], list[_Json], list[_Json]]:
    """Have the parcel looked at and told of; return all mails, SMS and push messages of it."""
    before = len(_waiting(world))
    world.run_job("refresh_waybills", moment.isoformat())
    until = time.monotonic() + _WITHIN
    while len(_waiting(world)) == before and time.monotonic() < until:
        time.sleep(0.1)
    while _waiting(world) and time.monotonic() < until:
        world.run_job("sweep_messages", (moment + _GATHERED).isoformat())
        time.sleep(0.5)
    return _news(world, EMAIL), _news(world, PHONE), world.sent_to(browser)


def _waiting(world: World) -> list[str]:
    """Return what waits in the outbox."""
    stored = dump(world.firestore, "eu-data")
    return [one.name for one in stored if one.collection == "outgoing"]


def _news(world: World, address: str) -> list[_Json]:
    """Return what an address was told of parcels, the newest first."""
    return [one for one in world.sent_to(address) if _STOP.search(one["text"])]


def _shown(world: World, page: Page) -> None:
    """See what she was sent, and what she was not, and why."""
    lines = world.mine("GET", "/v1/me/messages").body["items"]
    news = [(one["kind"], one["outcome"]) for one in lines if one["kind"].startswith("news")]
    for kind, outcome in sorted(news):
        page.say(f"her messages: {kind}, {outcome}")
    page.expect(
        "her messages",
        sorted(news),
        [
            ("news-email", "sent"),
            ("news-email", "sent"),
            ("news-push", "sent"),
            ("news-push", "sent"),
            ("news-sms", "sent"),
            ("news-sms", "unwanted"),
        ],
    )


STEPS = (
    Step(
        "told",
        "Be told",
        "Nobody looks; her parcel is looked at for her, and each change is told once on each "
        "channel that she wished, until she stops it.",
        told,
    ),
)
