"""The demo's step about exports: ask for a copy of everything, wait, download it, look inside."""

import io
import json
import time
import zipfile
from typing import Any

import httpx

from infra.local.demo.page import Page, Step, World
from infra.local.demo.show import safe

_PATH = "/v1/exports"
_ASKED, _OK = 202, 200
_SECONDS, _POLL_SECONDS = 20.0, 0.1
_KINDS = ("people", "devices", "follows", "disclosures", "consents")
_LINK_MINUTES = 15


def export(world: World, page: Page) -> str:
    """Ask, wait until it is ready, download and list it."""
    asked, again = world.mine("POST", _PATH), world.mine("POST", _PATH)
    page.expect("the answers to asking twice", [asked.status, again.status], [_ASKED, _ASKED])
    page.expect("asked twice, prepared once", again.body["id"], asked.body["id"])
    ready = _waited(world, asked.body["id"])
    page.expect("the export", ready["status"], "ready")
    page.say(f"ready: {ready['bytes']} bytes, kept until {ready['expires_at'][:10]}")
    page.say(f"her link: {ready['url'].partition('?')[0]}?…, good for {_LINK_MINUTES} minutes")
    reply = httpx.get(ready["url"], trust_env=False, timeout=_SECONDS)
    page.expect("the download, without a session", reply.status_code, _OK)
    archive = zipfile.ZipFile(io.BytesIO(reply.content))
    page.expect("the archive is whole", archive.testzip(), None)
    _look(archive, page)
    counted = [len(_items(archive, kind)) for kind in _KINDS]
    told = ", ".join(f"{n} {kind}" for n, kind in zip(counted, _KINDS, strict=True))
    page.say(f"in it: {told}")
    labels = [item["label"] for item in _items(archive, "follows")]
    listed = [one["label"] for one in world.mine("GET", "/v1/waybills").body["items"]]
    page.say(safe(f"her parcels: {', '.join(labels)}"))
    page.expect("what she follows is in it", sorted(labels), sorted(listed))
    return f"{len(archive.namelist())} files: all that is held about her, and what each field means"


def _waited(world: World, id_: str) -> dict[str, Any]:
    """Return the export once it is prepared, or as it is when that takes too long."""
    ends = time.monotonic() + _SECONDS
    while True:
        found: dict[str, Any] = world.mine("GET", f"{_PATH}/{id_}").body
        if found["status"] != "preparing" or time.monotonic() > ends:
            return found
        time.sleep(_POLL_SECONDS)


def _look(archive: zipfile.ZipFile, page: Page) -> None:
    """List what is at the top, and hold every file against the manifest."""
    top = [one for one in archive.namelist() if "/" not in one]
    kinds = [one for one in archive.namelist() if one.startswith("data/")]
    page.say(f"files: {', '.join(top)}, {len(kinds)} kinds of data, a schema for each")
    manifest = json.loads(archive.read("manifest.json"))
    sizes = {one["path"]: one["bytes"] for one in manifest["files"]}
    there = {one.filename: one.file_size for one in archive.infolist()}
    page.expect("the manifest", sizes, {k: v for k, v in there.items() if k != "manifest.json"})
    page.expect("nothing was damaged", manifest["damaged"], {})


def _items(archive: zipfile.ZipFile, kind: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(archive.read(f"data/{kind}.json"))["items"]
    return found


STEPS = (
    Step(
        "export",
        "A copy of everything",
        "Whoever is written about may have it all: prepared in the background, fetched by a link "
        "that only a recent sign-in gets, gone after seven days.",
        export,
    ),
)
