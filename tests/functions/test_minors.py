"""Who is said to be under 18 is restricted at once, and erased when two agree or nobody objects."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from infra.local.emulators.oidc import SCHEDULER_ACCOUNT, platform_token
from tests.functions.people import Person, bearer, code_for, later, person
from tests.functions.staff import PATH, found, looks, member, token_for
from tests.functions.test_deletion import finished
from tests.functions.test_staff_requests import asked
from tests.world import World

pytestmark = pytest.mark.stack

TICKET = {"ticket": "PRIV-7"}
OFF = {"ticket": "PRIV-8", "reason": "not-a-minor"}
RESTRICTED = (403, "restricted")


@pytest.fixture
async def ada(world: World) -> AsyncIterator[Person]:
    """Return somebody."""
    async with person(world) as one:
        yield one


def told(world: World, one: Person, word: str) -> list[dict[str, Any]]:
    """Return the messages to somebody in which a word stands."""
    return [message for message in world.messages(one.email) if word in message["text"]]


async def back(world: World, one: Person) -> None:
    """Sign somebody in again, in the same app."""
    del one.app.headers["Authorization"]
    code = await code_for(world, one.app, email=one.email)
    body = {"country": "DE", "email": one.email, "code": code}
    reply = await one.app.post("/v1/sessions", json=body)
    assert reply.status_code == 201, reply.text
    one.app.headers.update(bearer(reply.json()["session"]["token"]))


async def parcels(one: Person) -> tuple[int, str]:
    """Return how somebody's parcels are answered."""
    reply = await one.app.get("/v1/waybills")
    return reply.status_code, reply.json().get("code", "")


async def minor(staff: httpx.AsyncClient, id_: str, what: str = "", **more: str) -> httpx.Response:
    """Say that somebody is a minor, confirm it, or call it off."""
    body = {**(OFF if what == "call-off" else TICKET), **more}
    return await staff.post(f"{PATH}/{id_}/minor{what and '/'}{what}", json=body)


def said(reply: httpx.Response) -> tuple[int, str]:
    """Return the status and the code of a problem."""
    return reply.status_code, reply.json().get("code", "")


@pytest.mark.promise("H2")
async def test_who_is_said_to_be_a_minor_is_restricted_at_once_and_not_erased(
    world: World, ada: Person
) -> None:
    async with member(world) as staff:
        id_ = await found(staff, ada)
        reply = await minor(staff, id_)
        assert reply.status_code == 202, reply.text
        case = reply.json()
        assert (case["status"], case["erasure"], case["told"]) == ("pending", None, True)
        asked_at, until = (datetime.fromisoformat(case[one]) for one in ("asked_at", "until"))
        assert until - asked_at == timedelta(hours=72)
        assert (await ada.app.get("/v1/me")).status_code == 401, "every session has ended"
        again = await minor(staff, id_, ticket="PRIV-9")
        assert again.json() == case, "the first stands"
        seen = (await staff.get(f"{PATH}/{id_}")).json()
        assert (seen["minor"], seen["erasure"]) == (case, None)
    (mail,) = told(world, ada, "under 18")
    assert "write to us" in mail["text"]
    assert f"{until:%Y-%m-%d %H:%M} UTC" in mail["text"]
    await back(world, ada)
    assert await parcels(ada) == RESTRICTED
    line = (await looks(ada, "reported"))[0]
    assert (line["whom"], line["reason"], line["ticket"]) == ("support", "minor-reported", "PRIV-7")
    assert datetime.fromisoformat(line["until"]) == until
    objection = await asked(ada, "rectification", text="I am 34.")
    assert objection, "they can object"


