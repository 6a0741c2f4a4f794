"""K1, K6: the one cookie there is, and that nothing is loaded from anybody else."""

import re
from typing import Any

import pytest

from infra.local.functions import operations
from shared.web.operation import CallerKind
from tests.functions.people import code_for, new_email, person, registration
from tests.world import World, random_address

pytestmark = pytest.mark.stack

LOADS = re.compile(r"https?:|src\s*=|href\s*=|url\(|@import|<(img|script|link|iframe|object|embed)")


@pytest.mark.promise("K1")
async def test_a_cookie_remembers_who_somebody_is_until_they_sign_out(world: World) -> None:
    email, ours = new_email(), {"X-Requested-With": "agogopost"}
    async with world.visitor() as browser:
        code = await code_for(world, browser, email=email)
        body = registration(code, email=email, transport="cookie")
        reply = await browser.post("/v1/accounts", json=body)
        assert reply.json()["session"]["token"] is None
        name, _, rest = reply.headers["Set-Cookie"].partition("=")
        assert name == "__Host-session"
        flags = {flag.strip() for flag in rest.split(";")[1:]}
        assert {"Path=/", "Secure", "HttpOnly", "SameSite=Lax"} <= flags
        browser.cookies.clear()
        cookie = {"Cookie": f"{name}={rest.split(';')[0]}"}
        me = await browser.get("/v1/me", headers=cookie)
        assert (me.status_code, me.json()["email"]) == (200, email)
        origin = {"Origin": world.ports.site_url()}
        gone = await browser.delete("/v1/sessions/current", headers={**cookie, **ours, **origin})
        assert "Max-Age=0" in gone.headers["Set-Cookie"]
        assert (await browser.get("/v1/me", headers=cookie)).status_code == 401


@pytest.mark.promise("K1")
async def test_nobody_gets_a_cookie_who_did_not_ask_for_one(world: World) -> None:
    async with person(world) as one:
        for _, operation in operations():
            if operation.caller in {CallerKind.PLATFORM, CallerKind.SUPPLIER}:
                continue
            path = re.sub(r"{[a-z_]+}", "0" * 32, operation.path)
            body: dict[str, Any] | None = {} if operation.body is not None else None
            headers = {"If-Match": "*", "X-Forwarded-For": random_address()}
            if operation.id != "DELETE /v1/sessions/current":
                reply = await one.app.request(operation.method, path, json=body, headers=headers)
                assert "Set-Cookie" not in reply.headers, operation.id


@pytest.mark.promise("K6")
async def test_no_mail_loads_anything(world: World) -> None:
    """A code, a notice of a sign-in, a notice of a change: every mail that there is."""
    async with person(world) as one:
        code = await code_for(world, one.app, email=one.email)
        told = {"email": one.email, "code": code, "country": "DE"}
        assert (await one.app.post("/v1/sessions", json=told)).status_code == 201
        new = new_email()
        code = await code_for(world, one.app, email=new)
        change: dict[str, Any] = {"email": new, "code": code}
        reply = await one.app.patch("/v1/me", json=change, headers={"If-Match": "*"})
        assert reply.status_code == 200, reply.text
    mails = [*world.messages(one.email), *world.messages(new)]
    assert len({mail["subject"] for mail in mails}) == 3
    for mail in mails:
        assert not LOADS.search(mail["html"]), mail["subject"]
        assert not re.search(r"https?:", mail["text"])


@pytest.mark.promise("K6")
async def test_no_answer_may_load_anything_from_anywhere(world: World) -> None:
    async with person(world) as one:
        for _, operation in operations():
            if operation.method != "GET":
                continue
            path = re.sub(r"{[a-z_]+}", "0" * 32, operation.path)
            reply = await one.app.get(path, headers={"X-Forwarded-For": random_address()})
            policy = reply.headers["Content-Security-Policy"]
            assert policy.startswith("default-src 'none'"), operation.id
            assert reply.headers["X-Content-Type-Options"] == "nosniff"
            assert "html" not in reply.headers["Content-Type"]
