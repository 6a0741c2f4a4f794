"""Nothing goes to anybody who is not on the register of suppliers, or whose review is overdue."""

import json
import time
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from infra.local.carriers.fedex import FEDEX
from infra.local.carriers.ups import UPS
from infra.local.carriers.usps import USPS
from shared.platform.suppliers.register import register
from tests.functions.people import bearer, code_for, new_email, person, registration
from tests.world import World, new_number

pytestmark = pytest.mark.stack

AFTER_EVERY_REVIEW = max(one.next_review for one in register().values())
NOWHERE = "https://192.0.2.1"
"""Nobody's (RFC 5737): a call there would wait until its time is over."""


def code_of(reply: httpx.Response) -> str:
    """Return why the first number of a query has no shipment; empty: it has one."""
    (item,) = reply.json()["items"]
    return str(item["problem"]["code"]) if item["problem"] is not None else ""


async def ask(app: httpx.AsyncClient, number: str) -> httpx.Response:
    """Ask where a parcel of DHL's is."""
    items = {"items": [{"number": number, "carrier": "dhl"}]}
    return await app.post("/v1/waybills/query", json=items)


@pytest.mark.promise("S7")
async def test_a_supplier_whose_review_is_overdue_is_sent_nothing(world: World) -> None:
    number, email, phone = new_number(), new_email(), "+491713920099"
    world.scenario(number, "in_transit")
    late = datetime.combine(AFTER_EVERY_REVIEW, datetime.min.time(), UTC) + timedelta(days=2)
    ahead = int((late - datetime.now(UTC)).total_seconds())
    async with world.gateway("late", CLOCK_AHEAD=str(ahead)) as overdue:
        app = overdue.visitor
        assert code_of(await ask(app, number)) == "carrier-not-configured"
        carriers = (await app.get("/v1/carriers")).json()["carriers"]
        assert not [one["code"] for one in carriers if one["configured"] and one["code"] in UPON]
        for address in ({"email": email}, {"phone": phone}):
            reply = await app.post("/v1/sign-in/codes", json={"country": "DE", **address})
            assert (reply.status_code, reply.json()["code"]) == (503, "unavailable")
    assert world.seen(number) == []
    assert world.messages(email) == world.messages(phone) == []
    async with world.visitor() as app:
        assert code_of(await ask(app, number)) == "", "before, it was fine"
        assert await code_for(world, app, email=email)


UPON = set(register())


@pytest.mark.promise("S7")
@pytest.mark.promise("X1")
async def test_an_address_that_the_register_does_not_name_is_never_called(world: World) -> None:
    number, email = new_number(), new_email()
    world.scenario(number, "in_transit")
    # The stack's own relay, by another name than the one that is allowed here.
    async with world.gateway("elsewhere", DHL_URL=NOWHERE, SMTP_HOST="localhost") as elsewhere:
        began = time.monotonic()
        for reply in (
            await ask(elsewhere.visitor, number),
            await elsewhere.visitor.post(
                "/v1/sign-in/codes", json={"country": "DE", "email": email}
            ),
        ):
            assert reply.status_code == 500, "the operator's fault, and it stops there"
        assert time.monotonic() - began < 2
    assert world.seen(number) == []
    assert world.messages(email) == []


@pytest.mark.promise("X1")
@pytest.mark.promise("S7")
async def test_whoever_was_told_anything_is_on_the_register_and_in_the_persons_log(
    world: World,
) -> None:
    """Do what tells suppliers something, and look at what each of them was sent."""
    asked = {"ups": UPS["customs"], "fedex": FEDEX["customs"], "usps": USPS["returned"]}
    async with person(world) as one:
        for number in asked.values():
            reply = await one.app.post("/v1/waybills", json={"number": number})
            assert reply.status_code == 201
        log = (await one.app.get("/v1/me/access-log")).json()["items"]
        recipients = (await one.app.get("/v1/data-map")).json()["recipients"]
    published = {entry["id"]: entry for entry in recipients}
    assert {line["whom"] for line in log} == {"mail", *asked}
    assert {line["whom"] for line in log} <= set(published)
    assert set(published) == {one.id for one in register().values() if "eu" in one.regions}
    sent = [*world.seen(one.email), *world.seen(one.token)]
    assert sent == [], "a carrier is told no address and no token"
    for entry in register().values():
        assert entry.terms_accepted < entry.next_review
        assert entry.purpose
        assert entry.categories
        assert entry.regions
        assert len(entry.security_evidence) >= 3
        assert entry.id not in published or published[entry.id]["purpose"] == entry.purpose


@pytest.mark.promise("X1")
async def test_what_a_stranger_is_sent_holds_nothing_of_anybody(world: World) -> None:
    """The relay sees the address and the words of the message, and no more."""
    async with world.visitor() as visitor:
        email = new_email()
        code = await code_for(world, visitor, email=email)
        told = registration(code, email=email, nickname="Only-For-Us", birthday="--05-17")
        made = await visitor.post("/v1/accounts", json=told)
        me = (await visitor.get("/v1/me", headers=bearer(made.json()["session"]["token"]))).json()
        assert me["nickname"] == "Only-For-Us"
    (mail,) = world.messages(email)
    whole = json.dumps(mail)
    assert "Only-For-Us" not in whole
    assert made.json()["session"]["id"] not in whole
    own = {"channel", "to", "subject", "text", "html", "headers", "returns_to", "at", "id"}
    assert set(mail) <= own
    assert mail["returns_to"] == mail["headers"]["From"]
