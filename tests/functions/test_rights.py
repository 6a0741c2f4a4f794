"""People and visitors use their rights, over HTTP: at once where that can be, else with a date."""

import calendar
import hashlib
import hmac
import json
import re
import secrets
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from infra.local.emulators.oidc import SCHEDULER_ACCOUNT, platform_token
from infra.local.stack.parts import INBOUND_MAIL_KEY
from tests.canaries import MAILBOX
from tests.functions.exports import asked as export_asked
from tests.functions.exports import ready
from tests.functions.people import (
    WRONG,
    Person,
    bearer,
    code_for,
    code_sent_to,
    later,
    new_email,
    person,
)
from tests.functions.test_deletion import finished
from tests.world import Stored, World

pytestmark = pytest.mark.stack

PATH, QUERY, MAIL = "/v1/rights-requests", "/v1/rights-requests/query", "/v1/inbound-mail"
NIGHTLY = "/jobs/anonymise_nightly"
CONTACT = "agogopost@localhost.localdomain"


def in_days(days: float) -> dict[str, str]:
    """Return the header that moves the clock."""
    return {"X-Local-Clock": (datetime.now(UTC) + timedelta(days=days)).isoformat()}


def a_month_later(moment: datetime) -> datetime:
    """Return the same day of the next month, or its last one: worked out another way."""
    last = (moment.replace(day=1) + timedelta(days=31)).replace(day=1)
    days = calendar.monthrange(last.year, last.month)[1]
    return last.replace(day=min(moment.day, days))


def is_due_in_a_month(told: dict[str, Any]) -> bool:
    """Tell whether a request is due a calendar month after it came."""
    received = datetime.fromisoformat(told["received_at"])
    return datetime.fromisoformat(told["due_at"]) == a_month_later(received)


