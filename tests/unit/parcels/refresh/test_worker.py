"""Looking at followed parcels: for who follows them, once for all, the most urgent first."""

import asyncio
from datetime import datetime, timedelta

import pytest

from shared.kernel.clock import DAY, Deadline, SystemClock
from shared.kernel.errors import NotFoundError, UnavailableError
from shared.parcels.carriers.model import Asked, Status
from shared.parcels.follows.model import WhyOver
from shared.parcels.follows.wheel import Ring, parted, wheel
from shared.parcels.refresh.model import Batch
from shared.parcels.shipments.lookup import Wanted
from shared.parcels.shipments.model import ShipmentRef
from shared.parcels.shipments.requester import visitor
from shared.people.person.disclosures import Disclosure
from shared.people.person.keys import PersonKey
from shared.platform.records.port import DocumentId, Set
from shared.platform.suppliers.budget import NumberCalls, share_of
from shared.platform.suppliers.port import Asker, BusyError, FetchOutcome, SupplierError
from shared.privacy.purposes import TRACKING
from tests.unit.parcels.refresh.region import Watched

HOUR = timedelta(hours=1)
WEST = "America/New_York"
"""Where it is day from eleven in the morning, UTC, until three at night."""


async def test_two_hundred_follow_one_parcel_and_its_carrier_is_asked_once() -> None:
    region = Watched()
    region.moves("N1", Status.IN_TRANSIT)
    people = [await region.person(f"{number:04x}") for number in range(200)]
    made = [await region.follows(one, "N1") for one in people]
    await region.put_on(Ring.HOUR)
    looked = await region.look()
    assert region.asked == ["N1"]
    assert (looked.follows, looked.asked) == (200, 1)
    assert region.by_ring() == {"b": 200}, "each knows what was found"
    assert region.ports["dhl"].askers == [Asker.POLL]
    kept = await region.follow_of(people[7], made[7])
    assert kept.rev == made[7].follow.rev, "it is no edit"


async def test_sixteen_runs_at_once_are_as_one() -> None:
    region = Watched()
    for number in range(8):
        region.moves(f"N{number}", Status.OUT_FOR_DELIVERY)
        await region.follows(await region.person(f"{number:x}"), f"N{number}")
    await region.put_on(Ring.HOUR)
    await asyncio.gather(*(region.look() for _ in range(16)))
    assert sorted(region.asked) == [f"N{number}" for number in range(8)]
    assert region.by_ring() == {"a": 8}


async def test_whoever_was_asked_lately_by_anybody_is_not_asked_again() -> None:
    region = Watched()
    region.moves("N1", Status.OUT_FOR_DELIVERY)
    person = await region.person("a")
    await region.follows(person, "N1")
    await region.put_on(Ring.HOUR)
    wanted = Wanted(region.ports["dhl"], ShipmentRef("dhl", Asked("N1")))
    deadline = Deadline.after(SystemClock(), timedelta(seconds=8))
    await region.worker().shipment_lookup.look_up(
        [wanted], behalf=visitor("192.0.2.1"), deadline=deadline
    )
    for minutes, calls in ((0, 1), (47, 1), (2, 2), (47, 2), (2, 3)):
        region.clock.advance(timedelta(minutes=minutes))
        await region.look()
        assert len(region.asked) == calls


@pytest.mark.parametrize("how", ["restricted", "objected", "erasing", "gone", "stopped", "done"])
async def test_who_has_stopped_it_has_nothing_asked_from_then_on(how: str) -> None:
    region = Watched()
    region.moves("N1", Status.OUT_FOR_DELIVERY)
    person = await region.person("a")
    made = await region.follows(person, "N1")
    await region.put_on(Ring.HOUR)
    warm = region.worker()
    await region.look(instance=warm)
    assert region.asked == ["N1"]
    region.clock.advance(timedelta(seconds=1))
    place = DocumentId(PersonKey.collection, person)
    if how == "restricted":
        await region.instance().restrictions.restrict(person)
    elif how == "objected":
        await region.instance().restrictions.object_to(person, TRACKING)
    elif how == "erasing":
        await region.keys.commit([Set(place, {"erasing": "receipt"})])
    elif how == "gone":
        await region.instance().person_keys.destroy(person)
    elif how == "stopped":
        await region.instance().follows.stop(person, made.id)
    region.gone("shipments")
    if how == "done":
        await region.done(person, made)
    looked = await region.look(instance=warm)
    assert region.asked == ["N1"], "nothing was asked"
    assert looked.asked == 0


