"""Deciding, being obeyed by the very next call, and proving it afterwards."""

import hashlib
import re
import secrets
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from infra.local.emulators.oidc import SCHEDULER_ACCOUNT, platform_token
from infra.local.stack.process import ROOT
from shared.privacy.purposes import ASKED, Basis
from tests.functions.people import (
    Person,
    bearer,
    code_for,
    new_email,
    person,
    registration,
)
from tests.world import World, new_source

pytestmark = pytest.mark.stack

PATH = "/v1/consents"
GPC = {"Sec-GPC": "1"}
CONSENTS = sorted(one.id for one in ASKED.values() if one.basis is Basis.CONSENT)
EVENTS = {"events": [{"what": "page", "name": "home"}, {"what": "interest", "name": "books"}]}
BERLIN = {"latitude": 52.51704, "longitude": 13.38886}


@pytest.fixture
async def ada(world: World) -> AsyncIterator[Person]:
    """Return somebody who has just registered."""
    async with person(world) as one:
        yield one


def body(method: str = "settings", /, **grants: bool) -> dict[str, Any]:
    return {"grants": grants, "notice_version": 1, "language": "en", "method": method}


async def decide(app: httpx.AsyncClient, **grants: bool) -> dict[str, Any]:
    said = {**body(), "grants": grants}
    reply = await app.put(PATH, json=said, headers={"X-Forwarded-For": new_source()})
    assert reply.status_code == 200, reply.text
    receipt: dict[str, Any] = reply.json()
    return receipt


async def allowed(app: httpx.AsyncClient, **headers: str) -> set[str]:
    """Return what is allowed for a request with these headers."""
    told = (await app.get(PATH, headers=headers)).json()
    return {one["id"] for one in told["purposes"] if one["allowed"]}


def in_days(days: float) -> dict[str, str]:
    return {"X-Local-Clock": (datetime.now(UTC) + timedelta(days=days)).isoformat()}


def code_of(reply: httpx.Response) -> tuple[int, str]:
    return reply.status_code, reply.json()["code"]


@pytest.mark.promise("K5")
@pytest.mark.promise("E3")
async def test_everything_is_off_until_it_is_granted_and_off_again_when_withdrawn(
    ada: Person,
) -> None:
    channels = {"status_email", "status_sms", "status_push"}
    assert await allowed(ada.app) == channels, "what rests on the contract is on"
    for purpose in CONSENTS:
        await decide(ada.app, **{purpose: True})
        assert purpose in await allowed(ada.app)
        await decide(ada.app, **{purpose: False})
        assert await allowed(ada.app) == channels


@pytest.mark.promise("E3")
async def test_a_receipt_says_who_what_when_and_what_was_shown(ada: Person) -> None:
    receipt = await decide(ada.app, analytics=True, advertising=False)
    text = (ROOT / "shared/privacy/notices/1/en.toml").read_bytes()
    assert receipt["schema_version"] == "ISO/IEC TS 27560:2023"
    assert receipt["notice_sha256"] == hashlib.sha256(text).hexdigest()
    assert (receipt["jurisdiction"], receipt["method"], receipt["controller"]) == (
        "DE", "settings", "agogopost",
    )  # fmt: skip
    assert [(one["purpose"], one["granted"]) for one in receipt["grants"]] == [
        ("advertising", False),
        ("analytics", True),
    ]
    assert receipt["withdraw"]
    assert receipt["lawful_until_then"]
    second = await decide(ada.app, analytics=False)
    listed = (await ada.app.get(f"{PATH}/receipts")).json()["receipts"]
    assert listed == [second, receipt]


