"""Who asks for their data is always heard; a copy is made for who has just proven who they are."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.functions.exports import asked, ready
from tests.functions.people import (
    Person,
    bearer,
    code_for,
    code_sent_to,
    later,
    new_email,
    person,
    registration,
)
from tests.functions.test_rights import PATH, is_due_in_a_month, nightly
from tests.world import World

pytestmark = pytest.mark.stack

EXPORTS = "/v1/exports"
WITHHELD = "recent-sign-in-required"


@asynccontextmanager
async def signed_in_long_ago(world: World) -> AsyncIterator[Person]:
    """Yield somebody who registered ten minutes ago and did not sign in since."""
    email, then = new_email(), later(-10)
    async with world.visitor() as app:
        body = {"country": "DE", "email": email}
        sent = await app.post("/v1/sign-in/codes", json=body, headers=then)
        assert sent.status_code == 202, sent.text
        proof = registration(code_sent_to(world, email), email=email)
        made = await app.post("/v1/accounts", json=proof, headers=then)
        assert made.status_code == 201, made.text
        token = made.json()["session"]["token"]
        app.headers.update(bearer(token))
        yield Person(email, token, app)


async def sign_in(world: World, one: Person) -> None:
    """Let somebody go on with a session that has just begun."""
    code = await code_for(world, one.app, email=one.email)
    proof = {"email": one.email, "code": code, "country": "DE"}
    reply = await one.app.post("/v1/sessions", json=proof)
    one.app.headers.update(bearer(reply.json()["session"]["token"]))


@pytest.mark.promise("E2")
@pytest.mark.parametrize("kind", ["access", "portability"])
async def test_a_request_by_an_old_session_is_taken_and_starts_no_export(
    world: World, kind: str
) -> None:
    async with signed_in_long_ago(world) as one:
        mails = len(world.messages(one.email))
        reply = await one.app.post(PATH, json={"kind": kind})
        assert reply.status_code == 201, reply.text
        told = reply.json()
        assert (told["status"], told["withheld"], told["see"]) == ("open", WITHHELD, EXPORTS)
        assert is_due_in_a_month(told), "its clock runs"
        assert (await one.app.get(EXPORTS)).json()["items"] == []
        assert (await one.app.post(EXPORTS)).json()["code"] == WITHHELD
        (mail,) = world.messages(one.email)[: len(world.messages(one.email)) - mails]
        assert told["id"] in mail["text"], "they are told that it came"
        again = (await one.app.post(PATH, json={"kind": kind})).json()
        assert (again["id"], again["withheld"]) == (told["id"], WITHHELD)
        assert len(world.messages(one.email)) == mails + 1


@pytest.mark.promise("E2")
async def test_asking_again_having_just_signed_in_has_the_copy_made(world: World) -> None:
    async with signed_in_long_ago(world) as one:
        first = (await one.app.post(PATH, json={"kind": "access"})).json()
        await sign_in(world, one)
        second = (await one.app.post(PATH, json={"kind": "access"})).json()
        assert (second["id"], second["status"]) == (first["id"], "underway")
        assert second["withheld"] is None
        (export,) = (await one.app.get(EXPORTS)).json()["items"]
        assert (await ready(one, export["id"]))["url"]


@pytest.mark.promise("E2")
async def test_an_export_that_was_asked_for_otherwise_answers_the_open_request(
    world: World,
) -> None:
    async with signed_in_long_ago(world) as one:
        late = (await one.app.post(PATH, json={"kind": "access"})).json()
        assert late["withheld"] == WITHHELD
        await sign_in(world, one)
        assert (await ready(one, await asked(one)))["url"]
        await nightly(world, 0)
        after = (await one.app.get(f"{PATH}/{late['id']}")).json()
        assert (after["status"], after["outcome"]) == ("done", "exported")


@pytest.mark.promise("E2")
async def test_a_code_that_was_just_proven_has_the_copy_made(world: World) -> None:
    async with signed_in_long_ago(world) as one, world.visitor() as visitor:
        code = await code_for(world, visitor, email=one.email)
        body = {"kind": "access", "email": one.email, "country": "DE", "code": code}
        told = (await visitor.post(PATH, json=body)).json()
        assert (told["status"], told["withheld"]) == ("underway", None)
        (export,) = (await one.app.get(EXPORTS)).json()["items"]
        done = await ready(one, export["id"])
        assert (done["url"], done["url_withheld"]) == (None, WITHHELD), "the link is another thing"


async def test_what_is_no_copy_is_withheld_from_nobody(world: World) -> None:
    async with person(world) as one:
        for kind, status in (("rectification", "open"), ("restriction", "in_force")):
            told = (await one.app.post(PATH, json={"kind": kind}, headers=later())).json()
            assert (told["status"], told["withheld"]) == (status, None)
