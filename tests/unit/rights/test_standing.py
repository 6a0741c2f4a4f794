"""How a person's data stands is heeded wherever their records are opened or sealed."""

from datetime import timedelta

import pytest

from shared.kernel.clock import begun_at
from shared.kernel.errors import ErasedError, NotFoundError, RestrictedError, UnavailableError
from shared.parcels.follows.model import Follow
from shared.people.person.keys import KEPT_OPEN, PersonKey
from shared.people.person.restrictions import Standings
from shared.people.person.stop_ledger import Stop, StopKind
from shared.people.person.subject_data import stores
from shared.people.portraits.portraits import Portraits
from shared.people.rotation.resealing import Resealing
from shared.people.usage.model import Traces
from shared.platform.records.port import DocumentId, Set
from shared.platform.records.sealed import SealedRecords, Slot
from shared.platform.records.unsealed import read
from shared.privacy.purposes import (
    ANALYTICS,
    ASKED,
    POLICY_NEWS,
    PURPOSES,
    RIGHTS,
    TRACKING,
    Basis,
    Purpose,
)
from shared.privacy.restriction import UNRESTRICTED, Standing
from shared.rights.inventory import records
from tests.fakes import MemoryObjects
from tests.unit.people.region import Instance, Region

JANE, JOHN = "a" * 32, "b" * 32


class Place(Region):
    """A region with two people."""

    def standings(self, instance: Instance) -> Standings:
        """Return how data stands, as an instance changes it."""
        return instance.restrictions

    def traces(self, instance: Instance) -> SealedRecords[str, Traces]:
        """Return what rests on a consent, as an instance opens it."""
        return instance.of_people(Traces)

    def trace(self, owner: str) -> Traces:
        """Return something collected."""
        now = self.clock.now()
        return Traces(
            owner_id=owner, seen=("page:home",), at=now, expires=now + KEPT_OPEN * 99, due="00"
        )

    def stops(self) -> list[tuple[str, StopKind, str]]:
        """Return the stop ledger."""
        found = [read(Stop, one) for one in self.stored(Stop.collection)]
        return [(one.owner_id, one.kind, one.purpose) for one in found]


@pytest.fixture
async def place() -> Place:
    place = Place()
    instance = place.instance()
    for one in (JANE, JOHN):
        await instance.person_keys.make(one)
        await place.traces(instance).create(one, f"t-{one}", place.trace(one))
    return place


def test_what_people_decide_about_stops_and_what_their_rights_need_goes_on() -> None:
    restricted = Standing(restricted=True)
    goes_on = {one.id for one in PURPOSES.values() if restricted.allows(one)}
    assert goes_on == {"account", "protection", "evidence", "rights"}
    assert not goes_on & ASKED.keys()
    objecting = Standing(objected=frozenset({"tracking", "account"}))
    assert {one.id for one in PURPOSES.values() if not objecting.allows(one)} == {"tracking"}
    assert all(UNRESTRICTED.allows(one) for one in PURPOSES.values())
    with pytest.raises(TypeError):
        Purpose("offers", Basis.CONSENT, while_restricted=True)


async def test_every_way_to_a_restricted_record_is_closed_and_others_stay_open(
    place: Place,
) -> None:
    one = place.instance()
    traces = place.traces(one)
    (document,) = await place.data.get([DocumentId(Traces.collection, f"t-{JANE}")])
    assert document is not None
    (slot,) = await traces.look([(JANE, f"t-{JANE}")], ANALYTICS)
    await place.standings(one).restrict(JANE)
    for story in (
        traces.get(JANE, f"t-{JANE}", ANALYTICS),
        traces.look([(JOHN, f"t-{JOHN}"), (JANE, "another")], ANALYTICS),
        traces.owned(JANE, ANALYTICS, limit=9),
        traces.opened(JANE, document, ANALYTICS),
        traces.put(JANE, slot, place.trace(JANE)),
        traces.create(JANE, "new", place.trace(JANE)),
        traces.writing(JANE, Slot("new", None, None), place.trace(JANE)),
    ):
        with pytest.raises(RestrictedError):
            await story
    with pytest.raises(RestrictedError):
        [_ async for _ in traces.each(JANE, ANALYTICS)]
    assert (await traces.get(JOHN, f"t-{JOHN}", ANALYTICS)).record is not None
    assert (await traces.get(JANE, f"t-{JANE}", RIGHTS)).record is not None
    await traces.delete(slot)
    assert (await traces.look([(JANE, f"t-{JANE}")], RIGHTS))[0].record is None


