"""Whoever signs in is told of it: by a worker, once, whatever is lost or down on the way."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from infra.local.emulators.oidc import SCHEDULER_ACCOUNT, platform_token
from tests.functions.exports import from_pubsub, push
from tests.functions.people import bearer, code_for, registered
from tests.functions.test_deletion import finished
from tests.world import Instance, Stored, World, new_source

pytestmark = pytest.mark.stack

NOBODY = "127.0.0.1:9"
"""Nobody listens there."""
NOTICE = "Somebody has signed in"
PATH = "/events/deliver_message"


@asynccontextmanager
async def unheard(world: World) -> AsyncIterator[Instance]:
    """Run an instance that cannot hand anything over."""
    async with world.gateway("unheard", PUBSUB_EMULATOR_HOST=NOBODY) as instance:
        yield instance


async def signs_in(world: World, app: httpx.AsyncClient) -> tuple[str, str]:
    """Sign in where nothing is handed over; return the mailbox and the message that waits."""
    before = {one.name for one in waiting(world)}
    async with world.visitor() as elsewhere:
        email, _ = await registered(world, elsewhere)
    body = {"email": email, "country": "DE", "code": await code_for(world, app, email=email)}
    reply = await app.post("/v1/sessions", json=body)
    assert reply.status_code == 201, reply.text
    (name,) = {one.name for one in waiting(world)} - before
    return email, name.rsplit("/", 1)[-1]


def waiting(world: World) -> list[Stored]:
    return [one for one in world.dump() if one.collection == "outgoing"]


def notices(world: World, email: str) -> int:
    return sum(NOTICE in (one.get("subject") or "") for one in world.messages(email))


def is_there(world: World, name: str) -> bool:
    return any(one.name.endswith(f"/{name}") for one in waiting(world))


async def pushed(world: World, app: httpx.AsyncClient, name: str, after: int = 0) -> httpx.Response:
    """Push a message's name as Pub/Sub does, so many minutes from now."""
    moment = {"X-Local-Clock": (datetime.now(UTC) + timedelta(minutes=after)).isoformat()}
    headers = {"X-Forwarded-For": new_source(), **from_pubsub(world)}
    headers |= moment if after else {}
    return await app.post(PATH, json=push({"message": name}), headers=headers)


async def test_a_sign_in_is_told_of_though_nobody_heard_that_it_is_to_be(world: World) -> None:
    """The message lies with the session; the sweep finds it some minutes later."""
    async with unheard(world) as instance:
        email, name = await signs_in(world, instance.visitor)
    assert notices(world, email) == 0
    token = platform_token(world.ports.issuer_url("platform"), SCHEDULER_ACCOUNT)
    later = (datetime.now(UTC) + timedelta(minutes=4)).isoformat()
    headers = {**bearer(token), "X-Local-Clock": later}
    async with world.visitor() as scheduler:
        reply = await scheduler.post("/jobs/sweep_messages", headers=headers)
    assert reply.status_code == 200, reply.text
    assert reply.json()["handed_on"] >= 1
    told = await world.told(email, NOTICE)
    assert datetime.now(UTC).strftime("%Y-%m-%d") in told["text"]
    assert notices(world, email) == 1
    assert not is_there(world, name)


async def test_what_is_pushed_sixteen_times_at_once_is_one_mail(world: World) -> None:
    async with unheard(world) as instance, world.visitor() as app:
        email, name = await signs_in(world, instance.visitor)
        replies = await asyncio.gather(*(pushed(world, app, name) for _ in range(16)))
        assert {reply.status_code for reply in replies} == {204}
        assert (await pushed(world, app, name)).status_code == 204
    assert notices(world, email) == 1


async def test_while_the_relay_is_down_it_is_put_off_and_sent_when_it_is_back(
    world: World,
) -> None:
    """By the log nobody learns to whom."""
    relay = str(world.ports.base + 199)  # nobody listens there either
    async with unheard(world) as instance, world.gateway("mute", SMTP_PORT=relay) as mute:
        email, name = await signs_in(world, instance.visitor)
        assert (await pushed(world, mute.visitor, name)).status_code == 204
        assert is_there(world, name)
        log = mute.part.log.read_text()
    assert '"outcome":"later"' in log
    assert email not in log
    async with world.visitor() as app:
        assert (await pushed(world, app, name)).status_code == 204
        assert notices(world, email) == 0, "it is not its time"
        assert (await pushed(world, app, name, after=2)).status_code == 204
    assert notices(world, email) == 1
    assert not is_there(world, name)


async def test_what_says_nothing_is_not_asked_for_again(world: World) -> None:
    async with world.visitor() as app:
        assert (await pushed(world, app, "0" * 32)).status_code == 204
        reply = await app.post(PATH, json=push({"message": "no id!"}), headers=from_pubsub(world))
        assert reply.status_code == 204
        assert (await app.post(PATH, json=push({"message": "0" * 32}))).status_code == 401


async def test_who_is_erased_is_not_told_any_more(world: World) -> None:
    async with unheard(world) as instance:
        email, name = await signs_in(world, instance.visitor)
        code = await code_for(world, instance.visitor, email=email)
        body = {"email": email, "country": "DE", "code": code}
        session = (await instance.visitor.post("/v1/sessions", json=body)).json()["session"]
    async with world.visitor() as app:
        gone = await app.post(
            "/v1/account-deletion", json={"confirm": "DELETE"}, headers=bearer(session["token"])
        )
        receipt = gone.json()["receipt_id"]
        await finished(app, receipt)
        assert not is_there(world, name), "it is erased with all else"
        assert (await pushed(world, app, name)).status_code == 204
    assert notices(world, email) == 0


async def test_the_mail_of_one_message_is_one_mail_to_every_mail_program(world: World) -> None:
    """By its Message-ID, which says nothing of anybody."""
    async with unheard(world) as instance, world.visitor() as app:
        email, name = await signs_in(world, instance.visitor)
        await pushed(world, app, name)
    (told,) = (one for one in world.messages(email) if NOTICE in (one.get("subject") or ""))
    assert told["headers"]["Message-ID"] == f"<{name}@localhost.localdomain>"
