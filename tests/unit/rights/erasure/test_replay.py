"""Whatever a restore brings back, what was stopped is stopped again, and nothing else is."""

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from functions.replay_stops.entry import _edge
from shared.kernel.clock import DAY, Deadline
from shared.kernel.errors import UnavailableError
from shared.people.accounts.accounts import Entered
from shared.people.consents.choice import Choice, Method
from shared.people.person.keys import PersonKey
from shared.people.person.minor_cases import MinorCase
from shared.people.person.stop_ledger import StopKind
from shared.people.usage.model import Traces
from shared.platform.records.port import Document, DocumentId, Write
from shared.platform.vault.uses import declared
from shared.privacy.consent import Decision
from shared.privacy.purposes import ADVERTISING, ANALYTICS, STATUS_EMAIL, TRACKING
from shared.privacy.restriction import UNRESTRICTED, Standing
from shared.rights.erasure.model import ErasureStage, Why
from shared.rights.erasure.replay import AT_ONCE
from shared.rights.erasure.replay_progress import GOES_ON, Replay
from tests.fakes import MemoryDocuments
from tests.unit.rights.erasure.world import Erasing

Backup = Mapping[DocumentId, Document]
KEPT_DATA = ("people_keyrings", "evidence")
KEPT_KEYS = ("stops", "erasures")


@pytest.fixture
def region() -> Erasing:
    """Return a region."""
    return Erasing()


def restore(documents: MemoryDocuments, backup: Backup, kept: Sequence[str]) -> None:
    """Put a database back, with what the playbook takes over from the one before."""
    over = {place: one for place, one in documents.stored.items() if place.collection in kept}
    documents.stored.clear()
    documents.stored.update({**backup, **over})


async def replayed(region: Erasing, minutes: float = 7) -> Replay:
    """Run a replay for some minutes, with the keyrings that the function has and no other."""
    token = declared.set(_edge.keyrings)
    try:
        return await region.replay().run(Deadline.after(region.clock, timedelta(minutes=minutes)))
    finally:
        declared.reset(token)


def choice(**grants: bool) -> Choice:
    """Return something that somebody decides under the settings."""
    return Choice(grants, 1, "en", Method.SETTINGS)


async def erase(region: Erasing, person: str) -> None:
    """Erase somebody to the end."""
    receipt, _ = await region.erasures().begin(person, Why.ASKED)
    await region.run(receipt)


@pytest.mark.parametrize("keys_too", [False, True], ids=["data", "data and keys"])
async def test_who_was_erased_is_erased_again_and_nobody_else_is(
    region: Erasing, *, keys_too: bool
) -> None:
    ada, bob = await region.live("ada"), await region.live("bob")
    data, keys = dict(region.data.stored), dict(region.keys.stored)
    others = {place for place, one in data.items() if bob.person_id in str(one)}
    await erase(region, ada.person_id)
    restore(region.data, data, KEPT_DATA)
    if keys_too:
        restore(region.keys, keys, KEPT_KEYS)
    assert region.left_of(ada) != ["stops"], "the restore has revived her"
    done = await replayed(region)
    assert done.counts == {"erasure.again": 1, "erasure.seen": 1}
    assert region.left_of(ada) == ["stops"]
    assert await region.steps().count(ada.person_id) == {}
    assert others <= region.data.stored.keys()
    evidence = sorted(str(one.fields["of"]) for one in region.stored("evidence"))
    assert evidence == ["consents", "policy_notices", "policy_notices"], (
        "that one's name was the person's, so the second has another"
    )
    indexes = [one for one in region.data.stored if "_by_" in one.collection]
    assert len(indexes) == 2, "bob's"
    assert (await replayed(region)).counts == {"erasure.quiet": 1, "erasure.seen": 1}


async def test_evidence_that_the_restore_lost_is_kept_again_if_the_key_came_back(
    region: Erasing,
) -> None:
    ada = await region.live("ada")
    data, keys = dict(region.data.stored), dict(region.keys.stored)
    await erase(region, ada.person_id)
    restore(region.data, data, ())
    await replayed(region)
    kept = [one.fields["of"] for one in region.stored("evidence")]
    assert kept == ["policy_notices"], "nobody can open what else there was without the key"
    restore(region.data, data, ())
    restore(region.keys, keys, KEPT_KEYS)
    await replayed(region)
    assert len(region.stored("evidence")) == 2
    assert region.left_of(ada) == ["stops"]


