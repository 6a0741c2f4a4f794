"""17TRACK, simulated: the aggregator's Tracking API v2.2 (https://api.17track.net).

``SEVENTEEN_TRACK`` is the table: a scenario to its number, of China Post or of Royal Mail, with the
check digit of postal items; ``carrier_key`` tells which. A story that spoils a call spoils
``gettrackinfo`` alone. Numbers are remembered until they are deleted; one is registered once,
whatever its carrier.

``POST /_push/seventeen_track`` with ``{number, url}`` makes the signed push about a number to a
place on 127.0.0.1, and returns its status, its body and its signature; ``event``, ``scenario``,
``tag`` and ``param`` may be told too. With ``X-Local-Clock`` it is made at that moment.
"""

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from infra.local.carriers.behaviours import Fault
from infra.local.carriers.carrier import Carrier, moved
from infra.local.carriers.seventeen_track_answers import STEPS, seventeen_track_item
from infra.local.carriers.seventeen_track_push import Push, is_here
from infra.local.carriers.seventeen_track_registry import (
    Accepted,
    Kept,
    Registry,
    Rejected,
    carrier_key,
)
from infra.local.carriers.stories import POSTCODE, Json, Tale

SEVENTEEN_TRACK: Mapping[str, str] = {
    "delivered": "RB100000017CN",
    "in_transit": "RB100000025GB",
    "out_for_delivery": "RB100000034CN",
    "exception": "RB100000048CN",
    "customs": "RB100000051CN",
    "available_for_pickup": "RB100000065GB",
    "recipient_absent": "RB100000079CN",
    "returned": "RB100000082CN",
    "back_at_sender": "RB100000312CN",
    "on_a_day": "RB100000326CN",
    "no_scan_yet": "RB100000096CN",  # announced, no events
    "unknown_status": "RB100000105CN",
    "not_found": "RB100000119CN",  # registered, but its carrier does not know it
    "pending": "RB100000122CN",  # registered, nothing about it yet
    "sync_failed": "RB100000136GB",  # in transit; the carrier did not answer the last time
    "two_providers": "RB100000140CN",  # the first and the last mile
    "bad_format": "RB100000153CN",  # not registered for its form
    "needs_postcode": "RB100000290CN",  # not registered without param, found if it is POSTCODE
    "other_shipment": "RB100000167CN",
    "odd_times": "RB100000175CN",
    "one_bad_item": "RB100000184CN",
    "rate_limited": "RB100000198CN",
    "rate_limited_once": "RB100000207CN",
    "error_500": "RB100000215CN",
    "html": "RB100000224CN",
    "hang": "RB100000238CN",
    "slow": "RB100000241CN",
    "cut": "RB100000255CN",
    "huge": "RB100000269CN",
    "redirect": "RB100000272CN",
}
MOST_NUMBERS = 40
"""In one call."""
_UNKNOWN = 422

# HTTP status, code, message.
_FAULTS: Mapping[Fault, tuple[int, int, str]] = {
    Fault.BAD_REQUEST: (200, -18010013, "Submitted data is invalid."),
    Fault.UNAUTHORISED: (401, -18010002, "Invalid security key."),
    Fault.RATE_LIMITED: (429, -18010003, "Too many requests."),
    Fault.BROKEN: (500, -18010003, "Internal service error, please retry later."),
    Fault.DOWN: (503, -18010003, "Service unavailable."),
}
_TOO_MANY = (200, -18010014, f"Tracking numbers exceed {MOST_NUMBERS} limit.")