@pytest.mark.promise("E3")
async def test_what_was_allowed_at_any_past_moment_follows_from_the_receipts(ada: Person) -> None:
    """Replay the receipts up to each of them: what was then shown as allowed comes out."""
    said: list[dict[str, bool]] = [
        {"analytics": True, "location": True},
        {"location": False, "status_sms": False},
        {"advertising": True, "analytics": False},
        {"analytics": True, "status_sms": True},
    ]
    seen: list[tuple[str, set[str]]] = []
    for grants in said:
        receipt = await decide(ada.app, **grants)
        seen.append((receipt["at"], await allowed(ada.app)))
    seen.append(((await ada.app.delete(PATH)).json()["at"], await allowed(ada.app)))
    seen.append(((await decide(ada.app, location=True))["at"], await allowed(ada.app)))
    receipts = (await ada.app.get(f"{PATH}/receipts")).json()["receipts"]
    assert [one["at"] for one in receipts] == [at for at, _ in reversed(seen)]
    for at, then in seen:
        known = {one.id: one.basis is not Basis.CONSENT for one in ASKED.values()}
        for receipt in sorted(receipts, key=lambda one: datetime.fromisoformat(one["at"])):
            if datetime.fromisoformat(receipt["at"]) <= datetime.fromisoformat(at):
                known |= {one["purpose"]: one["granted"] for one in receipt["grants"]}
        assert {purpose for purpose, granted in known.items() if granted} == then


@pytest.mark.promise("M4")
async def test_channels_are_stopped_one_by_one_or_all_at_once(ada: Person) -> None:
    await decide(ada.app, promotions_email=True, promotions_push=True, analytics=True)
    await decide(ada.app, status_sms=False)
    assert await allowed(ada.app) == {
        "status_email", "status_push", "promotions_email", "promotions_push", "analytics",
    }  # fmt: skip
    receipt = (await ada.app.delete(PATH)).json()
    assert receipt["method"] == "withdrawal"
    assert not any(one["granted"] for one in receipt["grants"])
    assert await allowed(ada.app) == set()


@pytest.mark.promise("C7")
async def test_nothing_is_collected_without_its_consent(world: World, ada: Person) -> None:
    collected = {"traces", "interests", "places"}
    before = {one.name for one in world.dump() if one.collection in collected}
    reply = await ada.app.post("/v1/events", json=EVENTS)
    assert reply.status_code == 202
    assert reply.json() == {
        "served_as": "person",
        "stored": 0,
        "discarded": {"analytics": 1, "personalisation": 1},
    }
    refused = await ada.app.put("/v1/me/location", json=BERLIN)
    assert code_of(refused) == (403, "consent-required")
    assert (refused.json()["purpose"], bool(refused.json()["still_works"])) == ("location", True)
    after = {one.name for one in world.dump() if one.collection in collected}
    assert after == before
    await decide(ada.app, analytics=True)
    reply = await ada.app.post("/v1/events", json=EVENTS)
    assert reply.json() == {"served_as": "person", "stored": 1, "discarded": {"personalisation": 1}}


@pytest.mark.promise("M7")
async def test_without_a_location_everything_else_works_and_says_so(ada: Person) -> None:
    refused = await ada.app.put("/v1/me/location", json=BERLIN)
    assert refused.json()["still_works"].startswith("Tracking and everything else work.")
    follow = await ada.app.post("/v1/waybills", json={"number": "AGP-DELIVERED-0601"})
    assert follow.status_code == 201
    await decide(ada.app, location=True)
    kept = await ada.app.put("/v1/me/location", json=BERLIN)
    assert kept.status_code == 200
    assert (await ada.app.delete("/v1/me/location")).status_code == 200
    assert (await ada.app.delete("/v1/me/location")).status_code == 404