async def test_an_erasure_that_went_on_is_carried_to_its_end(region: Erasing) -> None:
    ada = await region.live("ada")
    receipt, _ = await region.erasures().begin(ada.person_id, Why.ASKED)
    done = await replayed(region)
    assert done.counts == {"erasure.again": 1, "erasure.seen": 1}
    told = await region.erasures().get(receipt)
    assert told.stage is ErasureStage.FINISHED
    assert told.counts["devices"] == 230, "its receipt says what there was"
    assert region.left_of(ada) == ["stops"]


async def test_one_that_somebody_else_is_at_work_on_is_left(region: Erasing) -> None:
    ada = await region.live("ada")
    receipt, _ = await region.erasures().begin(ada.person_id, Why.ASKED)
    await region.erasures().claim(receipt)
    done = await replayed(region)
    assert done.counts == {"erasure.left": 1, "erasure.seen": 1}


async def test_a_withdrawal_holds_again_with_its_own_time(region: Erasing) -> None:
    ada, bob = await region.live("ada"), await region.live("bob")
    region.clock.advance(timedelta(hours=1))
    ends = region.clock.now() + DAY
    traces = Traces(
        owner_id=ada.person_id, seen=("home",), at=region.clock.now(), expires=ends, due="00"
    )
    await region.records(Traces).create(ada.person_id, "hers", traces)
    region.clock.advance(timedelta(hours=1))
    data = dict(region.data.stored)
    for person in (ada, bob):
        refused = choice(analytics=False, status_email=False)
        await region.consents().decide(person.person_id, refused)
    at = region.clock.now()
    region.clock.advance(timedelta(hours=1))
    restore(region.data, data, KEPT_DATA)
    await region.consents().decide(bob.person_id, choice(analytics=True))
    assert await region.consents().allowed(ada.person_id, ANALYTICS)
    done = await replayed(region)
    assert done.counts == {
        "withdrawal.again": 1,
        "withdrawal.quiet": 1,
        "withdrawal.seen": 2,
        "unsubscribe.again": 2,
        "unsubscribe.seen": 2,
    }
    consents = region.consents()
    for purpose in (ANALYTICS, STATUS_EMAIL):
        assert not await consents.allowed(ada.person_id, purpose)
        known: Decision = (await consents.decisions(ada.person_id))[purpose.id]
        assert known.at == at
    assert await consents.allowed(bob.person_id, ANALYTICS), "allowed later: that stands"
    (end,) = region.stored("withdrawals")
    assert (end.fields["owner_id"], end.fields["taken"]) == (ada.person_id, "analytics")
    assert end.fields["at"] == at
    assert "restored" in {one.record.method for one in (await consents.receipts(ada.person_id))[0]}
    again = await replayed(region)
    assert {kind for kind in again.counts if kind.endswith("again")} == set()


async def test_what_was_allowed_anew_before_the_backup_stays_allowed(region: Erasing) -> None:
    ada = await region.live("ada")
    for grants in (True, False, True):
        region.clock.advance(timedelta(minutes=1))
        await region.consents().decide(ada.person_id, choice(advertising=grants))
    assert (await replayed(region)).counts == {"withdrawal.quiet": 1, "withdrawal.seen": 1}
    assert await region.consents().allowed(ada.person_id, ADVERTISING)


async def test_a_withdrawal_in_the_same_moment_as_the_consent_counts(region: Erasing) -> None:
    """Two instances' clocks differ: what was decided last has the later time all the same."""
    ada = await region.live("ada")
    await region.consents().decide(ada.person_id, choice(advertising=True))
    data = dict(region.data.stored)
    region.clock.advance(timedelta(seconds=-2))
    await region.consents().decide(ada.person_id, choice(advertising=False))
    restore(region.data, data, KEPT_DATA)
    assert (await replayed(region)).counts["withdrawal.again"] == 1
    assert not await region.consents().allowed(ada.person_id, ADVERTISING)


