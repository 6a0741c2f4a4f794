"""Who takes an address off an account ends what that address had opened."""

import secrets

import pytest

from tests.functions.people import bearer, code_for, new_email, person
from tests.functions.test_profile import patch
from tests.world import World

pytestmark = pytest.mark.stack

SESSIONS = "/v1/sessions"


async def another_session(world: World, country: str = "DE", **address: str) -> str:
    """Sign in elsewhere and return the token."""
    async with world.visitor() as app:
        code = await code_for(world, app, **address)
        body = {"country": country, "code": code, **address}
        reply = await app.post(SESSIONS, json=body)
        assert reply.status_code == 201, reply.text
        return str(reply.json()["session"]["token"])


async def statuses(world: World, *tokens: str) -> list[int]:
    """Return what each session still gets."""
    async with world.visitor() as app:
        return [(await app.get("/v1/me", headers=bearer(one))).status_code for one in tokens]


async def test_a_new_mailbox_ends_the_sessions_of_the_old_one(world: World) -> None:
    async with person(world) as ada:
        phone = f"+49171{secrets.randbelow(10**7):07}"
        code = await code_for(world, ada.app, phone=phone)
        assert (await patch(ada, {"phone": phone, "code": code})).is_success
        old, by_phone = [
            await another_session(world, email=ada.email),
            await another_session(world, phone=phone),
        ]
        new = new_email()
        code = await code_for(world, ada.app, email=new)
        assert await statuses(world, old, by_phone) == [200, 200]
        assert (await patch(ada, {"email": new, "code": code})).status_code == 200
        assert await statuses(world, old, by_phone, ada.token) == [401, 200, 200]
        listed = (await ada.app.get(SESSIONS)).json()["sessions"]
        assert sorted(one["by"] for one in listed) == ["email", "phone"]
        assert (await patch(ada, {"email": new})).status_code == 200, "again is no change"
        fresh = await another_session(world, email=new)
        assert (await patch(ada, {"email": new, "nickname": "Ada"})).status_code == 200
        assert await statuses(world, fresh, by_phone, ada.token) == [200, 200, 200]


async def test_a_mailbox_or_phone_that_is_taken_off_opens_nothing_any_more(world: World) -> None:
    async with person(world) as ada:
        phone = f"+49171{secrets.randbelow(10**7):07}"
        code = await code_for(world, ada.app, phone=phone)
        assert (await patch(ada, {"phone": phone, "code": code})).is_success
        by_phone = await another_session(world, phone=phone)
        by_mail = await another_session(world, email=ada.email)
        assert (await patch(ada, {"phone": None})).status_code == 200
        assert await statuses(world, by_phone, by_mail, ada.token) == [401, 200, 200]


async def test_a_change_that_is_refused_ends_nothing(world: World) -> None:
    async with person(world) as ada, person(world) as bob:
        other = await another_session(world, email=ada.email)
        refused = [
            await patch(ada, {"email": new_email(), "code": "000000"}),
            await patch(ada, {"email": None}),
            await patch(ada, {"nickname": "Ada"}),
        ]
        assert [one.status_code for one in refused] == [422, 409, 200]
        assert await statuses(world, other) == [200]
        assert (await bob.app.get("/v1/me")).status_code == 200