async def test_who_stops_it_between_two_waves_has_nothing_asked() -> None:
    region = Watched()
    people = [await region.person(f"{number:04x}") for number in range(41)]
    for number, person in enumerate(people):
        region.moves(f"N{number:03}", Status.OUT_FOR_DELIVERY)
        await region.follows(person, f"N{number:03}")
    await region.put_on(Ring.HOUR)
    region.gate = asyncio.Event()
    looking = asyncio.create_task(region.look())
    while len(region.asked) < 40:  # noqa: ASYNC110 - until the wave is out
        await asyncio.sleep(0)
    left = ({f"N{number:03}" for number in range(41)} - set(region.asked)).pop()
    await region.instance().restrictions.restrict(people[int(left[1:])])
    region.clock.advance(timedelta(seconds=2))
    region.gate.set()
    looked = await looking
    assert left not in region.asked
    assert (looked.asked, looked.closed) == (40, 1)


async def test_who_stops_one_between_two_waves_has_nothing_asked_of_it() -> None:
    region, made = Watched(), {}
    person = await region.person("a")
    for number in range(41):
        region.moves(f"N{number:03}", Status.OUT_FOR_DELIVERY)
        made[f"N{number:03}"] = await region.follows(person, f"N{number:03}")
    await region.put_on(Ring.HOUR)
    await region.look()
    region.clock.advance(HOUR)
    asked = len(region.asked)
    region.gate = asyncio.Event()
    looking = asyncio.create_task(region.look())
    while len(region.asked) < asked + 40:  # noqa: ASYNC110 - until the wave is out
        await asyncio.sleep(0)
    (left,) = set(made) - set(region.asked[asked:])
    await region.instance().follows.stop(person, made[left].id)
    region.clock.advance(timedelta(seconds=2))
    region.gate.set()
    await looking
    assert left not in region.asked[asked:]


async def test_one_that_breaks_something_costs_the_others_nothing() -> None:
    region = Watched()
    people = [await region.person(f"{number:04x}") for number in range(45)]
    for number, person in enumerate(people):
        region.moves(f"N{number:03}", Status.IN_TRANSIT)
        await region.follows(person, f"N{number:03}")
    region.stories["N007"] = ValueError("an adapter of ours breaks")  # type: ignore[assignment]
    damaged = DocumentId(PersonKey.collection, people[8])
    await region.keys.commit([Set(damaged, {"wrapped": b"\x01" + bytes(80)})])
    await region.put_on(Ring.HOUR)
    looked = await region.look()
    assert len(set(region.asked)) == 44
    assert (looked.asked, looked.failed, looked.closed) == (43, 1, 1)


async def test_who_gets_no_turn_is_asked_again_and_was_not_asked() -> None:
    region = Watched()
    region.moves("N1", Status.OUT_FOR_DELIVERY)
    good, person = region.stories["N1"], await region.person("a")
    made = await region.follows(person, "N1")
    await region.put_on(Ring.HOUR)
    region.stories["N1"] = BusyError(asked=False, retry_after=timedelta(seconds=1))
    looking = asyncio.create_task(region.look())
    while not region.asked:  # noqa: ASYNC110 - until it is tried
        await asyncio.sleep(0)
    region.stories["N1"] = good
    region.clock.advance(timedelta(seconds=2))
    looked = await looking
    assert looked.asked == 1
    assert (await region.follow_of(person, made)).told is not None


async def test_no_carrier_is_asked_at_night() -> None:
    region = Watched()
    region.moves("N1", Status.OUT_FOR_DELIVERY)
    await region.follows(await region.person("a"), "N1", zone="Asia/Tokyo")  # 21:00 there
    await region.follows(await region.person("b"), "N2", zone="Europe/Berlin")
    await region.put_on(Ring.HOUR)
    assert (await region.look()).night == 0
    await region.put_on(Ring.HOUR)
    region.clock.advance(HOUR)
    looked = await region.look()
    assert (looked.night, region.asked.count("N1")) == (1, 1)
    assert region.asked.count("N2") == 2


