"""A parcel's day is played: its carrier tells what was given, at the hour to which it was moved."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.functions.people import bearer, registered
from tests.world import World, new_number

pytestmark = pytest.mark.stack

MORNING = datetime.now(UTC).replace(hour=8, minute=0, second=0, microsecond=0) + timedelta(days=30)


def clock(hours: float) -> dict[str, str]:
    """Return the header that moves the clock to so many hours after the morning."""
    return {"X-Local-Clock": (MORNING + timedelta(hours=hours)).isoformat()}


def event(status: str, hours: float, **more: str) -> dict[str, str]:
    at = MORNING + timedelta(hours=hours)
    return {"at": at.isoformat(), "status": status, **more}


async def test_who_follows_a_parcel_sees_its_day_as_it_is_played(world: World) -> None:
    number = new_number()
    day = [event("in_transit", -1, place="Leipzig, DE")]
    async with world.visitor() as app:
        app.headers.update(clock(0))
        _, token = await registered(world, app)
        app.headers.update(bearer(token))
        world.story(number, *day)
        body = {"number": number, "carrier": "dhl"}
        made = (await app.post("/v1/waybills", json=body)).json()
        assert made["shipment"]["status"] == "in_transit"
        assert made["shipment"]["last_event"]["place"] == "Leipzig, DE"
        assert world.calls()[number] == 1, "the carrier saw one call"

        day += [event("out_for_delivery", 1), event("delivered", 6, place="Berlin, DE")]
        for hours, told in ((5, day[:2]), (12, day)):
            world.story(number, *told)
            app.headers.update(clock(hours))
            seen = (await app.get(f"/v1/waybills/{made['id']}")).json()["shipment"]
            assert seen["status"] == told[-1]["status"]
            assert len(seen["events"]) == len(told)
        assert world.calls()[number] == 3
    moments = [one["headers"]["x-local-clock"] for one in world.seen(number)]
    for at, moved in zip(map(datetime.fromisoformat, moments), (0, 5, 12), strict=True):
        assert timedelta(0) <= at - MORNING - timedelta(hours=moved) < timedelta(minutes=1)


async def test_who_moves_no_clock_tells_the_carrier_of_none(world: World) -> None:
    number = new_number()
    world.story(number, event("delivered", 0))
    async with world.visitor() as visitor:
        body = {"items": [{"number": number, "carrier": "dhl"}]}
        await visitor.post("/v1/waybills/query", json=body)
    (sent,) = world.seen(number)
    assert "x-local-clock" not in sent["headers"]
