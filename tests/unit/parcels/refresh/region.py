"""One region whose followed parcels are looked at, with carriers that say what a test wants."""

import asyncio
import random
from collections import defaultdict
from datetime import UTC, datetime, timedelta

from shared.kernel.clock import DAY, Deadline
from shared.kernel.errors import AppError
from shared.parcels.carriers.access import Access
from shared.parcels.carriers.model import Asked, Report, Scan, Status
from shared.parcels.carriers.times import When
from shared.parcels.follows.model import Follow, Followed, Notify, WhyOver, Wishes
from shared.parcels.follows.settling import stopped
from shared.parcels.follows.wheel import TICK, Ring, due_in, parted, tick_of, wheel
from shared.parcels.refresh.model import Batch
from shared.parcels.refresh.outcome import Looked
from shared.parcels.shipments.model import Shipment, ShipmentRef, ShipmentState
from shared.parcels.shipments.quota import UnlimitedQuota
from shared.platform.records.port import Document
from shared.platform.records.sealed import Slot
from shared.platform.suppliers.polls import CountedPolls
from shared.privacy.describe import Database
from tests.fakes import ScriptedCarrier
from tests.memory_platform import MemoryPlatform
from tests.unit.people.region import Instance, Region

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
WHOLE = ("0", "g")


def report(status: Status, at: datetime) -> Report:
    """Return what a carrier says of a parcel whose newest event was then."""
    return Report(status=status, scans=(Scan(at=When.at(at), status=status),))


class Watched(Region):
    """A region with people who follow parcels."""

    def __init__(self, *, daily: int | None = None, carriers: tuple[str, ...] = ("dhl",)) -> None:
        super().__init__()
        self.platform: MemoryPlatform
        if daily is not None:
            shipments = self.platform.documents(Database.SHIPMENTS)
            self.platform.polls = CountedPolls(lambda: shipments, self.clock)
        access = {
            one: Access(keys={}, url="https://example.com", daily_budget=daily or 1000)
            for one in carriers
        }
        if daily is not None:
            settings = self.platform.settings.model_copy(update={"carriers": access})
            self.platform.settings = settings
        self.stories: dict[str, Report | AppError] = {}
        self.gate: asyncio.Event | None = None
        self.made: dict[str, Followed] = {}
        self.ports = {one: ScriptedCarrier(self._story, code=one) for one in carriers}

    async def _story(self, asked: Asked) -> Report:
        if self.gate is not None:
            await self.gate.wait()
        await asyncio.sleep(0)
        self.platform.polls.use("dhl", 1)  # as a client counts before it calls
        told = self.stories.get(asked.number, Report(status=Status.NOT_FOUND))
        if isinstance(told, Exception):
            raise told
        return told

    @property
    def asked(self) -> list[str]:
        """The numbers that carriers were asked for, in their order."""
        return [one.number for port in self.ports.values() for one in port.asked]

    def moves(self, number: str, status: Status, *, ago: timedelta = timedelta(0)) -> None:
        """Have a parcel's newest event be this."""
        self.stories[number] = report(status, self.clock.now() - ago)

    def worker(self) -> Instance:
        """Return one more instance, which asks these carriers."""
        one = self.instance()
        one.carriers, one.aggregators, one.quota = dict(self.ports), (), UnlimitedQuota()
        return one

    async def person(self, name: str) -> str:
        """Return a person with a key."""
        person = (name * 32)[:32]
        await self.instance().person_keys.make(person)
        return person

    async def follows(
        self, person: str, number: str, carrier: str = "dhl", *, zone: str = "UTC"
    ) -> Followed:
        """Have a person follow a parcel, and want to be told of it."""
        ref, wishes = (
            ShipmentRef(carrier, Asked(number)),
            Wishes(notify=Notify(email=True), zone=zone),
        )
        return await self.instance().follows.follow(person, ref, wishes)

    async def put_on(self, ring: Ring, place: int = 0) -> None:
        """Have all follows stand at one place of the wheel."""
        for one in self.stored(Follow.collection):
            if one.fields["wheel"] is not None:
                fields = {**one.fields, "wheel": wheel(ring, place)}
                self.data.stored[one.id] = type(one)(one.id, fields, one.version)

    async def look(
        self, ring: Ring = Ring.HOUR, place: int = 0, *, instance: Instance | None = None
    ) -> Looked:
        """Look at all follows that stand at a place."""
        batch = Batch(wheel(ring, place), *WHOLE)
        worker = (instance or self.worker()).refresh_worker
        return await worker.work(batch, Deadline.after(self.clock, timedelta(seconds=45)))

    async def follow_of(self, person: str, followed: Followed) -> Follow:
        """Return a follow as it is kept."""
        return (await self.instance().follows.get(person, followed.id)).follow

    def by_ring(self) -> dict[str, int]:
        """Return how many follows stand on each ring."""
        found: dict[str, int] = defaultdict(int)
        for one in self.stored(Follow.collection):
            found[str(one.fields["wheel"])[0] if one.fields["wheel"] else "-"] += 1
        return dict(found)

    def shipments(self, collection: str) -> list[Document]:
        """Return what lies in a collection beside the shared cache."""
        found = self.platform.documents(Database.SHIPMENTS).stored.values()
        return [one for one in found if one.id.collection == collection]

    async def bells(self, number: str, carrier: str = "dhl") -> tuple[str, ...]:
        """Return the bells that are kept with a shipment."""
        ref = ShipmentRef(carrier, Asked(number))
        (slot,) = await self.worker().shipment_lookup.seen([ref])
        return slot.record.state.bells if slot.record is not None else ()

    def gone(self, database: str) -> None:
        """Lose all that lies in a database, as if its time were over."""
        self.platform.documents(Database(database)).stored.clear()

    def counting(self) -> Instance:
        """Return one more instance, which counts who asks."""
        one = self.instance()
        one.carriers, one.aggregators = dict(self.ports), ()
        return one

    async def done(self, person: str, made: Followed) -> None:
        """Have a person say that a parcel is done with."""
        now = self.clock.now()
        await self.instance().follows.edit(
            person,
            made.id,
            lambda follow: stopped(made.id, follow, WhyOver.DONE, now),
            seen=lambda _: True,
        )

    async def known(self, number: str, *, ago: timedelta, life: timedelta = 4 * DAY) -> None:
        """Have the cache know what the carrier said some time ago, for so long from now."""
        instance, now = self.worker(), self.clock.now()
        told = self.stories[number]
        assert isinstance(told, Report)
        state = ShipmentState().answered("dhl", told, now - ago)
        ref = ShipmentRef("dhl", Asked(number))
        name = await instance.shipment_keys.name(ref)
        kept = Shipment.of(name, state, now + life)
        await instance.shipments.put(ref, Slot(name, None, None), kept)

    async def spread(self) -> None:
        """Have each follow stand where its parcel belongs."""
        for number, one in enumerate(self.stored(Follow.collection)):
            ring = Ring.HOUR if number % 10 == 0 else Ring.FOUR_HOURS
            place = wheel(ring, number * 7 % ring.places)
            fields = {**one.fields, "wheel": place}
            self.data.stored[one.id] = Document(one.id, fields, one.version)

    async def tick(self) -> None:
        """Let five minutes pass, and look at what is due."""
        self.clock.advance(TICK)
        places = list(due_in(tick_of(self.clock.now())))
        random.shuffle(places)
        for place in places:
            if any(one.fields["wheel"] == place for one in self.stored(Follow.collection)):
                await self.look(*parted(place))
