"""The jobs that bring people's keys under a new epoch, and people's records under new keys."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest

from functions.reseal.contract import ResealReport
from functions.reseal.use_case import reseal
from functions.rewrap.contract import RewrapReport
from functions.rewrap.use_case import EPOCH, rewrap
from shared.kernel.clock import DAY, Deadline
from shared.kernel.errors import IntegrityError, UnavailableError
from shared.people.accounts.devices import Device
from shared.people.accounts.preferences import Preferences
from shared.people.person.model import Person, Session
from shared.people.person.subject_data import Store
from shared.people.person.wrapping import KeyWrapping
from shared.people.portraits.portraits import Portraits
from shared.people.rotation.resealing import Resealing
from shared.people.rotation.rotation import SETTLED_AFTER, KeyRotation
from shared.platform.records.port import Delete, Document, DocumentId
from shared.platform.records.sealed import Slot
from shared.platform.vault.keyring import Keyring, KeyringHolder
from shared.platform.vault.seal import key_id_of
from shared.platform.vault.uses import Use
from shared.privacy.purposes import ACCOUNT
from tests.fakes import MemoryObjects
from tests.unit.people.portraits.pictures import picture
from tests.unit.people.region import Instance, Region

PEOPLE = ("ada", "bob", "cy")


@dataclass
class Jobs:
    """One region with people in it, and its two jobs."""

    region: Region
    instance: Instance
    bucket: MemoryObjects

    async def rewrap(
        self, *others: KeyringHolder, within: timedelta = timedelta(minutes=8)
    ) -> RewrapReport:
        holder = self.region.keyring()
        return await rewrap(
            holder,
            others,
            self.rotation(holder),
            today=self.region.clock.now().date(),
            deadline=Deadline.after(self.region.clock, within),
        )

    async def reseal(self, *, within: timedelta = timedelta(minutes=8)) -> ResealReport:
        holder = self.region.keyring()
        return await reseal(
            holder,
            self.rotation(holder),
            self.resealing(self.region.instance()),
            now=self.region.clock.now(),
            deadline=Deadline.after(self.region.clock, within),
        )

    def rotation(self, holder: KeyringHolder) -> KeyRotation:
        wrapping = KeyWrapping(holder, self.region.region)
        return KeyRotation(wrapping, self.region.keys, self.region.clock)

    def resealing(self, instance: Instance) -> Resealing:
        stores = [
            Store(one, instance.of_people(one)) for one in (Person, Session, Device, Preferences)
        ]
        return Resealing(stores, Portraits(self.bucket, instance.person_keys))

    def key_of(self, person: str) -> Document:
        return self.region.keys.stored[DocumentId("person_keys", person)]

    def epochs(self) -> set[str]:
        return {str(one.fields["epoch"]) for one in self.region.stored("person_keys")}

    async def devices(self, person: str) -> list[str]:
        found, _ = await self.region.instance().devices.page(person, after="", limit=100)
        return sorted(str(device.model) for _, device in found)


@pytest.fixture
async def jobs() -> Jobs:
    """Return a region with three people, each with records of every form and a portrait."""
    region = Region()
    instance, bucket = region.instance(), MemoryObjects()
    clock = region.clock
    for person in PEOPLE:
        await instance.person_keys.make(person)
        record = Person(
            email=f"{person}@example.org", country="DE", policy_version="1", created=clock.now()
        )
        await instance.people.put(person, Slot(person, None, None), record)
        for number in range(3):
            await instance.devices.add(person, model=f"{person}-{number}")
        await instance.preferences.put(person, language="de", layout=None)
        await Portraits(bucket, instance.person_keys).put(person, picture(size=(20, 20)))
    return Jobs(region, instance, bucket)


def key_ids(jobs: Jobs) -> dict[str, set[bytes]]:
    """Return under which keys every sealed blob of each collection lies."""
    found: dict[str, set[bytes]] = {}
    for document in jobs.region.data.stored.values():
        sealed = document.fields.get("sealed")
        if isinstance(sealed, dict):
            ids = {key_id_of(blob) for blob in sealed.values()}
            found.setdefault(document.id.collection, set()).update(ids)
    found["portraits"] = {key_id_of(blob) for blob in jobs.bucket.stored.values()}
    return found


async def test_within_ninety_days_nothing_is_done(jobs: Jobs) -> None:
    report = await jobs.rewrap()
    assert (report.epochs_begun, report.rewrapped, report.left, report.finished) == (0, 0, 0, True)


async def test_after_ninety_days_the_wrapping_changes_and_neither_key_nor_record(
    jobs: Jobs,
) -> None:
    secrets = {person: await jobs.instance.person_keys.newest(person) for person in PEOPLE}
    before, sealed = jobs.epochs(), key_ids(jobs)
    jobs.region.clock.advance(EPOCH)
    report = await jobs.rewrap()
    assert (report.epochs_begun, report.rewrapped, report.left, report.finished) == (1, 3, 0, True)
    assert len(jobs.epochs()) == 1
    assert not jobs.epochs() & before
    for person in PEOPLE:
        wrapped = jobs.key_of(person).fields["wrapped"]
        assert isinstance(wrapped, bytes)
        assert {key_id_of(wrapped).hex()} == jobs.epochs()
        assert await jobs.region.instance().person_keys.newest(person) == secrets[person]
    assert key_ids(jobs) == sealed
    again = await jobs.rewrap()
    assert (again.epochs_begun, again.rewrapped) == (0, 0)


async def test_an_instance_that_was_open_before_goes_on_with_the_new_epoch(jobs: Jobs) -> None:
    await jobs.instance.person_keys.newest("ada")
    jobs.region.clock.advance(EPOCH)
    await jobs.rewrap()
    jobs.region.clock.advance(timedelta(minutes=2))
    assert await jobs.instance.person_keys.newest(
        "ada"
    ) == await jobs.region.instance().person_keys.newest("ada")


async def test_a_run_is_bounded_and_says_what_is_left(
    jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("functions.rewrap.use_case.MOST", 2)
    jobs.region.clock.advance(EPOCH)
    first = await jobs.rewrap()
    assert (first.rewrapped, first.left, first.finished) == (2, 1, False)
    second = await jobs.rewrap()
    assert (second.rewrapped, second.left, second.finished) == (1, 0, True)
    jobs.region.clock.advance(EPOCH)
    late = await jobs.rewrap(within=timedelta(0))
    assert (late.rewrapped, late.left) == (0, 3)


async def test_a_key_that_does_not_open_is_set_aside_and_costs_no_other(jobs: Jobs) -> None:
    found = jobs.key_of("bob")
    torn = {**found.fields, "wrapped": bytes(77)}
    jobs.region.keys.stored[found.id] = Document(found.id, torn, found.version)
    jobs.region.clock.advance(EPOCH)
    report = await jobs.rewrap()
    assert (report.rewrapped, report.damaged, report.left, report.finished) == (2, 1, 0, True)
    again = await jobs.rewrap()
    assert (again.rewrapped, again.damaged) == (0, 1), "told every night"
    whole = {**jobs.key_of("bob").fields, "wrapped": found.fields["wrapped"]}
    jobs.region.keys.stored[found.id] = Document(found.id, whole, found.version)
    healed = await jobs.rewrap()
    assert (healed.rewrapped, healed.damaged, len(jobs.epochs())) == (1, 0, 1)


async def test_a_key_that_does_not_open_stops_neither_job(jobs: Jobs) -> None:
    """Nor one that somebody who can write to the database has put there."""
    found = jobs.key_of("bob")
    torn = {**found.fields, "wrapped": bytes(77)}
    jobs.region.keys.stored[found.id] = Document(found.id, torn, found.version)
    await jobs.reseal()
    jobs.region.clock.advance(SETTLED_AFTER)
    report = await jobs.reseal()
    assert (report.resealed, report.damaged > 0, report.finished) == (2, True, True)
    jobs.region.clock.advance(EPOCH)
    night = await jobs.rewrap()
    assert (night.epochs_begun, night.rewrapped, night.resealing) == (1, 2, False)


async def test_a_portrait_that_does_not_open_stops_nobodys_sealing(jobs: Jobs) -> None:
    for name in jobs.bucket.stored:
        jobs.bucket.stored[name] = bytes(100)
    await jobs.reseal()
    jobs.region.clock.advance(SETTLED_AFTER)
    report = await jobs.reseal()
    assert (report.resealed, report.damaged, report.finished) == (3, 3, True)


async def test_when_both_jobs_begin_at_once_no_key_is_only_wrapped(jobs: Jobs) -> None:
    """The sealing anew begins after the rotation has looked and before it wraps."""
    old = {(await jobs.instance.person_keys.newest(person)).id for person in PEOPLE}
    holder = jobs.region.keyring()
    rotation, look = jobs.rotation(holder), holder.opened_anew
    looks = 0

    async def late() -> Keyring:
        nonlocal looks
        looks += 1
        if looks == 2:
            await jobs.reseal(within=timedelta(0))
        return await look()

    holder.opened_anew = late  # type: ignore[method-assign]
    report = await rewrap(
        holder,
        [],
        rotation,
        today=jobs.region.clock.now().date(),
        deadline=Deadline.after(jobs.region.clock, timedelta(minutes=8)),
    )
    assert (report.resealing, report.rewrapped, report.left) == (True, 0, 3)
    await jobs.reseal()
    jobs.region.clock.advance(SETTLED_AFTER)
    assert (await jobs.reseal()).finished
    assert not old & {(await jobs.region.instance().person_keys.newest(one)).id for one in PEOPLE}


async def test_two_runs_at_once_wrap_every_key_once(jobs: Jobs) -> None:
    jobs.region.clock.advance(EPOCH)
    reports = await asyncio.gather(jobs.rewrap(), jobs.rewrap(), return_exceptions=True)
    assert any(isinstance(report, RewrapReport) for report in reports)
    after = await jobs.rewrap()
    assert (after.left, after.finished) == (0, True)
    assert len(jobs.epochs()) == 1
    for person in PEOPLE:
        assert (await jobs.region.instance().person_keys.newest(person)).secret


async def test_everything_is_sealed_anew_under_new_keys_and_the_old_ones_are_gone(
    jobs: Jobs,
) -> None:
    old_keys = {person: await jobs.instance.person_keys.newest(person) for person in PEOPLE}
    old_ids = {key.id for key in old_keys.values()}
    first = await jobs.reseal()
    assert (first.begun, first.rekeyed, first.resealed, first.waiting) == (True, 3, 0, 3)
    assert (first.left, first.finished) == (3, False)
    for person in PEOPLE:  # everything still opens
        assert await jobs.devices(person) == [f"{person}-{n}" for n in range(3)]

    jobs.region.clock.advance(SETTLED_AFTER)
    second = await jobs.reseal()
    assert (second.begun, second.rekeyed, second.resealed) == (False, 0, 3)
    assert (second.left, second.finished, second.damaged) == (0, True, 0)
    assert second.objects == 3 * (1 + 3 + 1 + 1)
    new_ids = {(await jobs.region.instance().person_keys.newest(person)).id for person in PEOPLE}
    assert not new_ids & old_ids
    for collection, ids in key_ids(jobs).items():
        assert ids <= new_ids, collection
    for person in PEOPLE:
        assert jobs.key_of(person).fields["previous"] is None
        assert await jobs.devices(person) == [f"{person}-{n}" for n in range(3)]
        instance = jobs.region.instance()
        assert (await instance.people.get(person, person, ACCOUNT)).record is not None
        assert await instance.people.find("email", f"{person}@example.org") == person
        assert await Portraits(jobs.bucket, instance.person_keys).get(person)
        with pytest.raises(IntegrityError):
            await instance.person_keys.by_id(person, old_keys[person].id)


async def test_who_seals_under_the_old_key_until_it_is_out_of_every_cache_loses_nothing(
    jobs: Jobs,
) -> None:
    """An instance has the old key open, and writes with it while the job has begun."""
    await jobs.instance.person_keys.newest("ada")
    await jobs.reseal()
    await jobs.instance.devices.add("ada", model="ada-late")
    early = await jobs.reseal()
    assert (early.resealed, early.waiting) == (0, 3)
    jobs.region.clock.advance(SETTLED_AFTER)
    assert (await jobs.reseal()).finished
    assert "ada-late" in await jobs.devices("ada")


async def test_while_it_is_at_work_nothing_is_wrapped_past_it(jobs: Jobs) -> None:
    await jobs.reseal(within=timedelta(0))
    jobs.region.clock.advance(EPOCH)
    report = await jobs.rewrap()
    assert (report.resealing, report.rewrapped, report.finished) == (True, 0, False)
    await jobs.reseal()
    jobs.region.clock.advance(SETTLED_AFTER)
    assert (await jobs.reseal()).finished
    assert (await jobs.rewrap()).finished


def _killed_after(commits: int, jobs: Jobs) -> Callable[[], None]:
    """Let the databases be gone after so many further commits."""
    left = [commits]
    for store in (jobs.region.data, jobs.region.keys):
        before = store.commit

        async def commit(writes: object, before: object = before) -> object:
            if left[0] <= 0:
                raise UnavailableError
            left[0] -= 1
            return await before(writes)  # type: ignore[operator]

        store.commit = commit  # type: ignore[method-assign, assignment]

    def again() -> None:
        left[0] = 10**6

    return again


@pytest.mark.parametrize("commits", range(0, 24, 2))
async def test_killed_anywhere_and_run_again_it_ends_the_same(jobs: Jobs, commits: int) -> None:
    again = _killed_after(commits, jobs)
    for _ in range(2):
        try:
            await jobs.reseal()
        except UnavailableError:
            again()
        jobs.region.clock.advance(SETTLED_AFTER)
    again()
    while not (report := await jobs.reseal()).finished:
        assert report.left <= 3
        jobs.region.clock.advance(SETTLED_AFTER)
    for person in PEOPLE:
        assert await jobs.devices(person) == [f"{person}-{n}" for n in range(3)]
        assert jobs.key_of(person).fields["previous"] is None


async def test_a_record_that_opens_under_no_key_is_counted_and_left(jobs: Jobs) -> None:
    place = next(one for one in jobs.region.data.stored if one.collection == "devices")
    found = jobs.region.data.stored[place]
    torn = {**found.fields, "sealed": {"account": bytes(60)}}
    jobs.region.data.stored[place] = Document(place, torn, found.version)
    await jobs.reseal()
    jobs.region.clock.advance(SETTLED_AFTER)
    report = await jobs.reseal()
    assert (report.damaged, report.finished) == (1, True)


async def test_a_person_who_is_erased_meanwhile_is_no_obstacle(jobs: Jobs) -> None:
    await jobs.reseal()
    await jobs.region.keys.commit([Delete(DocumentId("person_keys", "bob"))])
    jobs.region.clock.advance(SETTLED_AFTER + DAY)
    report = await jobs.reseal()
    assert (report.resealed, report.finished) == (2, True)


async def test_what_is_not_peoples_goes_on_while_everything_is_sealed_anew(jobs: Jobs) -> None:
    other = jobs.region.keyring_of(Use.SHIPMENTS)
    await other.get()
    await jobs.reseal(within=timedelta(0))
    jobs.region.clock.advance(EPOCH)
    report = await jobs.rewrap(other)
    assert (report.resealing, report.epochs_begun) == (True, 1)
    assert len((await other.get()).epochs) == 2


async def test_a_key_made_late_under_an_old_epoch_is_told_until_it_is_made_anew(jobs: Jobs) -> None:
    """By an instance that has not seen the new epoch yet."""
    stale = jobs.region.instance()
    await stale.person_keys.newest("ada")
    await jobs.reseal()
    jobs.region.clock.advance(SETTLED_AFTER)
    assert (await jobs.reseal()).finished
    await stale.person_keys.make("dan")
    night = await jobs.rewrap()
    assert (night.resealing, night.left, night.finished) == (True, 1, False)
    more = await jobs.reseal()
    assert (more.begun, more.rekeyed) == (False, 1)
    jobs.region.clock.advance(SETTLED_AFTER)
    assert (await jobs.reseal()).finished
    assert (await jobs.rewrap()).finished
