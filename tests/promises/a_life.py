"""Somebody who tells the service everything that can be told, each thing by a text of its own.

Each such text is a canary: long, random, unlike anything that is there by chance. Where a field has
a form of its own, its canary has that form.
"""

import io
import secrets
from dataclasses import dataclass, field
from typing import Any

import httpx
from PIL import Image

from shared.parcels.carriers.detect import detect
from tests.canaries import MAILBOX, SUBJECT
from tests.functions.exports import asked, ready
from tests.functions.people import Person, code_for, registration
from tests.functions.quick_logins import token_of
from tests.functions.staff import PATH as STAFF
from tests.functions.staff import asking, found, member
from tests.functions.test_rights import hand_in, mail
from tests.ports import NO_TLS
from tests.unit.people.portraits.pictures import picture
from tests.world import World

PLACE = {"latitude": 52.51837465, "longitude": 13.37618294}
COUNTRIES = {"eu": "DE", "us": "US"}
_DESCRIPTION = 0x010E
"""Of EXIF: what the picture shows."""


@dataclass(slots=True)
class Life:
    """What one person has told, and what they were given."""

    canaries: dict[str, str] = field(default_factory=dict)
    """By what it is."""
    given: dict[str, str] = field(default_factory=dict)
    """What lets somebody in: tokens."""
    archive: bytes = b""
    """The copy of everything, as it was downloaded."""
    region: str = "eu"
    """Where they live."""

    @property
    def country(self) -> str:
        """Which country they say they live in."""
        return COUNTRIES[self.region]

    def canary(self, what: str, text: str = "") -> str:
        """Make a canary, or take one that has a form of its own; return it."""
        made = text or f"zq{what.replace('_', '')[:14]}{secrets.token_hex(10)}"
        assert what not in self.canaries
        self.canaries[what] = made
        return made


def digits(number: int) -> str:
    """Return as many random digits, the first of them none that a prefix could be confused with."""
    return "7" + "".join(secrets.choice("0123456789") for _ in range(number - 1))


async def lived(world: World, app: httpx.AsyncClient, region: str = "eu") -> tuple[Person, Life]:
    """Register somebody of a region and have them do everything that is stored.

    Returns:
        The person, whose app is the one given, and what they have told.
    """
    life = Life(region=region)
    one = await _registers(world, app, life)
    await _tells(world, one, life)
    await _follows(world, one, life)
    await _allows(one, life)
    await _shows_a_picture(one, life)
    await _asks_for_rights(world, one, life)
    await _is_looked_at(world, one, life)
    await _is_to_be_told(world, one, life)
    url = (await ready(one, await asked(one)))["url"]
    async with httpx.AsyncClient(trust_env=False, verify=NO_TLS) as browser:
        life.archive = (await browser.get(url)).content
    return one, life


async def _is_to_be_told(world: World, one: Person, life: Life) -> None:
    """Sign in where the message about it cannot be handed over: it waits for the sweep."""
    nobody = "127.0.0.1:9"
    async with world.gateway("unheard", life.region, PUBSUB_EMULATOR_HOST=nobody) as unheard:
        code = await code_for(world, unheard.visitor, life.country, email=one.email)
        body = {"email": one.email, "country": life.country, "code": code}
        _well(await unheard.visitor.post("/v1/sessions", json=body), 201)


def _well(reply: httpx.Response, status: int = 200) -> Any:  # noqa: ANN401 - JSON
    assert reply.status_code == status, reply.text
    return reply.json()


async def _registers(world: World, app: httpx.AsyncClient, life: Life) -> Person:
    email = life.canary("email", f"{MAILBOX}-{secrets.token_hex(10)}@example.org")
    more = {
        "nickname": life.canary("nickname"),
        "locale": "de-DE",
        "gender": "female",
        "birthday": "--05-17",
        "country": life.country,
    }
    code = await code_for(world, app, life.country, email=email)
    made = _well(await app.post("/v1/accounts", json=registration(code, email=email, **more)), 201)
    token = life.given["session"] = made["session"]["token"]
    app.headers["Authorization"] = f"Bearer {token}"
    return Person(email, token, app)


