"""An export is ready once, its archive whole or absent, its person told once, whatever happens."""

import asyncio
from datetime import timedelta

import pytest

from shared.kernel.errors import StillRunningError, UnavailableError
from shared.platform.records.port import ContendedError, DocumentId
from shared.rights.exports.exports import Exports
from shared.rights.exports.model import LEASE, ExportStatus
from tests.fakes import MemoryWriting
from tests.unit.rights.exports.world import ADA, ExportRegion

READY = (f"{ADA}@example.org", "The copy of your agogopost data is ready.")


class KilledError(BaseException):
    """The process ends here: nothing that follows is carried out."""


@pytest.fixture
async def region() -> ExportRegion:
    made = ExportRegion()
    await made.register()
    return made


async def test_an_export_is_prepared_once_and_its_person_is_told(region: ExportRegion) -> None:
    export = await region.ask()
    assert await region.worker().prepare(ADA, export.id)
    done = await region.found()
    assert done.status(region.clock.now()) is ExportStatus.READY
    assert done.expires == region.clock.now() + timedelta(days=7)
    assert list(region.archives.stored) == [done.archive]
    assert done.size == len(region.archives.stored[done.archive])
    assert region.told() == [READY]
    assert not await region.worker().prepare(ADA, export.id)
    assert list(region.archives.stored) == [done.archive]
    assert region.told() == [READY]


async def test_pushed_ten_times_at_once_it_is_prepared_once(region: ExportRegion) -> None:
    export = await region.ask()
    pushes = [region.worker().prepare(ADA, export.id) for _ in range(10)]
    answers = await asyncio.gather(*pushes, return_exceptions=True)
    assert answers.count(True) == 1
    assert {type(one) for one in answers if one is not True} <= {StillRunningError, bool}
    assert len(region.archives.stored) == 1
    assert region.told() == [READY]


