"""Staff see people one at a time, masked, in full for a while and a reason; and people see that."""

import secrets
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from infra.local.emulators.oidc import SCHEDULER_ACCOUNT, STAFF_AUDIENCE, oidc_token, platform_token
from infra.local.stack.functions import operations
from infra.local.stack.parts import log_of
from shared.edge.operation import CallerKind
from shared.privacy.purposes import PURPOSES
from tests.functions.people import Person, bearer, later, new_email, person
from tests.functions.push import with_browser
from tests.functions.staff import PATH, asking, found, looks, member, token_for
from tests.functions.test_deletion import finished
from tests.functions.test_staff_requests import asked
from tests.world import World

pytestmark = pytest.mark.stack

NICKNAME, BIRTHDAY, LABEL = "Hidden-Nickname", "--05-17", "Secret-Gift"
UNKNOWN = "0" * 32


@pytest.fixture
async def ada(world: World) -> AsyncIterator[Person]:
    """Return somebody who has told a lot."""
    async with person(world, nickname=NICKNAME, birthday=BIRTHDAY, gender="female") as one:
        yield one


async def follow(one: Person) -> str:
    """Follow a parcel and return its number."""
    number = f"AGP-DELIVERED-{secrets.randbelow(10**4):04}"
    reply = await one.app.post("/v1/waybills", json={"number": number, "label": LABEL})
    assert reply.status_code == 201, reply.text
    return number


def silent(told: str, one: Person, *more: str) -> None:
    """Fail if anything that must be masked stands in an answer."""
    for word in (one.email, one.email.split("@")[0], one.token, NICKNAME, BIRTHDAY, LABEL, *more):
        assert word.lower() not in told.lower()


@pytest.mark.promise("S4")
async def test_staff_see_a_person_masked_and_the_person_sees_that(
    world: World, ada: Person
) -> None:
    number = await follow(ada)
    endpoint = (await with_browser(world, ada, model="Demophone")).endpoint
    async with member(world, "privacy") as client:
        id_ = await found(client, ada)
        reply = await client.get(f"{PATH}/{id_}")
        assert reply.status_code == 200, reply.text
        silent(reply.text, ada, number, "female", "Demophone", endpoint)
        assert reply.headers["Cache-Control"] == "no-store"
        told = reply.json()
    masked = f"{ada.email[0]}…@example.org"
    assert (told["person"]["email"], told["person"]["phone"]) == (masked, None)
    assert (told["person"]["nickname"], told["person"]["birthday"]) == ("H…", "…")
    assert told["person"]["country"] == "DE"
    assert (told["erasure"], told["unmasked"]) == (None, [])
    wanted = {"sessions": 1, "follows": 1, "devices": 1}
    assert {kind: told["counts"].get(kind) for kind in wanted} == wanted
    assert "status_email" in told["allowed"]
    assert "analytics" not in told["allowed"]
    lines = await looks(ada)
    assert [(one["what"], one["whom"], one["data"]) for one in lines] == [
        ("found", "privacy", "email"),
        ("seen", "privacy", "everything, masked"),
    ]
    assert all(one["at"] == one["until"] and one["reason"] is None for one in lines)


@pytest.mark.promise("S4")
async def test_unmasking_shows_one_purposes_data_with_a_reason_and_a_ticket_for_15_minutes(
    world: World, ada: Person
) -> None:
    number = await follow(ada)
    async with member(world) as client:
        id_ = await found(client, ada)
        reply = await client.post(f"{PATH}/{id_}/unmask", json=asking(ticket="SUP-77"))
        assert reply.status_code == 200, reply.text
        shown = reply.json()
        (whole,) = shown["records"]["people"]
        assert (whole["email"], whole["nickname"]) == (ada.email, NICKNAME)
        assert "follows" not in shown["records"], "another purpose's"
        assert number not in reply.text
        until = datetime.fromisoformat(shown["until"])
        left = (until - datetime.now(until.tzinfo)).total_seconds()
        assert 14 * 60 < left <= 15 * 60
        standing = (await client.get(f"{PATH}/{id_}", headers=later(14))).json()
        assert standing["person"]["email"] != ada.email
        (again,) = standing["unmasked"]
        assert (again["records"]["people"], again["ticket"]) == ([whole], "SUP-77")
        over = await client.get(f"{PATH}/{id_}", headers=later(16))
        assert over.json()["unmasked"] == []
        silent(over.text, ada)
    lines = await looks(ada, "unmasked")
    assert [(one["whom"], one["purpose"], one["reason"], one["ticket"]) for one in lines] == [
        ("support", "account", "person-asked", "SUP-77")
    ] * 2, "one for each time that it was shown"