@pytest.mark.promise("H2")
async def test_nobody_erases_a_minor_alone(world: World, ada: Person) -> None:
    subject = secrets.token_hex(6)
    async with (
        world.visitor() as one,
        member(world) as support,
        member(world, "privacy") as second,
        world.visitor() as visitor,
    ):
        one.headers.update(bearer(await token_for(world, "privacy", subject)))
        id_ = await found(one, ada)
        assert said(await minor(second, id_, "confirm")) == (404, "not-found")
        await minor(one, id_)
        assert said(await minor(one, id_, "confirm")) == (403, "second-member")
        assert said(await minor(support, id_, "confirm")) == (403, "forbidden")
        assert said(await minor(second, id_, "confirm", ticket="PRIV-1")) == (409, "conflict")
        begun = await minor(second, id_, "confirm")
        assert begun.status_code == 202, begun.text
        again = await minor(second, id_, "confirm")
        assert again.status_code in {202, 404}
        done = await finished(visitor, begun.json()["receipt_id"])
        assert done["counts"]["people"] == 1
        assert said(await minor(second, id_, "confirm")) == (404, "not-found")
        assert said(await minor(second, id_, "call-off")) == (404, "not-found")
    assert len(told(world, ada, begun.json()["receipt_id"])) == 1


@pytest.mark.promise("H2")
@pytest.mark.parametrize("own", [False, True], ids=["free before", "restricted before"])
async def test_only_another_one_of_privacy_calls_it_off_and_that_ends_what_it_began(
    world: World, ada: Person, *, own: bool
) -> None:
    if own:
        await asked(ada, "restriction")
    async with (
        member(world, "privacy") as one,
        member(world) as support,
        member(world, "privacy") as second,
    ):
        id_ = await found(one, ada)
        await minor(one, id_)
        assert said(await minor(one, id_, "call-off")) == (403, "second-member")
        assert said(await minor(support, id_, "call-off")) == (403, "forbidden")
        for wrong in ({"reason": "why not"}, {"reason": ""}, {"ticket": "x"}):
            assert said(await minor(second, id_, "call-off", **wrong)) == (422, "invalid-input")
        assert (await one.get(f"{PATH}/{id_}")).json()["minor"]["status"] == "pending"
        off = await minor(second, id_, "call-off")
        assert (off.status_code, off.json()["status"]) == (200, "none"), off.text
        assert (await minor(second, id_, "call-off")).json()["status"] == "none", "once more"
        assert (await one.get(f"{PATH}/{id_}")).json()["minor"] is None
        assert said(await minor(second, id_, "confirm")) == (404, "not-found")
    assert len(told(world, ada, "stays")) == 1
    await back(world, ada)
    assert await parcels(ada) == (RESTRICTED if own else (200, ""))
    (line,) = await looks(ada, "called_off")
    assert (line["whom"], line["reason"], line["ticket"]) == ("privacy", "not-a-minor", "PRIV-8")
    if own:
        mine = (await ada.app.get("/v1/rights-requests")).json()["items"][0]["id"]
        await ada.app.delete(f"/v1/rights-requests/{mine}")
        assert await parcels(ada) == (200, "")


async def test_taking_ones_own_restriction_back_ends_no_other(world: World, ada: Person) -> None:
    async with member(world) as staff:
        await minor(staff, await found(staff, ada))
    await back(world, ada)
    mine = await asked(ada, "restriction")
    await ada.app.delete(f"/v1/rights-requests/{mine}")
    assert await parcels(ada) == RESTRICTED


@pytest.mark.promise("H2")
async def test_of_confirming_and_calling_off_at_once_one_wins_and_that_is_so(world: World) -> None:
    async with (
        world.gateway("minors") as instance,
        member(world) as one,
        member(world, "privacy") as second,
        world.visitor() as visitor,
    ):
        third = instance.visitor
        third.headers.update(bearer(await token_for(world, "privacy")))
        for _ in range(4):
            async with person(world) as ada:
                id_ = await found(one, ada)
                await minor(one, id_)
                confirmed, off = await asyncio.gather(
                    minor(second, id_, "confirm"), minor(third, id_, "call-off")
                )
                assert (confirmed.status_code == 202) != (off.status_code == 200)
                if confirmed.status_code == 202:
                    assert said(off) in {(409, "conflict"), (404, "not-found")}
                    await finished(visitor, confirmed.json()["receipt_id"])
                    continue
                assert said(confirmed) in {(404, "not-found"), (409, "conflict")}
                await back(world, ada)
                assert await parcels(ada) == (200, "")
                assert (await one.get(f"{PATH}/{id_}")).json()["erasure"] is None