@pytest.mark.promise("C7")
async def test_what_rested_on_a_consent_goes_the_night_after_it_is_withdrawn(
    world: World, ada: Person
) -> None:
    token = platform_token(world.ports.issuer_url("platform"), SCHEDULER_ACCOUNT)
    headers = {"Authorization": f"Bearer {token}", **in_days(1)}
    owned = {"traces", "interests", "places"}

    def kept() -> set[str]:
        return {
            one.collection
            for one in world.dump()
            if one.collection in owned and one.name not in old
        }

    old = {one.name for one in world.dump()}
    await decide(ada.app, analytics=True, personalisation=True, location=True)
    await ada.app.post("/v1/events", json=EVENTS)
    await ada.app.put("/v1/me/location", json=BERLIN)
    assert kept() == owned
    await decide(ada.app, analytics=False, location=False)
    before = {one.name for one in world.dump()}
    await decide(ada.app, analytics=True)
    await ada.app.post("/v1/events", json=EVENTS)
    (since,) = [
        one.name for one in world.dump() if one.collection == "traces" and one.name not in before
    ]
    async with world.visitor() as caller:
        report = (await caller.post("/jobs/anonymise_nightly", headers=headers)).json()
    assert report["withdrawals"]["left"] == 0
    assert report["withdrawals"]["deleted"] >= 2
    assert kept() <= {"interests", "traces"}
    assert [one.name for one in world.dump() if one.name not in old and "traces" in one.name] == [
        since
    ]


async def test_what_is_collected_is_sealed_and_coarse(world: World, ada: Person) -> None:
    name = f"page-{secrets.token_hex(6)}"
    await decide(ada.app, analytics=True, location=True)
    events = {"events": [{"what": "page", "name": name}]}
    assert (await ada.app.post("/v1/events", json=events)).json()["stored"] == 1
    assert (await ada.app.put("/v1/me/location", json=BERLIN)).status_code == 200
    stored = [one for one in world.dump() if one.collection in {"traces", "places"}]
    assert stored
    for word in (name, "latitude", "longitude", "doublevalue"):
        assert not [one.name for one in stored if one.holds(word)]


@pytest.mark.promise("K5")
async def test_global_privacy_control_is_obeyed_unless_told_otherwise_knowingly(
    ada: Person,
) -> None:
    await decide(ada.app, advertising=True, personalisation=True, analytics=True)
    assert {"advertising", "personalisation"} <= await allowed(ada.app)
    with_signal = await allowed(ada.app, **GPC)
    assert not with_signal & {"advertising", "personalisation"}
    assert "analytics" in with_signal
    receipts = (await ada.app.get(f"{PATH}/receipts")).json()["receipts"]
    assert len(receipts) == 1, "a GET writes nothing"
    reply = await ada.app.put(PATH, json=body(advertising=True), headers=GPC)
    assert reply.json()["signal"] is True
    assert "advertising" in await allowed(ada.app, **GPC)
    assert "personalisation" not in await allowed(ada.app, **GPC)


@pytest.mark.promise("K2")
@pytest.mark.promise("K3")
@pytest.mark.promise("K4")
@pytest.mark.parametrize("purpose", ["analytics", "preferences", "advertising"])
async def test_a_visitors_choices_are_in_a_token_of_theirs_and_nowhere_else(
    world: World, visitor: httpx.AsyncClient, purpose: str
) -> None:
    await visitor.get(PATH)
    before = {one.name: one.fields for one in world.dump()}
    assert purpose not in await allowed(visitor)
    reply = await visitor.put(PATH, json=body("banner", **{purpose: True}))
    assert reply.json()["id"] is None
    token, cookie = reply.json()["token"], reply.headers["Set-Cookie"]
    assert cookie.startswith(f"__Host-consent={token}; Path=/; Secure; HttpOnly; SameSite=Lax")
    visitor.cookies.clear()
    assert purpose in await allowed(visitor, **{"X-Consent": token})
    assert purpose in await allowed(visitor, Cookie=f"__Host-consent={token}")
    assert purpose not in await allowed(visitor)
    again = await visitor.put(
        PATH, json=body("settings", **{purpose: False}), headers={"X-Consent": token}
    )
    assert purpose not in await allowed(visitor, **{"X-Consent": again.json()["token"]})
    assert {one.name: one.fields for one in world.dump()} == before