async def test_killed_in_the_middle_nothing_is_there_and_the_next_run_ends_it(
    region: ExportRegion, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = await region.ask()

    async def killed(*_: object) -> None:
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr(MemoryWriting, "write", killed)
        with pytest.raises(KilledError):
            await region.worker().prepare(ADA, export.id)
    assert region.archives.stored == {}
    with pytest.raises(StillRunningError):  # its lease runs on
        await region.worker().prepare(ADA, export.id)
    region.clock.advance(LEASE.length)
    assert await region.worker().prepare(ADA, export.id)
    assert len(region.archives.stored) == 1
    assert region.told() == [READY]


async def test_killed_between_archive_and_record_what_was_left_behind_goes(
    region: ExportRegion, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = await region.ask()
    whole = region.data.commit

    async def killed(writes: object) -> object:
        if region.archives.stored:
            raise KilledError
        return await whole(writes)  # type: ignore[arg-type]  # as it was given

    with monkeypatch.context() as patch:
        patch.setattr(region.data, "commit", killed)
        with pytest.raises(KilledError):
            await region.worker().prepare(ADA, export.id)
    (left,) = region.archives.stored
    region.clock.advance(LEASE.length)
    assert await region.worker().prepare(ADA, export.id)
    assert left not in region.archives.stored
    assert list(region.archives.stored) == [(await region.found()).archive]


async def test_killed_before_the_mail_it_is_sent_by_the_next_run(
    region: ExportRegion, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = await region.ask()

    async def killed(*_: object) -> None:
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr(region.mailbox, "send", killed)
        with pytest.raises(KilledError):
            await region.worker().prepare(ADA, export.id)
    before = await region.found()
    assert before.status(region.clock.now()) is ExportStatus.READY
    region.clock.advance(LEASE.length)
    assert await region.worker().prepare(ADA, export.id)
    assert (await region.found()).archive == before.archive
    assert region.told() == [READY]


async def test_without_mail_it_is_ready_all_the_same_and_told_later(region: ExportRegion) -> None:
    export = await region.ask()
    region.mailbox.down = True
    with pytest.raises(UnavailableError):
        await region.worker().prepare(ADA, export.id)
    done = await region.found()
    assert done.status(region.clock.now()) is ExportStatus.READY
    region.mailbox.down = False
    assert await region.worker().prepare(ADA, export.id), "at once: the lease was given back"
    assert (await region.found()).archive == done.archive
    assert region.told() == [READY]


async def test_a_mailbox_that_takes_nothing_is_given_up_after_an_hour(
    region: ExportRegion,
) -> None:
    export = await region.ask()
    region.mailbox.down = True
    for _ in range(2):
        with pytest.raises(UnavailableError):
            await region.worker().prepare(ADA, export.id)
        region.clock.advance(timedelta(minutes=30))
    assert await region.worker().prepare(ADA, export.id)
    assert (await region.found()).told
    assert region.told() == []


async def test_without_storage_it_goes_on_being_prepared(region: ExportRegion) -> None:
    export = await region.ask()
    region.archives.down = True
    with pytest.raises(UnavailableError):
        await region.worker().prepare(ADA, export.id)
    assert (await region.found()).status(region.clock.now()) is ExportStatus.PREPARING
    region.archives.down = False
    assert await region.worker().prepare(ADA, export.id)
    assert region.told() == [READY]


async def test_who_has_no_mailbox_is_told_by_sms(region: ExportRegion) -> None:
    await region.register("bob1", email=None, phone="+491701234567")
    export = await region.ask("bob1")
    assert await region.worker().prepare("bob1", export.id)
    assert (await region.found("bob1")).told
    assert [to for to, _ in region.mailbox.sent] == ["+491701234567"]


async def test_a_worker_that_was_taken_for_dead_takes_back_what_it_wrote(
    region: ExportRegion, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = await region.ask()
    slow, first = asyncio.Event(), asyncio.Event()
    whole = region.archives.pass_

    async def waiting() -> None:
        await whole()
        if asyncio.current_task() is sleeper and not slow.is_set():
            first.set()
            await slow.wait()

    monkeypatch.setattr(region.archives, "pass_", waiting)
    sleeper = asyncio.create_task(region.worker().prepare(ADA, export.id))
    await first.wait()
    region.clock.advance(LEASE.length)
    assert await region.worker().prepare(ADA, export.id)
    done = await region.found()
    slow.set()
    assert await sleeper is False
    assert list(region.archives.stored) == [done.archive]
    assert await region.found() == done
    assert region.told() == [READY]


@pytest.mark.parametrize("how", ["erased", "key destroyed"])
@pytest.mark.parametrize("when", [1, 2], ids=["while writing", "at the very end"])
async def test_of_who_is_erased_meanwhile_nothing_is_left_or_made_anew(
    region: ExportRegion, monkeypatch: pytest.MonkeyPatch, how: str, when: int
) -> None:
    export = await region.ask()
    whole = region.archives.pass_

    async def erased_now() -> None:
        await whole()
        calls.append(asyncio.current_task() is worker)
        if sum(calls) == when and not gone.is_set():
            gone.set()
            await region.exports().erase(ADA)
            if how == "key destroyed":
                await region.instance().person_keys.destroy(ADA)

    gone, calls = asyncio.Event(), list[bool]()
    monkeypatch.setattr(region.archives, "pass_", erased_now)
    worker = asyncio.create_task(region.worker().prepare(ADA, export.id))
    assert await worker is False
    assert gone.is_set()
    assert region.archives.stored == {}
    assert region.stored("exports") == []
    assert region.told() == []
    assert not await region.worker().prepare(ADA, export.id)


async def test_without_the_persons_key_nothing_is_done(region: ExportRegion) -> None:
    export = await region.ask()
    await region.instance().person_keys.destroy(ADA)
    assert not await region.worker().prepare(ADA, export.id)
    assert region.archives.stored == {}


async def test_asking_twice_is_asking_once_also_at_the_same_moment(region: ExportRegion) -> None:
    asked = await asyncio.gather(*(region.ask() for _ in range(8)))
    assert len({one.id for one in asked}) == 1
    assert (await region.ask()).id == asked[0].id


async def test_a_new_one_replaces_what_is_ready(region: ExportRegion) -> None:
    first = await region.ask()
    await region.worker().prepare(ADA, first.id)
    old = (await region.found()).archive
    second = await region.ask()
    assert second.id != first.id
    assert not await region.worker().prepare(ADA, first.id)
    assert await region.worker().prepare(ADA, second.id)
    assert old not in region.archives.stored
    assert len(region.archives.stored) == 1


async def test_one_that_never_became_ready_has_failed_and_can_be_asked_for_again(
    region: ExportRegion,
) -> None:
    first = await region.ask()
    region.clock.advance(timedelta(days=1))
    assert (await region.found()).status(region.clock.now()) is ExportStatus.FAILED
    second = await region.ask()
    assert second.id != first.id
    assert await region.worker().prepare(ADA, second.id)


async def test_after_seven_days_there_is_none(region: ExportRegion) -> None:
    export = await region.ask()
    await region.worker().prepare(ADA, export.id)
    region.clock.advance(timedelta(days=7) - timedelta(seconds=1))
    assert await region.exports().of(ADA) is not None
    region.clock.advance(timedelta(seconds=1))
    assert await region.exports().of(ADA) is None


async def test_erasing_leaves_neither_document_nor_archive_and_touches_nobody_else(
    region: ExportRegion,
) -> None:
    await region.register("bob1")
    for one in (ADA, "bob1"):
        await region.worker().prepare(one, (await region.ask(one)).id)
    assert len(region.archives.stored) == 2
    await region.instance().person_keys.destroy(ADA)
    assert await region.exports().erase(ADA) == 1
    assert await region.exports().erase(ADA) == 0
    assert list(region.archives.stored) == [(await region.found("bob1")).archive]
    assert [one.id for one in region.stored("exports")] == [DocumentId("exports", "bob1")]


async def test_erasing_says_when_it_could_not(
    region: ExportRegion, monkeypatch: pytest.MonkeyPatch
) -> None:
    await region.worker().prepare(ADA, (await region.ask()).id)
    region.archives.down = True
    with pytest.raises(UnavailableError):
        await region.exports().erase(ADA)
    region.archives.down = False
    assert await region.exports().erase(ADA) == 1
    await region.ask()

    async def lost(*_: object) -> None:
        raise ContendedError

    exports: Exports = region.exports()
    monkeypatch.setattr(region.data, "commit", lost)
    with pytest.raises(UnavailableError):
        await exports.erase(ADA)


async def test_an_archive_that_has_ended_is_named_by_the_export_after_it() -> None:
    region = ExportRegion()
    await region.register()
    first = await region.ask()
    await region.worker().prepare(ADA, first.id)
    (old,) = [name for name in region.archives.stored if name.endswith(".zip")]
    region.clock.advance(timedelta(days=7, seconds=1))
    second = await region.ask()
    (stored,) = region.stored("exports")
    assert stored.fields["id"] == second.id
    assert old in str(stored.fields["former"]).split(",")
