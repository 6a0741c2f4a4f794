"""Months: rows under a key of their own, counted once, closed once; then nothing else is left."""

from collections.abc import Callable, Coroutine, Sequence
from datetime import date, timedelta

import pytest

from shared.kernel.errors import IntegrityError, UnavailableError
from shared.platform.records.port import Committed, Write
from shared.rights.statistics.model import CountedParcel, can_be_closed
from tests.unit.rights.retention.world import Nights

Commit = Callable[[Sequence[Write]], Coroutine[None, None, list[Committed]]]
MARCH, MONTH = date(2026, 3, 1), "2026-03"


def parcel(carrier: str = "dhl") -> CountedParcel:
    """Return a parcel."""
    return CountedParcel(token="", carrier=carrier, commodity="books", transit="0-2")


@pytest.fixture
def region() -> Nights:
    """Return a region."""
    return Nights()


async def rows(region: Nights) -> list[tuple[CountedParcel, ...] | None]:
    """Return what stands in the open month."""
    return [one async for one in region.months().rows(MONTH)]


async def test_what_one_person_leaves_counts_once_however_often_it_is_said(region: Nights) -> None:
    for _ in range(3):
        assert await region.months().add("mark", MARCH, [("dhl|1", parcel())])
    assert len(await rows(region)) == 1


async def test_the_same_number_has_the_same_token_in_one_month_and_another_in_the_next(
    region: Nights,
) -> None:
    april = MARCH + timedelta(days=40)
    for mark, day in (("a", MARCH), ("b", MARCH), ("c", april)):
        await region.months().add(mark, day, [("dhl|JD0001", parcel()), ("dhl|JD0002", parcel())])
    march = [one for one in await rows(region) if one]
    assert march[0] == march[1]
    assert march[0][0].token != march[0][1].token
    (other,) = [one async for one in region.months().rows("2026-04") if one]
    assert not {one.token for one in other} & {one.token for one in march[0]}


async def test_nothing_of_the_number_or_the_mark_stands_in_the_database(region: Nights) -> None:
    await region.months().add("0123abcd" * 4, MARCH, [("dhl|JD000123456789", parcel("zz-carrier"))])
    everything = str([*region.data.stored.values(), *region.keys.stored.values()])
    assert not [one for one in ("JD000123456789", "0123abcd", "zz-carrier") if one in everything]


async def test_a_closed_month_is_never_changed_and_nothing_is_left_of_its_rows(
    region: Nights,
) -> None:
    await region.months().add("a", MARCH, [("dhl|1", parcel())])
    await region.months().close(MONTH, {"dhl|books|0-2": 10})
    await region.months().close(MONTH, {"dhl|books|0-2": 99})
    assert await region.months().closed(MONTH) == {"dhl|books|0-2": 10}
    assert region.stored("contributions") == region.stored("month_keys") == []
    assert not await region.months().add("late", MARCH, [("dhl|2", parcel())])
    assert region.stored("contributions") == region.stored("month_keys") == []


async def test_without_the_months_key_a_row_from_a_backup_opens_no_more(region: Nights) -> None:
    await region.months().add("a", MARCH, [("dhl|1", parcel())])
    backup = dict(region.data.stored)
    await region.months().close(MONTH, {})
    region.data.stored = backup
    assert await rows(region) == [None]
    with pytest.raises(IntegrityError):
        await region.month_keys().newest(MONTH)


@pytest.mark.parametrize("number", range(1, 5))
async def test_killed_while_closing_and_closed_again_it_ends_the_same(
    region: Nights, number: int
) -> None:
    for mark in "abc":
        await region.months().add(mark, MARCH, [("dhl|1", parcel())])
    whole, writes = (region.data.commit, region.keys.commit), 0

    def killing(commit: Commit) -> Commit:
        async def killed(given: Sequence[Write]) -> list[Committed]:
            nonlocal writes
            writes += 1
            done = await commit(given)
            if writes == number:
                raise UnavailableError
            return done

        return killed

    region.data.commit, region.keys.commit = map(killing, whole)  # type: ignore[method-assign,assignment]
    for counts in ({"x": 10}, {"y": 15}, {"z": 20}):
        try:
            await region.months().close(MONTH, counts)
        except UnavailableError:
            continue
    region.data.commit, region.keys.commit = whole  # type: ignore[method-assign]
    assert await region.months().closed(MONTH) == {"x": 10}
    assert region.stored("contributions") == region.stored("month_keys") == []


def test_a_month_is_closed_on_the_fourth_of_the_next_one() -> None:
    assert not can_be_closed(MONTH, date(2026, 3, 31))
    assert not can_be_closed(MONTH, date(2026, 4, 3))
    assert can_be_closed(MONTH, date(2026, 4, 4))
    assert can_be_closed("2026-12", date(2027, 1, 4))
    assert not can_be_closed("2026-12", date(2027, 1, 3))
    assert not can_be_closed("2026-01", date(2026, 2, 3))