@pytest.mark.promise("H2")
async def test_asked_twice_at_once_it_is_one_case_and_one_notice(world: World, ada: Person) -> None:
    async with (
        world.gateway("minors-twice") as instance,
        member(world) as one,
    ):
        other = instance.visitor
        other.headers.update(bearer(await token_for(world, "privacy")))
        id_ = await found(one, ada)
        first, second = await asyncio.gather(minor(one, id_), minor(other, id_))
        assert (first.status_code, second.status_code) == (202, 202)
        assert first.json()["until"] == second.json()["until"]
        mine = {reply.json()["asked_by_you"] for reply in (first, second)}
        assert mine == {True, False}
    assert len(told(world, ada, "under 18")) == 1


@pytest.mark.promise("H2")
async def test_what_nobody_decides_is_carried_out_in_the_first_night_after_72_hours(
    world: World,
) -> None:
    scheduler = bearer(platform_token(world.ports.issuer_url("platform"), SCHEDULER_ACCOUNT))

    async def night(days: int) -> dict[str, Any]:
        when = datetime.now(UTC).replace(hour=2, minute=0) + timedelta(days=days)
        headers = {**scheduler, "X-Local-Clock": when.isoformat()}
        report = await visitor.post("/jobs/anonymise_nightly", headers=headers)
        assert report.status_code == 200, report.text
        shown: dict[str, Any] = report.json()
        return shown

    async with (
        person(world, "us") as one,
        person(world, "us") as other,
        member(world, region="us") as staff,
        member(world, "privacy", region="us") as second,
        world.visitor("us") as visitor,
    ):
        id_, spared = await found(staff, one), await found(staff, other)
        for each in (id_, spared):
            assert (await minor(staff, each)).status_code == 202
        assert (await minor(second, spared, "call-off")).status_code == 200
        assert (await night(3))["minors"] == 0, "not before"
        assert (await staff.get(f"{PATH}/{id_}")).json()["minor"]["status"] == "pending"
        assert (await night(4))["minors"] == 1
        for _ in range(100):
            if (await staff.get(f"{PATH}/{id_}")).status_code == 404:
                break
            await asyncio.sleep(0.1)
        assert (await staff.get(f"{PATH}/{id_}")).status_code == 404
        assert (await staff.get(f"{PATH}/{spared}")).json()["erasure"] is None
        left = [stored for stored in world.dump("us") if stored.holds(id_)]
        assert {stored.collection for stored in left} <= {"stops", "erasures"}, "or it ends now"
    assert len(told(world, one, "receipt")) == 1


async def test_an_own_deletion_ends_the_case_with_everything(world: World, ada: Person) -> None:
    async with (
        member(world) as one,
        member(world, "privacy") as second,
        world.visitor() as visitor,
    ):
        id_ = await found(one, ada)
        await minor(one, id_)
        await back(world, ada)
        begun = await ada.app.post("/v1/account-deletion", json={"confirm": "DELETE"})
        assert begun.status_code == 202, begun.text
        await finished(visitor, begun.json()["receipt_id"])
        for what in ("", "confirm", "call-off"):
            assert said(await minor(second, id_, what)) == (404, "not-found")


@pytest.mark.promise("S4")
@pytest.mark.parametrize("role", ["support", "privacy"])
async def test_one_members_looks_cannot_blind_the_others(
    world: World, ada: Person, role: str
) -> None:
    async with (
        member(world, role) as one,
        member(world) as other,
        member(world, "privacy") as second,
    ):
        id_ = await found(one, ada)
        answers = [(await one.get(f"{PATH}/{id_}")).status_code for _ in range(30)]
        assert set(answers) == {200, 429}
        assert (await other.get(f"{PATH}/{id_}")).status_code == 200
        while (await other.get(f"{PATH}/{id_}")).status_code == 200:
            pass
        for _ in range(5):
            assert (await second.get(f"{PATH}/{id_}")).status_code == 200
        reply = await one.get(f"{PATH}/{id_}", headers=later(24 * 60))
        assert reply.status_code == 200