async def test_an_objection_closes_its_purpose_alone(place: Place) -> None:
    one = place.instance()
    follows = one.of_people(Follow)
    await place.standings(one).object_to(JANE, TRACKING)
    with pytest.raises(RestrictedError):
        await follows.owned(JANE, TRACKING, limit=9)
    assert len(await place.traces(one).owned(JANE, ANALYTICS, limit=9)) == 1
    await place.standings(one).object_to(JANE, POLICY_NEWS)
    await place.standings(one).take_back(JANE, TRACKING)
    assert await follows.owned(JANE, TRACKING, limit=9) == []
    assert not (await one.person_keys.standing(JANE)).allows(POLICY_NEWS)


async def test_another_instance_heeds_it_once_it_reads_the_key_anew(place: Place) -> None:
    one, other = place.instance(), place.instance()
    assert len(await place.traces(other).owned(JANE, ANALYTICS, limit=9)) == 1
    await place.standings(one).restrict(JANE)
    place.clock.advance(KEPT_OPEN)
    with pytest.raises(RestrictedError):
        await place.traces(other).owned(JANE, ANALYTICS, limit=9)


async def test_nothing_is_written_at_any_instance_by_a_request_that_began_after_it(
    place: Place,
) -> None:
    one, other = place.instance(), place.instance()
    traces = place.traces(other)
    assert len(await traces.owned(JANE, ANALYTICS, limit=9)) == 1, "it has her key open"
    await place.standings(one).restrict(JANE)
    place.clock.advance(timedelta(seconds=1))
    with begun_at(place.clock.ticks()), pytest.raises(RestrictedError):
        await traces.create(JANE, "t-new", place.trace(JANE))


async def test_no_request_is_refused_at_any_instance_by_what_ended_before_it_began(
    place: Place,
) -> None:
    one, other = place.instance(), place.instance()
    await place.standings(one).restrict(JANE)
    with pytest.raises(RestrictedError):
        await place.traces(other).owned(JANE, ANALYTICS, limit=9)
    await place.standings(one).lift(JANE)
    place.clock.advance(timedelta(seconds=1))
    with begun_at(place.clock.ticks()):
        assert len(await place.traces(other).owned(JANE, ANALYTICS, limit=9)) == 1


async def test_the_ledger_is_written_with_it_and_again_changes_nothing(place: Place) -> None:
    standings = place.standings(place.instance())
    for _ in range(2):
        await standings.restrict(JANE)
        await standings.object_to(JANE, TRACKING)
    for _ in range(2):
        await standings.lift(JANE)
        await standings.take_back(JANE, TRACKING)
    assert place.stops() == [
        (JANE, StopKind.RESTRICTION, ""),
        (JANE, StopKind.RESTRICTION, "tracking"),
        (JANE, StopKind.LIFTING, ""),
        (JANE, StopKind.LIFTING, "tracking"),
    ]
    (key,) = await place.keys.get([DocumentId(PersonKey.collection, JANE)])
    assert key is not None
    assert (key.fields["restricted"], key.fields["objected"]) == (None, "")


async def test_a_lost_answer_leaves_it_in_force_and_in_the_ledger_once(place: Place) -> None:
    one = place.instance()
    await one.person_keys.newest(JANE)
    place.keys.lose_answers = 1
    with pytest.raises(UnavailableError):
        await place.standings(one).restrict(JANE)
    with pytest.raises(RestrictedError):
        await place.traces(one).owned(JANE, ANALYTICS, limit=9)
    await place.standings(one).restrict(JANE)
    assert place.stops() == [(JANE, StopKind.RESTRICTION, "")]


async def test_nobody_and_who_is_being_erased_cannot_be_restricted(place: Place) -> None:
    standings = place.standings(place.instance())
    with pytest.raises(NotFoundError):
        await standings.restrict("c" * 32)
    await place.keys.commit([Set(DocumentId(PersonKey.collection, JANE), {"erasing": "r"})])
    with pytest.raises(ErasedError):
        await standings.restrict(JANE)
    assert place.stops() == []


async def test_restricted_records_are_sealed_anew_and_exported_all_the_same(place: Place) -> None:
    one = place.instance()
    await place.standings(one).restrict(JANE)
    walked = stores(records(), place.data, one.person_keys, place.clock)
    found = [
        slot.name
        for store in walked
        async for slot in store.of(JANE)
        if slot.record is not None and store.record is Traces
    ]
    assert found == [f"t-{JANE}"]
    done = await Resealing(walked, Portraits(MemoryObjects(), one.person_keys)).person(JANE)
    assert (done.objects, done.damaged) == (1, 0)
