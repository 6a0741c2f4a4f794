"""A key whose account never came is deleted; one whose account is there never is."""

from datetime import timedelta

import pytest

from functions.anonymise_nightly.contract import OrphansReport
from functions.anonymise_nightly.orphans import sweep_orphans
from shared.clock import DAY, Deadline, SystemClock
from shared.errors import IntegrityError, UnavailableError
from tests.unit.people.region import Region
from tests.unit.people.test_accounts import registered


@pytest.fixture
def region() -> Region:
    return Region()


async def sweep(region: Region, *, seconds: float = 5) -> OrphansReport:
    deadline = Deadline.after(SystemClock(), timedelta(seconds=seconds))
    today = region.clock.now().date()
    return await sweep_orphans(region.keys, region.data, today=today, deadline=deadline)


async def test_a_key_without_an_account_is_deleted_after_a_day_and_no_sooner(
    region: Region,
) -> None:
    await region.instance().keys.make("orphan")
    for _ in range(2):
        assert await sweep(region) == OrphansReport(confirmed=0, deleted=0, left=0)
        region.clock.advance(DAY)
    assert await sweep(region) == OrphansReport(confirmed=0, deleted=1, left=0)
    with pytest.raises(IntegrityError):
        await region.instance().keys.newest("orphan")


async def test_a_key_whose_confirmation_was_lost_is_confirmed(region: Region) -> None:
    instance = region.instance()

    async def lost(_: str) -> None:
        raise UnavailableError

    instance.keys.confirm = lost  # type: ignore[method-assign,assignment]
    entered = await registered(instance)
    region.clock.advance(2 * DAY)
    assert await sweep(region) == OrphansReport(confirmed=1, deleted=0, left=0)
    assert await sweep(region) == OrphansReport(confirmed=0, deleted=0, left=0)
    assert (await region.instance().accounts.get(entered.person_id)).record is not None


async def test_confirmed_keys_are_not_looked_at(region: Region) -> None:
    await registered(region.instance())
    region.clock.advance(timedelta(days=400))
    assert await sweep(region) == OrphansReport(confirmed=0, deleted=0, left=0)
    assert len(region.stored("person_keys")) == 1


async def test_when_the_time_is_over_the_rest_is_left_and_told(region: Region) -> None:
    await region.instance().keys.make("orphan")
    region.clock.advance(2 * DAY)
    assert (await sweep(region, seconds=-1)).left == 1
    assert len(region.stored("person_keys")) == 1


async def test_if_accounts_cannot_be_looked_for_no_key_is_deleted(region: Region) -> None:
    await region.instance().keys.make("orphan")
    region.clock.advance(2 * DAY)
    region.data.down = True
    with pytest.raises(UnavailableError):
        await sweep(region)
    assert len(region.stored("person_keys")) == 1