@pytest.mark.promise("S4")
async def test_an_unmasking_opens_no_other_person_purpose_or_to_another_of_the_staff(
    world: World, ada: Person
) -> None:
    await follow(ada)
    async with (
        person(world, nickname=NICKNAME) as bob,
        member(world, "privacy") as one,
        member(world, "privacy") as other,
    ):
        mine, bobs = await found(one, ada), await found(one, bob)
        mine_asked = await asked(ada, "rectification", text="Mine.")
        body = {**asking("tracking", "rights-request", "PRIV-1"), "request": mine_asked}
        unmasked = await one.post(f"{PATH}/{mine}/unmask", json=body)
        (followed,) = unmasked.json()["records"]["follows"]
        assert followed["label"] == LABEL
        assert set(unmasked.json()["records"]) == {"follows"}
        seen = await one.get(f"{PATH}/{mine}")
        assert [each["group"] for each in seen.json()["unmasked"]] == ["tracking"]
        for client, id_, who in ((one, bobs, bob), (other, mine, ada)):
            masked = await client.get(f"{PATH}/{id_}")
            assert masked.json()["unmasked"] == []
            silent(masked.text, who)


@pytest.mark.promise("S4")
async def test_what_a_role_may_see_is_asked_again_each_time(world: World, ada: Person) -> None:
    """Somebody whose role was taken away sees no more what they unmasked by it."""
    await follow(ada)
    subject = secrets.token_hex(6)
    issuer = world.ports.issuer_url("staff")

    def token(role: str) -> dict[str, str]:
        claims = {"role": role}
        return bearer(oidc_token(issuer, audience=STAFF_AUDIENCE, subject=subject, claims=claims))

    async with world.visitor() as client:
        privacy, support, analyst = token("privacy"), token("support"), token("analyst")
        body = {"email": ada.email}
        id_ = (await client.post(f"{PATH}/lookup", json=body, headers=privacy)).json()["id"]
        unmask, wanted = f"{PATH}/{id_}/unmask", asking("tracking")
        assert (await client.post(unmask, json=wanted, headers=privacy)).status_code == 200
        seen = await client.get(f"{PATH}/{id_}", headers=support)
        assert seen.json()["unmasked"] == []
        silent(seen.text, ada)
        assert (await client.get(f"{PATH}/{id_}", headers=analyst)).status_code == 403


@pytest.mark.promise("S4")
@pytest.mark.parametrize("group", sorted(PURPOSES))
async def test_who_may_unmask_what(world: World, ada: Person, group: str) -> None:
    not_for_consent = {"account", "tracking", "protection", "evidence", "rights", "policy_news"}
    async with (
        member(world) as support,
        member(world, "privacy") as privacy,
        member(world, "analyst") as analyst,
        member(world, "operator") as operator,
    ):
        id_ = await found(support, ada)
        answers = {}
        for client in (support, privacy, analyst, operator):
            reply = await client.post(f"{PATH}/{id_}/unmask", json=asking(group))
            answers[client] = reply.status_code
            if reply.status_code != 200:
                assert (reply.status_code, reply.json()["code"]) == (403, "forbidden")
    assert list(answers.values()) == [
        200 if group == "account" else 403,
        200 if group in not_for_consent else 403,
        403,
        403,
    ]
    assert len(await looks(ada, "unmasked")) == list(answers.values()).count(200)


