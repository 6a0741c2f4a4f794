"""The database fails while staff look: nothing is shown that was not written down before."""

from collections.abc import AsyncIterator

import pytest

from tests.faults.proxy import Mode, Proxy
from tests.functions.people import bearer, person
from tests.functions.staff import PATH, asking, found, looks, member, token_for
from tests.world import Instance, World

pytestmark = pytest.mark.stack

NICKNAME = "Hidden-Nickname"


@pytest.fixture(scope="module")
async def proxy(world: World) -> AsyncIterator[Proxy]:
    """Return a proxy before Firestore."""
    async with Proxy(world.ports.host_of("firestore")) as proxy:
        yield proxy


@pytest.fixture(scope="module")
async def instance(world: World, proxy: Proxy) -> AsyncIterator[Instance]:
    """Return an instance that reaches Firestore through the proxy."""
    async with world.gateway("staff-proxied", FIRESTORE_EMULATOR_HOST=proxy.address) as instance:
        yield instance


@pytest.mark.slow("forty answers are lost, each with two people of its own")
@pytest.mark.promise("S4")
async def test_what_is_shown_is_in_the_log_whichever_answer_of_the_database_is_lost(
    world: World, proxy: Proxy, instance: Instance
) -> None:
    staff = bearer(await token_for(world, "support"))
    shown = refused = 0
    for answer in range(40):
        async with person(world, nickname=NICKNAME) as one, member(world) as other:
            path = f"{PATH}/{await found(other, one)}"
            proxy.cut_once(answer)
            unmasked = await instance.visitor.post(f"{path}/unmask", json=asking(), headers=staff)
            proxy.cut_once(10**9)
            before = await looks(one, "unmasked")
            proxy.cut_once(answer)
            seen = await instance.visitor.get(path, headers=staff)
            proxy.cut_once(10**9)
            after = await looks(one)
        for reply in (unmasked, seen):
            if reply.status_code != 200:
                refused += 1
                assert (reply.status_code, reply.json()["code"]) == (503, "unavailable")
                assert NICKNAME not in reply.text
                assert one.email not in reply.text
        if unmasked.status_code == 200:
            shown += 1
            assert NICKNAME in unmasked.text
            assert len(before) == 1
        if seen.status_code == 200:
            assert len([line for line in after if line["what"] == "seen"]) == 1
            if NICKNAME in seen.text:
                assert len([line for line in after if line["what"] == "unmasked"]) == 2
    assert shown
    assert refused > 5


@pytest.mark.promise("S4")
@pytest.mark.parametrize("mode", [Mode.REFUSE, Mode.HANG])
async def test_without_the_database_staff_see_nothing(
    world: World, proxy: Proxy, instance: Instance, mode: Mode
) -> None:
    staff = bearer(await token_for(world, "privacy"))
    async with person(world, nickname=NICKNAME) as one, member(world) as other:
        path = f"{PATH}/{await found(other, one)}"
        proxy.behave(mode)
        replies = [
            await instance.visitor.post(f"{path}/unmask", json=asking(), headers=staff),
            await instance.visitor.get(path, headers=staff),
            await instance.visitor.post(f"{PATH}/lookup", json={"email": one.email}, headers=staff),
            await instance.visitor.post(f"{path}/minor", json={"ticket": "SUP-1"}, headers=staff),
        ]
        proxy.behave(Mode.PASS)
        for reply in replies:
            assert (reply.status_code, reply.json()["code"]) == (503, "unavailable")
            assert NICKNAME not in reply.text
        assert [line["what"] for line in await looks(one)] == ["found"]
        assert (await one.app.get("/v1/me")).status_code == 200