async def ask(one: Person, kind: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    """Ask for a right and return the request."""
    reply = await one.app.post(PATH, json={"kind": kind, **more})
    assert reply.status_code == 201, reply.text
    told: dict[str, Any] = reply.json()
    assert told.pop("served_as") == "person"
    assert told.pop("withheld") is None
    assert is_due_in_a_month(told)
    return told


def stops_of(world: World, me: str) -> list[tuple[str, str]]:
    """Return a person's entries of the stop ledger: kind and purpose, in the order of time.

    What was stopped by one decision has one time, and comes by its kind the other way round.
    """
    found = [
        one.fields
        for one in world.dump()
        if one.collection == "stops" and one.fields["owner_id"]["stringValue"] == me
    ]
    found.sort(key=lambda one: str(one["kind"]["stringValue"]), reverse=True)
    found.sort(key=lambda one: str(one["at"]["timestampValue"]))
    return [(one["kind"]["stringValue"], one["purpose"]["stringValue"]) for one in found]


def requests_of(world: World) -> dict[str, Stored]:
    """Return all requests as they lie in the database, by id."""
    return {
        one.name.rsplit("/", 1)[1]: one
        for one in world.dump()
        if one.collection in {"rights_requests", "visitor_requests", "claimed_requests"}
    }


async def nightly(world: World, days: float) -> dict[str, Any]:
    """Run the night's work some days from now and return what it reports of rights."""
    token = platform_token(world.ports.issuer_url("platform"), SCHEDULER_ACCOUNT)
    async with world.visitor() as platform:
        reply = await platform.post(NIGHTLY, headers={**bearer(token), **in_days(days)})
    assert reply.status_code == 200, reply.text
    told: dict[str, Any] = reply.json()["rights"]
    return told


async def decide(one: Person, **grants: bool) -> None:
    """Allow or refuse purposes."""
    body = {"grants": grants, "notice_version": 1, "language": "en", "method": "settings"}
    reply = await one.app.put("/v1/consents", json=body)
    assert reply.status_code == 200, reply.text


# ---- Restriction


@pytest.mark.promise("E1")
async def test_restricted_data_is_stored_and_used_for_nothing_until_that_is_taken_back(
    world: World,
) -> None:
    async with person(world) as one, world.gateway("opened-before") as other:
        await decide(one, analytics=True, location=True)
        before, me = other.visitor, bearer(one.token)  # what has their key open hears in a minute
        number = {"number": f"AGP-DELIVERED-{secrets.randbelow(10**4):04}"}
        follow = (await before.post("/v1/waybills", json=number, headers=me)).json()["id"]
        place = {"latitude": 52.5, "longitude": 13.4}
        put = await before.put("/v1/me/location", json=place, headers=me)
        assert put.status_code == 200

        told = await ask(one, "restriction")
        assert (told["status"], told["outcome"]) == ("in_force", "upheld")

        refused = [
            await one.app.get("/v1/waybills"),
            await one.app.get(f"/v1/waybills/{follow}"),
            await one.app.post("/v1/waybills", json={"number": "AGP-DELIVERED-0001"}),
            await one.app.delete(f"/v1/waybills/{follow}"),
            await one.app.put("/v1/me/location", json=place),
        ]
        assert [(one.status_code, one.json()["code"]) for one in refused] == [
            (403, "restricted")
        ] * 5
        events = {"events": [{"what": "page", "name": "home"}]}
        assert (await one.app.post("/v1/events", json=events)).json() == {
            "served_as": "person",
            "stored": 0,
            "discarded": {"analytics": 1},
        }

        assert (await one.app.get("/v1/me")).json()["email"] == one.email
        assert (await one.app.get("/v1/sessions")).status_code == 200
        assert (await one.app.get("/v1/consents")).status_code == 200
        await decide(one, analytics=False)
        assert (await one.app.delete("/v1/me/location")).status_code == 200, "it may go"
        export = await ready(one, await export_asked(one))
        assert export["status"] == "ready", "a right goes on"

        back = await one.app.delete(f"{PATH}/{told['id']}")
        assert (back.json()["status"], back.json()["outcome"]) == ("withdrawn", "lifted")
        listed = (await one.app.get("/v1/waybills")).json()["items"]
        assert [one["id"] for one in listed] == [follow], "it was stored all the time"
        assert (await one.app.delete(f"{PATH}/{told['id']}")).status_code == 409


async def test_the_stop_ledger_has_what_was_stopped_and_what_was_lifted(world: World) -> None:
    before = set(requests_of(world))
    async with person(world) as one:
        await decide(one, analytics=True, promotions_email=True)
        await decide(one, analytics=False, promotions_email=False)
        first = await ask(one, "restriction")
        again = await ask(one, "restriction")
        assert again["id"] == first["id"], "the same is asked once"
        await one.app.delete(f"{PATH}/{first['id']}")
        (mine,) = set(requests_of(world)) - before
        me = requests_of(world)[mine].fields["owner_id"]["stringValue"]
        assert stops_of(world, me) == [
            ("withdrawal", "analytics"),
            ("unsubscribe", "promotions_email"),
            ("restriction", ""),
            ("lifting", ""),
        ]


async def test_withdrawing_all_stands_in_the_ledger_once(world: World) -> None:
    async with person(world) as one:
        known = {one.name for one in world.dump() if one.collection == "stops"}
        await decide(one, personalisation=True)
        for _ in range(2):
            assert (await one.app.delete("/v1/consents")).status_code == 200
        fresh = [
            (stop.fields["kind"]["stringValue"], stop.fields["purpose"]["stringValue"])
            for stop in world.dump()
            if stop.collection == "stops" and stop.name not in known
        ]
        assert sorted(fresh) == [
            ("unsubscribe", "status_email"),
            ("unsubscribe", "status_push"),
            ("unsubscribe", "status_sms"),
            ("withdrawal", "personalisation"),
        ]


@pytest.mark.promise("E1")
async def test_an_objection_stops_what_it_is_about_and_nothing_else(world: World) -> None:
    async with person(world) as one:
        await decide(one, analytics=True, personalisation=True)
        told = await ask(one, "objection", purpose="analytics")
        assert (told["status"], told["outcome"]) == ("done", "stopped")
        events = [{"what": "page", "name": "home"}, {"what": "interest", "name": "books"}]
        counted = (await one.app.post("/v1/events", json={"events": events})).json()
        assert counted == {"served_as": "person", "stored": 1, "discarded": {"analytics": 1}}
        last = (await one.app.get("/v1/consents/receipts")).json()["receipts"][0]
        assert last["method"] == "objection"

        told = await ask(one, "objection", purpose="tracking", text="My grounds.")
        assert (told["status"], told["outcome"]) == ("open", None)
        refused = await one.app.get("/v1/waybills")
        assert (refused.status_code, refused.json()["code"]) == (403, "restricted")
        counted = (await one.app.post("/v1/events", json={"events": events})).json()
        assert counted["stored"] == 1, "the other purpose goes on"
        back = await one.app.delete(f"{PATH}/{told['id']}")
        assert (back.json()["status"], back.json()["outcome"]) == ("withdrawn", "taken_back")
        assert (await one.app.get("/v1/waybills")).status_code == 200

        told = await ask(one, "objection", purpose="account")
        assert told["status"] == "open"
        assert (await one.app.get("/v1/me")).status_code == 200, "what rights need goes on"


async def test_another_instance_heeds_a_restriction_after_a_minute_at_the_latest(
    world: World,
) -> None:
    async with person(world) as one, world.gateway("restriction") as other:
        other.visitor.headers.update(bearer(one.token))
        await ask(one, "restriction")
        assert (await other.visitor.get("/v1/waybills")).status_code == 403
        assert (await other.visitor.get("/v1/me")).status_code == 200


async def test_a_restricted_person_can_be_erased(world: World) -> None:
    async with person(world) as one, world.visitor() as visitor:
        await one.app.post("/v1/waybills", json={"number": "AGP-DELIVERED-0001"})
        await ask(one, "restriction")
        told = await ask(one, "erasure", confirm="DELETE")
        receipt = told["see"].rsplit("/", 1)[1]
        counts = (await finished(visitor, receipt))["counts"]
        assert (counts["follows"], counts["rights_requests"]) == (1, 2)


# ---- Each right, of a person


@pytest.mark.promise("E2")
@pytest.mark.parametrize("kind", ["access", "portability"])
async def test_a_person_who_asks_for_their_data_gets_it_and_the_log_says_so(
    world: World, kind: str
) -> None:
    async with person(world) as one:
        told = await ask(one, kind)
        assert (told["status"], told["see"]) == ("underway", "/v1/exports")
        (export,) = (await one.app.get("/v1/exports")).json()["items"]
        assert (await ready(one, export["id"]))["url"]
        await nightly(world, 0)
        after = (await one.app.get(f"{PATH}/{told['id']}")).json()
        assert (after["status"], after["outcome"]) == ("done", "exported")


@pytest.mark.promise("E2")
async def test_a_person_has_their_data_corrected_or_erased(world: World) -> None:
    async with person(world) as one, world.visitor() as visitor:
        told = await ask(one, "rectification", text="My street has another name.")
        assert (told["status"], told["see"]) == ("open", "/v1/me")
        listed = (await one.app.get(PATH)).json()["items"]
        assert [one["id"] for one in listed] == [told["id"]]

        late = await one.app.post(
            PATH, json={"kind": "erasure", "confirm": "DELETE"}, headers=later()
        )
        assert (late.status_code, late.json()["code"]) == (403, "recent-sign-in-required")
        unsure = await one.app.post(PATH, json={"kind": "erasure"})
        assert unsure.json()["errors"][0]["field"] == "confirm"
        told = await ask(one, "erasure", confirm="DELETE")
        assert told["see"].startswith("/v1/account-deletion/")
        assert (await one.app.get("/v1/me")).status_code == 401, "at once"
        done = await finished(visitor, told["see"].rsplit("/", 1)[1])
        assert done["counts"]["people"] == 1


async def test_what_does_not_belong_together_is_refused_by_its_field(world: World) -> None:
    async with person(world) as one:
        for body, field in (
            ({"kind": "objection"}, "purpose"),
            ({"kind": "objection", "purpose": "no_such"}, "purpose"),
            ({"kind": "access", "purpose": "analytics"}, "purpose"),
            ({"kind": "access", "confirm": "DELETE"}, "confirm"),
            ({"kind": "access", "email": "somebody@example.org"}, "email"),
            ({"kind": "access", "code": "123456"}, "code"),
            ({"kind": "question"}, "kind"),
            ({"kind": "access", "text": "x" * 4001}, "text"),
        ):
            reply = await one.app.post(PATH, json=body)
            assert reply.status_code == 422, body
            assert reply.json()["errors"][0]["field"] == field
        assert (await one.app.get(PATH)).json()["items"] == []


async def test_a_person_who_asks_for_too_much_in_a_day_is_asked_to_wait(world: World) -> None:
    async with person(world) as one:
        for number in range(10):
            await ask(one, "rectification", text=f"Number {number}.")
        more = await one.app.post(PATH, json={"kind": "rectification"})
        assert (more.status_code, more.json()["code"]) == (429, "too-many-requests")


async def test_the_same_key_is_the_same_request(world: World) -> None:
    async with person(world) as one:
        key = {"Idempotency-Key": secrets.token_hex(8)}
        body = {"kind": "rectification", "text": "Once."}
        first, second = [await one.app.post(PATH, json=body, headers=key) for _ in range(2)]
        assert first.json() == second.json()
        assert len((await one.app.get(PATH)).json()["items"]) == 1


# ---- Visitors


async def by_code(
    world: World,
    visitor: httpx.AsyncClient,
    email: str,
    kind: str,
    **more: Any,  # noqa: ANN401 - JSON
) -> httpx.Response:
    """Ask for a right by a code sent to an address."""
    code = await code_for(world, visitor, email=email)
    body = {"kind": kind, "email": email, "country": "DE", "code": code, **more}
    return await visitor.post(PATH, json=body)


async def found(world: World, visitor: httpx.AsyncClient, email: str) -> list[dict[str, Any]]:
    """Return an address's requests, by a fresh code."""
    code = await code_for(world, visitor, email=email)
    reply = await visitor.post(QUERY, json={"email": email, "country": "DE", "code": code})
    assert reply.status_code == 200, reply.text
    items: list[dict[str, Any]] = reply.json()["items"]
    return items


@pytest.mark.promise("E2")
@pytest.mark.parametrize(
    "kind", ["access", "portability", "rectification", "erasure", "restriction", "objection"]
)
async def test_a_visitor_without_an_account_uses_each_right_by_a_code(
    world: World, visitor: httpx.AsyncClient, kind: str
) -> None:
    email = new_email()
    more = {"erasure": {"confirm": "DELETE"}, "objection": {"purpose": "analytics"}}.get(kind, {})
    reply = await by_code(world, visitor, email, kind, text="canary-subject", **more)
    assert reply.status_code == 201, reply.text
    told = reply.json()
    assert told.pop("served_as") == "visitor"
    assert told.pop("withheld") is None
    assert (told["status"], told["source"], told["proven"]) == ("open", "code", True)
    assert is_due_in_a_month(told)
    mail = world.messages(email)[0]
    assert told["id"] in mail["text"]
    assert told["due_at"][:10] in mail["text"]
    assert await found(world, visitor, email) == [told]
    stored = requests_of(world)[told["id"]]
    assert not stored.holds(email)
    assert not stored.holds("canary"), "what they wrote is sealed"
    code = await code_for(world, visitor, email=email)
    known = {"email": email, "code": code, "country": "DE"}
    assert (await visitor.post("/v1/sessions", json=known)).status_code == 404, "no account"


@pytest.mark.promise("E2")
async def test_who_proves_the_address_of_an_account_uses_its_rights(world: World) -> None:
    async with person(world) as one, world.visitor() as visitor:
        told = (await by_code(world, visitor, one.email, "restriction")).json()
        assert told.pop("served_as") == "visitor", "whoever has an account there"
        del told["withheld"]
        assert (told["status"], told["source"]) == ("in_force", "code")
        assert (await one.app.get("/v1/waybills")).status_code == 403
        assert (
            [told]
            == (await one.app.get(PATH)).json()["items"]
            == await found(world, visitor, one.email)
        )
        told = (await by_code(world, visitor, one.email, "access")).json()
        assert told["status"] == "underway"
        assert len((await one.app.get("/v1/exports")).json()["items"]) == 1
        told = (await by_code(world, visitor, one.email, "erasure", confirm="DELETE")).json()
        assert (await one.app.get("/v1/me")).status_code == 401
        done = await finished(visitor, told["see"].rsplit("/", 1)[1])
        assert done["counts"]["people"] == 1


async def test_a_code_serves_once_and_for_the_same_request_again(
    world: World, visitor: httpx.AsyncClient
) -> None:
    email = new_email()
    code = await code_for(world, visitor, email=email)
    body = {"kind": "access", "email": email, "country": "DE", "code": code}
    first, again = [await visitor.post(PATH, json=body) for _ in range(2)]
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    other = await visitor.post(PATH, json={**body, "kind": "rectification"})
    assert other.status_code == 401
    signing_in = {"email": email, "country": "DE", "code": code}
    assert (await visitor.post(QUERY, json=signing_in)).status_code == 401
    assert len(await found(world, visitor, email)) == 1


async def test_a_code_that_signed_somebody_in_restricts_nothing(world: World) -> None:
    async with person(world) as one, world.visitor() as visitor:
        code = await code_for(world, visitor, email=one.email)
        known = {"email": one.email, "code": code, "country": "DE"}
        assert (await visitor.post("/v1/sessions", json=known)).status_code == 201
        reply = await visitor.post(PATH, json={**known, "kind": "restriction"})
        assert reply.status_code == 401
        assert (await one.app.get("/v1/waybills")).status_code == 200
        assert (await one.app.get(PATH)).json()["items"] == []


async def test_who_has_no_code_learns_nothing_and_stores_nothing(world: World) -> None:
    async with person(world) as one, world.visitor() as visitor:
        before = set(requests_of(world))
        replies = []
        for email in (one.email, new_email()):
            body = {"email": email, "country": "DE", "code": WRONG}
            for path, kind in ((PATH, {"kind": "access"}), (QUERY, {})):
                reply = await visitor.post(path, json={**body, **kind})
                told = {k: v for k, v in reply.json().items() if k != "request_id"}
                replies.append((path, reply.status_code, told))
        assert replies[:2] == replies[2:]
        assert replies[0][1] == 401
        for lacking in ("email", "country", "code"):
            body = {"kind": "access", "email": one.email, "country": "DE", "code": WRONG}
            del body[lacking]
            reply = await visitor.post(PATH, json=body)
            assert (reply.status_code, reply.json()["errors"][0]["field"]) == (422, lacking)
        elsewhere = {"kind": "access", "email": one.email, "country": "US", "code": WRONG}
        assert (await visitor.post(PATH, json=elsewhere)).status_code == 421
        assert set(requests_of(world)) == before


# ---- Mail


def mail(**more: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    """Return a mail to the contact address."""
    return {
        "message_id": f"<{secrets.token_hex(8)}@mail.example.org>",
        "from": f"{MAILBOX}-{secrets.token_hex(4)}@example.org",
        "to": [CONTACT],
        "subject": "My data",
        "text": "Please tell me what you know about me.",
        **more,
    }


async def hand_in(
    visitor: httpx.AsyncClient, sent: dict[str, Any], *, key: str = INBOUND_MAIL_KEY, age: int = 0
) -> httpx.Response:
    """Hand a mail in as the provider does."""
    body = json.dumps(sent).encode()
    at = str(int(time.time()) - age)
    mac = hmac.new(key.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    headers = {"Content-Type": "application/json", "X-Agogopost-Signature": f"t={at},v1={mac}"}
    return await visitor.post(MAIL, content=body, headers=headers)


@pytest.mark.promise("Q1")
@pytest.mark.parametrize("local", ["agogopost", "aogogpost", "aogogopost", "Agogopost+rights"])
async def test_a_mail_to_the_contact_address_is_in_the_same_log(
    world: World, visitor: httpx.AsyncClient, local: str
) -> None:
    sent = mail(to=["somebody@example.org", f"{local}@localhost.localdomain"])
    assert (await hand_in(visitor, sent)).json() == {"outcome": "kept"}
    answer = world.messages(sent["from"])[0]
    id_ = re.search(r"request ([0-9a-f]{32})", answer["text"])
    assert id_ is not None
    assert not requests_of(world)[id_[1]].holds(sent["from"])
    known = {"email": sent["from"], "country": "DE", "code": code_sent_to(world, sent["from"])}
    (told,) = (await visitor.post(QUERY, json=known)).json()["items"]
    assert (told["id"], told["kind"], told["source"]) == (id_[1], "question", "mail")
    assert (told["status"], told["proven"]) == ("open", True)
    assert is_due_in_a_month(told)
    assert told["due_at"][:10] in answer["text"]


@pytest.mark.promise("Q1")
async def test_the_same_mail_again_is_one_request_with_one_answer(
    world: World, visitor: httpx.AsyncClient
) -> None:
    sent = mail()
    outcomes = [(await hand_in(visitor, sent)).json()["outcome"] for _ in range(3)]
    assert outcomes == ["kept", "repeated", "repeated"]
    assert len(world.messages(sent["from"])) == 1
    assert len(await found(world, visitor, sent["from"])) == 1


@pytest.mark.promise("Q1")
async def test_a_mail_that_the_provider_did_not_sign_is_refused(
    world: World, visitor: httpx.AsyncClient
) -> None:
    before, sent = set(requests_of(world)), mail()
    body = json.dumps(sent).encode()
    good = hmac.new(INBOUND_MAIL_KEY.encode(), body, hashlib.sha256).hexdigest()
    assert (await hand_in(visitor, sent, key="x" * 32)).status_code == 401
    for signature in ("", "t=1", f"t={int(time.time())},v1={good}", f"t=1,v1={'é' * 64}"):
        headers = {
            b"Content-Type": b"application/json",
            b"X-Agogopost-Signature": signature.encode("latin-1", "replace"),
        }
        reply = await visitor.post(MAIL, content=body, headers=headers)
        assert reply.status_code == 401, signature
    for age in (301, -301):
        old = await hand_in(visitor, sent, age=age)
        assert (old.status_code, old.json()["code"]) == (409, "replayed")
    assert set(requests_of(world)) == before
    assert world.messages(sent["from"]) == []


async def test_a_mail_sets_nothing_going_whoever_it_says_it_is_from(world: World) -> None:
    async with person(world) as one, world.visitor() as provider:
        sent = mail(**{"from": one.email, "text": "Delete my account and restrict my data."})
        assert (await hand_in(provider, sent)).json() == {"outcome": "kept"}
        assert (await one.app.get("/v1/me")).status_code == 200
        assert (await one.app.get("/v1/waybills")).status_code == 200
        assert (await one.app.get(PATH)).json()["items"] == [], "it is nobody's until proven"


async def test_programs_and_we_ourselves_get_no_answer_and_strangers_mail_is_refused(
    world: World, visitor: httpx.AsyncClient
) -> None:
    before = set(requests_of(world))
    for sent in (mail(auto_submitted=True), mail(**{"from": ""}), mail(**{"from": CONTACT})):
        assert (await hand_in(visitor, sent)).json() == {"outcome": "ignored"}
    for sent, field in (
        (mail(to=["agogopost@example.org"]), "to"),
        (mail(to=["agogopost@localhost.localdomain.example.org"]), "to"),
        (mail(**{"from": "no address"}), "from"),
        (mail(to=[]), "to"),
        ({key: value for key, value in mail().items() if key != "from"}, "from"),
        (mail(attachment="x"), ""),
    ):
        reply = await hand_in(visitor, sent)
        assert reply.status_code == 422
        assert reply.json()["errors"][0]["field"] == field
    assert set(requests_of(world)) == before


async def test_who_floods_the_mailbox_is_told_to_come_again_later(
    world: World, visitor: httpx.AsyncClient
) -> None:
    one = mail()
    replies = [await hand_in(visitor, mail(**{"from": one["from"]})) for _ in range(11)]
    assert [reply.status_code for reply in replies] == [200] * 10 + [429]
    answers = world.messages(one["from"])
    assert len(answers) == 10
    codes = {re.search(r"\b[0-9A-Z]{4}(-[0-9A-Z]{4}){3}\b", told["text"])[0] for told in answers}  # type: ignore[index]
    assert len(codes) == 1, "the one that is good"
    assert (await hand_in(visitor, mail())).status_code == 200, "others are not held up"


# ---- The clock


@pytest.mark.slow("four nights are run to their end")
@pytest.mark.promise("E2")
async def test_the_night_counts_what_is_due_and_reminds_the_operator(
    world: World, visitor: httpx.AsyncClient
) -> None:
    before = await nightly(world, 0)
    told = (await by_code(world, visitor, new_email(), "rectification")).json()
    due = datetime.fromisoformat(told["due_at"]) - datetime.now(UTC)
    days = due / timedelta(days=1)
    now = await nightly(world, 0)
    assert (now["waiting"], now["soon"]) == (before["waiting"] + 1, before["soon"])
    near = await nightly(world, days - 6)
    assert near["soon"] > before["soon"]
    mailed = world.messages(CONTACT)[0]
    assert f"{near['waiting']} rights requests wait" in mailed["text"]
    late = await nightly(world, days + 1)
    assert late["overdue"] >= 1
    assert f"{late['overdue']} are overdue" in world.messages(CONTACT)[0]["text"]
    log = world.stack.part("gateway-eu").log.read_text()
    assert '"rights-due"' in log
