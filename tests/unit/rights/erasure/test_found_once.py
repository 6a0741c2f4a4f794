"""What is found once is erased as it was found, and what changes or comes meanwhile is not lost."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from datetime import timedelta
from typing import Any

import pytest

from infra.local.tools.bill import Billed, committed, counted, queried
from shared.kernel.clock import Deadline
from shared.kernel.errors import UnavailableError
from shared.people.accounts.devices import Device
from shared.people.consents.model import ConsentRecord
from shared.people.person.disclosures import Disclosure, What
from shared.people.person.model import Person
from shared.platform.records.port import Committed, Write
from shared.platform.records.sealed import SealedRecords, Slot
from shared.platform.vault.derive import blind_index
from shared.platform.vault.uses import Use
from shared.privacy.purposes import EVIDENCE
from shared.rights.erasure import records_step
from shared.rights.erasure.evidence import EvidenceKeys
from shared.rights.erasure.model import ErasureStage, Evidence, Why
from tests.unit.rights.erasure.world import Erasing

_Commit = Callable[[Sequence[Write]], Coroutine[Any, Any, list[Committed]]]


@pytest.fixture
def region() -> Erasing:
    """Return a region."""
    return Erasing()


async def disclosed(region: Erasing, person: str, number: int) -> None:
    """Let so many things have been given to somebody."""
    now = region.clock.now()
    for one in range(number):
        given = Disclosure(
            owner_id=person,
            what=What.GIVEN,
            whom="dhl",
            data="number",
            subject="account",
            purpose="tracking",
            at=now,
            until=now,
            expires=now + timedelta(days=30),
            due="0020991231",
        )
        await region.records(Disclosure).create(person, f"{person}{one}", given)


def billed(region: Erasing) -> list[Billed]:
    """Have every call to the databases counted, as Firestore bills it."""
    bill: list[Billed] = []
    costs: dict[str, Callable[[Any, Any], Billed]] = {
        "get": lambda asked, _: Billed(reads=len(asked)),
        "commit": lambda asked, _: committed(asked),
        "count": lambda _, came: counted(came),
        **dict.fromkeys(("having", "having_any"), lambda _, came: queried(came)),
    }
    for documents in (region.data, region.keys):
        for name, cost in costs.items():
            real = getattr(documents, name)

            setattr(documents, name, noted(real, cost, bill))
    return bill


def noted(
    real: Callable[..., Awaitable[Any]], cost: Callable[[Any, Any], Billed], bill: list[Billed]
) -> Callable[..., Awaitable[Any]]:
    """Return a call that puts what it costs on a bill."""

    async def call(*asked: Any, **named: Any) -> Any:  # noqa: ANN401 - any method's
        came = await real(*asked, **named)
        bill.append(cost(asked[0], came))
        return came

    return call


@pytest.mark.parametrize("records", [0, 50, 1200])
async def test_one_finding_that_counts_and_two_readings_back_are_all_that_is_read(
    region: Erasing, records: int
) -> None:
    ada = (await region.registered("ada")).person_id
    await disclosed(region, ada, records)
    there = sum((await region.steps().count(ada)).values())
    mapped = len(region.instance().subject_data)
    bill = billed(region)
    receipt, _ = await region.erasures().begin(ada, Why.ASKED)
    await region.run(receipt)
    cost = sum(bill, Billed())
    assert cost.reads <= there + 3 * mapped + 10
    assert cost.writes + cost.deletes <= there + len(ErasureStage) + 8


async def test_a_class_of_which_there_is_more_than_one_page_is_counted_and_erased_whole(
    region: Erasing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records_step, "_PAGE", 50)
    ada = await region.live("ada")
    await disclosed(region, ada.person_id, 100)
    receipt, _ = await region.erasures().begin(ada.person_id, Why.ASKED)
    await region.run(receipt)
    counts = (await region.erasures().get(receipt)).counts
    assert (counts["devices"], counts["disclosures"]) == (230, 101), "one of the mail, too"
    assert region.left_of(ada) == ["stops"]


async def test_a_persons_own_record_goes_when_all_others_are_gone(
    region: Erasing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records_step, "_IN_ONE_COMMIT", 10)
    people = [await region.registered(name) for name in ("ada", "bob")]
    for one in people:
        await disclosed(region, one.person_id, 95)
    at_work = [0, 0]
    slowly(region, at_work)
    whole = region.data.commit

    async def commit(writes: Sequence[Write]) -> list[Committed]:
        for own in (one.id.name for one in writes if one.id.collection == Person.collection):
            theirs = {one.id for one in region.stored("disclosures") if own in str(one)}
            assert theirs <= {one.id for one in writes}
        return await whole(writes)

    region.data.commit = commit  # type: ignore[method-assign]
    receipts = [(await region.erasures().begin(one.person_id, Why.ASKED))[0] for one in people]
    deadline = Deadline.after(region.clock, timedelta(minutes=7))
    await region.workers().run_all(receipts, deadline)
    assert [region.left_of(one) for one in people] == [["stops"], ["stops"]]
    assert at_work[1] == 6, "side by side, but never more, of however many people"


def slowly(region: Erasing, at_work: list[int]) -> None:
    """Let commits take their time; keep how many there are at work, and were at most."""
    whole: _Commit = region.data.commit

    async def commit(writes: Sequence[Write]) -> list[Committed]:
        at_work[0] += 1
        at_work[1] = max(at_work)
        await asyncio.sleep(0.002)
        at_work[0] -= 1
        return await whole(writes)

    region.data.commit = commit  # type: ignore[method-assign]


def once_counted(region: Erasing, then: Callable[[], Awaitable[None]]) -> None:
    """Let something happen when a person's records were found and counted."""
    whole = region.keys.commit

    async def commit(writes: Sequence[Write]) -> list[Committed]:
        done = await whole(writes)
        (receipt,) = region.stored("erasures")
        if receipt.fields["stage"] == ErasureStage.SESSIONS:
            region.keys.commit = whole  # type: ignore[method-assign]
            await then()
        return done

    region.keys.commit = commit  # type: ignore[method-assign]


