"""What a follow leaves that ends by rule: a count, if the person agrees, once for each person."""

from collections.abc import Sequence
from datetime import date

import pytest

from shared.kernel.clock import DAY
from shared.parcels.carriers.model import Status
from shared.parcels.follows.wheel import Ring
from shared.people.accounts.accounts import Details
from shared.people.consents.choice import Choice, Method
from shared.people.person.address import Address, Channel
from shared.rights.statistics.aggregation import LEAST, cells_of
from shared.rights.statistics.model import Contribution, CountedParcel
from tests.unit.parcels.refresh.region import Watched
from tests.unit.people.region import HERE, checked, given

MARCH = "2026-03"


class Ending(Watched):
    """A region in which parcels were delivered long ago."""

    async def registered(self, name: str, *, agrees: bool) -> str:
        """Register somebody who says whether they agree to be counted; return their id."""
        one, address = self.instance(), Address(Channel.EMAIL, f"{name}@example.org")
        proof = await checked(one, address, await given(one, address, HERE), HERE)
        details = Details(country="DE", policy_version="1")
        person = (await one.accounts.register(proof, details, asker=HERE)).person_id
        said = Choice({"anonymous_statistics": agrees}, 1, "en", Method.SETTINGS)
        await one.consents.decide(person, said)
        return person

    async def ends(self, *numbers: str) -> None:
        """Have the watches of parcels end, which were delivered when they began."""
        for number in numbers:
            self.moves(number, Status.DELIVERED)
        self.clock.advance(16 * DAY)
        await self.put_on(Ring.THREE_DAYS)
        await self.look(Ring.THREE_DAYS)

    async def rows(self) -> list[Sequence[CountedParcel]]:
        """Return what stands in the month."""
        found = [one async for one in self.instance().months.rows(MARCH)]
        return [one for one in found if one is not None]


@pytest.fixture
def region() -> Ending:
    return Ending()


async def test_a_watch_that_ends_by_rule_is_counted_if_the_person_agrees(region: Ending) -> None:
    for name, agrees in (("jane", True), ("joe", False)):
        await region.follows(await region.registered(name, agrees=agrees), f"N-{name}")
    await region.ends("N-jane", "N-joe")
    ((parcel,),) = await region.rows()
    assert (parcel.carrier, parcel.commodity) == ("dhl", "unknown")
    (row,) = region.stored(Contribution.collection)
    assert set(row.fields) == {"v", "sealed", "month", "expires", "due"}


async def test_who_withdrew_before_is_not_counted(region: Ending) -> None:
    jane = await region.registered("jane", agrees=True)
    await region.follows(jane, "N1")
    no = Choice({"anonymous_statistics": False}, 1, "en", Method.SETTINGS)
    await region.instance().consents.decide(jane, no)
    await region.ends("N1")
    assert await region.rows() == []


async def test_all_that_ends_of_a_person_in_a_month_is_one_row(region: Ending) -> None:
    jane = await region.registered("jane", agrees=True)
    for number in range(3):
        await region.follows(jane, f"N{number}")
    await region.ends("N0", "N1", "N2")
    (row,) = await region.rows()
    assert len(row) == 3
    assert region.by_ring() == {"-": 3}


async def test_an_end_that_is_looked_at_again_counts_once(region: Ending) -> None:
    jane = await region.registered("jane", agrees=True)
    made = await region.follows(jane, "N1")
    leaving = region.instance().leaving_by_rule
    for _ in range(3):
        assert await leaving.leave_one(jane, made.follow, date(2026, 3, 17))
    await region.ends("N1")
    (row,) = await region.rows()
    assert len(row) == 1


async def test_one_person_counts_once_in_a_cell(region: Ending) -> None:
    for number in range(LEAST):
        person = await region.registered(f"p{number}", agrees=True)
        for of_them in range(3):
            await region.follows(person, f"N{number}-{of_them}")
    await region.ends(*(f"N{number}-{one}" for number in range(LEAST) for one in range(3)))
    rows = await region.rows()
    assert len(rows) == LEAST
    others = [
        [CountedParcel(token=f"{one}", carrier="ups", commodity="toys", transit="0-2")]
        for one in range(LEAST)
    ]
    cells = cells_of([*rows, *others])
    assert {cell.carrier: count for cell, count in cells.items()} == {"dhl": LEAST, "ups": LEAST}


async def test_a_person_who_ends_it_by_hand_leaves_nothing(region: Ending) -> None:
    jane = await region.registered("jane", agrees=True)
    made = await region.follows(jane, "N1")
    await region.done(jane, made)
    await region.ends("N1")
    assert await region.rows() == []
