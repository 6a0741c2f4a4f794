"""What people see and change of their own data, on the deployed surface."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests.functions.people import (
    WRONG,
    Person,
    bearer,
    code_for,
    later,
    new_email,
    person,
    registration,
)
from tests.functions.push import with_browser
from tests.world import World, new_source

pytestmark = pytest.mark.stack


@pytest.fixture
async def ada(world: World) -> AsyncIterator[Person]:
    """Return somebody who has just registered."""
    async with person(world, nickname="Ada", birthday="--05-17") as one:
        yield one


@pytest.fixture
async def bob(world: World) -> AsyncIterator[Person]:
    """Return somebody else."""
    async with person(world) as one:
        yield one


async def patch(one: Person, body: dict[str, Any], **headers: str) -> httpx.Response:
    """Patch a profile as it is now."""
    etag = (await one.app.get("/v1/me")).headers["ETag"]
    return await one.app.patch("/v1/me", json=body, headers={"If-Match": etag, **headers})


def code_of(reply: httpx.Response) -> tuple[int, str]:
    return reply.status_code, reply.json()["code"]


@pytest.mark.promise("S4")
async def test_email_and_phone_are_masked_unless_the_person_has_just_signed_in(ada: Person) -> None:
    now = (await ada.app.get("/v1/me")).json()
    assert (now["email"], now["masked"]) == (ada.email, False)
    reply = await ada.app.get("/v1/me", headers=later())
    assert reply.json()["email"] == f"{ada.email[0]}\u2026@example.org"
    assert reply.json()["masked"]
    assert ada.email not in reply.text
    assert reply.headers["Cache-Control"] == "no-store"


@pytest.mark.promise("M3")
async def test_a_person_sees_and_changes_every_field(ada: Person) -> None:
    before = (await ada.app.get("/v1/me")).json()
    assert (before["nickname"], before["birthday"], before["country"]) == ("Ada", "--05-17", "DE")
    wanted = {
        "nickname": "Countess",
        "gender": "female",
        "birthday": "--12-10",
        "locale": "en-GB",
        "time_zone": "America/Martinique",
        "country": "FR",
    }
    reply = await patch(ada, wanted)
    assert reply.status_code == 200, reply.text
    after = (await ada.app.get("/v1/me")).json()
    assert after == reply.json() == {**before, **wanted}


@pytest.mark.promise("M2")
async def test_null_erases_and_what_is_left_out_stays(ada: Person) -> None:
    reply = await patch(
        ada,
        {"birthday": None},
        **{"Content-Type": "application/merge-patch+json"},
    )
    assert reply.status_code == 200
    assert (reply.json()["birthday"], reply.json()["nickname"]) == (None, "Ada")
    reply = await patch(ada, {"nickname": None, "gender": None, "locale": None})
    assert reply.json()["nickname"] is None


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({"person_id": "x"}, "person_id", "field-unknown"),
        ({"region": "us"}, "region", "field-unknown"),
        ({"role": "staff"}, "role", "field-unknown"),
        ({"rev": "0"}, "rev", "field-unknown"),
        ({"policy_version": "9"}, "policy_version", "field-unknown"),
        ({"country": None}, "country", "field-missing"),
        ({"time_zone": "Europe"}, "time_zone", "time-zone-unknown"),
        ({"time_zone": "../etc/passwd"}, "time_zone", "time-zone-unknown"),
        ({"country": "XX"}, "country", "country-unknown"),
        ({"country": "RU"}, "country", "country-not-served"),
        ({"birthday": "1990-05-17"}, "birthday", "field-not-acceptable"),
        ({"gender": "robot"}, "gender", "field-not-listed"),
        ({"nickname": ""}, "nickname", "field-too-short"),
        ({"nickname": "x" * 41}, "nickname", "field-too-long"),
        ({"email": "nobody", "code": "123456"}, "email", "email-malformed"),
        ({"email": "a@example.org"}, "code", "code-needed"),
        ({"email": "a@example.org", "phone": "+4917100000", "code": "123456"}, "phone", None),
    ],
    ids=str,
)
async def test_what_cannot_be_is_refused_by_field(
    ada: Person, body: dict[str, Any], field: str, code: str | None
) -> None:
    reply = await patch(ada, body)
    assert code_of(reply) == (422, "invalid-input")
    (fault,) = reply.json()["errors"]
    assert fault["field"] in {field, ""}
    if code is not None:
        assert fault["code"] == code


async def test_a_country_of_another_region_is_sent_there_and_nothing_changes(ada: Person) -> None:
    reply = await patch(ada, {"country": "US", "nickname": "Moved"})
    assert code_of(reply) == (421, "wrong-region")
    assert reply.json()["region"] == "us"
    assert (await ada.app.get("/v1/me")).json()["nickname"] == "Ada"


async def test_who_does_not_say_what_they_saw_or_saw_something_else_changes_nothing(
    ada: Person,
) -> None:
    reply = await ada.app.patch("/v1/me", json={"nickname": "B"})
    assert code_of(reply) == (428, "precondition-required")
    etag = (await ada.app.get("/v1/me")).headers["ETag"]
    first = await ada.app.patch("/v1/me", json={"nickname": "B"}, headers={"If-Match": etag})
    assert first.status_code == 200
    assert first.headers["ETag"] != etag
    late = await ada.app.patch("/v1/me", json={"nickname": "C"}, headers={"If-Match": etag})
    assert code_of(late) == (412, "precondition-failed")
    again = await ada.app.patch("/v1/me", json={"nickname": "B"}, headers={"If-Match": etag})
    assert again.status_code == 200, "what is there already is no change"
    anything = await ada.app.patch("/v1/me", json={"nickname": "D"}, headers={"If-Match": "*"})
    assert anything.status_code == 200


async def test_a_masked_view_can_be_edited_too_and_what_was_seen_need_not_be_sent_again(
    ada: Person,
) -> None:
    seen = await ada.app.get("/v1/me", headers=later())
    same = await ada.app.get("/v1/me", headers={**later(), "If-None-Match": seen.headers["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    in_full = await ada.app.get("/v1/me", headers={"If-None-Match": seen.headers["ETag"]})
    assert in_full.status_code == 200, "the same state, but another view of it"
    body = {"nickname": "Edited"}
    headers = {**later(), "If-Match": seen.headers["ETag"]}
    assert (await ada.app.patch("/v1/me", json=body, headers=headers)).status_code == 200


async def test_of_sixteen_edits_at_once_one_wins(ada: Person) -> None:
    etag = (await ada.app.get("/v1/me")).headers["ETag"]
    edits = (
        ada.app.patch("/v1/me", json={"nickname": f"N{n}"}, headers={"If-Match": etag})
        for n in range(16)
    )
    replies = await asyncio.gather(*edits)
    assert sorted({reply.status_code for reply in replies}) == [200, 412]
    assert [reply.status_code for reply in replies].count(200) == 1


async def test_an_edit_of_any_state_is_not_refused_because_others_edit_too(ada: Person) -> None:
    """RFC 9110, section 13.1.1: ``*`` matches every state that there is."""

    async def edit(name: str) -> httpx.Response:
        headers = {"If-Match": "*", "X-Forwarded-For": new_source()}
        return await ada.app.patch("/v1/me", json={"nickname": name}, headers=headers)

    replies = await asyncio.gather(*(edit(f"N{n}") for n in range(40)))
    assert {reply.status_code for reply in replies} == {200}


async def test_a_new_email_needs_its_code_and_the_old_one_is_told(
    world: World, ada: Person
) -> None:
    new = new_email()
    code = await code_for(world, ada.app, email=new)
    wrong = await patch(ada, {"email": new, "code": WRONG})
    assert code_of(wrong) == (401, "credentials-not-accepted")
    assert wrong.json()["errors"][0]["code"] == "code-not-accepted"
    sent = len(world.messages(ada.email))
    reply = await patch(ada, {"email": new.upper(), "code": code})
    assert reply.status_code == 200, reply.text
    assert reply.json()["email"] == new
    told = world.messages(ada.email)
    assert len(told) == sent + 1
    assert "changing an email address" in told[0]["text"]
    assert new not in told[0]["text"] + told[0]["html"]
    async with world.visitor() as visitor:
        for email, status in ((new, 201), (ada.email, 404)):
            code = await code_for(world, visitor, email=email)
            body = {"email": email, "code": code, "country": "DE"}
            assert (await visitor.post("/v1/sessions", json=body)).status_code == status


async def test_an_address_is_changed_only_by_who_has_just_signed_in(
    world: World, ada: Person
) -> None:
    new = new_email()
    code = await code_for(world, ada.app, email=new)
    for body in ({"email": new, "code": code}, {"email": None}):
        reply = await patch(ada, body, **later())
        assert code_of(reply) == (403, "recent-sign-in-required")
    assert (await patch(ada, {"email": new, "code": code})).status_code == 200


async def test_anothers_address_cannot_be_taken_not_even_with_its_code(
    world: World, ada: Person, bob: Person
) -> None:
    code = await code_for(world, ada.app, email=bob.email)
    reply = await patch(ada, {"email": bob.email, "code": code})
    assert code_of(reply) == (409, "address-taken")
    assert (await ada.app.get("/v1/me")).json()["email"] == ada.email


async def test_the_last_way_in_cannot_be_erased(world: World, ada: Person) -> None:
    assert code_of(await patch(ada, {"email": None})) == (409, "last-way-in")
    phone = f"+49171{secrets.randbelow(10**7):07}"
    code = await code_for(world, ada.app, phone=phone)
    assert (await patch(ada, {"phone": phone, "code": code})).status_code == 200
    reply = await patch(ada, {"email": None})
    assert reply.status_code == 200
    assert (reply.json()["email"], reply.json()["phone"]) == (None, phone)
    assert code_of(await patch(ada, {"phone": None})) == (409, "last-way-in")


async def test_nobody_is_written_to_for_what_cannot_be(
    world: World, visitor: httpx.AsyncClient
) -> None:
    """An SMS costs money: the only number cannot be removed, however often somebody tries."""
    phone = f"+49171{secrets.randbelow(10**7):07}"
    code = await code_for(world, visitor, phone=phone)
    reply = await visitor.post("/v1/accounts", json=registration(code, phone=phone))
    headers = {**bearer(reply.json()["session"]["token"]), "If-Match": "*"}
    tries = [await visitor.patch("/v1/me", json={"phone": None}, headers=headers) for _ in "1234"]
    assert {code_of(one) for one in tries} == {(409, "last-way-in")}
    assert len(world.messages(phone)) == 1, "the code alone"


@pytest.mark.promise("S4")
async def test_who_sees_an_address_masked_cannot_try_out_what_it_is(ada: Person) -> None:
    told = [
        await ada.app.patch("/v1/me", json=body, headers={"If-Match": seen, **later()})
        for body in ({"email": ada.email}, {"email": new_email()}, {"phone": None})
        for seen in ("*", '"another"')
    ]
    assert {code_of(one) for one in told} == {(403, "recent-sign-in-required")}


async def test_no_two_people_have_the_same_tag(ada: Person, bob: Person) -> None:
    seen = {"If-None-Match": (await ada.app.get("/v1/me")).headers["ETag"]}
    assert (await ada.app.get("/v1/me", headers=seen)).status_code == 304
    assert (await bob.app.get("/v1/me", headers=seen)).status_code == 200


@pytest.mark.promise("C2")
async def test_device_facts_are_a_closed_list_each_optional(ada: Person, bob: Person) -> None:
    facts = {
        "model": "Pixel 9",
        "os": "Android",
        "os_version": "16",
        "device_id": "client-id",
        "browser": "Firefox",
        "browser_version": "140",
        "app_version": "1.0",
    }
    for body in ({}, {"model": "Pixel 9"}, facts):
        assert (await ada.app.post("/v1/me/devices", json=body)).status_code == 201
    refused = await ada.app.post("/v1/me/devices", json={"imei": "490154203237518"})
    assert code_of(refused) == (422, "invalid-input")
    reply = await ada.app.get("/v1/me/devices")
    listed = reply.json()["devices"]
    assert [one["push"] for one in listed] == [None, None, None]
    assert {k: listed[0][k] for k in facts} == facts
    path = f"/v1/me/devices/{listed[0]['id']}"
    assert (await bob.app.get("/v1/me/devices")).json()["devices"] == []
    assert (await bob.app.delete(path)).status_code == 404
    assert (await ada.app.delete(path)).status_code == 200
    assert (await ada.app.delete(path)).status_code == 404


async def test_a_device_added_twice_with_one_key_is_one_device(ada: Person, bob: Person) -> None:
    key = {"Idempotency-Key": secrets.token_hex(8)}
    body = {"model": "Pixel 9"}
    first = await ada.app.post("/v1/me/devices", json=body, headers=key)
    again = await ada.app.post("/v1/me/devices", json=body, headers=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert len((await ada.app.get("/v1/me/devices")).json()["devices"]) == 1
    other = await ada.app.post("/v1/me/devices", json={}, headers=key)
    assert code_of(other) == (422, "idempotency-mismatch")
    theirs = await bob.app.post("/v1/me/devices", json=body, headers=key)
    assert theirs.json()["id"] != first.json()["id"]


async def test_there_are_at_most_twenty_devices(ada: Person) -> None:
    for _ in range(20):
        assert (await ada.app.post("/v1/me/devices", json={})).status_code == 201
    assert code_of(await ada.app.post("/v1/me/devices", json={})) == (409, "too-many")


@pytest.mark.promise("M2")
async def test_preferences_are_replaced_whole(ada: Person, bob: Person) -> None:
    as_person = {"served_as": "person"}
    empty = {"language": None, "layout": None}
    assert (await ada.app.get("/v1/me/preferences")).json() == as_person | empty
    wanted = {"language": "de", "layout": "cards"}
    assert (await ada.app.put("/v1/me/preferences", json=wanted)).json() == as_person | wanted
    reply = await ada.app.get("/v1/me/preferences")
    assert reply.json() == as_person | wanted
    same = {"If-None-Match": reply.headers["ETag"]}
    assert (await ada.app.get("/v1/me/preferences", headers=same)).status_code == 304
    assert (await bob.app.get("/v1/me/preferences")).json() == as_person | empty
    assert (await ada.app.put("/v1/me/preferences", json={})).json() == as_person | empty
    assert (await ada.app.put("/v1/me/preferences", json={"theme": "x"})).status_code == 422


async def test_of_a_new_person_only_the_mail_relay_knows(ada: Person) -> None:
    log = (await ada.app.get("/v1/me/access-log")).json()
    assert log["next_cursor"] is None
    (line,) = log["items"]
    assert (line["whom"], line["data"], line["about"]) == ("mail", "email address", "account")


@pytest.mark.promise("S3")
async def test_a_thief_of_the_databases_reads_nothing_of_a_profile(
    world: World, ada: Person
) -> None:
    words = [secrets.token_hex(6) for _ in range(2)]
    await patch(ada, {"nickname": words[0], "gender": "female"})
    words.append((await with_browser(world, ada, model=words[1])).endpoint)
    await ada.app.put("/v1/me/preferences", json={"language": "de-AT", "layout": "compact"})
    stored = [one for region in ("eu", "us") for one in world.dump(region)]
    assert {"devices", "preferences", "people"} <= {one.collection for one in stored}
    for word in (*words, "female", "de-at", "compact", ada.email):
        assert not [one.name for one in stored if one.holds(word)], word