async def test_what_comes_after_the_finding_is_found_by_reading_back(region: Erasing) -> None:
    """A record where there was none, and an archive of somebody who had no export."""
    ada = await region.registered("ada")
    device = Device(owner_id=ada.person_id, model="late", added=region.clock.now())
    late = await region.records(Device).writing(ada.person_id, Slot("late", None, None), device)
    index = await region.instance().person_keys.index_key()
    archive = f"exports/{blind_index(index, 'export', ada.person_id)[:32]}/late.zip"

    async def come() -> None:
        await region.data.commit(late.writes)
        await region.archives.put(archive, b"late")

    receipt, _ = await region.erasures().begin(ada.person_id, Why.ASKED)
    stages = stages_of(region)
    once_counted(region, come)
    await region.run(receipt)
    first = stages.index(ErasureStage.READ_BACK)
    assert stages[first:][1:3] == [ErasureStage.SESSIONS, ErasureStage.ARCHIVES], "at once"
    assert region.left_of(ada) == ["stops"]
    assert region.archives.stored == {}


async def test_evidence_that_changes_after_the_finding_is_kept_as_it_is_then(
    region: Erasing,
) -> None:
    ada = await region.live("ada")
    (name,) = [one.id for one in (await region.consents().receipts(ada.person_id))[0]]
    receipts = region.records(ConsentRecord)
    (slot,) = await receipts.look([(ada.person_id, name)], EVIDENCE)
    assert slot.record is not None
    changed = slot.record.model_copy(update={"grants": {"analytics": False}})
    late = await receipts.writing(ada.person_id, slot, changed)

    async def change() -> None:
        await region.data.commit(late.writes)

    receipt, _ = await region.erasures().begin(ada.person_id, Why.ASKED)
    once_counted(region, change)
    with pytest.raises(UnavailableError):
        await region.run(receipt)
    await region.run(receipt)
    assert region.left_of(ada) == ["stops"]
    keys = EvidenceKeys(region.keyring_of(Use.EVIDENCE))
    evidence: SealedRecords[str, Evidence] = SealedRecords(
        Evidence, region.data, keys, region.clock
    )
    kept = (await evidence.get(name, name, EVIDENCE)).record
    assert kept is not None
    assert json.loads(kept.record)["grants"] == {"analytics": False}


async def test_a_stage_that_has_nothing_to_do_is_not_written_down(region: Erasing) -> None:
    ada = await region.registered("ada")
    receipt, _ = await region.erasures().begin(ada.person_id, Why.ASKED)
    stages = stages_of(region)
    await region.run(receipt)
    assert list(dict.fromkeys(stages)) == [
        ErasureStage.COUNT,
        ErasureStage.SESSIONS,
        ErasureStage.RECORDS,
        ErasureStage.KEY,
        ErasureStage.READ_BACK,
        ErasureStage.SETTLE,
        ErasureStage.FINISHED,
    ]


def stages_of(region: Erasing) -> list[str]:
    """Return the stages of the one erasure as they are written down from now on."""
    stages: list[str] = []
    whole = region.keys.commit

    async def commit(writes: Sequence[Write]) -> list[Committed]:
        done = await whole(writes)
        stages.extend(str(one.fields["stage"]) for one in region.stored("erasures"))
        return done

    region.keys.commit = commit  # type: ignore[method-assign]
    return stages
