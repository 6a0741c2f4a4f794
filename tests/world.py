"""The running stack as the tests see it: visitors, carriers, keys, raw dumps."""

import asyncio
import base64
import contextlib
import itertools
import json
import secrets
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import httpx

from infra.local.emulators.kms_control import KmsControl
from infra.local.emulators.owner import FirestoreOwner
from infra.local.stack.parts import VAPID_PUBLIC_KEY, log_of
from infra.local.stack.process import Part
from infra.local.stack.ready import http_ok
from infra.local.stack.stack import Stack
from tests.ports import NO_TLS, free_port

DATABASES = ("data", "keys", "shipments")
UNHURRIED = {
    "REQUESTS_PER_SECOND": "1000",
    "REQUESTS_BURST": "10000",
    "UNCACHED_PER_SOURCE": "100000",
}
"""Of an instance that counts as it does when deployed, for tests that ask much from one address."""


# Networks below 0x1000 are those that tests write out. Drawn at random, two of a hundred are the
# same once in fourteen times, and share what a network may do.
_NETWORKS = itertools.cycle(secrets.SystemRandom().sample(range(0x1000, 0x10000), 0xF000))


def new_network() -> str:
    """Return the beginning of a /48 of the documentation range (RFC 3849), of nobody else."""
    return f"2001:db8:{next(_NETWORKS):x}"


def new_source() -> str:
    """Return an address in a /48 that nobody else has."""
    return f"{new_network()}:{secrets.token_hex(2)}::1"


_NUMBERS = itertools.count(secrets.randbelow(1_000_000))


def new_number() -> str:
    """Return a number that DHL could have made and nobody has asked for yet.

    Ten digits that begin with 777, which the simulator is to be told about; the last is the first
    nine modulo 7.
    """
    nine = 777_000_000 + next(_NUMBERS) % 1_000_000
    return f"{nine}{nine % 7}"


@dataclass(frozen=True)
class Stored:
    """A document as the database holds it."""

    database: str
    name: str
    fields: dict[str, Any]

    @property
    def collection(self) -> str:
        """Return the collection's name."""
        return self.name.split("/documents/")[1].split("/")[0]

    def text(self) -> str:
        """Return everything that a thief could read, lower-case; bytes as the text they make.

        Not as base64: of a whole dump's random bytes so written, one run spells a short word.
        """
        return self._text

    @cached_property
    def _text(self) -> str:
        """A dump is searched for many words: written out once."""
        return json.dumps([self.name, _read(self.fields)], ensure_ascii=False).lower()

    def holds(self, word: str) -> bool:
        """Whether a thief could read a word here, in whatever case."""
        return word.lower() in self.text()


@dataclass(frozen=True, slots=True)
class Instance:
    """One more gateway process, and a visitor of it."""

    visitor: httpx.AsyncClient
    part: Part


