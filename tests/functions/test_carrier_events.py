"""What the aggregator pushes: taken if it is genuine, once, and only where somebody asked."""

import asyncio
import hashlib
import json
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from infra.local.emulators.oidc import SCHEDULER_ACCOUNT, platform_token
from infra.local.stack.parts import SEVENTEEN_TRACK_KEY as KEY
from shared.parcels.carriers.checksums import s10
from tests.world import World

pytestmark = pytest.mark.stack

PATH = "/v1/carrier-events/seventeen_track"
FORGET = "/jobs/forget_nightly"


def new_item() -> str:
    """Return a number of China Post that nobody asked for yet."""
    serial = f"{secrets.randbelow(10**8):08}"
    return f"RA{serial}{s10(serial)}CN"


def new_parcel() -> str:
    """Return a number that GLS may have made and nobody asked for yet."""
    return f"99{secrets.randbelow(10**10):010}"


def now(ago: timedelta = timedelta(0)) -> str:
    return (datetime.now(UTC) - ago).isoformat()


def push_to(world: World, number: str, region: str = "us", **told: str) -> dict[str, Any]:
    """Have the simulated 17TRACK push to a region; it was in touch with the carrier just now."""
    return world.push(number, f"{world.ports.gateway_url(region)}{PATH}", **{"at": now(), **told})


async def asked(visitor: httpx.AsyncClient, number: str, **more: str) -> dict[str, Any]:
    """Return the result of one number."""
    body = {"items": [{"number": number, **more}]}
    reply = await visitor.post("/v1/waybills/query", json=body)
    found: dict[str, Any] = reply.json()["items"][0]
    return found


def signed(body: bytes, key: str = KEY) -> dict[str, str]:
    sign = hashlib.sha256(body + b"/" + key.encode()).hexdigest()
    return {"Content-Type": "application/json", "sign": sign}


async def test_a_push_is_shown_at_once_and_asks_nobody(world: World) -> None:
    number = new_item()
    world.scenario(number, "in_transit", "seventeen_track")
    async with world.visitor("us") as visitor:
        assert (await asked(visitor, number))["shipment"]["status"] == "in_transit"
        world.scenario(number, "delivered", "seventeen_track")
        before = world.calls("seventeen_track")[number]
        assert (await asked(visitor, number))["shipment"]["status"] == "in_transit"
        pushed = push_to(world, number)
        assert pushed["status"] == 200
        assert (await asked(visitor, number))["shipment"]["status"] == "delivered"
        assert world.calls("seventeen_track")[number] == before


async def test_a_push_answers_what_was_pending(world: World) -> None:
    number = new_item()
    world.scenario(number, "pending", "seventeen_track")
    async with world.visitor("us") as visitor:
        assert (await asked(visitor, number))["problem"]["code"] == "carrier-pending"
        assert push_to(world, number, scenario="customs")["status"] == 200
        found = await asked(visitor, number)
        assert (found["shipment"]["status"], found["shipment"]["reason"]) == (
            "in_transit",
            "customs",
        )


async def test_a_push_that_comes_twice_is_refused_and_changes_nothing(world: World) -> None:
    number = new_item()
    world.scenario(number, "in_transit", "seventeen_track")
    async with world.visitor("us") as visitor:
        await asked(visitor, number)
        pushed = push_to(world, number, scenario="out_for_delivery")
        assert pushed["status"] == 200
        headers = {"Content-Type": "application/json", "sign": pushed["sign"]}
        again = await visitor.post(PATH, content=pushed["body"], headers=headers)
        assert (again.status_code, again.json()["code"]) == (409, "replayed")
        newer = now(-timedelta(seconds=10))
        assert push_to(world, number, scenario="delivered", at=newer)["status"] == 200
        again = await visitor.post(PATH, content=pushed["body"], headers=headers)
        assert again.status_code == 409
        assert (await asked(visitor, number))["shipment"]["status"] == "delivered"


async def test_a_push_from_long_ago_is_refused(world: World) -> None:
    number = new_item()
    world.scenario(number, "in_transit", "seventeen_track")
    async with world.visitor("us") as visitor:
        await asked(visitor, number)
        assert push_to(world, number, at=now(timedelta(days=2)))["status"] == 409


async def test_a_push_about_a_number_that_nobody_asked_for_is_dropped(world: World) -> None:
    number = new_item()
    stored = {one.name for one in world.dump("us") if one.collection == "shipments"}
    pushed = push_to(world, number, tag="us.post_cn", scenario="delivered")
    assert pushed["status"] == 200
    assert {one.name for one in world.dump("us") if one.collection == "shipments"} == stored
    assert not [one for one in world.dump("us") if one.holds(number)]


