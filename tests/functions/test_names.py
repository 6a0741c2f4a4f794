"""What people call themselves and their things, when they were born, and where they live."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests.functions.people import Person, code_for, new_email, person, registration
from tests.functions.test_profile import patch
from tests.world import World, new_number

pytestmark = pytest.mark.stack

UNREADABLE = [
    ("a\x00b", "text-characters"),
    ("\u202eadA", "text-characters"),
    ("\u2066Ada\u2069", "text-characters"),
    ("\u200b\u2060", "text-invisible"),
    ("\u3164", "text-invisible"),
    ("  ", "text-invisible"),
]


@pytest.fixture
async def ada(world: World) -> AsyncIterator[Person]:
    """Return a person."""
    async with person(world) as one:
        yield one


def fault_of(reply: httpx.Response) -> tuple[int, str, str]:
    (fault,) = reply.json()["errors"]
    return reply.status_code, fault["field"], fault["code"]


@pytest.mark.parametrize(("text", "code"), UNREADABLE, ids=ascii)
async def test_what_cannot_be_read_is_refused_wherever_a_name_is_given(
    world: World, ada: Person, text: str, code: str
) -> None:
    assert fault_of(await patch(ada, {"nickname": text})) == (422, "nickname", code)
    for fact in (
        "model",
        "os",
        "os_version",
        "device_id",
        "browser",
        "browser_version",
        "app_version",
    ):
        reply = await ada.app.post("/v1/me/devices", json={fact: text})
        assert fault_of(reply) == (422, fact, code)
    number = {"number": new_number(), "carrier": "dhl"}
    labelled = await ada.app.post("/v1/waybills", json={**number, "label": text})
    assert fault_of(labelled)[:2] == (422, "label")
    async with world.visitor() as visitor:
        body = registration("000000", email=new_email(), nickname=text)
        assert fault_of(await visitor.post("/v1/accounts", json=body)) == (422, "nickname", code)


@pytest.mark.parametrize(
    "name",
    [
        "J\u00f6rg",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        "\U0001f469\u200d\U0001f4bb",
        "\u674e",
    ],
)
async def test_names_of_all_the_world_are_welcome(ada: Person, name: str) -> None:
    assert (await patch(ada, {"nickname": name})).json()["nickname"] == name
    device = await ada.app.post("/v1/me/devices", json={"model": name})
    assert device.json()["model"] == name


async def test_a_name_that_was_typed_in_parts_is_the_same_name(ada: Person) -> None:
    assert (await patch(ada, {"nickname": "Jo\u0308rg"})).json()["nickname"] == "J\u00f6rg"


async def test_a_birthday_is_a_day_that_there_is(world: World, ada: Person) -> None:
    for day in ("--02-30", "--04-31"):
        assert fault_of(await patch(ada, {"birthday": day})) == (422, "birthday", "day-impossible")
    assert (await patch(ada, {"birthday": "--02-29"})).json()["birthday"] == "--02-29"
    async with world.visitor() as visitor:
        email = new_email()
        code = await code_for(world, visitor, email=email)
        body: dict[str, Any] = registration(code, email=email, birthday="--02-30")
        assert fault_of(await visitor.post("/v1/accounts", json=body))[1:] == (
            "birthday",
            "day-impossible",
        )


@pytest.mark.parametrize(
    ("country", "code", "reason"),
    [
        ("PS", "country-not-served", "nobody has checked"),
        ("SS", "country-not-served", "nobody has checked"),
        ("IR", "country-not-served", "embargo"),
        ("AQ", "country-not-served", "belongs to"),
        ("CN", "country-not-served", "stored in the country"),
        ("ZZ", "country-unknown", "such as DE"),
        ("UK", "country-unknown", "such as DE"),
    ],
)
async def test_a_country_that_is_not_served_is_told_by_which_rule(
    visitor: httpx.AsyncClient, ada: Person, country: str, code: str, reason: str
) -> None:
    codes = {"email": new_email(), "country": country}
    for reply in (
        await visitor.get("/v1/regions", params={"country": country}),
        await visitor.post("/v1/sign-in/codes", json=codes),
        await visitor.post("/v1/rights-requests/query", json={**codes, "code": "000000"}),
        await patch(ada, {"country": country}),
    ):
        assert fault_of(reply) == (422, "country", code)
        assert reason in reply.json()["errors"][0]["detail"]
