"""Staff work on rights requests over HTTP: by date, by role, and who asked is told."""

import re
from typing import Any

import httpx
import pytest

from tests.functions.people import Person, code_for, new_email, person
from tests.functions.staff import asking, found, looks, member
from tests.functions.test_rights import by_code, hand_in, mail
from tests.world import World

pytestmark = pytest.mark.stack

PATH, OWN = "/staff/v1/rights-requests", "/v1/rights-requests"


async def asked(one: Person, kind: str, **more: Any) -> str:  # noqa: ANN401 - JSON
    """Ask for a right as a person and return the request's id."""
    reply = await one.app.post(OWN, json={"kind": kind, **more})
    assert reply.status_code == 201, reply.text
    return str(reply.json()["id"])


async def listed(staff: httpx.AsyncClient) -> list[dict[str, Any]]:
    """Return all requests that wait, page by page."""
    items: list[dict[str, Any]] = []
    cursor: str | None = "0"
    while cursor is not None:
        reply = await staff.get(PATH, params={"limit": "20", "cursor": cursor})
        assert reply.status_code == 200, reply.text
        items += reply.json()["items"]
        cursor = reply.json()["next_cursor"]
    return items


async def work(
    staff: httpx.AsyncClient,
    id_: str,
    *,
    status: int = 200,
    **body: Any,  # noqa: ANN401 - JSON
) -> dict[str, Any]:
    """Do something about a request."""
    reply = await staff.patch(f"{PATH}/{id_}", json=body)
    assert reply.status_code == status, reply.text
    told: dict[str, Any] = reply.json()
    return told


@pytest.mark.promise("E2")
async def test_staff_see_what_waits_by_its_date_and_nothing_of_who_asks(world: World) -> None:
    async with person(world) as one, world.visitor() as visitor, member(world) as staff:
        mine = await asked(one, "rectification", text="canary-subject")
        email = new_email()
        theirs = (await by_code(world, visitor, email, "access")).json()["id"]
        items = await listed(staff)
        order = [(not item["proven"], item["due_at"]) for item in items]
        assert order == sorted(order), "what is proven, by its date, and then the rest"
        assert {item["person"] for item in items} == {None}
        assert {mine, theirs} <= {item["id"] for item in items}
        for known in (one.email, email, "canary"):
            assert known not in str(items)
        refused = await staff.patch(f"{PATH}/{mine}", json={"outcome": "carried_out"})
        assert refused.status_code == 403, "support reads"
        assert (await staff.get(f"{PATH}/{theirs}")).status_code == 403


@pytest.mark.promise("E2")
async def test_an_answer_is_put_off_once_with_a_reason_and_then_given(world: World) -> None:
    async with person(world) as one, member(world, "privacy") as staff:
        id_ = await asked(one, "rectification", text="My street.")
        later = await work(staff, id_, extend="complex")
        assert (later["status"], later["extension"]) == ("extended", "complex")
        mailed = world.messages(one.email)[0]
        assert "It is complex." in mailed["text"]
        assert later["due_at"][:10] in mailed["text"]
        await work(staff, id_, status=409, extend="many")
        done = await work(staff, id_, outcome="carried_out", answer="Your street is corrected.")
        assert done["status"] == "done"
        assert "Your street is corrected." in world.messages(one.email)[0]["text"]
        mine = (await one.app.get(f"{OWN}/{id_}")).json()
        assert (mine["outcome"], mine["extension"]) == ("carried_out", "complex")
        await work(staff, id_, status=409, outcome="unfounded")
        assert id_ not in {item["id"] for item in await listed(staff)}


@pytest.mark.promise("E1")
async def test_staff_lift_a_restriction_only_after_its_person_is_told(world: World) -> None:
    async with person(world) as one, member(world, "privacy") as staff:
        id_ = await asked(one, "restriction")
        assert (await one.app.get("/v1/waybills")).status_code == 403
        lifted = await work(staff, id_, lift=True)
        assert (lifted["status"], lifted["outcome"]) == ("withdrawn", "lifted")
        assert id_ in world.messages(one.email)[0]["text"]
        assert "ends now" in world.messages(one.email)[0]["text"]
        assert (await one.app.get("/v1/waybills")).status_code == 200
        await work(staff, id_, status=409, lift=True)