async def test_the_reply_says_what_became_of_a_push(world: World) -> None:
    async with world.visitor("us") as visitor:
        for data, outcome in (
            ({"number": "RB1", "tag": "us.post_cn"}, "ignored"),
            ({"number": "RB1", "tag": "eu.post_cn", "track_info": {}}, "ignored"),
            ({}, "ignored"),
            ("text", "ignored"),
        ):
            body = json.dumps({"event": "TRACKING_UPDATED", "data": data}).encode()
            reply = await visitor.post(PATH, content=body, headers=signed(body))
            assert (reply.status_code, reply.json()) == (200, {"outcome": outcome})


@pytest.mark.parametrize(
    "sign",
    [
        None,
        "",
        "0" * 64,
        "g" * 64,
        hashlib.sha256(b"{}").hexdigest(),
        hashlib.sha256(b"{}/").hexdigest(),
        hashlib.sha256(b"{}/wrong").hexdigest(),
        signed(b"{} ")["sign"],
        signed(b"{}")["sign"][:-1],
        signed(b"{}")["sign"] + "0",
    ],
    ids=["none", "empty", "zeros", "no hex", "bare", "no key", "wrong", "other", "cut", "longer"],
)
async def test_who_cannot_sign_is_not_heard(world: World, sign: str | None) -> None:
    headers = {"Content-Type": "application/json"} | ({"sign": sign} if sign is not None else {})
    async with world.visitor("us") as visitor:
        reply = await visitor.post(PATH, content=b"{}", headers=headers)
        assert (reply.status_code, reply.json()["code"]) == (401, "unauthenticated")
        right = await visitor.post(PATH, content=b"{}", headers=signed(b"{}"))
        assert right.status_code == 200


async def test_what_is_signed_and_no_json_or_too_large_is_told_so(world: World) -> None:
    async with world.visitor("us") as visitor:
        for body in (b"", b"{", b"\xff", b"[" * 100_000):
            reply = await visitor.post(PATH, content=body, headers=signed(body))
            assert (reply.status_code, reply.json()["code"]) == (422, "invalid-input"), body[:5]
        body = b"x" * (1024 * 1024 + 1)
        reply = await visitor.post(PATH, content=body, headers=signed(body))
        assert reply.status_code == 413


async def test_many_true_pushes_at_once_are_taken_and_many_forged_ones_are_not(
    world: World,
) -> None:
    async with world.visitor("us") as visitor:
        true = [visitor.post(PATH, content=b"{}", headers=signed(b"{}")) for _ in range(150)]
        assert {reply.status_code for reply in await asyncio.gather(*true)} == {200}
    async with world.visitor("us") as stranger:
        forged = [
            stranger.post(PATH, content=b"{}", headers={**signed(b"{}"), "sign": "0" * 64})
            for _ in range(150)
        ]
        statuses = [reply.status_code for reply in await asyncio.gather(*forged)]
        assert set(statuses) == {401, 429}


async def test_a_supplier_that_pushes_nothing_has_no_address(world: World) -> None:
    async with world.visitor("us") as visitor:
        for supplier in ("dhl", "nobody", "SEVENTEEN_TRACK"):
            path = f"/v1/carrier-events/{supplier}"
            reply = await visitor.post(path, content=b"{}", headers=signed(b"{}"))
            assert reply.status_code == 404


async def test_a_push_of_a_supplier_that_is_switched_off_is_to_come_again(world: World) -> None:
    async with world.gateway("off", SUPPLIERS_OFF="seventeen_track") as off:
        reply = await off.visitor.post(PATH, content=b"{}", headers=signed(b"{}"))
        assert (reply.status_code, reply.json()["code"]) == (503, "carrier-off")
        assert reply.headers["Retry-After"]


async def test_who_does_not_give_the_postcode_does_not_see_what_it_opened(world: World) -> None:
    number = new_parcel()
    world.scenario(number, "needs_postcode", "seventeen_track")
    async with world.visitor("us") as visitor:
        first = await asked(visitor, number, carrier="gls", postcode="10115")
        assert first["shipment"]["status"] == "delivered"
        without = await asked(visitor, number, carrier="gls")
        assert without["problem"]["code"] == "proof-required"
        wrong = await asked(visitor, number, carrier="gls", postcode="99999")
        assert wrong["problem"]["code"] == "proof-rejected"


async def test_a_postcode_that_nobody_wants_is_handed_to_nobody(world: World) -> None:
    number = new_parcel()
    world.scenario(number, "in_transit", "seventeen_track")
    async with world.visitor("us") as visitor:
        for postcode in ("00000", "10115"):
            found = await asked(visitor, number, carrier="gls", postcode=postcode)
            assert found["shipment"]["status"] == "in_transit"
        assert (await asked(visitor, number, carrier="gls"))["shipment"]["status"] == "in_transit"
    (stored,) = await listed(world, number)
    assert not stored["param"]


