"""What a person has restricted staff see for a reason that is checked, or as two of them."""

import secrets

import httpx
import pytest

from infra.local.emulators.oidc import STAFF_AUDIENCE, oidc_token
from tests.functions.people import bearer, later, person
from tests.functions.staff import PATH, asking, found, looks, member
from tests.functions.test_staff_requests import asked
from tests.world import World

pytestmark = pytest.mark.stack

NICKNAME = "Hidden-Nickname"


async def unmask(
    staff: httpx.AsyncClient, id_: str, group: str, reason: str, **more: str
) -> httpx.Response:
    """Ask to see something in full."""
    body = {**asking(group, reason, "PRIV-1"), **more}
    return await staff.post(f"{PATH}/{id_}/unmask", json=body)


def token_as(world: World, role: str, subject: str) -> dict[str, str]:
    """Return the header of one of the staff who has several roles."""
    claims, issuer = {"role": role}, world.ports.issuer_url("staff")
    return bearer(oidc_token(issuer, audience=STAFF_AUDIENCE, subject=subject, claims=claims))


def code_of(reply: httpx.Response) -> tuple[int, str]:
    """Return what an answer says that shows nothing."""
    assert NICKNAME not in reply.text
    return reply.status_code, reply.json().get("code", "")


@pytest.mark.promise("S4")
@pytest.mark.parametrize("role", ["support", "privacy"])
async def test_of_who_is_restricted_nothing_is_shown_in_full_without_a_reason_that_is_checked(
    world: World, role: str
) -> None:
    """Account data too, which goes on while restricted for its person, and not for staff."""
    async with person(world, nickname=NICKNAME) as one, member(world, role) as staff:
        id_ = await found(staff, one)
        assert (await unmask(staff, id_, "account", "person-asked")).status_code == 200
        await asked(one, "restriction")
        seen = await staff.get(f"{PATH}/{id_}")
        assert (seen.json()["unmasked"], NICKNAME in seen.text) == ([], False)
        for reason in ("person-asked", "security-incident", "minor-reported"):
            reply = await unmask(staff, id_, "account", reason)
            assert code_of(reply) == (403, "restricted")
        assert (await one.app.get("/v1/me")).status_code == 200, "the person sees it"
        held = await unmask(staff, id_, "account", "legal-duty")
        assert (held.status_code, held.json()["status"], held.json()["records"]) == (
            200,
            "waiting",
            {},
        )
        assert NICKNAME not in held.text


@pytest.mark.promise("S4")
@pytest.mark.parametrize("restricted", [False, True], ids=["free", "restricted"])
async def test_a_rights_request_as_a_reason_is_one_of_that_person_that_still_stands(
    world: World, *, restricted: bool
) -> None:
    async with (
        person(world, nickname=NICKNAME) as one,
        person(world) as other,
        member(world, "privacy") as staff,
    ):
        id_ = await found(staff, one)
        held = await asked(one, "restriction") if restricted else "0" * 32
        mine = await asked(one, "rectification", text="Mine.")
        theirs = await asked(other, "rectification", text="Theirs.")
        for wrong in (None, "", "0" * 32, "f" * 40, theirs, held, id_):
            more = {} if wrong is None else {"request": wrong}
            reply = await unmask(staff, id_, "account", "rights-request", **more)
            assert code_of(reply) == (422, "invalid-input"), wrong
        reply = await unmask(staff, id_, "account", "person-asked", request=mine)
        assert code_of(reply) == (422, "invalid-input"), "a reason that has none"
        shown = await unmask(staff, id_, "account", "rights-request", request=mine)
        assert (shown.status_code, shown.json()["request"]) == (200, mine)
        assert NICKNAME in shown.text
        (line,) = await looks(one, "unmasked")
        assert (line["reason"], line["request"]) == ("rights-request", mine)
        assert NICKNAME in (await staff.get(f"{PATH}/{id_}")).text
        await one.app.delete(f"/v1/rights-requests/{mine}")
        over = await staff.get(f"{PATH}/{id_}")
        assert (over.json()["unmasked"], NICKNAME in over.text) == ([], False)
        ended = await unmask(staff, id_, "account", "rights-request", request=mine)
        assert code_of(ended) == (422, "invalid-input")