@pytest.mark.promise("S5")
@pytest.mark.parametrize("role", ["analyst", "operator"])
async def test_who_has_no_business_with_single_people_sees_none(
    world: World, ada: Person, role: str
) -> None:
    async with member(world) as support, member(world, role) as client:
        id_ = await found(support, ada)
        for reply in (
            await client.post(f"{PATH}/lookup", json={"email": ada.email}),
            await client.get(f"{PATH}/{id_}"),
            await client.get(f"{PATH}/{UNKNOWN}"),
            await client.post(f"{PATH}/{id_}/unmask", json=asking()),
            await client.post(f"{PATH}/{id_}/minor", json={"ticket": "SUP-1"}),
            await client.post(f"{PATH}/{id_}/minor/confirm", json={"ticket": "SUP-1"}),
            await client.post(
                f"{PATH}/{id_}/minor/call-off", json={"ticket": "SUP-1", "reason": "unfounded"}
            ),
            await client.post(
                f"{PATH}/{id_}/unmaskings/{UNKNOWN}/confirm", json={"ticket": "SUP-1"}
            ),
        ):
            assert (reply.status_code, reply.json()["code"]) == (403, "forbidden")
    assert [line["what"] for line in await looks(ada)] == ["found"]
    assert (await ada.app.get("/v1/me")).status_code == 200


def test_nobody_can_list_people() -> None:
    ours = [one for _, one in operations() if one.caller is CallerKind.STAFF]
    assert {one.id for one in ours if one.path.startswith(PATH)} == {
        f"POST {PATH}/lookup",
        f"GET {PATH}/{{id}}",
        f"POST {PATH}/{{id}}/unmask",
        f"POST {PATH}/{{id}}/unmaskings/{{unmasking}}/confirm",
        f"POST {PATH}/{{id}}/minor",
        f"POST {PATH}/{{id}}/minor/confirm",
        f"POST {PATH}/{{id}}/minor/call-off",
    }
    assert all(one.roles for one in ours)


@pytest.mark.promise("S4")
@pytest.mark.parametrize(
    "change",
    [
        {"ticket": ""},
        {"ticket": "because jane@example.com asked"},
        {"reason": "curious"},
        {"reason": ""},
        {"group": "everything"},
        {"group": ""},
        {"minutes": 600},
    ],
    ids=str,
)
async def test_without_a_purpose_a_reason_and_a_ticket_nothing_is_shown(
    world: World, ada: Person, change: dict[str, Any]
) -> None:
    async with member(world, "privacy") as client:
        id_ = await found(client, ada)
        (field,) = change
        less = {name: value for name, value in asking().items() if name != field}
        bodies = [{**asking(), **change}, *([less] if field != "minutes" else [])]
        for body in bodies:
            reply = await client.post(f"{PATH}/{id_}/unmask", json=body)
            assert (reply.status_code, reply.json()["code"]) == (422, "invalid-input")
            silent(reply.text, ada, "jane@example.com", "everything")
        assert (await client.get(f"{PATH}/{id_}")).json()["unmasked"] == []
    assert await looks(ada, "unmasked") == []


async def test_a_person_is_found_whole_or_not_at_all(world: World, ada: Person) -> None:
    phone = f"+49171{secrets.randbelow(10**7):07}"
    async with member(world) as client:

        async def ask(**body: str) -> httpx.Response:
            return await client.post(f"{PATH}/lookup", json=body)

        id_ = await found(client, ada)
        assert (await ask(email=ada.email.upper())).json() == {"id": id_}
        assert (await ask(id=id_)).json() == {"id": id_}
        local, domain = ada.email.split("@")
        for unknown in (f"{local[:-1]}@{domain}", f"{local}x@{domain}", new_email()):
            reply = await ask(email=unknown)
            assert (reply.status_code, reply.json()["code"]) == (404, "not-found")
            assert unknown not in reply.text
        for id_less in (id_[:-1], f"{id_[:-1]}*", "", UNKNOWN, f"{id_}/.."):
            assert (await ask(id=id_less)).status_code == 404
        assert (await ask(phone=phone)).status_code == 404
        for wrong in ({}, {"email": ada.email, "id": id_}, {"email": "*"}, {"phone": "171"}):
            reply = await ask(**wrong)
            assert reply.status_code == 422
            assert ada.email not in reply.text
    assert {line["what"] for line in await looks(ada)} == {"found"}


