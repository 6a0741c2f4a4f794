"""The demo's step about following parcels: what came of each, lists, and answers that were lost."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

from infra.local.carriers.ups import UPS
from infra.local.demo.client import Reply
from infra.local.demo.page import Page, Step, World
from infra.local.demo.show import STATUSES, outcome, safe
from shared.parcels.carriers.sandbox import POSTCODE

_Json = dict[str, Any]
_PATH = "/v1/waybills"
_KEY = "demo-follow-0001"
_CREATED, _OK, _NOTHING_NEW, _OTHER_BODY = 201, 200, 304, 422

# Each waybill as she follows it, and what should come of it.
_FOLLOWED: Sequence[tuple[_Json, str]] = (
    ({"number": "AGP-DELIVERED-0042", "label": "Boots for little Tom"}, "delivered"),
    ({"number": UPS["in_transit"], "label": "Grandmother's clock"}, "in_transit"),
    ({"number": "AGP-POSTCODE-0042", "label": "From the pharmacy"}, "proof-required"),
)


def following(world: World, page: Page) -> str:
    """Follow three waybills; give the third the postcode that its carrier wants."""
    made = [world.mine("POST", _PATH, body, idempotency_key=_KEY) for body, _ in _FOLLOWED[:1]]
    made += [world.mine("POST", _PATH, body) for body, _ in _FOLLOWED[1:]]
    for reply, (body, what) in zip(made, _FOLLOWED, strict=True):
        page.say(_line(reply.body, world))
        page.expect(f"following {body['label']}", reply.status, _CREATED)
        page.expect(f"what came of {body['label']}", _came_of(reply.body), what)
        world.note(body["number"], body["label"])
    asking = made[-1]
    page.expect("what its carrier asks for", asking.body["asks"], ["postcode"])
    path = f"{_PATH}/{asking.body['id']}"
    told = world.mine("PATCH", path, {"postcode": POSTCODE}, if_match=asking.etag)
    page.say(f"With the postcode: {_line(told.body, world)}")
    page.expect(
        "the answer to the postcode", (told.status, _came_of(told.body)), (200, "delivered")
    )
    _again(world, page, made[0])
    _lists(world, page, told.body["updated_at"], told.body["id"])
    return "three followed: delivered, under way, and one by postcode"


def _again(world: World, page: Page, first: Reply) -> None:
    """Say the first one again, as after an answer that was lost; another one by the same key."""
    bodies = [body for body, _ in _FOLLOWED]
    again = world.mine("POST", _PATH, bodies[0], idempotency_key=_KEY)
    other = world.mine("POST", _PATH, bodies[1], idempotency_key=_KEY)
    page.say(f"Said again with the same Idempotency-Key: {again.status}, the same answer.")
    page.say(f"Another body with that key: {other.status}, {other.body['title']}")
    page.expect("the same answer", (again.status, again.body), (first.status, first.body))
    page.expect("the answer to another body", other.status, _OTHER_BODY)


def _lists(world: World, page: Page, since: str, newest: str) -> None:
    """Poll the list: all, nothing new, and only what changed since."""
    listed = world.mine("GET", _PATH)
    same = world.mine("GET", _PATH, if_none_match=listed.etag)
    changed = world.mine("GET", f"{_PATH}?updated_since={quote(since)}")
    count = len(listed.body["items"])
    page.say(f"The list: {count}. Polled again with its ETag: {same.status}, no body.")
    at = datetime.fromisoformat(since)
    page.say(f"Updated since {at:%H:%M:%S}: {len(changed.body['items'])}.")
    page.expect("the list", (listed.status, count), (_OK, len(_FOLLOWED)))
    page.expect("nothing new", (same.status, same.content), (_NOTHING_NEW, b""))
    ids = [one["id"] for one in changed.body["items"]]
    page.expect("what changed since", ids, [newest])


def _came_of(follow: _Json) -> str:
    """Return the status of a followed parcel, or why there is none, in one word."""
    if follow["problem"] is not None:
        return str(follow["problem"]["code"])
    return outcome({"problem": None, "shipment": follow["shipment"]})


def _line(follow: _Json, world: World) -> str:
    name = world.names.get(follow["carrier"], follow["carrier"])
    problem = follow["problem"]
    said = problem["title"] if problem else STATUSES[follow["shipment"]["status"]]
    return safe(f"{follow['label']} ({name}): {said}")


STEPS = (
    Step(
        "follows",
        "Follow parcels",
        "Number, label and kind of goods are sealed under her key; whatever keeps the carrier "
        "from answering does not keep her from following.",
        following,
    ),
)
