"""What is collected of a person: in so many places, each taken by chance, so never more."""

import pytest

from shared.kernel.errors import TooManyRequestsError, UnavailableError
from shared.people.usage import usage
from shared.privacy.purposes import ANALYTICS, PERSONALISATION
from tests.unit.people.region import Region

ADA, BOB = "a" * 32, "b" * 32
_MOST = 5


@pytest.fixture
async def region(monkeypatch: pytest.MonkeyPatch) -> Region:
    monkeypatch.setattr(usage, "MOST", _MOST)
    there = Region()
    for one in (ADA, BOB):
        await there.instance().person_keys.make(one)
    return there


async def test_of_a_person_and_a_kind_there_are_never_more_than_there_are_places(
    region: Region,
) -> None:
    refused = 0
    for number in range(60):
        try:
            await region.instance().usage.keep(ADA, ANALYTICS, [f"page:{number}"])
        except TooManyRequestsError:
            refused += 1
    assert len(region.stored("traces")) == _MOST == 60 - refused
    await region.instance().usage.keep(ADA, PERSONALISATION, ["habit:late"])
    await region.instance().usage.keep(BOB, ANALYTICS, ["page:home"])
    assert len(region.stored("traces")) == _MOST + 1, "another person has places of their own"


async def test_nothing_that_is_kept_is_overwritten(region: Region) -> None:
    for number in range(30):
        try:
            await region.instance().usage.keep(ADA, ANALYTICS, [f"page:{number}"])
        except TooManyRequestsError:
            break
    before = {one.id: one.version for one in region.stored("traces")}
    for _ in range(20):
        try:
            await region.instance().usage.keep(ADA, ANALYTICS, ["page:new"])
        except TooManyRequestsError:
            continue
    after = {one.id: one.version for one in region.stored("traces")}
    assert before.items() <= after.items()


async def test_a_place_says_nothing_of_whose_it_is(region: Region) -> None:
    await region.instance().usage.keep(ADA, ANALYTICS, ["page:home"])
    (kept,) = region.stored("traces")
    assert ADA not in kept.id.name
    assert "analytics" not in kept.id.name


async def test_a_lost_answer_is_a_success_only_if_it_is_there(region: Region) -> None:
    await region.instance().usage.keep(BOB, ANALYTICS, ["page:home"])
    region.data.lose_answers = 1
    await region.instance().usage.keep(ADA, ANALYTICS, ["page:home"])
    assert len(region.stored("traces")) == 2
    region.data.down = True
    with pytest.raises(UnavailableError):
        await region.instance().usage.keep(ADA, ANALYTICS, ["page:home"])