async def test_a_watch_ends_fifteen_days_after_the_delivery_and_the_follow_ninety_later() -> None:
    region = Watched()
    region.moves("N1", Status.DELIVERED)
    person = await region.person("a")
    made = await region.follows(person, "N1")
    await region.look(*parted(made.follow.wheel or ""))
    region.clock.advance(14 * DAY)
    await region.put_on(Ring.THREE_DAYS)
    await region.look(Ring.THREE_DAYS)
    assert (await region.follow_of(person, made)).over is None
    region.clock.advance(2 * DAY)
    region.gone("shipments")
    await region.put_on(Ring.THREE_DAYS)
    await region.look(Ring.THREE_DAYS)
    kept = await region.follow_of(person, made)
    assert kept.over is not None
    assert (kept.over.why, kept.wheel, kept.expires) == (
        WhyOver.DELIVERED,
        None,
        region.clock.now() + 90 * DAY,
    )
    calls = len(region.asked)
    assert (await region.look(Ring.THREE_DAYS)).follows == 0
    assert len(region.asked) == calls
    region.clock.advance(90 * DAY)
    with pytest.raises(NotFoundError):
        await region.follow_of(person, made)


async def test_a_watch_ends_after_thirty_silent_days() -> None:
    region = Watched()
    region.moves("N1", Status.IN_TRANSIT)
    person = await region.person("a")
    made = await region.follows(person, "N1")
    for days, is_over in ((29, False), (2, True)):
        region.clock.advance(days * DAY)
        await region.put_on(Ring.DAY)
        await region.look(Ring.DAY)
        over = (await region.follow_of(person, made)).over
        assert (over is not None) is is_over
        assert over is None or over.why is WhyOver.SILENT


async def test_a_carrier_that_does_not_answer_is_no_parcel_that_is_silent() -> None:
    """Also when what it said before is forgotten: nobody knows then what it would say."""
    region = Watched()
    region.moves("N1", Status.IN_TRANSIT)
    person = await region.person("a")
    made = await region.follows(person, "N1")
    region.clock.advance(40 * DAY)
    region.stories["N1"] = SupplierError(outcome=FetchOutcome.UNAVAILABLE)
    for _ in range(3):
        await region.put_on(Ring.DAY)
        assert (await region.look(Ring.DAY)).failed == 1
        region.clock.advance(DAY)
    assert (await region.follow_of(person, made)).over is None
    region.moves("N1", Status.OUT_FOR_DELIVERY)
    await region.put_on(Ring.DAY)
    await region.look(Ring.DAY)
    assert (await region.follow_of(person, made)).over is None
    assert region.by_ring() == {"a": 1}


async def test_what_nobody_can_be_asked_for_comes_up_once_a_day() -> None:
    region = Watched()
    person = await region.person("a")
    made = await region.follows(person, "N1", "ups")
    await region.put_on(Ring.HOUR)
    assert (await region.look()).nobody == 1
    kept = await region.follow_of(person, made)
    assert (region.by_ring(), kept.over) == ({"e": 1}, None)
    before = kept.wheel
    assert (await region.look(*parted(before or ""))).nobody == 1
    assert (await region.follow_of(person, made)).wheel == before


async def test_of_a_hundred_that_are_due_the_ten_most_urgent_are_asked() -> None:
    region = Watched(daily=30)
    share = share_of(30, Asker.POLL)
    assert share == 10
    person = await region.person("a")
    kinds = (
        [Status.OUT_FOR_DELIVERY] * 3
        + [Status.DELIVERY_FAILED] * 3
        + [Status.AVAILABLE_FOR_PICKUP] * 3
        + [Status.IN_TRANSIT] * 91
    )
    for number, status in enumerate(kinds):
        region.moves(f"N{number:03}", status, ago=2 * DAY)
        await region.follows(person, f"N{number:03}", zone=WEST)
        await region.known(f"N{number:03}", ago=DAY + number * HOUR / 100)
    await region.put_on(Ring.EIGHT_HOURS)
    region.clock.advance(timedelta(hours=11, minutes=59))
    looked = await region.look(Ring.EIGHT_HOURS)
    most = {f"N{number:03}" for number in range(9)} | {"N099"}
    assert set(region.asked) == most
    assert (looked.asked, looked.unpaid) == (10, 90)