class SeventeenTrack(Carrier):
    """The simulated 17TRACK: POST ``/seventeen_track/track/v2.2/{register,...}``.

    In the mode ``no_quota`` nothing more can be registered.
    """

    code = "seventeen_track"
    numbers = SEVENTEEN_TRACK
    steps = STEPS
    modes = (*Carrier.modes, "no_quota")

    def __init__(self, key: str, today: datetime, *, slow_seconds: float = 2.0) -> None:
        super().__init__(today, slow_seconds=slow_seconds)
        self._push = Push(key)
        self._key = key
        self._registry = Registry()
        self._by_operation: Counter[str] = Counter()

    def routes(self) -> Sequence[BaseRoute]:
        """Return the carrier's paths."""
        path = "/seventeen_track/track/v2.2/{operation}"
        push = Route("/_push/seventeen_track", self.push, methods=["POST"])
        return [Route(path, self.call, methods=["POST"]), push]

    def counts(self) -> dict[str, Any]:
        """Return what arrived since the last wipe, and how many calls were of which operation."""
        return super().counts() | {"by_operation": dict(self._by_operation)}

    def wipe(self) -> None:
        """Begin to count anew. What is registered stays."""
        super().wipe()
        self._by_operation.clear()

    def fault(self, fault: Fault) -> Response:
        """Return a refusal of the whole call in 17TRACK's words."""
        return _refused(*_FAULTS[fault])

    async def call(self, request: Request) -> Response:
        """Answer one of the four operations."""
        operation = request.path_params["operation"]
        told = _json(await request.body())
        items = [one for one in told if isinstance(one, dict)] if isinstance(told, list) else []
        self.count(str(one.get("number")) for one in items)
        self._by_operation[operation] += 1
        if self.mode == "down":
            return self.fault(Fault.DOWN)
        if self.mode == "unauthorised" or request.headers.get("17token") != self._key:
            return self.fault(Fault.UNAUTHORISED)
        if operation == "gettracklist" and isinstance(told, dict):
            now = self.now(request)
            return JSONResponse(self._registry.page(told, lambda one: self._status(one, now)))
        if operation not in _OPERATIONS or not items or items != told:
            return self.fault(Fault.BAD_REQUEST)
        if len(items) > MOST_NUMBERS:
            return _refused(*_TOO_MANY)
        return self._answer(operation, items, self.now(request))

    async def push(self, request: Request) -> Response:
        """Push what happened to a number to whom it concerns."""
        told = await request.json()
        number, url = str(told.get("number", "")), str(told.get("url", ""))
        scenario: Tale = told.get("scenario", self.scenario(number))
        is_known = not isinstance(scenario, str) or scenario in SEVENTEEN_TRACK
        if not number or not is_here(url) or not is_known:
            return JSONResponse({"scenarios": list(SEVENTEEN_TRACK)}, _UNKNOWN)
        kept = self._registry.kept(number) or Kept(number, carrier_key(number, anyhow=True))
        kept = kept.but(tag=told.get("tag", kept.tag), param=told.get("param", kept.param))
        at = datetime.fromisoformat(told["at"]) if "at" in told else self.now(request)
        about = seventeen_track_item(kept, _story(scenario, kept), at)
        sent = await self._push.send(about, told.get("event"), url, moved=moved(request))
        return JSONResponse(sent)

    def _answer(self, operation: str, items: list[Json], now: datetime) -> Response:
        told = [_OPERATIONS[operation](self, one, now) for one in items]
        accepted = [one.item for one in told if isinstance(one, Accepted)]
        rejected = [one.item for one in told if isinstance(one, Rejected)]
        numbers = [str(one.get("number")) for one in items]
        spoiling = self.spoiling(numbers) if operation == "gettrackinfo" else None
        body = {"code": 0, "data": {"accepted": accepted, "rejected": rejected}}
        return self.answer(body, spoiling)

    def register(self, asked: Json, now: datetime) -> Accepted | Rejected:
        """Begin to track a number."""
        number = str(asked.get("number"))
        scenario = self.scenario(number)
        if scenario == "bad_format":
            return Rejected(number, -18010012, f"The format of '{number}' is invalid.")
        if scenario == "needs_postcode" and not asked.get("param"):
            return Rejected(number, -18010019, "The postal code is required.")
        known = scenario != "not_found"
        full = self.mode == "no_quota"
        return self._registry.register(asked, known=known, full=full, now=now)

    def delete(self, asked: Json, _: datetime) -> Accepted | Rejected:
        """Track a number no more."""
        return self._registry.delete(asked)

    def track_info(self, asked: Json, now: datetime) -> Accepted | Rejected:
        """Tell about a number."""
        found = self._registry.find(asked)
        if isinstance(found, Rejected):
            return found
        scenario = self._story_of(found)
        if scenario == "pending":
            words = "No tracking information at this time."
            return Rejected(found.number, -18019909, words)
        return Accepted(seventeen_track_item(found, scenario, now))

    def _story_of(self, kept: Kept) -> Tale:
        return _story(self.scenario(kept.number), kept)

    def _status(self, kept: Kept, now: datetime) -> Json:
        """Return what the list says about the latest event; its words are free text."""
        scenario = self._story_of(kept)
        told = (
            {} if scenario == "pending" else seventeen_track_item(kept, scenario, now)["track_info"]
        )
        latest = told.get("latest_event") or {}
        return {
            "package_status": told["latest_status"]["status"] if told else "NotFound",
            "latest_event_time": latest.get("time_iso"),
            "latest_event_info": latest.get("description"),
        }


_OPERATIONS: Mapping[str, Callable[[SeventeenTrack, Json, datetime], Accepted | Rejected]] = {
    "register": SeventeenTrack.register,
    "gettrackinfo": SeventeenTrack.track_info,
    "deletetrack": SeventeenTrack.delete,
}


def _story(scenario: Tale, kept: Kept) -> Tale:
    if scenario == "needs_postcode":
        return "delivered" if kept.param == POSTCODE else "not_found"
    return scenario


def _refused(status: int, code: int, message: str) -> Response:
    errors = [{"code": code, "message": message}]
    headers = {"Retry-After": "1"} if status == Fault.RATE_LIMITED else None
    return JSONResponse({"code": code, "data": {"errors": errors}}, status, headers)


def _json(body: bytes) -> object:
    try:
        told: object = json.loads(body)
    except ValueError:
        return None
    return told