async def test_a_postcode_cannot_be_guessed_by_many(world: World) -> None:
    number = new_parcel()
    world.scenario(number, "needs_postcode", "seventeen_track")
    async with world.visitor("us") as visitor:
        await asked(visitor, number, carrier="gls", postcode="10115")
    codes = []
    for guess in range(12):
        async with world.visitor("us") as stranger:
            found = await asked(stranger, number, carrier="gls", postcode=f"{20000 + guess}")
            codes.append(found["problem"]["code"])
    assert codes == ["proof-rejected"] * 10 + ["carrier-budget"] * 2


async def test_a_wrong_postcode_shuts_nobody_out_who_has_the_right_one(world: World) -> None:
    number = new_parcel()
    world.scenario(number, "needs_postcode", "seventeen_track")
    async with world.visitor("us") as visitor:
        without = await asked(visitor, number, carrier="gls")
        assert without["problem"]["code"] == "proof-required"
        wrong = await asked(visitor, number, carrier="gls", postcode="99999")
        assert wrong["shipment"]["status"] == "not_found"
        right = await asked(visitor, number, carrier="gls", postcode="10115")
        assert right["shipment"]["status"] == "delivered"
        wrong = await asked(visitor, number, carrier="gls", postcode="12345")
        assert wrong["problem"]["code"] == "proof-rejected"


async def test_a_push_reaches_who_knows_the_postcode_alone(world: World) -> None:
    number = new_parcel()
    world.scenario(number, "needs_postcode", "seventeen_track")
    async with world.visitor("us") as visitor:
        await asked(visitor, number, carrier="gls", postcode="10115")
        assert push_to(world, number, scenario="returned")["status"] == 200
        found = await asked(visitor, number, carrier="gls", postcode="10115")
        assert found["shipment"]["reason"] == "returned"
        without = await asked(visitor, number, carrier="gls")
        assert without["problem"]["code"] == "proof-required"


async def test_the_night_has_the_aggregator_forget_what_nobody_asks_for(world: World) -> None:
    token = platform_token(world.ports.issuer_url("platform"), SCHEDULER_ACCOUNT)
    headers = {"Authorization": f"Bearer {token}"}
    number = new_item()
    world.scenario(number, "in_transit", "seventeen_track")
    async with world.visitor("us") as visitor:
        await asked(visitor, number)
        kept = (await visitor.post(FORGET, headers=headers)).json()
        assert kept["finished"]
        (report,) = kept["suppliers"]
        assert (report["supplier"], report["failed"]) == ("seventeen_track", False)
        assert report["stored"] >= 1
        assert await is_registered(world, number)

        later = {"X-Local-Clock": (datetime.now(UTC) + timedelta(days=4)).isoformat()}
        await visitor.post("/jobs/anonymise_nightly", headers=headers | later)
        gone = (await visitor.post(FORGET, headers=headers)).json()
        (report,) = gone["suppliers"]
        assert report["forgotten"] == report["stored"] >= 1
        assert not await is_registered(world, number)
        again = (await visitor.post(FORGET, headers=headers)).json()
        assert again["suppliers"][0]["stored"] == 0


async def test_an_aggregator_that_does_not_answer_is_asked_again_the_next_night(
    world: World,
) -> None:
    token = platform_token(world.ports.issuer_url("platform"), SCHEDULER_ACCOUNT)
    headers = {"Authorization": f"Bearer {token}"}
    world.carrier_mode("down", "seventeen_track")
    try:
        async with world.visitor("us") as visitor:
            report = (await visitor.post(FORGET, headers=headers)).json()
    finally:
        world.carrier_mode("ok", "seventeen_track")
    assert not report["finished"]
    assert report["suppliers"][0]["failed"]


async def test_nobody_but_the_platform_has_numbers_forgotten(world: World) -> None:
    async with world.visitor("us") as visitor:
        assert (await visitor.post(FORGET)).status_code == 401


async def is_registered(world: World, number: str) -> bool:
    """Tell whether the simulated 17TRACK stores a number."""
    return bool(await listed(world, number))


async def listed(world: World, number: str) -> list[dict[str, Any]]:
    """Return what the simulated 17TRACK stores of a number."""
    url = f"{world.ports.url_of('carriers')}/seventeen_track/track/v2.2/gettracklist"
    async with httpx.AsyncClient() as http:
        reply = await http.post(url, json={"number": number}, headers={"17token": KEY})
    found: list[dict[str, Any]] = reply.json()["data"]["accepted"]
    return found
