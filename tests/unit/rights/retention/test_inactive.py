"""Who uses their account keeps it; who stays away is told, and 30 days later anonymised."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from shared.kernel.clock import DAY, midnight_of
from shared.kernel.errors import UnavailableError
from shared.people.accounts.accounts import Entered
from shared.people.accounts.inactivity import Next, next_of
from shared.people.accounts.sessions import used_on
from shared.people.person.address import email
from shared.platform.jobs.port import Topic
from shared.platform.records.port import Document, DocumentId, Set
from shared.rights.erasure.model import Why
from tests.unit.people.region import HERE, checked, elsewhere, given
from tests.unit.rights.retention.world import Nights, totals

TELL = timedelta(days=710)
"""Twenty-three months and ten days."""
END = timedelta(days=746)
"""Twenty-four months and fifteen days."""


@pytest.fixture
def region() -> Nights:
    """Return a region."""
    return Nights()


async def later(region: Nights, when: timedelta) -> None:
    """Go to a time after the begin."""
    region.clock.advance(when - (region.clock.now() - region.begin))


async def some(region: Nights, *names: str) -> list[Entered]:
    """Register people who were never seen again."""
    region.begin = region.clock.now()
    there = [await region.live(name) for name in names]
    region.post.sent.clear()
    return there


async def test_who_stays_away_is_told_then_erased_and_a_further_night_changes_nothing(
    region: Nights,
) -> None:
    people = await some(region, "ada", "bob")
    await later(region, TELL - 5 * DAY)
    assert totals(await region.night()).anonymised == len(region.post.sent) == 0
    await later(region, TELL)
    counts = (await region.night()).counts
    assert counts["told.people"] == 2
    ends = region.today + timedelta(days=30)
    assert {to for to, _ in region.post.sent} == {"ada@example.org", "bob@example.org"}
    assert all(f"on {ends:%Y-%m-%d} at the earliest" in one.text for _, one in region.post.sent)
    await region.night()
    await later(region, TELL + 29 * DAY)
    await region.night()
    assert len(region.post.sent) == 2, "once each"
    assert region.stored("erasures") == []
    await later(region, END)
    assert totals(await region.night()).anonymised == 2
    await region.erased()
    (first, second) = region.stored("erasures")
    assert first.fields["why"] == second.fields["why"] == Why.INACTIVE
    assert region.stored("people") == []
    assert all(region.left_of(one) == ["stops"] for one in people)
    assert totals(await region.night()).seen == 0


async def test_who_comes_back_keeps_everything(region: Nights) -> None:
    (ada,) = await some(region, "ada")
    await later(region, TELL)
    await region.night()
    await later(region, TELL + 20 * DAY)
    one = region.instance()
    address = email("ada@example.org")
    code = await given(one, address, elsewhere(4000))
    await one.accounts.sign_in(await checked(one, address, code, elsewhere(4000)), HERE)
    await later(region, END)
    assert totals(await region.night()).anonymised == 0
    assert (await one.accounts.get(ada.person_id)).record is not None
    region.begin = region.begin + TELL + 20 * DAY
    await later(region, TELL)
    assert (await region.night()).counts["told.people"] == 1, "told again, for the new two years"
    await later(region, END)
    assert totals(await region.night()).anonymised == 1


@pytest.mark.parametrize("when", ["after the page was read", "after the tombstone"])
async def test_who_comes_back_in_the_very_night_is_not_erased(region: Nights, when: str) -> None:
    (ada,) = await some(region, "ada")
    await later(region, TELL)
    await region.night()
    await later(region, END)
    reads, whole = 0, region.data.get

    async def get(ids: Sequence[DocumentId]) -> list[Document | None]:
        nonlocal reads
        found = await whole(ids)
        reads += list(ids) == [DocumentId("people", ada.person_id)]
        if reads == (1 if when == "after the page was read" else 2):
            reads = 9
            await region.data.commit([used_on(ada.person_id, region.clock.now())])
        return found

    region.data.get = get  # type: ignore[method-assign]
    await region.night()
    await region.erased()
    assert reads >= 9, "they came back"
    assert region.stored("erasures") == region.stored("stops") == []
    assert (await region.instance().accounts.get(ada.person_id)).record is not None
    (person,) = region.stored("people")
    assert person.fields["due"] is not None, "and is looked at again two years on"


async def test_nobody_is_erased_who_could_not_be_told_because_the_relay_was_down(
    region: Nights,
) -> None:
    await some(region, "ada")
    await later(region, TELL)
    region.post.down = True
    progress = await region.night()
    assert (totals(progress).left, progress.counts["left.notices"]) == (1, 1)
    await later(region, END)
    await region.night()
    assert region.stored("erasures") == []
    region.post.down = False
    region.clock.advance(DAY)
    assert (await region.night()).counts["told.people"] == 1
    region.clock.advance(29 * DAY)
    assert totals(await region.night()).anonymised == 0
    region.clock.advance(2 * DAY)
    assert totals(await region.night()).anonymised == 1


async def test_a_mailbox_that_is_gone_is_counted_and_holds_nothing_for_ever(
    region: Nights,
) -> None:
    await some(region, "ada")
    region.post.refuses = {"ada@example.org"}
    await later(region, TELL)
    assert (await region.night()).counts["untold.people"] == 1
    await later(region, END)
    assert totals(await region.night()).anonymised == 1


async def test_a_record_that_makes_no_sense_is_set_aside_and_the_others_go_on(
    region: Nights,
) -> None:
    ada, _ = await some(region, "ada", "bob")
    places = {one.id.name: one.id for one in region.stored("people")}
    poison = {"used": "yesterday", "created": "before"}
    await region.data.commit([Set(places[ada.person_id], poison)])
    await later(region, TELL)
    progress = await region.night()
    assert progress.counts["told.people"] == 1
    assert (totals(progress).set_aside, totals(progress).left) == (1, 1)
    assert totals(progress).oldest is not None
    region.clock.advance(DAY)
    assert totals(await region.night()).set_aside == 1, "it is said every night"


async def test_a_dry_night_tells_nobody_and_erases_nobody(region: Nights) -> None:
    await some(region, "ada", "bob")
    await later(region, TELL)
    counts = (await region.night(dry=True)).counts
    assert counts["told.people"] == 2
    assert region.post.sent == []
    await region.night()
    await later(region, END)
    assert totals(await region.night(dry=True)).anonymised == 2
    assert region.stored("erasures") == []
    assert region.jobs.published == []


async def test_an_erasure_whose_message_was_lost_is_begun_once_and_asked_for_again(
    region: Nights,
) -> None:
    await some(region, "ada")
    await later(region, TELL)
    await region.night()
    await later(region, END)
    region.jobs.down = True
    with pytest.raises(UnavailableError):
        await region.night()
    region.jobs.down = False
    await region.night()
    (receipt,) = {
        message["receipts"]
        for topic, message in region.jobs.published
        if topic is Topic.DELETION_WORKER
    }
    assert [one.id.name for one in region.stored("erasures")] == [receipt]


def test_what_is_to_be_done_by_the_day() -> None:
    used = midnight_of(date(2026, 3, 1))
    cases = {
        (706, None): Next.WAIT,
        (707, None): Next.TELL,
        (900, None): Next.TELL,
        (736, 707): Next.WAIT,
        (737, 707): Next.ANONYMISE,
        (750, 730): Next.WAIT,
        (760, 730): Next.ANONYMISE,
        (760, 100): Next.TELL,
    }
    for (day, told), expected in cases.items():
        when = None if told is None else used + timedelta(days=told)
        assert next_of(used, when, date(2026, 3, 1) + timedelta(days=day)) is expected, (day, told)