async def test_what_is_known_of_a_parcel_lives_on_though_its_day_is_spent() -> None:
    region = Watched(daily=30)
    person = await region.person("a")
    for number in range(20):
        region.moves(f"N{number:02}", Status.IN_TRANSIT)
        await region.follows(person, f"N{number:02}", zone=WEST)
        await region.known(f"N{number:02}", ago=5 * HOUR, life=HOUR)
    await region.put_on(Ring.FOUR_HOURS)
    looked = await region.look(Ring.FOUR_HOURS)
    assert looked.unpaid >= 10
    ends = [one.fields["expires"] for one in region.shipments("shipments")]
    assert all(isinstance(one, datetime) and one > region.clock.now() + DAY for one in ends)


async def test_a_supplier_that_lets_no_more_through_does_not_stop_the_others() -> None:
    region = Watched(carriers=("dhl", "ups"))
    for number in range(90):
        for carrier in ("dhl", "ups"):
            region.moves(f"{carrier}{number}", Status.IN_TRANSIT)
            await region.follows(
                await region.person(f"{number:04x}{carrier[0] == 'd':04x}"),
                f"{carrier}{number}",
                carrier,
            )
    for number in range(90):
        region.stories[f"dhl{number}"] = BusyError()
    await region.put_on(Ring.HOUR)
    looked = await region.look()
    assert len([one for one in region.asked if one.startswith("ups")]) == 90
    assert len([one for one in region.asked if one.startswith("dhl")]) <= 40
    assert (looked.asked, looked.busy) == (90, 90)


async def test_what_there_was_no_time_for_is_said_again_and_the_rest_is_not_repeated() -> None:
    region = Watched()
    for number in range(60):
        region.moves(f"N{number}", Status.IN_TRANSIT)
        await region.follows(await region.person(f"{number:04x}"), f"N{number}")
    await region.put_on(Ring.HOUR)
    batch, short = Batch(wheel(Ring.HOUR, 0), "0", "g"), Deadline.after(region.clock, timedelta(0))
    with pytest.raises(UnavailableError):
        await region.worker().refresh_worker.work(batch, short)
    assert region.asked == []
    await region.look()
    await region.look()
    assert len(region.asked) == len(set(region.asked)) == 60


async def test_what_is_known_outlives_the_next_look_also_if_that_goes_further_away() -> None:
    """Delivered two days ago, it goes from daily to every third day, and nobody is asked."""
    region = Watched()
    region.moves("N1", Status.DELIVERED, ago=1.5 * DAY)
    await region.follows(await region.person("a"), "N1", zone=WEST)
    await region.put_on(Ring.DAY)
    await region.look(Ring.DAY)
    await region.put_on(Ring.DAY)
    region.clock.advance(0.6 * DAY)
    assert (await region.look(Ring.DAY)).fresh == 1
    assert region.by_ring() == {"f": 1}
    (kept,) = region.shipments("shipments")
    ends = kept.fields["expires"]
    assert isinstance(ends, datetime)
    assert ends >= region.clock.now() + 4 * DAY


async def test_a_silent_poll_takes_three_reads_and_two_writes() -> None:
    region = Watched()
    region.moves("N1", Status.OUT_FOR_DELIVERY)
    await region.follows(await region.person("a"), "N1")
    await region.put_on(Ring.HOUR)
    warm = region.worker()
    await region.look(instance=warm)
    region.clock.advance(HOUR)
    await warm.person_keys.index_key()  # its keyring is read anew now and then
    before = [(one.reads, one.commits) for one in region.platform.stores.values()]
    await region.look(instance=warm)
    after = [(one.reads, one.commits) for one in region.platform.stores.values()]
    reads, writes = (
        sum(now[kind] - then[kind] for now, then in zip(after, before, strict=True))
        for kind in (0, 1)
    )
    assert len(region.asked) == 2
    assert reads <= 3
    assert writes == 2


async def test_who_is_told_of_a_number_stands_in_the_access_log_once() -> None:
    region = Watched()
    region.moves("N1", Status.OUT_FOR_DELIVERY)
    person = await region.person("a")
    made = await region.follows(person, "N1")
    await region.put_on(Ring.HOUR)
    for _ in range(3):
        await region.look()
        region.clock.advance(HOUR)
    (line,) = region.stored(Disclosure.collection)
    assert line.fields["owner_id"] == person
    assert (await region.follow_of(person, made)).noted == "dhl: waybill number"
    assert len(region.asked) == 3


