"""One phone is one account, however its owner writes it, and an SMS goes only where it may."""

import secrets
from collections.abc import AsyncIterator

import httpx
import pytest

from tests.functions.people import bearer, code_for, code_sent_to, person, registration
from tests.functions.test_profile import patch
from tests.world import World, random_address

pytestmark = pytest.mark.stack


@pytest.mark.parametrize(
    "way",
    [
        "+49 (0){0} {1}",
        "0{0}/{1}",
        "0049 {0} {1}",
        "(+49) {0}-{1}",
        "\u202a+49\u00a0{0}\u2011{1}\u202c",
        "\uff0b\uff14\uff19{0}{1}",
    ],
    ids=ascii,
)
async def test_one_phone_is_one_number_however_it_is_written(
    world: World, visitor: httpx.AsyncClient, way: str
) -> None:
    parts = ("171", f"{secrets.randbelow(10**7):07}")
    number = "+49" + "".join(parts)
    code = await code_for(world, visitor, phone=number)
    body = registration(code, phone=way.format(*parts))
    made = await visitor.post("/v1/accounts", json=body)
    assert made.status_code == 201, made.text
    me = await visitor.get("/v1/me", headers=bearer(made.json()["session"]["token"]))
    assert me.json()["phone"] == number


async def test_a_number_is_added_as_it_is_dialled_in_the_persons_country(world: World) -> None:
    number = f"171{secrets.randbelow(10**7):07}"
    async with person(world) as ada:
        code = await code_for(world, ada.app, phone=f"+49{number}")
        reply = await patch(ada, {"phone": f"0{number}", "code": code})
        assert reply.status_code == 200, reply.text
        assert reply.json()["phone"] == f"+49{number}"
        again = await patch(ada, {"phone": f"+49 (0){number}"})
        assert again.status_code == 200, "it is there already"


@pytest.fixture(scope="module")
async def abroad(world: World) -> AsyncIterator[httpx.AsyncClient]:
    """Return a visitor of an instance that may write to more countries."""
    async with world.gateway("abroad", SMS_PREFIXES="+49,+44,+52,+54,+1,+1876") as instance:
        yield instance.visitor


@pytest.mark.parametrize(
    ("phone", "code"),
    [
        ("+49 900 1234567", "channel-not-served"),
        ("+49 180 5 123456", "channel-not-served"),
        ("+44 70 1234 5678", "channel-not-served"),
        ("+44 909 879 0123", "channel-not-served"),
        ("+1 900 555 1234", "channel-not-served"),
        ("+1 242 555 1234", "channel-not-served"),
        ("+1 809 555 1234", "channel-not-served"),
        ("+33 6 12 34 56 78", "channel-not-served"),
        ("+49 171 12", "phone-impossible"),
        ("+1 171 123 4567", "phone-impossible"),
        ("171 call me", "phone-malformed"),
    ],
)
async def test_what_costs_more_or_is_no_number_gets_no_sms(
    world: World, abroad: httpx.AsyncClient, phone: str, code: str
) -> None:
    source = {"X-Forwarded-For": random_address()}
    body = {"country": "DE", "phone": phone}
    reply = await abroad.post("/v1/sign-in/codes", json=body, headers=source)
    (fault,) = reply.json()["errors"]
    assert (reply.status_code, fault["field"], fault["code"]) == (422, "phone", code)
    assert not world.messages("+" + "".join(one for one in phone if one.isdigit()))


@pytest.mark.parametrize(
    ("phone", "to"),
    [
        ("+52 1 55 {} {}", "+5255{}{}"),
        ("+52 55 {} {}", "+5255{}{}"),
        ("+54 9 11 {}-{}", "+54911{}{}"),
        ("+54 11 15 {}-{}", "+54911{}{}"),
        ("+54 11 {} {}", "+54911{}{}"),
        ("+1 876 555 {1}", "+1876555{1}"),
        ("+1 (416) 555-{1}", "+1416555{1}"),
    ],
)
async def test_where_it_may_go_it_goes_to_the_number_as_it_is_now(
    world: World, abroad: httpx.AsyncClient, phone: str, to: str
) -> None:
    parts = ("2345", f"{secrets.randbelow(10**4):04}")
    source = {"X-Forwarded-For": random_address()}
    body = {"country": "DE", "phone": phone.format(*parts)}
    reply = await abroad.post("/v1/sign-in/codes", json=body, headers=source)
    assert reply.status_code == 202, reply.text
    assert code_sent_to(world, to.format(*parts))
