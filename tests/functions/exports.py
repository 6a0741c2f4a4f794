"""Exports as an app asks for and fetches them, and pushes as Pub/Sub sends them."""

import asyncio
import base64
import io
import json
import time
import urllib.parse
import urllib.request
import zipfile
from typing import Any

import httpx

from infra.local.emulators.oidc import PUBSUB_ACCOUNT, platform_token
from infra.local.stack.parts import archive_bucket
from tests.functions.people import Person, bearer
from tests.ports import NO_TLS
from tests.world import World

PATH, EVENT = "/v1/exports", "/events/export_worker"
READY = "The copy of your agogopost data is ready."
_SECONDS = 20.0


async def asked(one: Person) -> str:
    """Ask for an export and return its id."""
    reply = await one.app.post(PATH)
    assert reply.status_code == 202, reply.text
    return str(reply.json()["id"])


async def ready(one: Person, id_: str) -> dict[str, Any]:
    """Wait until an export is ready and return it."""
    deadline = time.monotonic() + _SECONDS
    while True:
        reply = await one.app.get(f"{PATH}/{id_}")
        assert reply.status_code == 200, reply.text
        if reply.json()["status"] != "preparing":
            found: dict[str, Any] = reply.json()
            assert found["status"] == "ready", found
            return found
        assert time.monotonic() < deadline, "it did not become ready"
        await asyncio.sleep(0.05)


async def downloaded(url: str) -> zipfile.ZipFile:
    """Return the archive behind a link."""
    async with httpx.AsyncClient(trust_env=False, verify=NO_TLS) as browser:
        reply = await browser.get(url)
    assert reply.status_code == 200
    archive = zipfile.ZipFile(io.BytesIO(reply.content))
    assert archive.testzip() is None
    return archive


def archives(world: World, region: str = "eu", prefix: str = "") -> list[str]:
    """Return the names of all archives of a region."""
    query = urllib.parse.urlencode({"prefix": prefix, "maxResults": 1000})
    root = f"{world.ports.url_of('storage')}/storage/v1/b/{archive_bucket(region)}/o?{query}"
    with urllib.request.urlopen(root, timeout=10) as reply:  # noqa: S310 - loopback
        return [str(one["name"]) for one in json.load(reply).get("items", [])]


def stored(world: World, id_: str, region: str = "eu") -> tuple[str, dict[str, Any]] | None:
    """Return whose an export is, and its fields as they lie in the database."""
    for one in world.dump(region):
        if one.collection == "exports" and one.fields["id"]["stringValue"] == id_:
            return one.name.rsplit("/", 1)[-1], one.fields
    return None


def from_pubsub(world: World) -> dict[str, str]:
    """Return the headers of a push."""
    return bearer(platform_token(world.ports.issuer_url("platform"), PUBSUB_ACCOUNT))


def push(message: object) -> dict[str, Any]:
    """Return the body of a push, with all that Pub/Sub puts around a message."""
    data = message if isinstance(message, bytes) else json.dumps(message).encode()
    return {
        "deliveryAttempt": 1,
        "subscription": "projects/agogopost-local/subscriptions/eu-export_worker",
        "message": {
            "data": base64.b64encode(data).decode(),
            "attributes": {},
            "messageId": "1234",
            "message_id": "1234",
            "orderingKey": "",
            "publishTime": "2026-03-01T12:00:00Z",
            "publish_time": "2026-03-01T12:00:00Z",
        },
    }


def mails(world: World, one: Person) -> list[dict[str, Any]]:
    """Return what was mailed to somebody when an export was ready."""
    return [mail for mail in world.messages(one.email) if mail["subject"] == READY]
