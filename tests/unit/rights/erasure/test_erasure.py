"""Whatever happens on the way, an erasure ends with nothing left and one finished receipt."""

import asyncio
import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest

from shared.kernel.clock import Deadline, begun_at
from shared.kernel.errors import (
    ErasedError,
    NotFoundError,
    UnauthenticatedError,
    UnavailableError,
)
from shared.people.accounts.accounts import Details, Entered
from shared.people.accounts.devices import Device
from shared.people.accounts.sessions import used_on
from shared.people.person.address import email
from shared.people.person.keys import KEPT_OPEN
from shared.people.person.model import By, Person
from shared.people.person.stop_ledger import StopLedger
from shared.platform.records.port import Committed, ContendedError, Create, DocumentId, Write
from shared.platform.records.sealed import SealedRecords
from shared.platform.records.unsealed import fields_of
from shared.platform.records.write_batch import commit_together
from shared.platform.vault.uses import Use, declared
from shared.privacy.data_map import lookup_collection
from shared.privacy.purposes import ACCOUNT, EVIDENCE
from shared.rights.erasure.evidence import EvidenceKeys
from shared.rights.erasure.model import LEASE, RECOVERABLE, ErasureStage, Evidence, Why, asked_for
from tests.unit.people.region import HERE, Instance, checked, elsewhere, given, proven
from tests.unit.rights.erasure.world import Erasing

DETAILS = Details(country="DE", policy_version="1")
ADA = email("ada@example.org")


@pytest.fixture
def region() -> Erasing:
    """Return a region."""
    return Erasing()


async def test_everything_is_erased_and_the_receipt_says_what(region: Erasing) -> None:
    ada, bob = await region.live("ada"), await region.live("bob")
    others = {d.id for d in region.data.stored.values() if bob.person_id in str(d)}
    (name,) = [r.id for r in (await region.consents().receipts(ada.person_id))[0]]
    receipt, begun = await region.erasures().begin(ada.person_id, Why.ASKED)
    assert (begun.state, begun.stage) == ("running", ErasureStage.COUNT)
    await region.run(receipt)
    done = await region.erasures().get(receipt)
    now = region.clock.now()
    assert (done.stage, done.state, done.finished) == (ErasureStage.FINISHED, "finished", now)
    assert done.irrecoverable_after == now + RECOVERABLE
    assert done.counts["devices"] == 230
    kinds = {"people", "sessions", "identities", "consents", "portraits", "archives"}
    assert kinds <= done.counts.keys()
    assert done.counts["person_keys"] == 1
    assert ada.person_id not in str(done)
    assert region.left_of(ada) == ["stops"], "the ledger's random id alone, which leads nowhere"
    assert region.objects() == 2, "bob's"
    assert others <= region.data.stored.keys(), "what is another's stays"
    indexes = [d for d in region.data.stored.values() if "_by_" in d.id.collection]
    assert len(indexes) == 2
    evidence: SealedRecords[str, Evidence] = SealedRecords(
        Evidence, region.data, EvidenceKeys(region.keyring_of(Use.EVIDENCE)), region.clock
    )
    kept = (await evidence.get(name, name, EVIDENCE)).record
    assert kept is not None
    assert json.loads(kept.record)["grants"] == {"analytics": True}
    assert ada.person_id not in kept.record


async def test_from_the_tombstone_on_nothing_opens_or_is_sealed(region: Erasing) -> None:
    ada = await region.live("ada")
    await region.erasures().begin(ada.person_id, Why.ASKED)
    fresh = region.instance()
    with pytest.raises(NotFoundError):
        await fresh.people.get(ada.person_id, ada.person_id, ACCOUNT)
    device = Device(owner_id=ada.person_id, model="late", added=region.clock.now())
    with pytest.raises(ErasedError):
        await region.records(Device).create(ada.person_id, "late", device)
    with pytest.raises(ErasedError):
        await fresh.sessions.begin(ada.person_id, By.EMAIL)


async def again(one: Instance) -> Entered:
    """Let Ada register once more at an instance, whoever is at work meanwhile."""
    token = declared.set(None)
    try:
        proof = await proven(one, ADA, elsewhere(4000))
        return await one.accounts.register(proof, DETAILS, asker=elsewhere(4000))
    finally:
        declared.reset(token)