@pytest.mark.promise("M6")
async def test_who_forbids_cookies_gets_none_and_is_told_what_does_not_work(
    visitor: httpx.AsyncClient,
) -> None:
    for reply in (
        await visitor.get(PATH, headers=GPC),
        await visitor.post("/v1/events", json=EVENTS, headers=GPC),
        await visitor.post(
            "/v1/waybills/query", json={"items": [{"number": "AGP-DELIVERED-0602"}]}, headers=GPC
        ),
    ):
        assert reply.status_code in {200, 202}
        assert "Set-Cookie" not in reply.headers
    events = await visitor.post("/v1/events", json=EVENTS)
    assert events.json() == {
        "served_as": "visitor",
        "stored": 0,
        "discarded": {"analytics": 1, "personalisation": 1},
    }


@pytest.mark.parametrize(
    "forge",
    [
        lambda token: token[:-1] + ("0" if token[-1] != "0" else "1"),
        lambda token: "A" + token[1:],
        lambda token: token.split(".")[0],
        lambda token: "." + token.split(".")[1],
        lambda token: token * 50,
    ],
    ids=["another signature", "another text", "no signature", "no text", "endless"],
)
async def test_a_forged_token_allows_nothing(
    visitor: httpx.AsyncClient,
    forge: Any,  # noqa: ANN401 - a function of the token
) -> None:
    reply = await visitor.put(PATH, json=body("banner", analytics=True))
    visitor.cookies.clear()
    forged = forge(reply.json()["token"])
    assert "analytics" not in await allowed(visitor, **{"X-Consent": forged})


async def test_of_visitors_only_how_often_is_counted(
    world: World, visitor: httpx.AsyncClient
) -> None:
    token = (await visitor.put(PATH, json=body("banner", analytics=True))).json()["token"]
    name = f"page-{secrets.token_hex(6)}"
    events = {"events": [{"what": "page", "name": name}, {"what": "click", "name": name}]}
    before = {one.name for one in world.dump()}
    reply = await visitor.post("/v1/events", json=events, headers={"X-Consent": token})
    assert reply.json() == {"served_as": "visitor", "stored": 2, "discarded": {}}
    new = [one for one in world.dump() if one.name not in before]
    assert {one.collection for one in new} <= {"usage_counts"}
    assert not [one for one in world.dump() if one.holds(name)]


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"notice_version": 2}, "notice_version", "notice-not-current"),
        ({"language": "x_x"}, "language", "language-malformed"),
        ({"grants": {"account": False}}, "grants", "not-asked"),
        ({"grants": {"world_domination": True}}, "grants", "not-asked"),
        ({"grants": {}}, "grants", "field-too-short"),
        ({"method": "unsubscribe"}, "method", "field-not-listed"),
        ({"person_id": "x"}, "person_id", "field-unknown"),
    ],
    ids=str,
)
async def test_what_cannot_be_decided_is_refused_by_field(
    ada: Person, changes: dict[str, Any], field: str, code: str
) -> None:
    reply = await ada.app.put(PATH, json={**body(analytics=True), **changes})
    assert code_of(reply) == (422, "invalid-input")
    (fault,) = reply.json()["errors"]
    assert fault["code"] == code
    assert fault["field"] in {field, ""}
    assert (await ada.app.get(f"{PATH}/receipts")).json()["receipts"] == []


async def test_a_bad_session_is_not_taken_for_a_visitor(visitor: httpx.AsyncClient) -> None:
    headers = {"Authorization": f"Bearer agp_eu_{secrets.token_urlsafe(64)}"}
    assert (await visitor.get(PATH, headers=headers)).status_code == 401
    assert (await visitor.put(PATH, json=body(analytics=True), headers=headers)).status_code == 401