async def test_restrictions_are_in_force_again_and_what_was_lifted_is_not(region: Erasing) -> None:
    ada, bob, eve = [(await region.live(name)).person_id for name in ("ada", "bob", "eve")]
    keys = dict(region.keys.stored)
    at = region.clock.now()
    for person in (ada, bob):
        await region.standings().restrict(person)
    await region.standings().object_to(eve, TRACKING)
    region.clock.advance(timedelta(hours=1))
    await region.standings().lift(bob)
    restore(region.keys, keys, KEPT_KEYS)
    assert await region.instance().person_keys.standing(ada) == UNRESTRICTED
    done = await replayed(region)
    assert done.counts["restriction.again"] == 2
    standing = region.instance().person_keys.standing
    assert await standing(ada) == Standing(restricted=True)
    assert region.keys.stored[DocumentId(PersonKey.collection, ada)].fields["restricted"] == at
    assert await standing(bob) == UNRESTRICTED
    assert await standing(eve) == Standing(objected=frozenset({TRACKING.id}))
    assert "restriction.again" not in (await replayed(region)).counts


async def test_what_does_not_open_is_said_to_be_left(region: Erasing) -> None:
    ada = await region.live("ada")
    await region.consents().decide(ada.person_id, choice(analytics=False))
    place = DocumentId("consent_states", ada.person_id)
    stored = region.data.stored[place]
    damaged = {**stored.fields, "sealed": {"evidence": b"\x01" * 80}}
    region.data.stored[place] = Document(place, damaged, stored.version)
    assert (await replayed(region)).counts == {"withdrawal.left": 1, "withdrawal.seen": 1}


async def many(region: Erasing) -> tuple[list[str], Backup]:
    """Have more people than are replayed at once withdraw something, and restore what was."""
    people = []
    for number in range(3 * AT_ONCE):
        entered = await region.registered(f"one{number}")
        await region.consents().decide(entered.person_id, choice(analytics=True))
        people.append(entered.person_id)
    data = dict(region.data.stored)
    for person in people:
        await region.consents().decide(person, choice(analytics=False))
    region.clock.advance(timedelta(minutes=1))
    restore(region.data, data, KEPT_DATA)
    return people, data


async def open_to(region: Erasing, people: Sequence[str]) -> int:
    """Count who allows analytics."""
    return sum([await region.consents().allowed(one, ANALYTICS) for one in people])


async def test_it_stops_at_its_deadline_and_the_next_call_goes_on(region: Erasing) -> None:
    people, _ = await many(region)
    seen: list[int] = []
    while not (done := await replayed(region, minutes=0)).through:
        seen.append(done.counts["withdrawal.seen"])
    assert seen == [AT_ONCE, 2 * AT_ONCE, 3 * AT_ONCE], "a little more each time, none twice"
    assert done.counts == {"withdrawal.again": len(people), "withdrawal.seen": len(people)}
    assert await open_to(region, people) == 0


async def test_after_a_further_restore_it_begins_anew(region: Erasing) -> None:
    people, data = await many(region)
    await replayed(region, minutes=0)
    half = dict(region.data.stored)
    region.clock.advance(GOES_ON)
    restore(region.data, {**half, **data}, KEPT_DATA)
    done = await replayed(region)
    assert done.counts["withdrawal.seen"] == len(people)
    assert await open_to(region, people) == 0


class KilledError(Exception):
    """The process was killed."""


def killed_at(region: Erasing, number: int) -> Callable[[], None]:
    """Kill the process at its n-th commit, which is applied; return what revives it."""
    seen, whole = [0], (region.data.commit, region.keys.commit)

    def killing(commit: Callable[..., Any]) -> Any:  # noqa: ANN401 - a method
        async def killed(writes: Sequence[Write]) -> object:
            seen[0] += 1
            done = await commit(writes)
            if seen[0] >= number:
                raise KilledError
            return done

        return killed

    region.data.commit, region.keys.commit = killing(whole[0]), killing(whole[1])  # type: ignore[method-assign]

    def revive() -> None:
        region.data.commit, region.keys.commit = whole  # type: ignore[method-assign]

    return revive


