"""Many followed parcels at once: one call for all who follow one, and the most urgent first."""

import asyncio
import random
import secrets
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from infra.local.stack.process import Part
from shared.kernel.clock import DAY
from shared.parcels.carriers.model import Asked, Status
from shared.parcels.follows.model import Followed, Notify, Wishes
from shared.parcels.follows.wheel import TICK, due_in, tick_of
from shared.parcels.shipments.model import ShipmentRef
from shared.people.messages.kinds import NEWS_EMAIL
from shared.people.person.model import Person
from shared.platform.records.write_batch import commit_together
from shared.setup.google_cloud import GoogleCloud
from shared.setup.refresh import RefreshParts
from shared.setup.settings import Settings
from tests.canaries import MAILBOX
from tests.functions.people import code_for, new_email
from tests.functions.test_telling import news_to, swept, waiting
from tests.functions.test_watching import batch, event, noon, until
from tests.world import World, new_number

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("no_followers")]

HOUR = timedelta(hours=1)


class Crowd:
    """People who follow parcels, without an app: as the database has them."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.parts = RefreshParts(GoogleCloud(Settings.of(world.stack.environment("eu"))))
        self.made: dict[str, tuple[str, Followed]] = {}
        """Each follow by its number and person."""

    async def follow(self, number: str, carrier: str = "ups") -> None:
        """Have somebody new follow a parcel."""
        person = secrets.token_hex(16)
        await self.parts.person_keys.make(person)
        fan = Person(
            email=f"{MAILBOX}-{person}@example.org",
            country="DE",
            policy_version="1",
            created=datetime.now(UTC),
        )
        await self.parts.people.create(person, person, fan)
        ref = ShipmentRef(carrier, Asked(number))
        made = await self.parts.follows.follow(
            person, ref, Wishes(notify=Notify(email=True), zone="UTC")
        )
        self.made[f"{number}-{person}"] = person, made

    async def all_follow(self, numbers: Iterable[str]) -> None:
        waiting = [self.follow(one) for one in numbers]
        for start in range(0, len(waiting), 10):
            await asyncio.gather(*waiting[start : start + 10])

    def stand_at(self, place: str) -> None:
        """Have all of them stand at one place."""
        ids = {made.id for _, made in self.made.values()}
        for one in self.world.dump():
            if one.collection == "follows" and one.name.rsplit("/", 1)[1] in ids:
                self.world.rewrite(one.name, wheel={"stringValue": place})

    def standing(self) -> dict[str, set[str]]:
        """Return who stands at each place."""
        names = {made.id: made.follow.number for _, made in self.made.values()}
        found: dict[str, set[str]] = defaultdict(set)
        for one in self.world.dump():
            number = names.get(one.name.rsplit("/", 1)[1])
            if one.collection == "follows" and number is not None:
                found[str(one.fields["wheel"].get("stringValue"))].add(number)
        return found

    async def statuses(self) -> Counter[str | None]:
        """Return of how many what is known."""
        found: Counter[str | None] = Counter()
        for person, made in self.made.values():
            told = (await self.parts.follows.get(person, made.id)).follow.told
            found[None if told is None else told.status.value] += 1
        return found


@pytest.mark.slow("two hundred people are made")
async def test_two_hundred_who_follow_one_parcel_cost_one_call_and_all_are_told(
    world: World,
) -> None:
    number, begins, crowd = new_number(), noon(20), Crowd(world)
    world.story(number, event("out_for_delivery", begins - HOUR))
    await crowd.all_follow([number] * 200)
    async with world.gateway("second") as second, world.visitor() as app:
        pushes = [
            batch(world, one, place, begins)
            for place in crowd.standing()
            for one in (app, second.visitor)
        ]
        assert set(await asyncio.gather(*pushes)) <= {204, 503}
        for place in crowd.standing():
            assert await batch(world, app, place, begins) == 204
    assert world.calls("ups")[number] == 1
    assert await crowd.statuses() == {"out_for_delivery": 200}
    assert len(waiting(world)) == 200
    await swept(world, begins + HOUR / 10)
    await until(lambda: not waiting(world), within=120)
    mailboxes = [f"{MAILBOX}-{person}@example.org" for person, _ in crowd.made.values()]
    assert {len(news_to(world, one)) for one in mailboxes} == {1}


@pytest.mark.slow("a hundred people are made")
async def test_of_a_hundred_that_are_due_the_ten_most_urgent_are_asked(world: World) -> None:
    """Ten polls are left of a day: four parcels are out, six waited for in vain or at a counter."""
    crowd = Crowd(world)
    evening = datetime.now(UTC).replace(hour=20, minute=55) + timedelta(days=30)
    kinds = [
        *[Status.OUT_FOR_DELIVERY] * 4,
        *[Status.DELIVERY_FAILED] * 3,
        *[Status.AVAILABLE_FOR_PICKUP] * 3,
        *[Status.IN_TRANSIT] * 90,
    ]
    numbers = {new_number(): status for status in kinds}
    assert len(numbers) == 100
    for number, status in numbers.items():
        world.story(number, event(status, evening - 25 * HOUR))
    await crowd.all_follow(numbers)
    crowd.stand_at("c000")
    async with world.visitor() as app, world.gateway("short", UPS_DAILY_BUDGET="30") as short:
        assert await batch(world, app, "c000", evening - 24 * HOUR) == 204
        before = Counter(world.calls("ups"))
        assert {before[one] for one in numbers} == {1}
        crowd.stand_at("c000")
        assert await batch(world, short.visitor, "c000", evening) == 204
        asked = Counter(world.calls("ups")) - before
    urgent = {one for one, status in numbers.items() if status is not Status.IN_TRANSIT}
    assert {one for one in asked if one in numbers} == urgent, complaints(short.part)
    assert set(asked.values()) == {1}


def complaints(part: Part) -> list[str]:
    """Return what an instance says in its log that is no matter of course."""
    lines = part.log.read_text(errors="replace").splitlines()
    return [one for one in lines if '"INFO"' not in one][-20:]


async def played(
    crowd: Crowd, short: httpx.AsyncClient, begins: datetime, span: timedelta
) -> Counter[str]:
    """Push what is due in each tick of some time, in any order; return who was asked for."""
    before = Counter(crowd.world.calls("ups"))
    for hour in range(span // HOUR):
        occupied = set(crowd.standing())
        for tick in range(HOUR // TICK):
            now = begins + hour * HOUR + tick * TICK
            places = [one for one in due_in(tick_of(now)) if one in occupied]
            random.shuffle(places)
            for place in places:
                assert await batch(crowd.world, short, place, now) == 204
    asked = Counter(crowd.world.calls("ups")) - before
    numbers = {made.follow.number for _, made in crowd.made.values()}
    return Counter({number: asked[number] for number in numbers if asked[number]})


@pytest.mark.slow("three days of a hundred parcels are played")
async def test_when_days_are_short_the_urgent_are_asked_for_first_and_nobody_never(
    world: World,
) -> None:
    """Polls have 40 of a day's 115 calls: ten parcels are out on the first day, 90 move."""
    crowd = Crowd(world)
    begins = noon(40).replace(hour=0, minute=0)
    numbers = [new_number() for _ in range(100)]
    for place, number in enumerate(numbers):
        status = "out_for_delivery" if place < 10 else "in_transit"
        world.story(number, event(status, begins - 3 * HOUR))
    await crowd.all_follow(numbers)
    crowd.stand_at("c000")
    async with world.visitor() as app, world.gateway("short", UPS_DAILY_BUDGET="115") as short:
        assert await batch(world, app, "c000", begins - 2.5 * HOUR) == 204
        first = await played(crowd, short.visitor, begins, DAY)
        for number in numbers[:10]:
            world.story(number, event("delivered", begins + 18 * HOUR))
        rest = await played(crowd, short.visitor, begins + DAY, 2 * DAY)
    assert 30 <= first.total() <= 40
    assert 12 <= sum(first[one] for one in numbers[:10]) <= 20
    assert rest.total() <= 80
    assert set(numbers) == set(first) | set(rest)


