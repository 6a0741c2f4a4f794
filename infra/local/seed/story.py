"""What one invented person does: signs in, tells about themselves, follows parcels.

Whoever is there already is signed in again, and only what is lacking is made: a second run of the
same population doubles nothing.
"""

import asyncio
import io
from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import datetime

import httpx

from infra.local.emulators.oidc import QUICK_LOGIN_AUDIENCES, IssuerError, oidc_token
from infra.local.seed.calls import App, Json, RefusedError, Sink, StackGoneError, Tally
from infra.local.seed.parcels import Parcel
from infra.local.seed.people import Invented, Login
from infra.local.stack.ports import Ports

_POLICY = "1"
_SHOWN = {"notice_version": 1, "language": "en", "method": "settings"}
_EDGE = 256


@dataclass(frozen=True, slots=True)
class Stage:
    """Where people live: a region of a running stack, and what was counted so far."""

    ports: Ports
    api: httpx.AsyncClient
    sink: Sink
    tally: Tally
    began: datetime


async def live(person: Invented, stage: Stage) -> None:
    """Let a person do all that they do.

    Raises:
        StackGoneError: Something does not answer.
    """
    story = _Story(person, stage)
    try:
        await story.enter()
    except RefusedError as e:
        stage.tally.refused[str(e)] += 1
        stage.tally.made["people refused"] += 1
        return
    for chapter in (story.link, story.bring_devices, story.choose, story.show_face):
        await story.unless_refused(chapter())
    for parcel in person.parcels:
        await story.unless_refused(story.follow(parcel))


class _Story:
    """One person's doings."""

    def __init__(self, person: Invented, stage: Stage) -> None:
        self._person, self._stage = person, stage
        self._app = App(stage.api, person.source)
        self._known = False

    async def unless_refused(self, chapter: Awaitable[None]) -> None:
        """Do something; a refusal is counted, and life goes on."""
        try:
            await chapter
        except RefusedError as e:
            self._stage.tally.refused[str(e)] += 1

    async def enter(self) -> None:
        """Register; who has an account is signed in to it."""
        credentials, way = await self._credentials()
        told = {**credentials, **self._person.details, "country": self._person.country}
        grants = {"grants": {"anonymous_statistics": self._person.agrees}, **_SHOWN}
        body = {**told, "adult": True, "policy_version": _POLICY, "consents": grants}
        made = await self._app.post("/v1/accounts", body)
        self._app.sign_in(made["session"]["token"])
        self._known = self._is_old(made["account"])
        self._count("people there already" if self._known else "people new")
        self._count(f"by {way}")

    async def link(self) -> None:
        """Link the quick login of somebody who has an address too."""
        login = self._person.login
        if login is None or self._is_alone():
            return
        if self._known and (await self._app.call("GET", "/v1/me/identities"))["identities"]:
            return
        await self._app.post("/v1/me/identities", {"quick_login": await self._proof(login)})
        self._count("quick logins linked")

    async def bring_devices(self) -> None:
        """Add the devices that are lacking."""
        there = await self._app.call("GET", "/v1/me/devices") if self._known else {"devices": []}
        ids = {device["device_id"] for device in there["devices"]}
        for device in self._person.devices:
            if device["device_id"] not in ids:
                await self._app.post("/v1/me/devices", dict(device))
                self._count("devices")

    async def choose(self) -> None:
        """Say how the app is to look."""
        if self._person.preferences is not None:
            await self._app.call("PUT", "/v1/me/preferences", dict(self._person.preferences))
            self._count("preferences")

    async def show_face(self) -> None:
        """Send a portrait."""
        if self._person.colour is not None:
            picture = await asyncio.to_thread(_picture, self._person.colour)
            await self._app.call("PUT", "/v1/me/portrait", picture, content_type="image/jpeg")
            self._count("portraits")

    async def follow(self, parcel: Parcel) -> None:
        """Follow a parcel: one that is followed already stays as it is."""
        made = await self._app.post("/v1/waybills", parcel.body())
        self._count("followed already" if self._is_old(made) else "followed")
        self._count(_came_of(made))

    async def _credentials(self) -> tuple[Json, str]:
        """Return what proves who they are, and by which way."""
        person = self._person
        if self._is_alone() and person.login is not None:
            return {"quick_login": await self._proof(person.login)}, "quick login alone"
        address = {"email": person.email} if person.email else {"phone": person.phone}
        asked = await self._app.post("/v1/sign-in/codes", {**address, "country": person.country})
        code = await self._stage.sink.code_for(person.email or person.phone or "")
        proof = {"code": code, "handle": asked["handle"]}
        return {**address, **proof}, "mail" if person.email else "SMS"

    async def _proof(self, login: Login) -> Json:
        """Sign in at the provider with a nonce of ours."""
        nonce = (await self._app.post("/v1/sign-in/nonces"))["nonce"]
        issuer, app = self._stage.ports.issuer_url(login.provider), QUICK_LOGIN_AUDIENCES[0]
        try:
            token = await asyncio.to_thread(
                oidc_token, issuer, audience=app, subject=login.subject, nonce=nonce
            )
        except IssuerError as e:
            raise StackGoneError from e
        return {"provider": login.provider, "id_token": token}

    def _is_alone(self) -> bool:
        return self._person.email is None and self._person.phone is None

    def _is_old(self, made: Json) -> bool:
        return datetime.fromisoformat(made["created_at"]) < self._stage.began

    def _count(self, what: str) -> None:
        self._stage.tally.made[what] += 1


def _came_of(follow: Json) -> str:
    """Return what is known of a followed parcel: its status, or why there is none."""
    if follow["problem"] is not None:
        return f"parcel {follow['problem']['code']}"
    return f"parcel {follow['shipment']['status'] if follow['shipment'] else 'nothing yet'}"


def _picture(colour: tuple[int, int, int]) -> bytes:
    from PIL import Image as pillow  # noqa: N813, PLC0415 - for few people

    file = io.BytesIO()
    shade = pillow.radial_gradient("L").resize((_EDGE, _EDGE))
    face = pillow.composite(
        pillow.new("RGB", shade.size, "white"), pillow.new("RGB", shade.size, colour), shade
    )
    face.save(file, "JPEG")
    return file.getvalue()
