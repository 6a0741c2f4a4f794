"""Registering and signing in, as an app and as a site do it."""

import asyncio
import re
import secrets
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.functions.people import (
    bearer,
    code_for,
    code_sent_to,
    digits_for,
    new_email,
    registered,
    registration,
)
from tests.world import World

pytestmark = pytest.mark.stack

SITE = "X-Requested-With"


@pytest.mark.promise("C3")
@pytest.mark.promise("M2")
async def test_who_has_a_mailbox_can_register_with_nothing_else(
    world: World, visitor: httpx.AsyncClient
) -> None:
    email = new_email()
    code = await code_for(world, visitor, email=email)
    reply = await visitor.post("/v1/accounts", json=registration(code, email=email))
    assert reply.status_code == 201
    assert reply.headers["Cache-Control"] == "no-store"
    account, session = reply.json()["account"], reply.json()["session"]
    assert account["email"] == f"{email[0]}\u2026@example.org", "masked"
    for field in ("phone", "locale", "nickname"):
        assert account[field] is None
    assert session["token"].startswith("agp_eu_")
    mine = await visitor.get("/v1/sessions", headers=bearer(session["token"]))
    assert mine.status_code == 200
    (line,) = mine.json()["sessions"]
    assert (line["id"], line["by"], line["current"]) == (session["id"], "email", True)


async def test_the_mail_is_plain_and_loads_nothing(
    world: World, visitor: httpx.AsyncClient
) -> None:
    email = new_email()
    code = await code_for(world, visitor, email=email)
    (mail,) = world.messages(email)
    assert code in mail["text"]
    assert code in mail["html"]
    assert code not in mail["subject"]
    assert not re.search(r"https?:|src=|href=|<img|<script|url[(]", mail["html"])
    assert mail["headers"]["Auto-Submitted"] == "auto-generated"


@pytest.mark.promise("C3")
async def test_a_phone_gets_its_code_by_sms(world: World, visitor: httpx.AsyncClient) -> None:
    phone = f"+49171{secrets.randbelow(10**7):07}"
    code = await code_for(world, visitor, phone=phone)
    reply = await visitor.post("/v1/accounts", json=registration(code, phone=phone))
    assert reply.status_code == 201
    assert reply.json()["account"]["phone"] == f"\u2026{phone[-4:]}"
    assert world.messages(phone)[0]["channel"] == "sms"


async def test_sms_go_only_where_the_operator_allows(visitor: httpx.AsyncClient) -> None:
    body = {"country": "DE", "phone": "+881612345678"}
    reply = await visitor.post("/v1/sign-in/codes", json=body)
    assert reply.status_code == 422
    (fault,) = reply.json()["errors"]
    assert (fault["field"], fault["code"]) == ("phone", "channel-not-served")


async def test_the_answer_to_a_code_is_the_same_with_and_without_an_account(
    world: World, visitor: httpx.AsyncClient
) -> None:
    known, _ = await registered(world, visitor)
    replies = [
        await visitor.post("/v1/sign-in/codes", json={"country": "DE", "email": email})
        for email in (known, new_email())
    ]
    assert {reply.status_code for reply in replies} == {202}
    shown = [{**reply.json(), "handle": len(reply.json()["handle"])} for reply in replies]
    assert shown[0] == shown[1] == {"handle": 22, "valid_minutes": 10}
    assert [len(world.messages(known)), 1] == [2, 1]


@pytest.mark.promise("H1")
async def test_who_is_under_eighteen_is_refused_and_nothing_is_stored(
    world: World, visitor: httpx.AsyncClient
) -> None:
    email = new_email()
    code = await code_for(world, visitor, email=email)
    before = {(one.database, one.name) for one in world.dump()}
    reply = await visitor.post("/v1/accounts", json=registration(code, email=email, adult=False))
    assert (reply.status_code, reply.json()["code"]) == (403, "age-restricted")
    assert {(one.database, one.name) for one in world.dump()} == before
    later = await visitor.post("/v1/accounts", json=registration(code, email=email))
    assert later.status_code == 201, "the code was not used up"


