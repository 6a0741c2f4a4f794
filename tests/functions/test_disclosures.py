"""Who is given what of a person: no more than the task needs, written down first, and closed."""

import json
import secrets
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from infra.local.carriers.dhl import DHL
from infra.local.emulators.oidc import SCHEDULER_ACCOUNT, platform_token
from tests.functions.people import Person, code_for, new_email, person
from tests.world import World, new_number, new_source

pytestmark = pytest.mark.stack

LOG = "/v1/me/access-log"


@pytest.fixture
async def ada(world: World) -> AsyncIterator[Person]:
    """Return somebody who has just registered."""
    async with person(world) as one:
        yield one


async def given(one: Person, supplier: str) -> list[dict[str, Any]]:
    """Return the lines of a person's access log that tell of a supplier, the newest first."""
    reply = await one.app.get(LOG, headers={"X-Forwarded-For": new_source()})
    assert reply.status_code == 200
    return [line for line in reply.json()["items"] if line["whom"] == supplier]


async def follow(one: Person, number: str, **more: str) -> dict[str, Any]:
    """Follow a parcel of DHL's."""
    reply = await one.app.post("/v1/waybills", json={"number": number, "carrier": "dhl", **more})
    assert reply.status_code == 201, reply.text
    made: dict[str, Any] = reply.json()
    return made


@pytest.mark.promise("X2")
async def test_a_carrier_is_told_the_number_and_nothing_else_and_it_is_written_down(
    world: World, ada: Person
) -> None:
    number = new_number()
    world.scenario(number, "in_transit")
    made = await follow(ada, number, label="Private-Label", commodity="medicine", postcode="10115")
    (sent,) = world.seen(number)
    assert (sent["method"], sent["body"]) == ("GET", "")
    assert sent["query"] == f"trackingNumber={number}&recipientPostalCode=10115"
    assert set(sent["headers"]) <= {
        "host", "accept", "accept-encoding", "connection", "user-agent", "dhl-api-key",
    }  # fmt: skip
    whole = json.dumps(sent).lower()
    for word in (ada.email, ada.token, made["id"], "private-label", "medicine"):
        assert word.lower() not in whole
    lines = await given(ada, "dhl")
    assert {line["data"] for line in lines} == {"waybill number", "recipient postcode"}
    for line in lines:
        assert (line["what"], line["name"], line["about"]) == ("given", "DHL Group", made["id"])
        assert (line["purpose"], line["until"]) == ("tracking", None)
        assert number not in json.dumps(line)


@pytest.mark.promise("X2")
async def test_a_line_begins_before_the_carrier_is_asked_and_ends_with_the_follow(
    world: World, ada: Person
) -> None:
    number, other = new_number(), new_number()
    for one in (number, other):
        world.scenario(one, "in_transit")
    before = {one.name for one in world.dump()}
    made, kept = await follow(ada, number), await follow(ada, other)
    new = [one for one in world.dump() if one.name not in before]
    ledger = [one for one in new if one.collection == "disclosures"]
    assert len(ledger) == 2
    assert all("stringValue" not in one.fields["due"] for one in ledger)
    for _ in range(2):
        assert (await ada.app.get(f"/v1/waybills/{made['id']}")).status_code == 200
    assert len(await given(ada, "dhl")) == 2, "what is the same is one line"
    assert (await ada.app.delete(f"/v1/waybills/{made['id']}")).status_code == 200
    until = {line["about"]: line["until"] for line in await given(ada, "dhl")}
    assert until[kept["id"]] is None
    assert until[made["id"]] is not None
    again = await follow(ada, number)
    assert again["id"] == made["id"]
    assert len(await given(ada, "dhl")) <= 3, "one more if the carrier was told anew"


async def test_a_closed_line_is_deleted_a_year_later_and_an_open_one_is_not(world: World) -> None:
    token = platform_token(world.ports.issuer_url("platform"), SCHEDULER_ACCOUNT)
    at = (datetime.now(UTC) + timedelta(days=368)).isoformat()
    headers = {"Authorization": f"Bearer {token}", "X-Local-Clock": at}
    async with person(world, "us") as one:
        before = {stored.name for stored in world.dump("us")}
        ids: list[str] = []
        for _ in range(2):
            number = new_number()
            world.scenario(number, "in_transit")
            ids.append((await follow(one, number))["id"])
        assert (await one.app.delete(f"/v1/waybills/{ids[0]}")).status_code == 200

        def kept() -> int:
            lines = [stored for stored in world.dump("us") if stored.collection == "disclosures"]
            return len([stored for stored in lines if stored.name not in before])

        assert kept() == 2
        report = await one.app.post("/jobs/anonymise_nightly", headers=headers)
        assert report.json()["finished"]
        assert kept() == 1


@pytest.mark.promise("X2")
async def test_a_sandbox_of_our_own_tells_nobody(world: World, ada: Person) -> None:
    body = {"number": f"AGP-DELIVERED-{secrets.randbelow(10**4):04}"}
    assert (await ada.app.post("/v1/waybills", json=body)).status_code == 201
    assert await given(ada, "sandbox") == []
    assert DHL["delivered"] not in json.dumps(world.seen(body["number"]))


@pytest.mark.promise("X2")
async def test_the_categories_of_a_line_are_those_of_the_published_recipients(
    world: World, ada: Person
) -> None:
    number = new_number()
    world.scenario(number, "in_transit")
    await follow(ada, number, postcode="10115")
    published = (await ada.app.get("/v1/data-map")).json()
    recipients = {one["id"]: one for one in published["recipients"]}
    purposes = {one["id"] for one in published["purposes"]}
    lines = (await ada.app.get(LOG)).json()["items"]
    assert {line["whom"] for line in lines} == {"mail", "dhl"}
    for line in lines:
        supplier = recipients[line["whom"]]
        assert line["data"] in supplier["categories"]
        assert line["purpose"] == supplier["purpose"]
    assert {one["purpose"] for one in recipients.values()} <= purposes
    assert all(one["categories"] and one["stores"] for one in recipients.values())


@pytest.mark.promise("X2")
async def test_who_relays_to_an_address_is_written_down_until_the_address_is_erased(
    world: World, ada: Person
) -> None:
    phone = f"+49171{secrets.randbelow(10**7):07}"
    seen = {"If-Match": "*"}
    for _ in range(2):
        code = await code_for(world, ada.app, phone=phone)
        told = {"phone": phone, "code": code}
        assert (await ada.app.patch("/v1/me", json=told, headers=seen)).status_code == 200
        (line, *ended) = await given(ada, "sms")
        assert (line["name"], line["data"], line["until"]) == ("Twilio", "phone number", None)
        assert all(one["until"] for one in ended)
        for _ in range(2):
            erased = await ada.app.patch("/v1/me", json={"phone": None}, headers=seen)
            assert erased.status_code == 200
        assert all(one["until"] for one in await given(ada, "sms"))
    assert len(await given(ada, "sms")) == 2
    (mail,) = await given(ada, "mail")
    assert (mail["data"], mail["about"], mail["until"]) == ("email address", "account", None)
    assert ada.email not in json.dumps(mail)


async def test_who_only_asks_for_a_code_leaves_no_line_anywhere(world: World, ada: Person) -> None:
    """Else it would show who has an account."""
    await world.settled()
    before = [one.name for one in world.dump() if one.collection == "disclosures"]
    async with world.visitor() as stranger:
        for email in (ada.email, new_email()):
            await code_for(world, stranger, email=email)
    after = [one.name for one in world.dump() if one.collection == "disclosures"]
    assert after == before