async def test_look_ups_are_counted_for_each_of_the_staff_hit_or_miss(world: World) -> None:
    async with member(world) as client, member(world) as other:
        limited = f"{PATH}/lookup"
        for _ in range(60):
            reply = await client.post(limited, json={"email": new_email()})
            assert reply.status_code == 404
        reply = await client.post(limited, json={"email": new_email()})
        assert (reply.status_code, reply.json()["code"]) == (429, "too-many-requests")
        assert 1 <= int(reply.headers["Retry-After"]) <= 3600
        assert (await other.post(limited, json={"email": new_email()})).status_code == 404


async def test_one_person_is_looked_at_so_often_in_a_day_and_no_more(
    world: World, ada: Person
) -> None:
    async with (
        member(world) as one,
        member(world) as other,
        member(world, "privacy") as third,
        member(world, "privacy") as fourth,
    ):
        id_ = await found(one, ada)
        for client in [one, other] * 7 + [third, fourth] * 5:
            assert (await client.get(f"{PATH}/{id_}")).status_code == 200
        for client in (other, third, fourth):
            assert (await client.get(f"{PATH}/{id_}")).status_code == 429
        refused = await one.get(f"{PATH}/{id_}")
        assert (refused.status_code, refused.json()["code"]) == (429, "too-many-requests")
        silent(refused.text, ada)
        minor = await one.post(f"{PATH}/{id_}/minor", json={"ticket": "SUP-1"})
        assert minor.status_code == 202, "a minor does not wait for tomorrow"


@pytest.mark.promise("H2")
async def test_a_minors_data_is_erased_and_they_are_told(world: World, ada: Person) -> None:
    await follow(ada)
    async with (
        member(world) as client,
        member(world, "privacy") as second,
        world.visitor() as visitor,
    ):
        id_ = await found(client, ada)
        asked_for = await client.post(f"{PATH}/{id_}/minor", json={"ticket": "SUP-9"})
        assert asked_for.status_code == 202, asked_for.text
        reply = await second.post(f"{PATH}/{id_}/minor/confirm", json={"ticket": "SUP-9"})
        assert reply.status_code == 202, reply.text
        begun = reply.json()
        due = datetime.fromisoformat(begun["due_at"]) - datetime.fromisoformat(begun["asked_at"])
        assert due == timedelta(days=1)
        assert (await ada.app.get("/v1/me")).status_code == 401, "at once"
        done = await finished(visitor, begun["receipt_id"])
        wanted = {"people": 1, "follows": 1, "person_keys": 1}
        assert {kind: done["counts"].get(kind) for kind in wanted} == wanted
        left = [one for one in world.dump() if one.holds(id_) or one.holds(ada.email)]
        assert {one.collection for one in left} == {"stops"}, "a random id that leads nowhere"
        for path, body in (("lookup", {"email": ada.email}), ("lookup", {"id": id_})):
            assert (await client.post(f"{PATH}/{path}", json=body)).status_code == 404
        assert (await client.get(f"{PATH}/{id_}")).status_code == 404
        unmasked = await client.post(f"{PATH}/{id_}/unmask", json=asking())
        again = await client.post(f"{PATH}/{id_}/minor", json={"ticket": "SUP-9"})
        assert (unmasked.status_code, again.status_code) == (404, 404)
    (mail,) = [one for one in world.messages(ada.email) if begun["receipt_id"] in one["text"]]
    assert "under 18" in mail["text"]
    (receipt,) = [
        one
        for one in world.dump()
        if one.collection == "erasures" and one.name.endswith(begun["receipt_id"])
    ]
    kept = {name: value.get("stringValue") for name, value in receipt.fields.items()}
    assert (kept["why"], kept["ticket"], kept["person"]) == ("minor", "SUP-9", "")
    assert kept["by"]
    assert kept["second"] not in {"", None, kept["by"]}