@pytest.fixture(scope="module")
async def restored() -> tuple[Erasing, Entered, Entered]:
    """Return a region after a restore that revived Ada and Bob; each test takes a copy."""
    region = Erasing()
    ada, bob = await region.live("ada"), await region.registered("bob")
    await region.consents().decide(bob.person_id, choice(analytics=True))
    data, keys = dict(region.data.stored), dict(region.keys.stored)
    await region.consents().decide(bob.person_id, choice(analytics=False))
    await region.standings().restrict(bob.person_id)
    await erase(region, ada.person_id)
    region.clock.advance(timedelta(minutes=1))
    restore(region.data, data, ())
    restore(region.keys, keys, KEPT_KEYS)
    return region, ada, bob


@pytest.mark.parametrize("number", [*range(1, 22), 30])
async def test_killed_at_any_write_and_run_again_it_ends_the_same(
    restored: tuple[Erasing, Entered, Entered], number: int
) -> None:
    region, ada, bob = deepcopy(restored)
    revive = killed_at(region, number)
    try:
        await replayed(region)
    except KilledError:
        revive()
        region.clock.advance(timedelta(minutes=3))
        assert (await replayed(region)).through
    assert region.left_of(ada) == ["stops"]
    assert len(region.stored("evidence")) == 2
    assert not await region.consents().allowed(bob.person_id, ANALYTICS)
    assert await region.instance().person_keys.standing(bob.person_id) == Standing(restricted=True)


@pytest.mark.parametrize("down", ["data", "keys"])
async def test_while_a_database_is_down_nothing_is_said_to_be_done(
    region: Erasing, down: str
) -> None:
    people, _ = await many(region)
    getattr(region, down).down = True
    with pytest.raises(UnavailableError):
        await replayed(region)
    getattr(region, down).down = False
    assert (await replayed(region)).through
    assert await open_to(region, people) == 0


def test_every_kind_of_stop_is_replayed_or_ends_one() -> None:
    assert {*StopKind} == {
        StopKind.ERASURE,
        StopKind.WITHDRAWAL,
        StopKind.UNSUBSCRIBE,
        StopKind.RESTRICTION,
        StopKind.LIFTING,
        StopKind.SUSPENSION,
        StopKind.REINSTATEMENT,
    }


async def test_who_is_said_to_be_a_minor_is_so_again_until_it_is_decided(region: Erasing) -> None:
    ada, bob, eve = [(await region.registered(name)).person_id for name in ("ada", "bob", "eve")]
    early = MinorCase(region.clock.now(), "mark", "PRIV-1")
    await region.standings().suspend(eve, early)
    keys = dict(region.keys.stored)
    region.clock.advance(timedelta(hours=1))
    await region.standings().reinstate(eve, early)
    case = MinorCase(region.clock.now(), "mark", "PRIV-2")
    for person in (ada, bob):
        assert await region.standings().suspend(person, case)
    region.clock.advance(timedelta(hours=1))
    await region.standings().reinstate(bob, case)
    restore(region.keys, keys, KEPT_KEYS)
    region.clock.advance(timedelta(hours=1))
    done = await replayed(region)
    assert (done.counts["suspension.again"], done.counts["reinstatement.again"]) == (1, 1)
    again = await region.standings().case(ada)
    assert again == replace(case, told=True)
    assert await region.standings().case(bob) is None
    assert await region.standings().case(eve) is None, "or they would be erased"
    assert await region.instance().person_keys.standing(ada) == Standing(restricted=True)
    assert await region.instance().person_keys.standing(eve) == UNRESTRICTED
    more = await replayed(region)
    assert not [kind for kind in more.counts if kind.endswith("again")]


def test_progress_from_before_the_restore_is_not_gone_on_with() -> None:
    now = datetime.fromisoformat("2026-03-01T12:00:00+00:00")
    replay = Replay.begun(now).further("x", {}, now)
    assert replay.goes_on(now + GOES_ON - timedelta(seconds=1))
    assert not replay.goes_on(now + GOES_ON)
    assert not replay.goes_on(now - timedelta(seconds=1)), "it says that it is from the future"
    assert not replay.ended(now).goes_on(now)
