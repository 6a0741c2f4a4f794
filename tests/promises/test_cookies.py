"""K1 to K6: which cookies there are and when, and that nothing is loaded from anybody else."""

import re
from typing import Any

import httpx
import pytest

from infra.local.stack.functions import operations
from shared.edge.cookies import CONSENT, DEVICE, NECESSARY, PREFERENCES, SESSION
from shared.edge.operation import CallerKind
from tests.functions.people import code_for, new_email, person, registration
from tests.world import World, new_source

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
            headers = {"If-Match": "*", "X-Forwarded-For": new_source()}
            if operation.id != "DELETE /v1/sessions/current":
                reply = await one.app.request(operation.method, path, json=body, headers=headers)
                assert "Set-Cookie" not in reply.headers, operation.id


@pytest.mark.promise("M6")
@pytest.mark.promise("K5")
async def test_no_operation_sets_a_cookie_for_a_visitor_but_what_is_necessary(
    world: World,
) -> None:
    """Every operation that there is, with every example of its body, without a consent."""
    async with world.visitor() as browser:
        code, email = "", new_email()
        seen: dict[str, set[str]] = {}
        for _, operation in operations():
            path = re.sub(r"{[a-z_]+}", "0" * 32, operation.path)
            bodies = list(operation.examples.get("request", {}).values())
            for body in bodies or [{} if operation.body is not None else None]:
                if operation.id == "POST /v1/accounts":
                    code = code or await code_for(world, browser, email=email)
                    body = registration(code, email=email, transport="cookie")  # noqa: PLW2901
                headers = {"If-Match": "*", "X-Forwarded-For": new_source()}
                reply = await browser.request(operation.method, path, json=body, headers=headers)
                for cookie in reply.headers.get_list("Set-Cookie"):
                    seen.setdefault(operation.id, set()).add(cookie.partition("=")[0])
                browser.cookies.clear()
    assert seen == {"POST /v1/accounts": {SESSION, DEVICE}, "PUT /v1/consents": {CONSENT}}
    assert {name for names in seen.values() for name in names} <= NECESSARY


@pytest.mark.promise("K3")
@pytest.mark.promise("C7")
async def test_a_visitors_preferences_are_in_a_cookie_while_they_allow_it_and_nowhere_else(
    world: World,
) -> None:
    path, wanted = "/v1/me/preferences", {"language": "de-AT", "layout": "cards"}
    as_visitor = {"served_as": "visitor"}
    await world.settled()
    async with world.visitor() as browser:
        await browser.put(path, json=wanted)  # whoever comes first to a region makes its keys
        await visitors_token(browser, preferences=True)
        browser.cookies.clear()
        before = {one.name: one.fields for one in world.dump()}
        yes = {"X-Consent": await visitors_token(browser, preferences=True)}
        put = await browser.put(path, json=wanted, headers=yes)
        assert (put.status_code, put.json()) == (200, as_visitor | wanted)
        (set_,) = put.headers.get_list("Set-Cookie")
        assert set_ == (
            f"{PREFERENCES}=de-AT.cards; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=15552000"
        )
        kept = {"Cookie": set_.partition(";")[0]}
        browser.cookies.clear()
        assert (await browser.get(path, headers={**yes, **kept})).json() == as_visitor | wanted
        nothing = as_visitor | {"language": None, "layout": None}
        assert (await browser.get(path, headers=yes)).json() == nothing
        for odd in ("<script>.cards", "de", "de.cards.x", "x" * 5000, "de.huge", ""):
            cookie = {"Cookie": f"{PREFERENCES}={odd}"}
            reply = await browser.get(path, headers={**yes, **cookie})
            assert reply.json() in (nothing, nothing | {"language": "de"}), odd
        withdrawn = await browser.put(
            "/v1/consents", json=said(preferences=False), headers={**yes, **kept}
        )
        assert f"{PREFERENCES}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0" in (
            withdrawn.headers.get_list("Set-Cookie")
        )
        no = {"X-Consent": withdrawn.json()["token"]}
        browser.cookies.clear()
        for headers in (no, {**no, **kept}, kept, {}):
            for method, body in (("PUT", wanted), ("GET", None)):
                reply = await browser.request(method, path, json=body, headers=headers)
                assert (reply.status_code, reply.json()["code"]) == (403, "consent-required")
                assert reply.json()["purpose"] == "preferences"
                assert reply.json()["still_works"].startswith("Everything works;")
                assert "Set-Cookie" not in reply.headers
        assert {one.name: one.fields for one in world.dump()} == before


@pytest.mark.promise("K3")
async def test_whoever_signed_in_has_preferences_without_a_cookie(world: World) -> None:
    async with person(world) as one:
        path, wanted = "/v1/me/preferences", {"language": "fr", "layout": "list"}
        theirs = {"served_as": "person", **wanted}
        kept = {"Cookie": f"{PREFERENCES}=de.cards"}
        reply = await one.app.put(path, json=wanted, headers=kept)
        assert (reply.status_code, "Set-Cookie" in reply.headers) == (200, False)
        assert (await one.app.get(path, headers=kept)).json() == theirs
        gone = await one.app.delete("/v1/consents", headers=kept)
        assert gone.headers["Set-Cookie"].startswith(f"{PREFERENCES}=; ")
        assert (await one.app.get(path)).json() == theirs, "theirs are kept with the account"


@pytest.mark.promise("K2")
@pytest.mark.promise("K4")
@pytest.mark.promise("K5")
@pytest.mark.parametrize("purpose", ["analytics", "advertising"])
async def test_the_cookie_of_choices_serves_what_it_allows_until_it_is_switched_off(
    world: World, purpose: str
) -> None:
    """There is no other cookie for usage or advertising: this one says whether they may be."""
    async with world.visitor() as browser:

        async def on(**headers: str) -> bool:
            told = (await browser.get("/v1/consents", headers=headers)).json()["purposes"]
            (one,) = (one for one in told if one["id"] == purpose)
            counted = await browser.post("/v1/events", json=PAGE, headers=headers)
            if purpose == "analytics":
                assert (counted.json()["stored"] == 1) == one["allowed"]
            return bool(one["allowed"])

        assert not await on()
        first = await browser.put("/v1/consents", json=said(**{purpose: True}))
        cookie = {"Cookie": first.headers["Set-Cookie"].partition(";")[0]}
        browser.cookies.clear()
        assert await on(**cookie)
        assert not await on(), "without the cookie nothing is known"
        signalled = await on(**cookie, **{"Sec-GPC": "1"})
        assert signalled == (purpose == "analytics")
        off = await browser.put("/v1/consents", json=said(**{purpose: False}), headers=cookie)
        cookie = {"Cookie": off.headers["Set-Cookie"].partition(";")[0]}
        browser.cookies.clear()
        assert not await on(**cookie)


PAGE = {"events": [{"what": "page", "name": "home"}]}


def said(**grants: bool) -> dict[str, Any]:
    """Return the body that decides."""
    return {"grants": grants, "notice_version": 1, "language": "en", "method": "banner"}


async def visitors_token(browser: httpx.AsyncClient, **grants: bool) -> str:
    """Return the token of a visitor who has decided."""
    reply = await browser.put("/v1/consents", json=said(**grants))
    browser.cookies.clear()
    return str(reply.json()["token"])


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
    await world.settled()
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
            reply = await one.app.get(path, headers={"X-Forwarded-For": new_source()})
            policy = reply.headers["Content-Security-Policy"]
            assert policy.startswith("default-src 'none'"), operation.id
            assert reply.headers["X-Content-Type-Options"] == "nosniff"
            assert "html" not in reply.headers["Content-Type"]