async def test_registering_twice_is_the_same_account(
    world: World, visitor: httpx.AsyncClient
) -> None:
    email, _ = await registered(world, visitor, nickname="First")
    code = await code_for(world, visitor, email=f" {email.upper()} ".strip().lower())
    reply = await visitor.post(
        "/v1/accounts", json=registration(code, email=email, nickname="Second")
    )
    assert reply.status_code == 201
    assert reply.json()["account"]["nickname"] == "First"


async def test_signing_in_needs_an_account_and_the_code_stays_good(
    world: World, visitor: httpx.AsyncClient
) -> None:
    email = new_email()
    code = await code_for(world, visitor, email=email)
    body = {"country": "DE", "email": email, "code": code}
    reply = await visitor.post("/v1/sessions", json=body)
    assert (reply.status_code, reply.json()["code"]) == (404, "no-account")
    assert (
        await visitor.post("/v1/accounts", json=registration(code, email=email))
    ).status_code == 201
    again = await visitor.post("/v1/sessions", json=body)
    assert (again.status_code, again.json()["code"]) == (401, "credentials-not-accepted"), "used up"
    assert again.json()["errors"] == [] or again.json()["errors"][0]["field"] == "code"


async def test_a_code_serves_one_of_many_who_use_it_at_once(
    world: World, visitor: httpx.AsyncClient
) -> None:
    email, _ = await registered(world, visitor)
    code = await code_for(world, visitor, email=email)
    body = {"country": "DE", "email": email, "code": code}
    replies = await asyncio.gather(*(visitor.post("/v1/sessions", json=body) for _ in range(16)))
    statuses = sorted(reply.status_code for reply in replies)
    assert statuses.count(201) == 1
    assert set(statuses) <= {201, 401, 429, 503}


async def test_a_wrong_code_names_its_field_and_echoes_nothing(
    world: World, visitor: httpx.AsyncClient
) -> None:
    email = new_email()
    sent = await digits_for(world, visitor, email=email)
    wrong = f"{(int(sent['code']) + 1) % 10**6:06}"
    body = registration(wrong, email=email, handle=sent["handle"])
    reply = await visitor.post("/v1/accounts", json=body)
    assert (reply.status_code, reply.json()["code"]) == (401, "credentials-not-accepted")
    (fault,) = reply.json()["errors"]
    assert (fault["field"], fault["code"]) == ("code", "code-not-accepted")
    assert wrong not in reply.text
    assert email not in reply.text


@pytest.mark.parametrize("path", ["/v1/sign-in/codes", "/v1/accounts", "/v1/sessions"])
async def test_another_regions_country_is_sent_there_and_nothing_is_stored(
    world: World, visitor: httpx.AsyncClient, path: str
) -> None:
    before = {(one.database, one.name) for one in world.dump()}
    body: dict[str, Any] = {"country": "US", "email": new_email()}
    if path != "/v1/sign-in/codes":
        body["code"] = "123456"
    if path == "/v1/accounts":
        body |= {"adult": True, "policy_version": "1"}
    reply = await visitor.post(path, json=body)
    told = reply.json()
    assert (reply.status_code, told["code"], told["region"]) == (421, "wrong-region", "us")
    assert told["base_url"] == world.ports.gateway_url("us")
    assert {(one.database, one.name) for one in world.dump()} == before


@pytest.mark.parametrize(
    ("country", "code"), [("ZZ", "country-unknown"), ("RU", "country-not-served")]
)
async def test_a_country_that_is_not_served_is_refused(
    visitor: httpx.AsyncClient, country: str, code: str
) -> None:
    reply = await visitor.get("/v1/regions", params={"country": country})
    assert reply.status_code == 422
    assert reply.json()["errors"][0]["code"] == code


async def test_a_country_is_told_its_region(world: World, visitor: httpx.AsyncClient) -> None:
    reply = await visitor.get("/v1/regions", params={"country": "DE"})
    assert reply.json()["region"] == "eu"
    assert reply.json()["base_url"] == world.ports.gateway_url("eu")
    moved = await visitor.get("/v1/regions", params={"country": "JP"})
    assert (moved.status_code, moved.json()["region"]) == (421, "asia")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": "nobody"}, "email"),
        ({"phone": "+491711234567"}, "email"),
        ({"email": None}, "email"),
        ({"country": "Germany"}, "country"),
        ({"policy_version": "0"}, "policy_version"),
        ({"birthday": "1990-05-17"}, "birthday"),
        ({"birthday": "--13-01"}, "birthday"),
        ({"person_id": "x"}, ""),
        ({"region": "us"}, ""),
        ({"role": "support"}, ""),
        ({"code": "12345"}, "code"),
        ({"transport": "pigeon"}, "transport"),
        ({"adult": "yes"}, "adult"),
    ],
    ids=str,
)
async def test_what_cannot_be_is_refused_by_field(
    visitor: httpx.AsyncClient, changes: dict[str, Any], field: str
) -> None:
    body = {**registration("123456"), "email": new_email(), **changes}
    reply = await visitor.post("/v1/accounts", json=body)
    assert reply.status_code == 422, reply.text
    assert field in {fault["field"] for fault in reply.json()["errors"]}


