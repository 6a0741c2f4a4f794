"""Withdrawals and uses at once: who was told that it is withdrawn is obeyed from then on."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

import httpx
import pytest

from tests.functions.people import Person, bearer, person
from tests.world import World, new_source

pytestmark = pytest.mark.stack

PEOPLE, USERS = 4, 3
"""Sixteen clients: one of each person's gives and withdraws, and three use what is withdrawn."""
USES, WITHDRAWALS = 250, 63
"""Of each person, at least."""
BERLIN = {"latitude": 52.51704, "longitude": 13.38886}


def body(*, location: bool) -> dict[str, object]:
    grants = {"location": location}
    return {"grants": grants, "notice_version": 1, "language": "en", "method": "settings"}


@dataclass
class Race:
    """One person, and what their clients saw."""

    apps: list[httpx.AsyncClient]
    passed: list[tuple[float, float]] = field(default_factory=list)
    refused: list[tuple[float, float]] = field(default_factory=list)
    off: list[tuple[float, float]] = field(default_factory=list)
    """From the answer to a withdrawal until consent is given anew."""
    over: bool = False

    async def toggle(self) -> None:
        """Give consent and withdraw it, again and again; what is used next is refused."""
        app, loop = self.apps[0], asyncio.get_running_loop()
        while len(self.off) < WITHDRAWALS or len(self.passed) + len(self.refused) < USES:
            granted = await app.put("/v1/consents", json=body(location=True), headers=source())
            assert granted.status_code == 200
            withdrawn = await app.put("/v1/consents", json=body(location=False), headers=source())
            assert withdrawn.status_code == 200
            since = loop.time()
            await self.use(app)
            self.off.append((since, loop.time()))
        self.over = True

    async def keep_using(self, app: httpx.AsyncClient) -> None:
        """Use what may be withdrawn at any moment."""
        while not self.over:
            await self.use(app)

    async def use(self, app: httpx.AsyncClient) -> None:
        """Use it once."""
        began = asyncio.get_running_loop().time()
        reply = await app.put("/v1/me/location", json=BERLIN, headers=source())
        span = (began, asyncio.get_running_loop().time())
        if reply.status_code == 200:
            self.passed.append(span)
        elif reply.status_code == 403:
            assert reply.json()["code"] == "consent-required"
            self.refused.append(span)
        else:
            assert reply.status_code == 503, reply.text

    def wrongly(self) -> list[tuple[float, float]]:
        """Return the uses that began after the answer to a withdrawal, and passed all the same."""
        return [one for one in self.passed for span in self.off if within(one, span)]


def within(one: tuple[float, float], span: tuple[float, float]) -> bool:
    """Tell whether a use began and ended within a span."""
    return span[0] <= one[0] and one[1] <= span[1]


def source() -> dict[str, str]:
    return {"X-Forwarded-For": new_source()}


@pytest.fixture
async def races(world: World) -> AsyncIterator[list[Race]]:
    """Return the people, each with four clients."""
    async with AsyncExitStack() as stack:
        people: list[Person] = [
            await stack.enter_async_context(person(world)) for _ in range(PEOPLE)
        ]
        made = []
        for one in people:
            apps = [await stack.enter_async_context(world.visitor()) for _ in range(USERS)]
            for app in apps:
                app.headers.update(bearer(one.token))
            made.append(Race([one.app, *apps]))
        yield made


@pytest.mark.slow("a thousand uses race with withdrawals")
@pytest.mark.promise("E3")
async def test_no_use_passes_its_gate_after_the_answer_to_a_withdrawal(races: list[Race]) -> None:
    """1,000 uses and the withdrawals between them: before, at and after each."""
    users = [one.keep_using(app) for one in races for app in one.apps[1:]]
    await asyncio.gather(*(one.toggle() for one in races), *users)
    assert sum(len(one.passed) + len(one.refused) for one in races) >= 1000
    for one in races:
        assert one.wrongly() == []
        inside = [use for use in one.refused for span in one.off if within(use, span)]
        assert len(inside) >= len(one.off) >= WITHDRAWALS, "each was followed by a use"
        assert len(one.passed) >= WITHDRAWALS, "while it was allowed, it was used"