async def test_who_registers_while_they_are_erased_keeps_the_new_account(region: Erasing) -> None:
    """Also if the erasure has read the address's index just before it was taken over."""
    ada = await region.live("ada")
    receipt, _ = await region.erasures().begin(ada.person_id, Why.ASKED)
    whole, done, index = region.data.commit, False, lookup_collection(Person, "email")

    async def commit(writes: Sequence[Write]) -> list[Committed]:
        nonlocal done
        if not done and any(one.id.collection == index for one in writes):
            done = True
            await again(region.instance())
        return await whole(writes)

    region.data.commit = commit  # type: ignore[method-assign]
    with pytest.raises(UnavailableError):
        await region.run(receipt)
    region.clock.advance(LEASE.length)
    await region.run(receipt)
    assert region.left_of(ada) == ["stops"]
    one = region.instance()
    back = await one.accounts.sign_in(await proven(one, ADA, elsewhere(4000)), HERE)
    assert back.person_id != ada.person_id


@pytest.mark.parametrize("door", ["sign in", "register"])
async def test_a_session_that_begins_with_the_tombstone_is_given_to_nobody(
    region: Erasing, door: str
) -> None:
    ada, one = await region.live("ada"), region.instance()
    proof, whole = await proven(one, ADA, elsewhere(4000)), region.data.commit

    async def commit(writes: Sequence[Write]) -> list[Committed]:
        if any(write.id.collection == "sessions" for write in writes):
            region.data.commit = whole  # type: ignore[method-assign]
            await region.erasures().begin(ada.person_id, Why.ASKED)
        return await whole(writes)

    before = len(region.stored("sessions"))
    region.data.commit = commit  # type: ignore[method-assign]
    entering = one.accounts.sign_in(proof, HERE)
    if door == "register":
        entering.close()
        entering = one.accounts.register(proof, DETAILS, asker=HERE)
    with pytest.raises(UnauthenticatedError):
        await entering
    assert len(region.stored("sessions")) == before


async def test_nothing_is_sealed_by_a_key_that_is_still_open(region: Erasing) -> None:
    ada, one = await region.live("ada"), region.instance()
    await one.people.get(ada.person_id, ada.person_id, ACCOUNT)
    await region.erasures().begin(ada.person_id, Why.ASKED)
    region.clock.advance(timedelta(seconds=1))
    with begun_at(region.clock.ticks()), pytest.raises(ErasedError):
        await one.sessions.begin(ada.person_id, By.EMAIL)


async def test_who_signs_in_after_all_is_not_erased_for_staying_away(region: Erasing) -> None:
    ada, one = await region.live("ada"), region.instance()
    region.clock.advance(timedelta(days=760))
    receipt, _ = await region.erasures().begin(ada.person_id, Why.INACTIVE)
    code = await given(one, ADA, HERE)
    with pytest.raises(UnavailableError) as later:
        await one.accounts.sign_in(await checked(one, ADA, code), HERE)
    assert later.value.retry_after == KEPT_OPEN
    await region.run(receipt)
    back = await region.instance().accounts.sign_in(await checked(one, ADA, code), HERE)
    assert back.person_id == ada.person_id


async def test_who_was_erased_can_register_anew(region: Erasing) -> None:
    ada = await region.live("ada")
    receipt, _ = await region.erasures().begin(ada.person_id, Why.ASKED)
    await region.run(receipt)
    again = await region.live("ada")
    assert again.person_id != ada.person_id
    with pytest.raises(NotFoundError):
        await region.erasures().begin(ada.person_id, Why.ASKED)


async def test_who_asks_twice_gets_the_same_receipt(region: Erasing) -> None:
    ada = await region.live("ada")
    first, _ = await region.erasures().begin(ada.person_id, Why.ASKED)
    second, _ = await region.erasures().begin(ada.person_id, Why.MINOR)
    assert first == second
    assert list(await region.erasures().running()) == [first]


class KilledError(Exception):
    """The process was killed."""


def killed_at(region: Erasing, number: int, *, applied: bool) -> list[int]:
    """Kill the process at its n-th commit, before or after it is applied; count them."""
    seen = [0]
    for documents in (region.data, region.keys):
        whole = documents.commit

        async def commit(writes: Sequence[Write], whole: Callable[..., Any] = whole) -> object:
            seen[0] += 1
            if seen[0] == number and not applied:
                raise KilledError
            done = await whole(writes)
            if seen[0] == number:
                raise KilledError
            return done

        documents.commit = commit  # type: ignore[method-assign,assignment]
    return seen