# Sessions.


async def test_a_cookie_is_for_this_host_alone_and_no_script(
    world: World, visitor: httpx.AsyncClient
) -> None:
    email = new_email()
    code = await code_for(world, visitor, email=email)
    reply = await visitor.post(
        "/v1/accounts", json=registration(code, email=email, transport="cookie")
    )
    assert reply.json()["session"]["token"] is None
    cookie = reply.headers["Set-Cookie"]
    assert cookie.startswith("__Host-session=agp_eu_")
    for flag in ("Path=/", "Secure", "HttpOnly", "SameSite=Lax", "Max-Age="):
        assert flag in cookie
    assert "Domain" not in cookie


async def test_with_a_cookie_another_sites_page_can_do_nothing(
    world: World, visitor: httpx.AsyncClient
) -> None:
    _, token = await registered(world, visitor)
    cookie = {"Cookie": f"__Host-session={token}"}
    ours = {"Origin": world.ports.site_url(), SITE: "agogopost"}
    assert (await visitor.get("/v1/sessions", headers=cookie)).status_code == 200
    for headers, missing in (
        ({}, SITE),
        ({SITE: "agogopost"}, "Origin"),
        ({"Origin": world.ports.site_url()}, SITE),
        ({"Origin": "https://evil.example", SITE: "agogopost"}, "Origin"),
        ({"Origin": "null", SITE: "agogopost"}, "Origin"),
        ({"Origin": world.ports.site_url(), SITE: "XMLHttpRequest"}, SITE),
    ):
        reply = await visitor.delete("/v1/sessions/current", headers={**cookie, **headers})
        assert (reply.status_code, reply.json()["code"]) == (403, "forbidden")
        assert [fault["field"] for fault in reply.json()["errors"]] == [missing]
    gone = await visitor.delete("/v1/sessions/current", headers={**cookie, **ours})
    assert gone.status_code == 200
    assert "Max-Age=0" in gone.headers["Set-Cookie"]
    assert (await visitor.get("/v1/sessions", headers=cookie)).status_code == 401


