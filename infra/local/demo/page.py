"""What a step of the demo is given: a page to write on, and the running stack as its world."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from infra.local.demo.client import Caller, Document, Reply, dump, objects
from infra.local.demo.show import Ink, item_lines, paragraph, safe
from infra.local.emulators.owner import FirestoreOwner
from infra.local.stack.ports import Ports
from infra.local.tools import job
from shared.parcels.carriers.pasted import read

_SHORTEST_WORD = 5
_TOLD_WITHIN = 20.0
"""Seconds."""
_DATABASES = ("data", "keys", "shipments")
_Json = dict[str, Any]


class Page:
    """Where a step says what it shows; it has failed if anything is not as it should be."""

    def __init__(self, ink: Ink) -> None:
        self.ink = ink
        self.failed = False
        self._blank = False

    def say(self, text: str = "") -> None:
        """Print a paragraph."""
        self.lines(*(paragraph(text) or [""]))

    def lines(self, *lines: str) -> None:
        """Print lines as they are, but never two empty ones in a row."""
        for line in lines:
            if line or not self._blank:
                print(line, flush=True)
            self._blank = not line

    def expect(self, what: str, shown: object, wanted: object) -> None:
        """Compare what was shown with what should have been; print only a difference."""
        if shown != wanted:
            self.fail(what, f"expected: {wanted}", f"shown:    {shown}")

    def fail(self, what: str, *facts: str) -> None:
        """Print what is not as it should be."""
        self.failed = True
        self.lines(
            self.ink.bad(f"   FAILED {safe(what)}"), *(f"     {safe(fact)}" for fact in facts)
        )


@dataclass(slots=True)
class World:
    """The running stack, and what was asked of it and seen so far."""

    eu: Caller
    us: Caller
    simulator: Caller
    outbox: Caller
    """Where mail and SMS end up."""
    firestore: FirestoreOwner
    storage: Caller
    ports: Ports
    names: dict[str, str] = field(default_factory=lambda: {"seventeen_track": "17TRACK"})
    """Carriers' names by code, once the catalogue was read; an aggregator's from the start."""
    words: set[str] = field(default_factory=set)
    """Every status, place and text that was shown."""
    personal: set[str] = field(default_factory=set)
    """Every number that was asked for, and all that the person in the story told or was given."""
    me: dict[str, str] = field(default_factory=dict)
    """The header with her session's token, once she has one."""

    @classmethod
    def of(cls, ports: Ports) -> "World":
        """Return the world of a running stack with the regions eu and us."""
        return cls(
            eu=Caller(ports.gateway_url("eu")),
            us=Caller(ports.gateway_url("us")),
            simulator=Caller(ports.url_of("carriers")),
            outbox=Caller(ports.url_of("messages")),
            firestore=FirestoreOwner(ports.host_of("firestore")),
            storage=Caller(ports.url_of("storage")),
            ports=ports,
        )

    def close(self) -> None:
        """Close all connections."""
        self.firestore.close()
        for caller in (self.eu, self.us, self.simulator, self.outbox, self.storage):
            caller.close()

    def mine(self, method: str, path: str, body: object = None, **headers: str) -> Reply:
        """Call the eu region as the person in the story: ``if_match=...`` becomes ``If-Match``."""
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.eu.call(method, path, body, {**self.me, **told})

    def run_job(
        self, name: str, at: str | None = None, region: str = "eu", *, dry: bool = False
    ) -> _Json:
        """Call a scheduled function as ``make job`` does; return its report."""
        asked = ["--name", name, "--region", region, *(["--at", at] if at else [])]
        asked += ["--dry-run"] if dry else []
        reply = job.call(job.asked_for(asked, {"PORT_BASE": str(self.ports.base)}))
        reply.raise_for_status()
        report: _Json = reply.json()
        return report

    def code_sent_to(self, address: str) -> str:
        """Return the six digits that an address was last sent; empty: it was sent none."""
        return self.outbox.get(f"/codes?to={quote(address)}").body["code"] or ""

    def browser(self) -> _Json:
        """Have a browser of hers subscribe to push messages; return what its page would tell."""
        key = self.mine("GET", "/v1/me/push").body["web_push_key"]
        return {"subscription": self.outbox.post("/webpush", {"key": key}).body, "key": key}

    def sent_to(self, address: str) -> list[_Json]:
        """Return what was sent to an address, the newest first."""
        found: list[_Json] = self.outbox.get(f"/messages?to={quote(address)}").body
        return found

    def told(self, address: str, words: str) -> _Json:
        """Return the newest message to an address in which such words stand: a worker sends it.

        Raises:
            TimeoutError: It does not come.
        """
        until = time.monotonic() + _TOLD_WITHIN
        while time.monotonic() < until:
            for one in self.sent_to(address):
                if words in f"{one['subject']}\n{one['text']}":
                    return one
            time.sleep(0.05)
        message = f"nobody was told: {words}"
        raise TimeoutError(message)

    def query(self, page: Page, items: list[_Json], region: Caller | None = None) -> list[_Json]:
        """Ask where parcels are, as a visitor; show each and return them in the order asked."""
        reply = (region or self.eu).post("/v1/waybills/query", {"items": items})
        found: list[_Json] = reply.body["items"]
        for item in found:
            page.lines(*item_lines(item, self.names, page.ink))
        self._remember(items, found)
        asked = [_as_read(number) for number in _numbers(items)]
        page.expect("one result for each, in order", [one["number"] for one in found], asked)
        page.expect("no cookie is set", reply.sets_cookie, False)
        page.expect("people's names are not in the reply", "CANARY" in json.dumps(found), False)
        return found

    def counted(self, carrier: str) -> _Json:
        """Return what arrived at a simulated carrier."""
        counts: _Json = self.simulator.get("/_calls").body[carrier]
        return counts

    def carrier_calls(self, number: str, carrier: str = "dhl") -> int:
        """Return how often a simulated carrier was asked for a number."""
        return int(self.counted(carrier)["by_number"].get(number, 0))

    def carrier_is(self, mode: str) -> Reply:
        """Put the simulated DHL into a mode: ``ok`` or ``down``."""
        return self.simulator.post("/_control", {"carrier": "dhl", "mode": mode})

    def stored(self, region: str) -> dict[str, list[Document]]:
        """Return all that a region's databases and its bucket hold, by their names."""
        bucket = f"agogopost-{region}"
        databases = [f"{region}-{kind}" for kind in _DATABASES]
        found = {name: dump(self.firestore, name) for name in databases}
        return found | {bucket: objects(self.storage, bucket)}

    def shipments(self, region: str) -> list[Document]:
        """Return the shipments in a region's database."""
        found = dump(self.firestore, f"{region}-shipments")
        return [one for one in found if one.collection == "shipments"]

    def note(self, *personal: str) -> None:
        """Remember what nobody may find in any store: numbers also as they are kept."""
        told = {form for one in personal for form in (one, _as_read(one) or one)}
        self.personal |= {one for one in told if len(one) >= _SHORTEST_WORD}

    def _remember(self, items: list[_Json], found: list[_Json]) -> None:
        shown = [item["shipment"] for item in found if item["shipment"] is not None]
        events = [event for shipment in shown for event in shipment["events"]]
        words = {shipment["status"] for shipment in shown} | {event["text"] for event in events}
        words |= {part for event in events for part in (event["place"] or "").split(", ")}
        self.words |= {word for word in words if word and len(word) >= _SHORTEST_WORD}
        self.note(*_numbers(items))


Walk = Callable[[World, Page], str]


@dataclass(frozen=True, slots=True)
class Step:
    """A part of the story: its walk shows it and returns what was shown, in a few words."""

    name: str
    headline: str
    why: str
    walk: Walk


def _numbers(items: list[_Json]) -> list[str]:
    return [str(item["number"]) for item in items]


def _as_read(number: str) -> str | None:
    try:
        return read(number).number
    except ValueError:
        return None