@pytest.fixture(scope="module")
async def begun() -> tuple[Erasing, Entered, str]:
    """Return a region where Ada's erasure has begun; each test takes a copy."""
    region = Erasing()
    ada = await region.live("ada")
    receipt, _ = await region.erasures().begin(ada.person_id, Why.ASKED)
    return region, ada, receipt


@pytest.mark.parametrize("applied", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("number", range(1, 40))
async def test_killed_at_any_write_and_run_again_it_ends_the_same(
    begun: tuple[Erasing, Entered, str], number: int, *, applied: bool
) -> None:
    region, ada, receipt = deepcopy(begun)
    killed_at(region, number, applied=applied)
    try:
        await region.run(receipt)
    except KilledError:
        region.clock.advance(LEASE.length)
        await region.run(receipt)
    done = await region.erasures().get(receipt)
    assert done.stage is ErasureStage.FINISHED
    assert done.counts["devices"] == 230
    assert region.left_of(ada) == ["stops"]
    assert region.objects() == 0
    assert len(region.stored("evidence")) == 2


@pytest.mark.parametrize("down", ["data", "keys"])
async def test_while_a_database_is_down_it_stays_running(region: Erasing, down: str) -> None:
    ada = await region.live("ada")
    receipt, _ = await region.erasures().begin(ada.person_id, Why.ASKED)
    getattr(region, down).down = True
    with pytest.raises(UnavailableError):
        await region.run(receipt)
    getattr(region, down).down = False
    region.clock.advance(LEASE.length)
    assert (await region.erasures().get(receipt)).state == "running"
    await region.run(receipt)
    assert region.left_of(ada) == ["stops"]


async def test_ten_messages_at_once_end_in_one_receipt(region: Erasing) -> None:
    ada = await region.live("ada")
    receipt, _ = await region.erasures().begin(ada.person_id, Why.ASKED)
    told = await asyncio.gather(*(region.run(receipt) for _ in range(10)), return_exceptions=True)
    assert [one for one in told if not isinstance(one, UnavailableError | None)] == []
    assert (await region.erasures().get(receipt)).counts["devices"] == 230
    assert region.left_of(ada) == ["stops"]
    assert len(region.stored("erasures")) == 1


async def test_a_worker_that_wakes_up_late_can_write_nothing(region: Erasing) -> None:
    ada = await region.live("ada")
    receipt, _ = await region.erasures().begin(ada.person_id, Why.ASKED)
    late = await region.erasures().claim(receipt)
    assert late is not None
    region.clock.advance(LEASE.length)
    await region.run(receipt)
    with pytest.raises(UnavailableError):
        await region.erasures().write(late, stage=ErasureStage.SESSIONS)
    assert (await region.erasures().get(receipt)).stage is ErasureStage.FINISHED


async def test_what_another_instance_wrote_with_a_key_it_had_open_is_found(region: Erasing) -> None:
    ada = await region.live("ada")
    other = region.instance()
    await other.person_keys.newest(ada.person_id)
    receipt, _ = await region.erasures().begin(ada.person_id, Why.ASKED)
    deadline = Deadline.after(region.clock, timedelta(minutes=7))
    worker = region.workers(settle=timedelta(milliseconds=200))
    running = asyncio.ensure_future(worker.run(receipt, deadline))
    while (await region.erasures().get(receipt)).stage is not ErasureStage.SETTLE:  # noqa: ASYNC110
        await asyncio.sleep(0)
    session = await other.sessions.begin(ada.person_id, By.EMAIL)
    await commit_together(region.data, [session.writing])
    while not running.done():  # it looks twice again, after what came late
        region.clock.advance(timedelta(milliseconds=100))
        await asyncio.sleep(0.01)
    await running
    assert region.left_of(ada) == ["stops"]
    done = await region.erasures().get(receipt)
    assert done.counts["sessions"] == 2


async def test_the_stop_ledger_remembers(region: Erasing) -> None:
    ada = await region.live("ada")
    await region.erasures().begin(ada.person_id, Why.ASKED)
    entries = [one async for _, one in StopLedger(region.keys, region.clock).each()]
    assert [(one.owner_id, one.kind) for one in entries] == [(ada.person_id, "erasure")]


async def test_an_index_that_outlived_its_record_goes_too(region: Erasing) -> None:
    ada = await region.live("ada")
    place = next(d.id for d in region.data.stored.values() if d.id.collection == "people")
    del region.data.stored[place]
    receipt, _ = await region.erasures().begin(ada.person_id, Why.ASKED)
    await region.run(receipt)
    assert not [d for d in region.data.stored.values() if "_by_" in d.id.collection]


async def test_a_commit_that_lost_to_contention_loses_no_evidence(region: Erasing) -> None:
    ada, bob = await region.live("ada"), await region.live("bob")
    kept = {}
    for one, lost in ((ada, 1), (bob, 0)):
        receipt, _ = await region.erasures().begin(one.person_id, Why.ASKED)
        whole, left = region.data.commit, lost

        async def aborted(writes: Sequence[Write]) -> list[Committed]:
            nonlocal left
            if left and any(write.id.collection == "evidence" for write in writes):
                left -= 1
                raise ContendedError
            return await whole(writes)  # noqa: B023 - called in this turn

        region.data.commit = aborted  # type: ignore[method-assign]
        for _ in range(lost + 1):
            with suppress(UnavailableError):
                await region.run(receipt)
        region.data.commit = whole  # type: ignore[method-assign]
        assert (await region.erasures().get(receipt)).stage is ErasureStage.FINISHED
        kept[one.person_id] = sorted(str(d.fields["of"]) for d in region.stored("evidence"))
    assert kept[ada.person_id] == ["consents", "policy_notices"]
    assert kept[bob.person_id] == sorted(2 * ["consents", "policy_notices"])


async def test_a_lost_answer_to_the_tombstone_still_gives_the_receipt(region: Erasing) -> None:
    ada = await region.live("ada")
    region.keys.lose_answers = 1
    receipt, _ = await region.erasures().begin(ada.person_id, Why.ASKED)
    assert [one.id.name for one in region.stored("erasures")] == [receipt]


async def test_who_came_back_just_in_time_is_not_erased_and_no_restore_erases_them(
    region: Erasing,
) -> None:
    ada = await region.live("ada")
    region.clock.advance(timedelta(days=800))
    await region.data.commit([used_on(ada.person_id, region.clock.now())])
    receipt, _ = await region.erasures().begin(ada.person_id, Why.INACTIVE)
    await region.run(receipt)
    with pytest.raises(NotFoundError):
        await region.erasures().get(receipt)
    assert region.stored("stops") == []
    assert (await region.instance().accounts.get(ada.person_id)).record is not None
    deadline = Deadline.after(region.clock, timedelta(minutes=7))
    await region.workers().run_all([receipt], deadline)


async def test_more_erasures_than_a_page_are_all_found(region: Erasing) -> None:
    one = asked_for("a1b2", Why.ASKED, region.clock.now(), shard=1)
    for first in range(0, 700, 350):
        await region.keys.commit(
            [
                Create(DocumentId("erasures", f"{n:032x}"), fields_of(one))
                for n in range(first, first + 350)
            ]
        )
    assert len(await region.erasures().running()) == 700


async def test_what_a_night_begins_stands_in_the_ledger_as_of_that_night(region: Erasing) -> None:
    ada, night = await region.live("ada"), region.clock.now() - timedelta(hours=5)
    await region.erasures().begin(ada.person_id, Why.INACTIVE, night=night)
    (entry,) = await StopLedger(region.keys, region.clock).of(ada.person_id)
    assert entry.at == night


async def test_who_comes_back_by_an_instance_that_still_has_their_key_open_is_not_erased(
    region: Erasing,
) -> None:
    ada = await region.live("ada")
    region.clock.advance(timedelta(days=800))
    night = region.clock.now() - timedelta(hours=2)
    receipt, _ = await region.erasures().begin(ada.person_id, Why.INACTIVE, night=night)
    worker = region.workers(settle=timedelta(seconds=0.3))
    deadline = Deadline.after(region.clock, timedelta(minutes=7))
    running = asyncio.create_task(worker.run(receipt, deadline))
    await asyncio.sleep(0.1)
    await region.data.commit([used_on(ada.person_id, region.clock.now())])
    await running
    assert (await region.instance().accounts.get(ada.person_id)).record is not None
    assert region.stored("stops") == region.stored("erasures") == []