@pytest.mark.promise("H2")
async def test_of_who_is_being_erased_only_that_is_shown_and_once_is_enough(
    world: World, ada: Person
) -> None:
    """Where nobody tells the worker to begin; the other instance has just had their key open."""
    async with (
        world.gateway("nobody-told", PUBSUB_EMULATOR_HOST="127.0.0.1:1") as instance,
        member(world, "privacy") as client,
        member(world) as first,
        world.visitor() as visitor,
    ):
        id_ = await found(client, ada)
        minor, ticket = f"{PATH}/{id_}/minor/confirm", {"ticket": "PRIV-2"}
        assert (await client.post(f"{PATH}/{id_}/unmask", json=asking())).status_code == 200
        assert (await first.post(f"{PATH}/{id_}/minor", json=ticket)).status_code == 202
        token = client.headers["Authorization"]
        begun = await instance.visitor.post(minor, json=ticket, headers={"Authorization": token})
        assert begun.status_code == 202, begun.text
        receipt = begun.json()["receipt_id"]
        seen = await client.get(f"{PATH}/{id_}")
        assert seen.status_code == 200
        told = seen.json()
        assert (told["erasure"]["receipt_id"], told["erasure"]["status"]) == (receipt, "running")
        assert (told["person"], told["counts"], told["allowed"]) == ({}, {}, [])
        assert (told["unmasked"], told["created_at"]) == ([], None)
        for reply in (
            await client.post(f"{PATH}/{id_}/unmask", json=asking()),
            await client.post(f"{PATH}/lookup", json={"email": ada.email}),
            await client.post(f"{PATH}/lookup", json={"id": id_}),
        ):
            assert reply.status_code == 404
            silent(reply.text, ada)
        again = await client.post(minor, json=ticket)
        assert (again.status_code, again.json()["receipt_id"]) == (202, receipt)
        assert (await finished(visitor, receipt))["counts"]["people"] == 1
    mails = [one for one in world.messages(ada.email) if receipt in one["text"]]
    assert len(mails) == 1, "told once"


async def test_nothing_of_anybody_stands_in_the_logs(world: World, ada: Person) -> None:
    subject = secrets.token_hex(8)
    async with world.visitor() as client:
        client.headers.update(bearer(await token_for(world, "privacy", subject)))
        id_ = await found(client, ada)
        await client.post(f"{PATH}/{id_}/unmask", json=asking(ticket="PRIV-4711"))
        await client.get(f"{PATH}/{id_}")
    written = log_of(world.ports, "gateway-eu").read_text(encoding="utf-8")
    assert f"GET {PATH}/{{id}}" in written
    for word in (id_, ada.email, NICKNAME, subject, "PRIV-4711"):
        assert word not in written
    assert not [one.name for one in world.dump() if one.holds(subject)]
    assert not [one.name for one in world.dump() if one.holds("priv-4711")]


async def test_the_log_outlives_the_unmasking(world: World) -> None:
    scheduler = platform_token(world.ports.issuer_url("platform"), SCHEDULER_ACCOUNT)
    async with person(world, "us") as one, member(world, region="us") as client:
        id_ = await found(client, one)
        unmasked = await client.post(f"{PATH}/{id_}/unmask", json=asking())
        assert unmasked.status_code == 200

        def kept(kind: str) -> int:
            ours = [each for each in world.dump("us") if each.collection == kind]
            return len([each for each in ours if each.fields["owner_id"]["stringValue"] == id_])

        before = kept("disclosures")
        assert kept("unmaskings") == 1
        headers = {**bearer(scheduler), **later(3 * 24 * 60)}
        report = await one.app.post("/jobs/anonymise_nightly", headers=headers)
        assert report.json()["finished"]
        assert (kept("unmaskings"), kept("disclosures")) == (0, before)
        assert len(await looks(one, "unmasked")) == 1


async def test_another_regions_people_are_not_there(world: World, ada: Person) -> None:
    async with member(world, region="us") as client, member(world) as here:
        id_ = await found(here, ada)
        for body in ({"email": ada.email}, {"id": id_}):
            assert (await client.post(f"{PATH}/lookup", json=body)).status_code == 404
        assert (await client.get(f"{PATH}/{id_}")).status_code == 404