async def test_a_carrier_that_answers_429_does_not_stop_the_others(world: World) -> None:
    crowd, begins = Crowd(world), noon(60)
    refused, told = [new_number() for _ in range(3)], [new_number() for _ in range(3)]
    for number in refused:
        world.scenario(number, "rate_limited", carrier="ups")
    for number in told:
        world.story(number, event("in_transit", begins - HOUR))
    for number in refused:
        await crowd.follow(number, "ups")
    for number in told:
        await crowd.follow(number, "dhl")
    crowd.stand_at("c001")
    async with world.visitor() as app:
        assert await batch(world, app, "c001", begins) in {204, 503}
    assert any(number in world.calls("ups") for number in refused)
    assert {world.calls("dhl")[number] for number in told} == {1}
    assert await crowd.statuses() == {None: 3, "in_transit": 3}


@pytest.mark.slow("a slow relay is waited for")
async def test_a_code_goes_out_at_once_while_news_waits_for_a_slow_relay(world: World) -> None:
    number, begins, crowd = new_number(), noon(70), Crowd(world)
    world.story(number, event("out_for_delivery", begins - HOUR))
    await crowd.all_follow([number] * 40)
    mailboxes = [f"{MAILBOX}-{person}@example.org" for person, _ in crowd.made.values()]
    async with world.visitor() as app:
        for place in crowd.standing():
            assert await batch(world, app, place, begins) == 204
        assert len(waiting(world)) == 40
        for one in mailboxes:
            world.relay(one, "lost")
        await swept(world, begins + HOUR / 10)
        await until(lambda: any(news_to(world, one) for one in mailboxes))
        began = time.monotonic()
        assert await code_for(world, app, email=new_email())
        assert time.monotonic() - began < 3, "forty mails wait for five seconds each"
        assert len(waiting(world)) == 40, "none has an answer yet"
        for one in mailboxes:
            world.relay(one, "ok")
        for minutes in (12, 20, 40):
            await asyncio.sleep(6)
            await swept(world, begins + timedelta(minutes=minutes))
        await until(lambda: not waiting(world), within=60)


@pytest.mark.slow("ten thousand messages are written")
async def test_a_code_goes_out_at_once_while_ten_thousand_news_wait_and_go(world: World) -> None:
    """They are of people whom a worker looks for in vain, so that a code has the whole work."""
    moment, crowd = noon(75), Crowd(world)
    outbox, data = crowd.parts.outbox, crowd.parts.data
    people = [secrets.token_hex(16) for _ in range(100)]
    for one in people:
        await crowd.parts.person_keys.make(one)
    for one in people:
        written = [
            await outbox.gathered(one, NEWS_EMAIL, {secrets.token_hex(16): "x"}, name)
            for name in (secrets.token_hex(16) for _ in range(100))
        ]
        await commit_together(data, written)
    assert len(waiting(world)) == 10_000
    async with world.visitor() as app:
        await swept(world, moment)
        took = []
        for _ in range(5):
            began = time.monotonic()
            assert await code_for(world, app, email=new_email())
            took.append(time.monotonic() - began)
        left = len(waiting(world))
    assert left > 1_000, "they are still being gone through"
    assert max(took) < 10, "three thousand of them are handed on at once"
    for news in waiting(world):
        world.delete(news.name)
