"""S1: what is somebody's lies in their region, and nowhere else."""

import json
import secrets
import urllib.request
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from infra.local.emulators.oidc import oidc_token
from infra.local.stack.parts import log_of
from tests.functions.people import Person, bearer, code_for, new_email, person, registration
from tests.functions.push import with_browser
from tests.functions.quick_logins import APP, new_subject, nonce_of
from tests.unit.people.portraits.pictures import picture
from tests.world import World

pytestmark = pytest.mark.stack

COUNTRY = {"eu": "DE", "us": "US"}
OTHER = {"eu": "us", "us": "eu"}


def everything(world: World, region: str) -> dict[str, Any]:
    """Return all documents and objects of a region, by name."""
    stored: dict[str, Any] = {one.name: one.fields for one in world.dump(region)}
    return stored | dict(objects(world, region))


def objects(world: World, region: str) -> Iterator[tuple[str, str]]:
    """Yield the name and the checksum of every object of a region's bucket."""
    root = f"{world.ports.url_of('storage')}/storage/v1/b/agogopost-{region}/o"
    with urllib.request.urlopen(root, timeout=10) as reply:  # noqa: S310 - loopback
        for item in json.load(reply).get("items", []):
            yield f"object {item['name']}", item["crc32c"]


async def live(world: World, one: Person) -> set[str]:
    """Do everything that a person can, and return the words that are theirs."""
    words = {secrets.token_hex(8) for _ in range(3)}
    nickname, model, label = words
    app = one.app
    words.add((await with_browser(world, one, model=model)).endpoint)
    replies = [
        await app.patch("/v1/me", json={"nickname": nickname}, headers={"If-Match": "*"}),
        await app.put("/v1/me/preferences", json={"language": "de"}),
        await app.put("/v1/me/portrait", content=picture(), headers={"Content-Type": "image/jpeg"}),
        await app.post(
            "/v1/waybills",
            json={"number": f"AGP-DELIVERED-{secrets.randbelow(10**4):04}", "label": label},
            headers={"Idempotency-Key": secrets.token_hex(8)},
        ),
        await app.get("/v1/waybills"),
        await app.get("/v1/me/access-log"),
        await link(world, app),
    ]
    assert {reply.status_code for reply in replies} <= {200, 201}
    return words | {one.email, one.token}


async def link(world: World, app: httpx.AsyncClient) -> httpx.Response:
    """Link a quick login."""
    issuer, nonce = world.ports.issuer_url("google"), await nonce_of(app)
    token = oidc_token(issuer, audience=APP, subject=new_subject(), nonce=nonce)
    body = {"quick_login": {"provider": "google", "id_token": token}}
    return await app.post("/v1/me/identities", json=body)


@pytest.mark.promise("S1")
@pytest.mark.parametrize("region", ["eu", "us"])
async def test_what_a_person_does_changes_their_own_region_and_no_other(
    world: World, region: str
) -> None:
    await world.settled()
    elsewhere, here = everything(world, OTHER[region]), everything(world, region)
    async with person(world, region) as one:
        words = await live(world, one)
    made = everything(world, region).keys() - here.keys()
    collections = {name.split("/documents/")[-1].split("/")[0] for name in made}
    assert {
        "people", "person_keys", "sessions", "devices", "preferences", "follows", "identities",
        "disclosures", "replies", "people_by_email",
    } <= collections  # fmt: skip
    assert [name for name in made if name.startswith("object portraits/")]
    assert everything(world, OTHER[region]) == elsewhere
    for place in ("eu", "us"):
        text = json.dumps(everything(world, place)).lower()
        assert not [word for word in words if word.lower() in text]
        log = log_of(world.ports, f"gateway-{place}").read_text(encoding="utf-8").lower()
        assert not [word for word in words if word.lower() in log]


@pytest.mark.promise("S1")
@pytest.mark.parametrize("region", ["eu", "us"])
async def test_who_comes_to_the_wrong_region_is_sent_to_theirs_and_leaves_nothing(
    world: World, region: str
) -> None:
    other = OTHER[region]
    country = {"country": COUNTRY[other]}
    email = new_email()
    async with person(world, other) as far, world.visitor(region) as visitor:
        await world.settled()
        before = everything(world, region)
        body = {**country, "email": email}
        replies = [
            await visitor.get("/v1/regions", params=country),
            await visitor.post("/v1/sign-in/codes", json=body),
            await visitor.post("/v1/accounts", json=registration("123456", **body)),
            await visitor.post("/v1/sessions", json={**body, "code": "123456"}),
            await visitor.get("/v1/me", headers=bearer(far.token)),
            await visitor.get("/v1/waybills", headers=bearer(far.token)),
            await visitor.get("/v1/sessions", headers={"Cookie": f"__Host-session={far.token}"}),
        ]
        home = world.ports.gateway_url(other)
        for reply in replies:
            assert (reply.status_code, reply.json()["code"]) == (421, "wrong-region")
            assert (reply.json()["region"], reply.json()["base_url"]) == (other, home)
        assert world.messages(email) == []
        assert everything(world, region) == before


@pytest.mark.promise("S1")
async def test_the_same_mailbox_in_two_regions_is_two_strangers(world: World) -> None:
    email = new_email()
    tokens = {}
    for region, country in COUNTRY.items():
        async with world.visitor(region) as visitor:
            code = await code_for(world, visitor, country, email=email)
            body = {**registration(code, email=email), "country": country}
            reply = await visitor.post("/v1/accounts", json=body)
            assert reply.status_code == 201
            tokens[region] = reply.json()["session"]["token"]
    assert tokens["eu"].startswith("agp_eu_")
    assert tokens["us"].startswith("agp_us_")
    indexes = [
        {one.name.rsplit("/", 1)[1] for one in world.dump(region) if "_by_" in one.collection}
        for region in COUNTRY
    ]
    assert all(indexes)
    assert not indexes[0] & indexes[1], "each region has index keys of its own"


@pytest.mark.promise("C8")
async def test_all_that_is_stored_of_people_is_on_the_published_map(world: World) -> None:
    async with person(world, nickname="Hidden-Nickname", birthday="--05-17") as one:
        await live(world, one)
        published = (await one.app.get("/v1/data-map")).json()
    lines = published["fields"]
    clear = {
        (line["database"], line["collection"], line["field"])
        for line in lines
        if line["protection"] != "sealed"
    }
    sealed = {
        (line["database"], line["collection"], line["purpose"])
        for line in lines
        if line["protection"] == "sealed"
    }
    documents = list(world.dump())
    assert {"follows", "devices", "identities", "disclosures"} <= {
        stored.collection for stored in documents
    }
    for stored in documents:
        kind = stored.database.removeprefix("eu-")
        fields = {name: value for name, value in stored.fields.items() if name != "v"}
        groups = fields.pop("sealed", {"mapValue": {"fields": {}}})["mapValue"]["fields"]
        assert {(kind, stored.collection, group) for group in groups} <= sealed
        assert {(kind, stored.collection, name) for name in fields} <= clear, stored.collection
    assert ("bucket", "portraits", "account") in sealed