async def _tells(world: World, one: Person, life: Life) -> None:
    """Phone, quick login, device, preferences; some of it by requests that can be repeated."""
    phone = life.canary("phone", f"+49151{digits(8)}")
    code = await code_for(world, one.app, life.country, phone=phone)
    seen = {"If-Match": (await one.app.get("/v1/me")).headers["ETag"]}
    body = {"phone": phone, "code": code}
    assert _well(await one.app.patch("/v1/me", json=body, headers=seen))["phone"] == phone
    subject = life.canary("subject", f"{SUBJECT}-{secrets.token_hex(10)}")
    login = {"provider": "google", "id_token": await token_of(world, one.app, subject)}
    _well(await one.app.post("/v1/me/identities", json={"quick_login": login}), 201)
    facts = ("model", "os", "os_version", "device_id", "browser", "browser_version", "app_version")
    device = {name: life.canary(name) for name in facts}
    key = {"Idempotency-Key": life.canary("idempotency_key")}
    made = _well(await one.app.post("/v1/me/devices", json=device, headers=key), 201)
    browser = world.subscribed()
    life.canary("push", browser["subscription"]["endpoint"])
    path = f"/v1/me/devices/{made['id']}/push"
    _well(await one.app.put(path, json={"web_push": browser}))
    _well(await one.app.put("/v1/me/preferences", json={"language": "de", "layout": "cards"}))


async def _follows(world: World, one: Person, life: Life) -> None:
    number = life.canary("number", _ups_number())
    follow = {
        "number": number,
        "label": life.canary("label"),
        "commodity": "medicine",
        "notify": {"email": True},
    }
    _well(await one.app.post("/v1/waybills", json=follow), 201)
    proven = {"number": f"AGP-POSTCODE-{secrets.randbelow(10**4):04}", "postcode": "10115"}
    _well(await one.app.post("/v1/waybills", json=proven), 201)
    async with world.visitor(life.region) as visitor:
        _well(await visitor.post("/v1/waybills/query", json={"items": [{"number": number}]}))


def _ups_number() -> str:
    """Return a number that UPS could have made: service 03, with its check digit."""
    body = f"1Z{secrets.token_hex(3).upper()}03{digits(7)}"
    return next(body + last for last in "0123456789" if detect(body + last))


async def _allows(one: Person, life: Life) -> None:
    """Every consent, what rests on it, and the withdrawal of one."""
    asking_for = _well(await one.app.get("/v1/consents"))
    told = {"notice_version": asking_for["notice_version"], "language": "en", "method": "settings"}
    grants = {each["id"]: True for each in asking_for["purposes"]}
    _well(await one.app.put("/v1/consents", json={"grants": grants, **told}))
    events = [
        {"what": what, "name": life.canary(what)} for what in ("page", "click", "habit", "interest")
    ]
    assert _well(await one.app.post("/v1/events", json={"events": events}), 202)["stored"] == 4
    for coordinate, value in PLACE.items():
        life.canary(coordinate, str(value))
    _well(await one.app.put("/v1/me/location", json=PLACE))
    _well(await one.app.put("/v1/consents", json={"grants": {"advertising": False}, **told}))


async def _shows_a_picture(one: Person, life: Life) -> None:
    exif = Image.Exif()
    exif[_DESCRIPTION] = life.canary("picture_exif")
    sent = picture(exif=exif.tobytes(), comment=life.canary("picture_comment").encode())
    assert life.canaries["picture_exif"].encode() in sent
    assert Image.open(io.BytesIO(sent)).size
    _well(
        await one.app.put("/v1/me/portrait", content=sent, headers={"Content-Type": "image/jpeg"})
    )


async def _asks_for_rights(world: World, one: Person, life: Life) -> None:
    """Accept the policy; ask for a correction, which waits to be read; write a mail."""
    _well(await one.app.post("/v1/policies/1/acceptance"))
    body = {"kind": "rectification", "text": life.canary("rights_text")}
    _well(await one.app.post("/v1/rights-requests", json=body), 201)
    async with world.visitor(life.region) as provider:
        sent = mail(**{"from": one.email, "text": life.canary("mail_text")})
        assert _well(await hand_in(provider, sent)) == {"outcome": "kept"}


async def _is_looked_at(world: World, one: Person, life: Life) -> None:
    """By staff, who say why; by the account, in a look-up by its mailbox."""
    ticket = life.canary("ticket", f"ZQ{secrets.token_hex(3).upper()}7-{digits(9)}")
    async with member(world, "privacy", life.region) as client:
        id_ = await found(client, one)
        unmask = await client.post(f"{STAFF}/{id_}/unmask", json=asking("tracking", ticket=ticket))
        _well(unmask)
