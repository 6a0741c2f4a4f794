"""A mail to the contact address is the person's who has its address when it comes."""

import asyncio
import json
import re
import secrets

import pytest

from tests.functions.exports import asked as export_asked
from tests.functions.exports import downloaded, ready
from tests.functions.people import (
    Person,
    bearer,
    code_for,
    code_sent_to,
    new_email,
    person,
    registration,
)
from tests.functions.staff import member
from tests.functions.test_deletion import PATH as DELETION
from tests.functions.test_deletion import SURE, finished
from tests.functions.test_rights import PATH, QUERY, by_code, found, hand_in, mail
from tests.world import World

pytestmark = pytest.mark.stack

RECEIVED = "We have received your request."


async def wrote(world: World, email: str, text: str) -> str:
    """Have a mail come from an address and return the number that its sender is told."""
    async with world.visitor() as provider:
        reply = await hand_in(provider, mail(**{"from": email, "text": text}))
    assert reply.json() == {"outcome": "kept"}
    told = re.search(r"\b[0-9a-f]{32}\b", world.messages(email)[0]["text"])
    assert told is not None
    return told[0]


async def exported(one: Person) -> str:
    """Return all that is in somebody's export, as text."""
    archive = await downloaded((await ready(one, await export_asked(one)))["url"])
    return "\n".join(archive.read(name).decode(errors="replace") for name in archive.namelist())


async def moved(world: World, one: Person) -> str:
    """Let somebody change their address and return the new one."""
    new = new_email()
    me = await one.app.get("/v1/me")
    body = {"email": new, "code": await code_for(world, one.app, email=new)}
    reply = await one.app.patch("/v1/me", json=body, headers={"If-Match": me.headers["ETag"]})
    assert reply.status_code == 200, reply.text
    return new


async def deleted(world: World, one: Person) -> None:
    """Delete an account and wait until nothing of it is left."""
    reply = await one.app.post(DELETION, json=SURE)
    assert reply.status_code == 202, reply.text
    async with world.visitor() as visitor:
        await finished(visitor, reply.json()["receipt_id"])


def lies(world: World, id_: str) -> set[str]:
    """Return the collections in which a request lies."""
    return {one.collection for one in world.dump() if one.name.endswith(f"/{id_}")}


def text() -> str:
    """Return something that nobody else writes."""
    return f"canary-{secrets.token_hex(8)}"


@pytest.mark.promise("M3")
@pytest.mark.promise("E2")
async def test_a_persons_mail_is_in_their_export_claimed_until_a_code_proves_it(
    world: World,
) -> None:
    said = text()
    async with person(world) as ada, world.visitor() as visitor:
        id_ = await wrote(world, ada.email, said)
        code = code_sent_to(world, ada.email)
        archive = await downloaded((await ready(ada, await export_asked(ada)))["url"])
        (item,) = json.loads(archive.read("data/claimed_requests.json"))["items"]
        assert said in item["text"]
        assert (item["id"], item["proven"], item["source"]) == (id_, False, "mail")
        assert (await ada.app.get(PATH)).json()["items"] == [], "nothing that they have asked"
        mine = (await ada.app.get(f"{PATH}/{id_}")).json()
        assert (mine["id"], mine["proven"], mine["status"]) == (id_, False, "unproven")
        proof = {"email": ada.email, "country": "DE", "code": code}
        (told,) = (await visitor.post(QUERY, json=proof)).json()["items"]
        assert (told["id"], told["proven"], told["status"]) == (id_, True, "open")
        assert (await ada.app.get(PATH)).json()["items"] == [told]


@pytest.mark.promise("M5")
@pytest.mark.promise("E2")
@pytest.mark.parametrize("proven", [False, True], ids=["claimed", "proven"])
async def test_a_persons_mail_goes_with_their_account(world: World, *, proven: bool) -> None:
    async with person(world) as ada, world.visitor() as visitor:
        id_ = await wrote(world, ada.email, text())
        if proven:
            await found(world, visitor, ada.email)
        assert lies(world, id_) == {"claimed_requests"}
        await deleted(world, ada)
        assert lies(world, id_) <= {"evidence"}
        assert await found(world, visitor, ada.email) == []
        async with member(world, "privacy") as staff:
            assert (await staff.get(f"/staff/v1/rights-requests/{id_}")).status_code == 404


async def test_who_has_the_address_later_gets_nothing_of_who_had_it(world: World) -> None:
    said = text()
    async with person(world) as ada, world.visitor() as app:
        id_ = await wrote(world, ada.email, said)
        new = await moved(world, ada)
        assert await found(world, app, ada.email) == [], "of nobody's address by now"
        code = await code_for(world, app, email=ada.email)
        made = await app.post("/v1/accounts", json=registration(code, email=ada.email))
        token = made.json()["session"]["token"]
        app.headers.update(bearer(token))
        bob = Person(ada.email, token, app)
        async with world.visitor() as visitor:
            assert await found(world, visitor, bob.email) == []
        assert (await bob.app.get(PATH)).json()["items"] == []
        assert (await bob.app.get(f"{PATH}/{id_}")).status_code == 404
        assert (await bob.app.delete(f"{PATH}/{id_}")).status_code == 404
        assert said not in await exported(bob)
        theirs = text()
        other = await wrote(world, bob.email, theirs)
        assert theirs in await exported(bob)
        whole = await exported(ada)
        assert said in whole, "whatever address they have now"
        assert theirs not in whole
        async with member(world, "privacy") as staff:
            path = f"/staff/v1/rights-requests/{id_}"
            answer = {"outcome": "answered", "answer": "Only for Ada."}
            assert (await staff.patch(path, json=answer)).status_code == 200
        assert "Only for Ada." in world.messages(new)[0]["text"]
        assert "Only for Ada." not in str(world.messages(bob.email))
        await deleted(world, bob)
        assert lies(world, id_) == {"claimed_requests"}
        assert lies(world, other) <= {"evidence"}
        assert said in await exported(ada)


