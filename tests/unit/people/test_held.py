"""Whatever a person owns is found by the data map, and nobody else's."""

from datetime import timedelta

from shared.people.accounts.devices import Device
from shared.people.accounts.preferences import Preferences
from shared.people.consents.model import Withdrawal
from shared.people.person.subject_data import OWNER, stores
from shared.people.usage.model import Place
from shared.platform.records.port import Create, DocumentId, Fields, Set
from shared.privacy.describe import Database
from shared.rights.inventory import records
from tests.unit.people.region import Region


def test_every_class_that_people_own_can_be_walked() -> None:
    region = Region()
    walked = {
        one.record
        for one in stores(records(), region.data, region.instance().person_keys, region.clock)
    }
    owned = {one for one in records() if one.owner == OWNER}
    elsewhere = {one for one in owned if one.database is not Database.DATA}
    assert {one.collection for one in elsewhere} == {"person_keys", "portraits", "stops"}
    assert walked == owned - elsewhere
    for one in walked:
        assert "owner_id" in one.described or one.collection == "people", one


async def test_a_persons_records_are_found_whole_and_damaged_ones_are_told() -> None:
    region = Region()
    one, now = region.instance(), region.clock.now()
    ada, bob, keys = "ada1", "bob2", one.person_keys
    devices, wishes = one.of_people(Device), one.of_people(Preferences)
    for person in (ada, bob):
        await keys.make(person)
        for number in range(120):
            device = Device(owner_id=person, model=person, added=now)
            await devices.create(person, f"{person}-{number}", device)
        await wishes.create(person, person, Preferences(owner_id=person, language="de"))
    gone: Fields = {"v": 1, "owner_id": ada, "taken": "location", "at": now, "due": "0020260101"}
    await region.data.commit([Create(DocumentId(Withdrawal.collection, "w1"), gone)])
    await region.data.commit(
        [Set(DocumentId(Device.collection, f"{bob}-7"), {"sealed": {"account": b"x" * 60}})]
    )

    found = {
        store.record.collection: [slot async for slot in store.of(ada) if slot.version is not None]
        for store in stores(records(), region.data, keys, region.clock)
    }
    assert len(found["devices"]) == 120
    assert {slot.record.model for slot in found["devices"] if slot.record} == {ada}
    assert [slot.record.language for slot in found["preferences"] if slot.record] == ["de"]
    assert [slot.record.taken for slot in found["withdrawals"] if slot.record] == ["location"]
    assert not any(slot.damaged for slots in found.values() for slot in slots)
    others = [
        slot
        for store in stores(records(), region.data, keys, region.clock)
        async for slot in store.of(bob)
    ]
    assert sum(slot.damaged for slot in others) == 1


async def test_what_has_ended_has_a_place_and_no_record() -> None:
    region = Region()
    one, clock = region.instance(), region.clock
    keys, places = one.person_keys, one.of_people(Place)
    await keys.make("ada1")
    place = Place(
        owner_id="ada1",
        latitude=1.0,
        longitude=2.0,
        at=clock.now(),
        expires=clock.now() + timedelta(hours=24),
        due="0020260302",
    )
    await places.create("ada1", "ada1", place)
    clock.advance(timedelta(hours=25))
    (store,) = [one for one in stores(records(), region.data, keys, clock) if one.record is Place]
    (slot,) = [slot async for slot in store.of("ada1")]
    assert (slot.record, slot.damaged) == (None, False)
    assert slot.version is not None
