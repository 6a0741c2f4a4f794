"""Workers that are killed while news is told: each change is told once, or its SMS is unknown.

``KILLS`` says how often, as in ``test_watch_killed.py``.
"""

import asyncio
import time
from datetime import datetime, timedelta

import pytest

from shared.kernel.clock import DAY
from shared.parcels.carriers.model import Status
from tests.faults.test_watch_killed import KILLS, LIFE, SOON, Watched, killed_while
from tests.functions.people import Person, person
from tests.functions.push import Pushed, with_browser
from tests.functions.test_follows import follow
from tests.functions.test_telling import (
    delivered,
    messages_of,
    names_of,
    news_to,
    swept,
    waiting,
    with_phone,
)
from tests.functions.test_watching import at, event, noon, turn
from tests.world import World, new_number

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("no_followers")]

_WITHIN = 4.0
_ROUND = DAY


async def all_sent(world: World, moment: datetime) -> datetime:
    """Sweep every three minutes, as time goes on, until nothing waits; return when that was."""
    for number in range(8):
        now = moment + number * timedelta(minutes=3)
        await swept(world, now)
        deadline = time.monotonic() + _WITHIN
        while time.monotonic() < deadline:
            if not waiting(world):
                return now
            await asyncio.sleep(0.1)
    raise AssertionError(waiting(world))


async def is_told_once(world: World, ada: Person, browser: Pushed, kill: int, now: datetime) -> int:
    """See that the newest change was told once on each channel; return how many SMS are unknown."""
    mails = {one["headers"]["Message-ID"] for one in news_to(world, ada.email)}
    assert len(mails) == kill, "one Message-ID for each change"
    tags = {one["headers"]["tag"] for one in world.messages(browser.endpoint)}
    assert len(tags) == kill, "one tag for each change"
    lines = sorted((await messages_of(ada, now))[:3], key=lambda one: str(one["kind"]))
    mail, pushed, sms = lines
    assert (mail["kind"], mail["outcome"]) == ("news-email", "sent")
    assert (pushed["kind"], pushed["outcome"]) == ("news-push", "sent")
    assert sms["kind"] == "news-sms"
    assert sms["outcome"] in {"sent", "unknown"}
    return int(sms["outcome"] == "unknown")


@pytest.mark.slow("processes are killed and started again")
async def test_whatever_is_killed_each_change_is_told_once_or_is_unknown(world: World) -> None:
    begins, unknown = noon(60), 0
    async with person(world) as ada:
        phone, number = await with_phone(world, ada), new_number()
        browser = await with_browser(world, ada)
        ada.app.headers.update(at(begins))
        world.story(number, event("info_received", begins - _ROUND))
        wishes = {"email": True, "sms": True, "push": True}
        made = await follow(ada.app, number, carrier="ups", notify=wishes)
        watched = Watched(world, {made["id"]: number})
        await turn(world, begins)
        for kill in range(1, KILLS + 1):
            now, status = begins + kill * _ROUND, LIFE[kill % len(LIFE)]
            watched.happens(status, now)
            if kill % 2:
                await killed_looking(world, watched, now)
            await watched.all_told(Status(status), now + SOON)
            if not kill % 2:
                await killed_telling(world, now + 2 * SOON)
            ended = await all_sent(world, now + timedelta(hours=5))
            unknown += await is_told_once(world, ada, browser, kill, ended)
        sent = len(news_to(world, phone))
        assert KILLS - unknown <= sent <= KILLS, "no SMS twice; one that is unknown may have gone"


async def killed_looking(world: World, watched: Watched, now: datetime) -> None:
    """Kill an instance that looks at the parcel."""
    async with world.gateway("looks") as doomed:
        await killed_while(doomed, watched.look(doomed.visitor, now), within=0.6)


async def killed_telling(world: World, now: datetime) -> None:
    """Kill an instance that tells what waits."""
    names = names_of(waiting(world))
    async with world.gateway("tells") as doomed:
        some = [delivered(world, doomed.visitor, one, now) for one in names]
        doing = asyncio.gather(*some, return_exceptions=True)
        await killed_while(doomed, doing, within=0.3)
