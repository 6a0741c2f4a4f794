"""What a supplier tells unasked: kept only where somebody asked it, once, and for no longer."""

import asyncio
from datetime import timedelta

import pytest

from shared.kernel.errors import ReplayedError, UnavailableError
from shared.parcels.carriers.model import Asked, Report, Status
from shared.parcels.shipments.model import VISIT, Failure, Shipment, ShipmentRef, ShipmentState
from shared.parcels.shipments.webhook_updates import TOO_OLD, Received, ShipmentNews
from shared.platform.suppliers.port import Asker, FetchOutcome
from shared.privacy.purposes import TRACKING
from tests.unit.parcels.shipments.region import Store

SUPPLIER = "seventeen_track"
REF = ShipmentRef("gls", Asked("N1"))
PROVEN = ShipmentRef("gls", Asked("N1", postcode="10115"))
MINUTE = timedelta(minutes=1)


class Region(Store):
    """One region, told of by an aggregator."""

    def news(self) -> ShipmentNews:
        keys = self.keys()
        return ShipmentNews(self.records(keys), self.rings(), keys, self.documents, self.clock)

    def report(self, status: Status = Status.DELIVERED, *, ago: timedelta = MINUTE) -> Report:
        return Report(status=status, as_of=self.clock.now() - ago)

    async def looked_up(self, ref: ShipmentRef = REF, supplier: str = SUPPLIER) -> None:
        """Have somebody ask for a parcel, of which the supplier knew it on the way."""
        report = Report(status=Status.IN_TRANSIT, as_of=self.clock.now() - timedelta(hours=1))
        state = ShipmentState().answered(supplier, report, self.clock.now())
        await self.put(ref, state)

    async def put(self, ref: ShipmentRef, state: ShipmentState) -> None:
        keys = self.keys()
        records = self.records(keys)
        (slot,) = await records.look([(ref, await keys.name(ref))], TRACKING)
        await records.put(ref, slot, Shipment.of(slot.name, state, self.clock.now() + VISIT))

    async def state(self, ref: ShipmentRef = REF) -> ShipmentState:
        keys = self.keys()
        name = await keys.name(ref)
        (slot,) = await self.records(keys).look([(ref, name)], TRACKING)
        assert slot.record is not None
        return slot.record.state


@pytest.fixture
def region() -> Region:
    return Region()


async def test_news_is_kept_for_whoever_looks_next(region: Region) -> None:
    await region.looked_up()
    report = region.report()
    assert await region.news().tell(SUPPLIER, REF, report) is Received.KEPT
    state = await region.state()
    assert state.report is not None
    assert state.report.status is Status.DELIVERED
    assert (state.asked, state.asked_at) == (SUPPLIER, report.as_of)
    assert state.is_fresh(region.clock.now(), Asker.VISITOR)


@pytest.mark.parametrize(
    "ref", [ShipmentRef("gls", Asked("N2")), ShipmentRef("dpd", Asked("N1")), PROVEN], ids=str
)
async def test_news_of_a_parcel_that_nobody_asked_for_is_dropped_and_nothing_stored(
    region: Region, ref: ShipmentRef
) -> None:
    await region.looked_up()
    before = dict(region.documents.stored)
    assert await region.news().tell(SUPPLIER, ref, region.report()) is Received.UNKNOWN
    assert region.documents.stored == before


async def test_news_from_a_supplier_that_was_not_asked_for_it_is_dropped(region: Region) -> None:
    await region.looked_up(supplier="gls")
    assert await region.news().tell(SUPPLIER, REF, region.report()) is Received.UNKNOWN
    assert (await region.state()).asked == "gls"


async def test_news_of_a_parcel_whose_time_is_over_is_dropped(region: Region) -> None:
    await region.looked_up()
    region.clock.advance(VISIT)
    assert await region.news().tell(SUPPLIER, REF, region.report()) is Received.UNKNOWN


async def test_news_does_not_lengthen_a_parcels_life(region: Region) -> None:
    await region.looked_up()
    (before,) = region.stored("shipments")
    region.clock.advance(timedelta(hours=10))
    assert await region.news().tell(SUPPLIER, REF, region.report()) is Received.KEPT
    (after,) = region.stored("shipments")
    assert after.version != before.version
    for clear in ("expires", "due"):
        assert after.fields[clear] == before.fields[clear]


@pytest.mark.parametrize("ago", [timedelta(hours=1), timedelta(hours=2)])
async def test_news_that_is_not_newer_is_dropped(region: Region, ago: timedelta) -> None:
    await region.looked_up()
    report = region.report(Status.INFO_RECEIVED, ago=ago)
    assert await region.news().tell(SUPPLIER, REF, report) is Received.OLD
    state = await region.state()
    assert state.report is not None
    assert state.report.status is Status.IN_TRANSIT