async def test_a_failing_carrier_leaves_what_is_known_and_is_asked_the_next_time() -> None:
    region = Watched()
    region.moves("N1", Status.OUT_FOR_DELIVERY)
    await region.follows(await region.person("a"), "N1")
    await region.put_on(Ring.HOUR)
    await region.look()
    good = region.stories["N1"]
    region.stories["N1"] = SupplierError(outcome=FetchOutcome.UNAVAILABLE)
    region.clock.advance(HOUR)
    assert (await region.look()).failed == 1
    region.stories["N1"] = good
    region.clock.advance(HOUR)
    assert (await region.look()).asked == 1


async def test_of_what_moves_in_minutes_twenty_of_a_person_are_looked_at_so_often() -> None:
    region = Watched(carriers=("sandbox",))
    person, other = await region.person("a"), await region.person("b")
    for number in range(23):
        await region.follows(person, f"AGPMOVES{100 + number}03011200", "sandbox")
    await region.follows(other, "AGPMOVES9903011200", "sandbox")
    assert region.by_ring() == {"m": 24}
    await region.look(Ring.MINUTE)
    assert region.by_ring() == {"m": 21, "a": 3}
    assert len(region.asked) == 21


async def test_polls_take_no_more_than_seven_of_ten_answers_about_a_number() -> None:
    region = Watched(daily=1000)
    region.moves("N1", Status.OUT_FOR_DELIVERY)
    await region.follows(await region.person("a"), "N1", zone=WEST)
    await region.put_on(Ring.HOUR)
    for _ in range(11):
        await region.look()
        region.clock.advance(HOUR)
        region.moves("N1", Status.OUT_FOR_DELIVERY)
    assert len(region.asked) == 7
    region.clock.advance(2 * HOUR)
    await region.look()
    assert len(region.asked) == 8, "the next day"


async def test_what_polls_asked_of_a_number_counts_for_who_asks_then() -> None:
    region = Watched(daily=1000)
    region.moves("N1", Status.OUT_FOR_DELIVERY)
    await region.follows(await region.person("a"), "N1")
    await region.put_on(Ring.HOUR)
    for _ in range(3):
        await region.look()
        region.clock.advance(HOUR)
    wanted = Wanted(region.ports["dhl"], ShipmentRef("dhl", Asked("N1")))
    for calls in (3, 3):
        instance = region.counting()
        await instance.shipment_lookup.look_up(
            [wanted],
            behalf=visitor("192.0.2.1"),
            deadline=Deadline.after(SystemClock(), timedelta(seconds=8)),
        )
        (counted,) = region.shipments(NumberCalls.collection)
        assert counted.fields["calls"] == calls
        region.clock.advance(timedelta(minutes=16))
    assert len(region.asked) == 5


async def test_a_day_that_does_not_do_is_spread_over_all() -> None:
    """Ninety parcels on their way, ten out for delivery on the first day, forty polls a day."""
    region = Watched(daily=115)
    assert share_of(115, Asker.POLL) == 40
    region.clock.advance(-timedelta(hours=12, minutes=5))
    person = await region.person("a")
    for number in range(100):
        status = Status.OUT_FOR_DELIVERY if number < 10 else Status.IN_TRANSIT
        region.moves(f"N{number:03}", status)
        await region.follows(person, f"N{number:03}", zone="UTC")
        await region.known(f"N{number:03}", ago=5 * HOUR)
    await region.spread()
    first = len(region.asked)
    by_day: list[list[str]] = []
    for _ in range(3):
        begun = len(region.asked)
        for _ in range(288):
            await region.tick()
        by_day.append(region.asked[begun:])
        for number in range(10):
            region.moves(f"N{number:03}", Status.DELIVERED)
    urgent = [one for one in by_day[0] if one < "N010"]
    assert 12 <= len(urgent) <= 20
    assert all(len(one) <= 40 for one in by_day)
    assert sum(len(one) for one in by_day) >= 95
    assert set(region.asked[first:]) == {f"N{number:03}" for number in range(100)}