@pytest.mark.promise("E3")
async def test_a_visitors_choices_are_taken_over_at_registration(
    world: World, visitor: httpx.AsyncClient
) -> None:
    token = (await visitor.put(PATH, json=body("banner", analytics=True, advertising=True))).json()[
        "token"
    ]
    visitor.cookies.clear()
    said = {**body("registration", advertising=False, promotions_email=True)}
    email = new_email()
    code = await code_for(world, visitor, email=email)
    reply = await visitor.post(
        "/v1/accounts",
        json=registration(code, email=email, consents=said),
        headers={"X-Consent": token},
    )
    assert reply.status_code == 201, reply.text
    mine = bearer(reply.json()["session"]["token"])
    found = await allowed(visitor, **mine)
    assert {"analytics", "promotions_email"} <= found
    assert "advertising" not in found
    (receipt,) = (await visitor.get(f"{PATH}/receipts", headers=mine)).json()["receipts"]
    assert receipt["method"] == "registration"
    assert receipt["jurisdiction"] == "DE"


async def test_choices_that_cannot_be_make_no_account(
    world: World, visitor: httpx.AsyncClient
) -> None:
    email = new_email()
    code = await code_for(world, visitor, email=email)
    said = {**body("registration", analytics=True), "notice_version": 99}
    wrong = registration(code, email=email, consents=said)
    reply = await visitor.post("/v1/accounts", json=wrong)
    assert code_of(reply) == (422, "invalid-input")
    reply = await visitor.post("/v1/accounts", json=registration(code, email=email))
    assert reply.status_code == 201, "the code was not used up"
    mine = bearer(reply.json()["session"]["token"])
    none: dict[str, Any] = {"receipts": [], "next_cursor": None}
    assert (await visitor.get(f"{PATH}/receipts", headers=mine)).json() == none


@pytest.mark.promise("M4")
async def test_a_link_stops_its_channel_in_one_step_and_nothing_else(
    world: World, visitor: httpx.AsyncClient, ada: Person
) -> None:
    receipt = await decide(ada.app, promotions_email=True, promotions_sms=True, analytics=True)
    stops = {one["purpose"]: one["stop_url"] for one in receipt["grants"]}
    assert stops["analytics"] is None
    link = stops["promotions_email"]
    assert link.startswith(f"{world.ports.gateway_url('eu')}/v1/unsubscribe/")
    page = await visitor.get(link)
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert '<form method="post">' in page.text
    assert not re.search(r"https?:|src=|<script|style", page.text)
    assert "promotions_email" in await allowed(ada.app), "opening it changes nothing"
    form = {"List-Unsubscribe": "One-Click"}
    for _ in range(2):
        done = await visitor.post(link, data=form)
        assert done.status_code == 200
        assert "Stopped" in done.text
    now = await allowed(ada.app)
    assert "promotions_email" not in now
    assert {"promotions_sms", "analytics", "status_email"} <= now
    receipts = (await ada.app.get(f"{PATH}/receipts")).json()["receipts"]
    assert [one["method"] for one in receipts] == ["unsubscribe", "settings"]
    files = {"List-Unsubscribe": (None, "One-Click")}
    assert (await visitor.post(stops["promotions_sms"], files=files)).status_code == 200
    assert "promotions_sms" not in await allowed(ada.app)


@pytest.mark.parametrize("region", ["eu", "us"])
async def test_a_forged_link_stops_nothing(world: World, ada: Person, region: str) -> None:
    receipt = await decide(ada.app, promotions_email=True)
    path = receipt["grants"][0]["stop_url"].split("/v1/")[1]
    changed = path[:-1] + ("0" if path[-1] != "0" else "1")
    async with world.visitor(region) as visitor:
        for forged in (changed, path[:-2], "unsubscribe/x", "unsubscribe/" + "A" * 300):
            assert (await visitor.get(f"/v1/{forged}")).status_code == 404
            assert (await visitor.post(f"/v1/{forged}", data={"a": "b"})).status_code == 404
        if region == "us":
            assert (await visitor.post(f"/v1/{path}", data={"a": "b"})).status_code == 404
    assert "promotions_email" in await allowed(ada.app)