class World:
    """The stack and what surrounds it."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.ports = stack.ports

    def visitor(
        self, region: str = "eu", *, source: str | None = None, url: str | None = None
    ) -> httpx.AsyncClient:
        """Return a client from an address of its own; without cookies or an identity."""
        return httpx.AsyncClient(
            base_url=url or self.ports.gateway_url(region),
            headers={"X-Forwarded-For": source or new_source()},
            timeout=30,
            verify=NO_TLS,
        )

    @contextlib.asynccontextmanager
    async def gateway(
        self, name: str, region: str = "eu", **environment: str
    ) -> AsyncIterator[Instance]:
        """Run one more instance of a region's functions, with settings of its own."""
        port = free_port()
        part = Part(
            f"gateway-{name}",
            [
                sys.executable,
                "-m",
                "infra.local.stack.gateway",
                "--region",
                region,
                "--port",
                str(port),
            ],
            ready=http_ok(port, "/healthz"),
            log=log_of(self.ports, f"gateway-{name}"),
            environment={**self.stack.environment(region), **environment},
        )
        await asyncio.to_thread(part.start)
        try:
            async with self.visitor(url=f"http://127.0.0.1:{port}") as client:
                yield Instance(client, part)
        finally:
            await asyncio.to_thread(part.stop)

    def calls(self, carrier: str = "dhl") -> dict[str, int]:
        """Return how often a carrier's simulator was asked, by number."""
        counts: dict[str, int] = self._carriers("GET", "/_calls")[carrier]["by_number"]
        return counts

    def seen(self, word: str) -> list[dict[str, Any]]:
        """Return what the carriers' simulators were sent in which a word stands, whole."""
        found: list[dict[str, Any]] = self._carriers("GET", f"/_seen?word={word}")
        return found

    def scenario(self, number: str, scenario: str, carrier: str = "dhl") -> None:
        """Have a carrier's simulator answer a number in a certain way."""
        self._carriers("PUT", f"/_scenario/{carrier}/{number}", {"scenario": scenario})

    def story(self, number: str, *events: dict[str, str]) -> None:
        """Have whichever carrier is asked for a number tell these events, in its own codes."""
        self._carriers("PUT", f"/stories/{number}", {"events": events})

    def carrier_mode(self, mode: str, carrier: str = "dhl") -> None:
        """Have a carrier's whole simulator be ``ok``, ``down`` or ``unauthorised``."""
        self._carriers("POST", "/_control", {"carrier": carrier, "mode": mode})

    def push(self, number: str, url: str, **told: str) -> dict[str, Any]:
        """Have the simulated 17TRACK push what it knows of a number."""
        pushed: dict[str, Any] = self._carriers(
            "POST", "/_push/seventeen_track", {"number": number, "url": url, **told}
        )
        return pushed

    def messages(self, to: str) -> list[dict[str, Any]]:
        """Return what was sent to an address, the newest first."""
        query = urllib.parse.urlencode({"to": to})
        sent: list[dict[str, Any]] = _http(
            "GET", f"{self.ports.url_of('messages')}/messages?{query}"
        )
        return sent

    def relay(self, to: str, answer: str) -> None:
        """Have who relays messages to an address answer otherwise. See ``emulators/messages.py``.

        Args:
            to: The address.
            answer: ``451``, ``550``, ``21610``, ``21211``, ``404``, ``410``, ``429``, ``lost``, or
                ``ok``.
        """
        query = urllib.parse.urlencode({"to": to})
        url = f"{self.ports.url_of('messages')}/knobs?{query}"
        _http("PUT", url, {"answer": answer})

    def subscribed(self, key: str = VAPID_PUBLIC_KEY) -> dict[str, Any]:
        """Have a browser that is not there subscribe to push messages; return what it tells of it.

        Args:
            key: Whose: as the API shows it.
        """
        url = f"{self.ports.url_of('messages')}/webpush"
        return {"subscription": _http("POST", url, {"key": key}), "key": key}

    def code_sent_to(self, to: str) -> str:
        """Return the six digits that were last sent to an address."""
        query = urllib.parse.urlencode({"to": to})
        code: str = _http("GET", f"{self.ports.url_of('messages')}/codes?{query}")["code"]
        return code

    async def told(self, to: str, subject: str, *, within: float = 20.0) -> dict[str, Any]:
        """Return a message that a worker sends some time, by how its subject or text begins.

        Raises:
            TimeoutError: It does not come.
        """
        async with asyncio.timeout(within):
            while True:
                for one in await asyncio.to_thread(self.messages, to):
                    if (one.get("subject") or one["text"]).startswith(subject):
                        return one
                await asyncio.sleep(0.05)

    async def settled(self, *, still: float = 2.0) -> None:
        """Wait until nothing of what was done before is still being told of: workers do that.

        What stays as it is for so many seconds waits for a sweep, and nobody is at it.
        """
        before, since = self._being_told(), time.monotonic()
        while before and time.monotonic() - since < still:
            await asyncio.sleep(0.05)
            now = await asyncio.to_thread(self._being_told)
            if now != before:
                before, since = now, time.monotonic()

    def _being_told(self) -> set[str]:
        stored = (one for region in ("eu", "us") for one in self.dump(region))
        return {one.name for one in stored if _is_being_told(one)}

    def kms(self) -> KmsControl:
        """Return the control of the KMS emulator."""
        return KmsControl(self.ports.host_of("kms"))

    def dump(self, region: str = "eu") -> Iterator[Stored]:
        """Yield every document of a region's databases, as they lie there."""
        with self._firestore() as firestore:
            for database in (f"{region}-{kind}" for kind in DATABASES):
                for found in firestore.dump(database):
                    yield Stored(database, found["name"], found.get("fields", {}))

    def rewrite(self, name: str, **fields: dict[str, Any]) -> None:
        """Set fields of a document past everything that guards it, as a thief with access could.

        Args:
            name: As ``Stored`` has it.
            fields: In the form of ``Stored``, too.
        """
        with self._firestore() as firestore:
            firestore.rewrite(name, fields)

    def delete(self, name: str) -> None:
        """Delete a document past everything that guards it."""
        with self._firestore() as firestore:
            firestore.delete(name)

    def _firestore(self) -> FirestoreOwner:
        return FirestoreOwner(self.ports.host_of("firestore"))

    def _carriers(self, method: str, path: str, body: object = None) -> Any:  # noqa: ANN401 - JSON
        return _http(method, f"{self.ports.url_of('carriers')}{path}", body)


def _is_being_told(one: Stored) -> bool:
    """Tell whether a document is a message that no worker has had, or that one has now."""
    if one.collection != "outgoing":
        return False
    return one.fields.get("state") in ({"stringValue": "queued"}, {"stringValue": "sending"})


def _read(value: Any) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, dict):
        return {
            kind: base64.b64decode(inner).decode(errors="replace")
            if kind == "bytesValue"
            else _read(inner)
            for kind, inner in value.items()
        }
    return [_read(inner) for inner in value] if isinstance(value, list) else value


def _http(method: str, url: str, body: object = None) -> Any:  # noqa: ANN401 - JSON
    data = None if body is None else json.dumps(body).encode()
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(url, data=data, headers=headers, method=method)  # noqa: S310 - loopback
    with urllib.request.urlopen(request, timeout=10) as reply:  # noqa: S310 - loopback
        text = reply.read()
    return json.loads(text) if text.strip() else None