@pytest.mark.parametrize("way", ["mail", "code"])
async def test_what_came_before_the_account_is_its_persons_once_they_prove_the_address(
    world: World, way: str
) -> None:
    email, said = new_email(), text()
    async with world.visitor() as app, world.visitor() as visitor:
        if way == "mail":
            id_ = await wrote(world, email, said)
        else:
            id_ = (await by_code(world, visitor, email, "access", text=said)).json()["id"]
        code = await code_for(world, app, email=email)
        made = await app.post("/v1/accounts", json=registration(code, email=email))
        token = made.json()["session"]["token"]
        app.headers.update(bearer(token))
        ada = Person(email, token, app)
        assert (await app.get(PATH)).json()["items"] == [], "it may be another's who had it before"
        assert said not in await exported(ada)
        (told,) = await found(world, visitor, email)
        assert (told["id"], told["proven"]) == (id_, True)
        assert await found(world, visitor, email) == [told]
        assert said in await exported(ada)
        assert lies(world, id_) == {"claimed_requests"}
        await deleted(world, ada)
        assert lies(world, id_) <= {"evidence"}


async def test_the_same_mail_again_changes_nothing_and_nobody_learns_of_the_account(
    world: World,
) -> None:
    async with person(world) as ada, world.visitor() as provider, world.gateway("mails") as other:
        replies, answers = [], []
        for email in (ada.email, new_email()):
            sent = mail(**{"from": email})
            both = [provider, other.visitor]
            at_once = await asyncio.gather(*(hand_in(one, sent) for one in both))
            again = await hand_in(provider, sent)
            replies.append(sorted(one.json()["outcome"] for one in (*at_once, again)))
            answers.append(sum(one["subject"] == RECEIVED for one in world.messages(email)))
        assert replies[0] == replies[1] == ["kept", "repeated", "repeated"]
        assert all(answers), "each is told, whoever has an account"
        assert len(await found(world, provider, ada.email)) == 1


async def test_a_person_ends_what_came_in_their_name(world: World) -> None:
    async with person(world) as ada:
        id_ = await wrote(world, ada.email, text())
        back = await ada.app.delete(f"{PATH}/{id_}")
        assert (back.status_code, back.json()["outcome"]) == (200, "taken_back")
        assert (await ada.app.delete(f"{PATH}/{id_}")).status_code == 409


@pytest.mark.promise("Q1")
async def test_staff_read_it_and_learn_whose_it_is_once_it_is_proven(world: World) -> None:
    said = text()
    async with person(world) as ada, world.visitor() as visitor, member(world, "privacy") as staff:
        id_ = await wrote(world, ada.email, said)
        path = f"/staff/v1/rights-requests/{id_}"
        seen = (await staff.get(path)).json()
        assert (seen["email"], seen["person"], seen["proven"]) == (ada.email, None, False)
        assert said in seen["text"]
        log = (await ada.app.get("/v1/me/access-log")).json()["items"]
        assert "a rights request" in [one["data"] for one in log]
        for outcome in ("carried_out", "upheld", "nothing_held"):
            refused = await staff.patch(path, json={"outcome": outcome})
            assert refused.status_code == 409, outcome
        await found(world, visitor, ada.email)
        assert (await staff.get(path)).json()["person"] is not None
        assert (await staff.patch(path, json={"outcome": "upheld"})).status_code == 409
        assert (await staff.patch(path, json={"outcome": "answered"})).status_code == 200


@pytest.mark.promise("E1")
async def test_a_flood_in_somebodys_name_takes_nothing_from_their_rights(world: World) -> None:
    async with person(world) as ada, world.visitor() as provider:
        for _ in range(10):
            assert (await hand_in(provider, mail(**{"from": ada.email}))).status_code == 200
        assert (await hand_in(provider, mail(**{"from": ada.email}))).status_code == 429
        reply = await ada.app.post(PATH, json={"kind": "rectification", "text": "My street."})
        assert reply.status_code == 201
        seen, after = list[str](), dict[str, str]()
        while True:
            page = (await ada.app.get(PATH, params={"limit": 3, **after})).json()
            seen += [one["id"] for one in page["items"]]
            if page["next_cursor"] is None:
                break
            after = {"cursor": page["next_cursor"]}
        assert seen == [reply.json()["id"]]
        assert len(await found(world, provider, ada.email)) == 11
        assert len((await ada.app.get(PATH)).json()["items"]) == 11