async def test_sessions_are_ended_one_by_one_by_their_owner(
    world: World, visitor: httpx.AsyncClient
) -> None:
    email, first = await registered(world, visitor)
    _, stranger = await registered(world, visitor)
    code = await code_for(world, visitor, email=email)
    body = {"country": "DE", "email": email, "code": code}
    second = (await visitor.post("/v1/sessions", json=body)).json()["session"]
    listed = (await visitor.get("/v1/sessions", headers=bearer(first))).json()["sessions"]
    assert len(listed) == 2
    assert [one["id"] for one in listed if not one["current"]] == [second["id"]]
    path = f"/v1/sessions/{second['id']}"
    assert (await visitor.delete(path, headers=bearer(stranger))).status_code == 404
    assert (await visitor.delete(path, headers=bearer(first))).status_code == 200
    assert (await visitor.get("/v1/sessions", headers=bearer(second["token"]))).status_code == 401
    assert (await visitor.delete(path, headers=bearer(first))).status_code == 404


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer agp_eu_" + "x" * 86},
        {"Authorization": "Bearer agp_moon_" + "x" * 86},
        {"Authorization": "Basic YTpi"},
        {"Cookie": "__Host-session=x"},
        {"Cookie": "session=agp_eu_" + "x" * 86},
    ],
    ids=str,
)
async def test_who_has_no_session_is_a_stranger(
    visitor: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    reply = await visitor.get("/v1/sessions", headers=headers)
    assert (reply.status_code, reply.json()["code"]) == (401, "unauthenticated")


@pytest.mark.promise("S3")
async def test_a_thief_of_all_databases_reads_nothing_about_anyone(
    world: World, visitor: httpx.AsyncClient
) -> None:
    elsewhere = {one.name for one in world.dump("us")}
    email, token = await registered(
        world, visitor, nickname="Hidden-Nickname", birthday="--05-17", locale="de-DE"
    )
    stored = [one for region in ("eu", "us") for one in world.dump(region)]
    assert any(one.collection == "people" for one in stored)
    for word in (email, email.split("@")[0], "hidden-nickname", "--05-17", "de-de", token):
        assert not [one.name for one in stored if one.holds(word)], word
    assert {one.name for one in world.dump("us")} == elsewhere


@pytest.mark.parametrize(
    "written",
    [
        lambda mailbox, domain: f"{mailbox.upper()}@{domain}",
        lambda mailbox, domain: f"{mailbox}@{domain.upper()}",
        lambda mailbox, domain: f" {mailbox}@{domain}. ",
        lambda mailbox, domain: f"{_wide(mailbox)}@{_wide(domain)}",
        lambda mailbox, domain: f"{mailbox}@{domain.encode().decode('idna')}",
    ],
    ids=["mailbox in capitals", "domain in capitals", "dot and spaces", "full width", "IDNA"],
)
async def test_look_alikes_of_an_address_are_the_address(
    world: World, visitor: httpx.AsyncClient, written: Callable[[str, str], str]
) -> None:
    mailbox, domain = new_email().split("@")[0], "xn--mnchen-3ya.example"
    code = await code_for(world, visitor, email=f"{mailbox}@{domain}")
    first = await visitor.post(
        "/v1/accounts", json=registration(code, email=f"{mailbox}@{domain}", nickname="First")
    )
    assert first.status_code == 201
    sent = {"country": "DE", "email": written(mailbox, domain)}
    assert (await visitor.post("/v1/sign-in/codes", json=sent)).status_code == 202
    code = code_sent_to(world, f"{mailbox}@{domain}")
    again = await visitor.post(
        "/v1/accounts", json=registration(code, email=sent["email"], nickname="Second")
    )
    assert again.status_code == 201
    assert again.json()["account"]["nickname"] == "First", "no second account"


@pytest.mark.parametrize(
    "email",
    [
        "\u0430da@example.org",  # a Cyrillic a
        "ada@ex\u0430mple.org\r\nBcc: eve@example.org",
        "ada@example.org\r\nBcc: eve@example.org",
        "ada\n@example.org",
        '"ada eve"@example.org',
        "=?utf-8?q?ada?=@example.org",
        "ada@example.org,eve@example.org",
        "ada@example.org\u0000",
        "ada@[127.0.0.1]",
        "ada@localhost",
    ],
)
async def test_what_only_looks_like_an_address_gets_no_mail(
    world: World, visitor: httpx.AsyncClient, email: str
) -> None:
    before = len(world.messages("eve@example.org"))
    reply = await visitor.post("/v1/sign-in/codes", json={"country": "DE", "email": email})
    assert (reply.status_code, reply.json()["errors"][0]["code"]) == (422, "email-malformed")
    assert len(world.messages("eve@example.org")) == before


async def test_a_token_that_somebody_brings_along_is_never_made_theirs(
    world: World, visitor: httpx.AsyncClient
) -> None:
    """Session fixation: who plants a token or a cookie finds it worth nothing afterwards."""
    email, stranger = await registered(world, visitor)
    for planted in (f"agp_eu_{secrets.token_urlsafe(64)}", stranger):
        mine = new_email()
        code = await code_for(world, visitor, email=mine)
        headers = {"Cookie": f"__Host-session={planted}", **bearer(planted)}
        reply = await visitor.post(
            "/v1/accounts", json=registration(code, email=mine), headers=headers
        )
        token = reply.json()["session"]["token"]
        assert token != planted
        visitor.cookies.clear()
        seen = (await visitor.get("/v1/me", headers=bearer(token))).json()
        assert seen["email"] == mine
        found = await visitor.get("/v1/me", headers=bearer(planted))
        assert found.status_code == 401 or found.json()["email"] == email


def _wide(text: str) -> str:
    """Return a text in full-width letters, which NFKC makes plain ones."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" and c not in "-." else c for c in text)