@pytest.mark.promise("E1")
async def test_an_objection_rests_on_what_staff_find(world: World) -> None:
    async with person(world) as one, member(world, "privacy") as staff:
        held = await asked(one, "objection", purpose="tracking", text="My grounds.")
        upheld = await work(staff, held, outcome="upheld")
        assert upheld["status"] == "in_force"
        assert (await one.app.get("/v1/waybills")).status_code == 403
        assert (await one.app.delete(f"{OWN}/{held}")).json()["outcome"] == "lifted"
        again = await asked(one, "objection", purpose="tracking")
        refused = await work(staff, again, outcome="overriding_grounds", answer="An open claim.")
        assert refused["status"] == "refused"
        text = world.messages(one.email)[0]["text"]
        assert "21(1)" in text
        assert "complain" in text
        assert (await one.app.get("/v1/waybills")).status_code == 200


async def test_a_visitors_words_are_read_by_privacy_and_a_persons_only_unmasked(
    world: World,
) -> None:
    async with (
        person(world) as one,
        world.visitor() as visitor,
        member(world, "privacy") as staff,
    ):
        email = new_email()
        theirs = (await by_code(world, visitor, email, "access", text="Which data?")).json()["id"]
        seen = (await staff.get(f"{PATH}/{theirs}")).json()
        assert (seen["email"], seen["text"], seen["person"]) == (email, "Which data?", None)
        mine = await asked(one, "rectification", text="My street.")
        seen = (await staff.get(f"{PATH}/{mine}")).json()
        assert (seen["email"], seen["text"]) == (None, None)
        assert [line["data"] for line in await looks(one, "seen")] == ["a rights request"]
        assert seen["person"] == await found(staff, one)
        path = f"/staff/v1/people/{seen['person']}/unmask"
        full = await staff.post(path, json={**asking("rights", "rights-request"), "request": mine})
        assert full.json()["records"]["rights_requests"][0]["text"] == "My street."
        assert (await looks(one, "unmasked"))[0]["reason"] == "rights-request"


@pytest.mark.promise("Q1")
async def test_a_mail_of_nobody_knows_whom_is_answered_without_telling_anything(
    world: World,
) -> None:
    async with world.visitor() as provider, member(world, "privacy") as staff:
        sent = mail()
        await hand_in(provider, sent)
        id_ = re.search(r"([0-9a-f]{32})", world.messages(sent["from"])[0]["text"])
        assert id_ is not None
        seen = (await staff.get(f"{PATH}/{id_[1]}")).json()
        assert (seen["email"], seen["proven"]) == (sent["from"], False)
        assert sent["text"] in seen["text"]
        for outcome in ("nothing_held", "carried_out", "legal_duty"):
            await work(staff, id_[1], status=409, outcome=outcome)
        done = await work(staff, id_[1], outcome="not_proven")
        assert done["status"] == "refused"
        code = await code_for(world, provider, email=sent["from"])
        known = {"email": sent["from"], "country": "DE", "code": code}
        (told,) = (await provider.post(f"{OWN}/query", json=known)).json()["items"]
        assert told["outcome"] == "not_proven"


async def test_what_is_done_is_one_thing_and_to_a_request_that_there_is(world: World) -> None:
    async with person(world) as one, member(world, "privacy") as staff:
        id_ = await asked(one, "rectification")
        for body in (
            {},
            {"extend": "complex", "lift": True},
            {"answer": "So."},
            {"lift": False},
            {"outcome": "taken_back"},
            {"extend": "because"},
        ):
            await work(staff, id_, status=422, **body)
        for unknown in ("0" * 32, "x"):
            await work(staff, unknown, status=404, lift=True)
            assert (await staff.get(f"{PATH}/{unknown}")).status_code == 404
        await work(staff, id_, status=409, lift=True)
        assert (await one.app.get(f"{OWN}/{id_}")).json()["status"] == "open"