async def test_news_without_a_time_is_dropped(region: Region) -> None:
    await region.looked_up()
    report = Report(status=Status.DELIVERED)
    assert await region.news().tell(SUPPLIER, REF, report) is Received.OLD
    with pytest.raises(ReplayedError):
        await region.news().check_new(SUPPLIER, b"message", report)


async def test_the_first_news_of_a_parcel_that_was_just_registered_is_kept(region: Region) -> None:
    waiting = ShipmentState(asked=SUPPLIER, asked_at=region.clock.now())
    await region.put(REF, waiting)
    report = region.report(ago=timedelta(seconds=1))
    assert await region.news().tell(SUPPLIER, REF, report) is Received.KEPT


async def test_two_pushes_at_once_leave_the_newer(region: Region) -> None:
    await region.looked_up()
    older = region.report(Status.OUT_FOR_DELIVERY, ago=2 * MINUTE)
    newer = region.report(Status.DELIVERED, ago=MINUTE)
    found = await asyncio.gather(
        region.news().tell(SUPPLIER, REF, older), region.news().tell(SUPPLIER, REF, newer)
    )
    assert Received.KEPT in found
    state = await region.state()
    assert state.report is not None
    assert state.report.status is Status.DELIVERED


async def test_a_push_counts_once(region: Region) -> None:
    report = region.report()
    await region.news().check_new(SUPPLIER, b"message", report)
    await region.news().remember(SUPPLIER, b"message")
    with pytest.raises(ReplayedError):
        await region.news().check_new(SUPPLIER, b"message", report)
    with pytest.raises(ReplayedError):
        await region.news().remember(SUPPLIER, b"message")
    await region.news().check_new(SUPPLIER, b"message.", report)
    await region.news().check_new("another", b"message", report)


async def test_a_push_is_remembered_for_longer_than_it_could_be_sent_again(region: Region) -> None:
    report = region.report()
    await region.news().remember(SUPPLIER, b"message")
    (push,) = region.stored("pushes")
    assert push.fields["expires"] == region.clock.now() + timedelta(days=3)
    assert "message" not in str(push)
    region.clock.advance(TOO_OLD - MINUTE)
    await region.news().check_new(SUPPLIER, b"other", report)
    region.clock.advance(timedelta(seconds=1))
    with pytest.raises(ReplayedError):
        await region.news().check_new(SUPPLIER, b"other", report)


async def test_if_the_database_is_down_the_supplier_is_to_send_it_again(region: Region) -> None:
    await region.looked_up()
    region.documents.down = True
    with pytest.raises(UnavailableError):
        await region.news().tell(SUPPLIER, REF, region.report())
    region.documents.down = False
    region.documents.lose_answers = 1
    report = region.report()
    with pytest.raises(UnavailableError):
        await region.news().tell(SUPPLIER, REF, report)
    assert await region.news().tell(SUPPLIER, REF, report) is Received.OLD, "it was kept"


async def test_what_is_gone_from_the_cache_is_told(region: Region) -> None:
    await region.looked_up()
    other = ShipmentRef("dpd", Asked("N1"))
    assert await region.news().gone(SUPPLIER, [REF, other, PROVEN]) == [other, PROVEN]
    region.clock.advance(VISIT)
    assert await region.news().gone(SUPPLIER, [REF]) == [REF]


async def test_what_is_asked_of_somebody_else_now_is_gone_for_the_supplier(region: Region) -> None:
    await region.looked_up(supplier="gls")
    assert await region.news().gone(SUPPLIER, [REF]) == [REF]
    assert await region.news().gone("gls", [REF]) == []


async def test_news_after_a_failed_look_up_is_kept(region: Region) -> None:
    await region.looked_up()
    state = (await region.state()).failed(
        SUPPLIER, Failure(FetchOutcome.UNAVAILABLE), region.clock.now()
    )
    await region.put(REF, state)
    report = region.report(ago=timedelta(seconds=20))
    assert await region.news().tell(SUPPLIER, REF, report) is Received.KEPT


async def test_news_during_a_first_look_up_is_kept_and_the_look_up_goes_on(region: Region) -> None:
    await region.put(REF, ShipmentState().leased("token", SUPPLIER, region.clock.now()))
    assert await region.news().tell(SUPPLIER, REF, region.report()) is Received.KEPT
    state = await region.state()
    assert (state.lease, state.is_leased(region.clock.now())) == ("token", True)
