"""A key whose account never came is deleted; one whose account is there never is."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from shared.kernel.clock import DAY
from shared.kernel.errors import IntegrityError, UnavailableError
from shared.platform.records.port import Document, DocumentId
from tests.unit.people.test_accounts import registered
from tests.unit.rights.retention.world import Nights, everything


@pytest.fixture
def region() -> Nights:
    """Return a region."""
    return Nights()


async def settled(region: Nights) -> tuple[int, int]:
    """Let a night pass; return how many keys were confirmed and deleted."""
    counts = (await region.night()).counts
    return counts.get("confirmed.person_keys", 0), counts.get("deleted.person_keys", 0)


async def test_a_key_without_an_account_is_deleted_after_a_day_and_no_sooner(
    region: Nights,
) -> None:
    await region.instance().person_keys.make("orphan")
    for _ in range(2):
        assert await settled(region) == (0, 0)
        region.clock.advance(DAY)
    assert await settled(region) == (0, 1)
    with pytest.raises(IntegrityError):
        await region.instance().person_keys.newest("orphan")


async def test_a_key_whose_confirmation_was_lost_is_confirmed(region: Nights) -> None:
    instance = region.instance()

    async def lost(_: str) -> None:
        raise UnavailableError

    instance.person_keys.confirm = lost  # type: ignore[method-assign,assignment]
    entered = await registered(instance)
    region.clock.advance(2 * DAY)
    assert await settled(region) == (1, 0)
    assert await settled(region) == (0, 0)
    assert (await region.instance().accounts.get(entered.person_id)).record is not None


async def test_confirmed_keys_are_not_looked_at(region: Nights) -> None:
    await registered(region.instance())
    region.clock.advance(timedelta(days=400))
    assert await settled(region) == (0, 0)
    assert len(region.stored("person_keys")) == 1


async def test_if_accounts_cannot_be_looked_for_no_key_is_deleted(region: Nights) -> None:
    await region.instance().person_keys.make("orphan")
    region.clock.advance(2 * DAY)
    run = (await region.runs().begin(region.today, dry=False)).run.run
    whole, refused = region.data.get, 0

    async def get(ids: Sequence[DocumentId]) -> list[Document | None]:
        if any(one.collection == "people" for one in ids):
            raise UnavailableError
        return await whole(ids)

    region.data.get = get  # type: ignore[method-assign]
    for part in everything():
        try:
            await region.night_worker().run(run, part, region.deadline())
        except UnavailableError:
            refused += 1
    assert refused == 1
    assert len(region.stored("person_keys")) == 1