@pytest.mark.promise("S4")
@pytest.mark.parametrize("group", ["account", "tracking"])
async def test_a_legal_duty_opens_what_is_restricted_when_a_second_member_confirms_it(
    world: World, group: str
) -> None:
    async with (
        person(world, nickname=NICKNAME) as one,
        member(world, "privacy") as first,
        member(world, "privacy") as second,
        member(world, "support") as support,
    ):
        number = f"AGP-DELIVERED-{secrets.randbelow(10**4):04}"
        followed = await one.app.post("/v1/waybills", json={"number": number, "label": NICKNAME})
        assert followed.status_code == 201, followed.text
        id_ = await found(first, one)
        await asked(one, "restriction")
        held = (await unmask(first, id_, group, "legal-duty")).json()
        confirm = f"{PATH}/{id_}/unmaskings/{held['id']}/confirm"
        ticket = {"ticket": "PRIV-1"}
        assert NICKNAME not in (await first.get(f"{PATH}/{id_}")).text
        assert code_of(await first.post(confirm, json=ticket)) == (403, "second-member")
        assert code_of(await support.post(confirm, json=ticket)) == (403, "forbidden")
        other = await second.post(confirm, json={"ticket": "PRIV-2"})
        assert code_of(other) == (409, "conflict"), "another one than was agreed on"
        unknown = f"{PATH}/{id_}/unmaskings/{'0' * 32}/confirm"
        assert code_of(await second.post(unknown, json=ticket)) == (404, "not-found")
        for _ in range(2):  # an answer was lost
            confirmed = await second.post(confirm, json=ticket)
            assert confirmed.status_code == 200, confirmed.text
            assert NICKNAME not in confirmed.text, "it opens for who asked"
        assert NICKNAME in (await first.get(f"{PATH}/{id_}")).text
        assert NICKNAME in (await unmask(first, id_, group, "legal-duty")).text
        assert NICKNAME not in (await second.get(f"{PATH}/{id_}")).text
        again = await unmask(first, id_, group, "legal-duty", ticket="PRIV-3")
        assert (again.json()["status"], NICKNAME in again.text) == ("waiting", False)
        told = [(line["what"], line["whom"], line["reason"]) for line in await looks(one)]
        for what in ("asked", "confirmed", "unmasked"):
            assert (what, "privacy", "legal-duty") in told


@pytest.mark.promise("S4")
async def test_one_of_the_staff_under_two_roles_is_no_second_member(world: World) -> None:
    subject = secrets.token_hex(6)
    async with person(world, nickname=NICKNAME) as one, world.visitor() as client:
        support, privacy = (token_as(world, role, subject) for role in ("support", "privacy"))
        reply = await client.post(f"{PATH}/lookup", json={"email": one.email}, headers=support)
        path = f"{PATH}/{reply.json()['id']}"
        await asked(one, "restriction")
        body = asking("account", "legal-duty", "PRIV-1")
        held = (await client.post(f"{path}/unmask", json=body, headers=support)).json()
        confirm, ticket = f"{path}/unmaskings/{held['id']}/confirm", {"ticket": "PRIV-1"}
        reply = await client.post(confirm, json=ticket, headers=privacy)
        assert code_of(reply) == (403, "second-member")


async def test_what_nobody_confirms_ends_by_itself(world: World) -> None:
    async with (
        person(world, nickname=NICKNAME) as one,
        member(world, "privacy") as first,
        member(world, "privacy") as second,
    ):
        id_ = await found(first, one)
        await asked(one, "restriction")
        held = (await unmask(first, id_, "account", "legal-duty")).json()
        confirm = f"{PATH}/{id_}/unmaskings/{held['id']}/confirm"
        late = await second.post(confirm, json={"ticket": "PRIV-1"}, headers=later(24 * 60 + 1))
        assert code_of(late) == (404, "not-found")
