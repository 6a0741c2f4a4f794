"""Follows: one for each number, edited as seen, whoever comes at once and whatever breaks."""

import asyncio
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from shared.kernel.clock import DAY
from shared.kernel.errors import (
    AppError,
    IntegrityError,
    NotFoundError,
    PreconditionFailedError,
    TooManyRequestsError,
    UnavailableError,
)
from shared.parcels.carriers.model import Asked
from shared.parcels.follows.follows import Follows, FollowsLimitError
from shared.parcels.follows.model import (
    MOST,
    PER_DAY,
    STOPPED,
    Commodity,
    Follow,
    Followed,
    Notify,
    WhyOver,
    Wishes,
)
from shared.parcels.follows.settling import stopped
from shared.parcels.shipments.model import ShipmentRef
from shared.parcels.shipments.transit import Transit
from shared.platform.records.port import Document, DocumentId
from shared.platform.vault.seal import bind, seal, unseal
from tests.fakes import NOON
from tests.unit.people.region import Region

JANE, JOE = "a" * 32, "b" * 32
CLEAR = {"v", "sealed", "owner_id", "rev", "created", "updated", "wheel", "expires", "due"}
WISHES = Wishes("Shoes", Commodity.CLOTHING, Notify(email=True))


def parcel(number: str = "CANARY0001", carrier: str = "dhl") -> ShipmentRef:
    return ShipmentRef(carrier, Asked(number, "10115"))


class People(Region):
    """A region with two people."""

    def follows(self) -> Follows:
        """Return the follows as one more instance has them."""
        return self.instance().follows


@pytest.fixture
async def region() -> People:
    found = People()
    for person in (JANE, JOE):
        await found.instance().person_keys.make(person)
    return found


def labelled(label: str | None) -> Callable[[Follow], Follow]:
    return lambda follow: follow.model_copy(update={"label": label})


def anything(_: str) -> bool:
    return True


async def edited(follows: Follows, one: Followed, label: str, seen: str | None = None) -> Followed:
    """Return a follow with another label, if it is in the state that was seen."""
    rev = one.follow.rev if seen is None else seen
    return await follows.edit(JANE, one.id, labelled(label), seen=lambda state: state == rev)


async def test_a_follow_is_what_was_said_and_is_read_back_by_its_owner(region: People) -> None:
    made = await region.follows().follow(JANE, parcel(), WISHES)
    assert made.follow.ref == parcel()
    told = made.follow
    assert (told.label, told.commodity, told.notify) == ("Shoes", "clothing", Notify(email=True))
    assert told.created == told.updated == region.clock.now()
    assert await region.follows().get(JANE, made.id) == made
    assert (await region.follows().listed(JANE, after="", limit=9)).items == (made,)


async def test_another_person_finds_edits_and_stops_nothing(region: People) -> None:
    made = await region.follows().follow(JANE, parcel(), WISHES)
    theirs = await region.follows().follow(JOE, parcel(), Wishes())
    assert theirs.id != made.id
    for follows in (region.follows(), region.follows()):
        with pytest.raises(NotFoundError):
            await follows.get(JOE, made.id)
        with pytest.raises(NotFoundError):
            await follows.edit(JOE, made.id, labelled("x"), seen=anything)
        with pytest.raises(NotFoundError):
            await follows.stop(JOE, made.id)
    assert await region.follows().get(JANE, made.id) == made


async def test_the_same_number_is_the_same_follow_with_or_without_its_proof(
    region: People,
) -> None:
    follows = region.follows()
    made = await follows.follow(JANE, parcel(), WISHES)
    region.clock.advance(timedelta(hours=1))
    for ref in (parcel(), ShipmentRef("dhl", Asked("CANARY0001", "99999"))):
        assert await region.follows().follow(JANE, ref, Wishes("other")) == made
    others = [parcel("CANARY0002"), parcel(carrier="ups")]
    names = {(await follows.follow(JANE, ref, WISHES)).id for ref in others}
    assert len(names | {made.id}) == 3


async def test_what_has_ended_and_was_not_deleted_yet_is_followed_anew(region: People) -> None:
    made = await region.follows().follow(JANE, parcel(), WISHES)
    over = stopped(made.id, made.follow, WhyOver.DONE, region.clock.now())
    await region.follows().settle(JANE, made, over)
    region.clock.advance(STOPPED.period)
    again = await asyncio.gather(
        *(region.follows().follow(JANE, parcel(), Wishes("Boots")) for _ in range(8))
    )
    assert {one.id for one in again} == {made.id}
    assert {one.follow.created for one in again} == {region.clock.now()}
    assert sum(one.new for one in again) == 1
    kept = await region.follows().get(JANE, made.id)
    assert (kept.follow.label, kept.follow.over, kept.follow.expires) == ("Boots", None, None)


async def test_sixteen_at_once_on_as_many_instances_make_one_follow(region: People) -> None:
    asked = (region.follows().follow(JANE, parcel(), Wishes(f"L{n}")) for n in range(16))
    found = await asyncio.gather(*asked)
    assert len({(one.id, one.follow.rev, one.follow.label) for one in found}) == 1
    assert len(region.stored("follows")) == 1


async def test_neither_number_nor_carrier_nor_label_nor_whose_it_is_can_be_read_from_a_name(
    region: People,
) -> None:
    made = await region.follows().follow(JANE, parcel("NUMBER12345"), WISHES)
    (stored,) = region.stored("follows")
    assert stored.id.name == made.id
    assert set(stored.fields) == CLEAR
    words = ("NUMBER12345", "dhl", "10115", "Shoes", "clothing", "email")
    assert not [word for word in words if word in repr(region.data.stored)]
    elsewhere = People("us")
    await elsewhere.instance().person_keys.make(JANE)
    assert (await elsewhere.follows().follow(JANE, parcel("NUMBER12345"), WISHES)).id != made.id


# Lost answers, and a database that does not answer.


async def test_a_lost_answer_is_no_failure_and_makes_no_second_follow(region: People) -> None:
    follows = region.follows()
    await follows.follow(JANE, parcel("CANARY0002"), WISHES)
    whole = region.data.commit

    async def commit(writes: object) -> object:
        region.data.lose_answers = int("Create" in repr(writes) and "follows" in repr(writes))
        return await whole(writes)  # type: ignore[arg-type]

    region.data.commit = commit  # type: ignore[method-assign,assignment]
    made = await follows.follow(JANE, parcel(), WISHES)
    assert made.follow.label == "Shoes"
    assert len(region.stored("follows")) == 2
    assert await follows.follow(JANE, parcel(), Wishes()) == made


async def test_a_commit_that_never_arrived_is_told_and_can_be_said_again(region: People) -> None:
    follows = region.follows()
    made = await follows.follow(JANE, parcel("CANARY0002"), WISHES)
    whole, down = region.data.commit, True

    async def commit(writes: object) -> object:
        if down and "follows" in repr(writes):
            raise UnavailableError
        return await whole(writes)  # type: ignore[arg-type]

    region.data.commit = commit  # type: ignore[method-assign,assignment]
    for call in (
        follows.follow(JANE, parcel(), WISHES),
        edited(follows, made, "new"),
        follows.stop(JANE, made.id),
    ):
        with pytest.raises(UnavailableError):
            await call
    assert [one.id.name for one in region.stored("follows")] == [made.id]
    assert await follows.get(JANE, made.id) == made
    down = False
    assert (await follows.follow(JANE, parcel(), WISHES)).follow.label == "Shoes"
    assert (await edited(follows, made, "new")).follow.label == "new"


async def test_an_edit_whose_answer_was_lost_is_ones_own_and_no_conflict(region: People) -> None:
    follows = region.follows()
    made = await follows.follow(JANE, parcel(), WISHES)
    region.data.lose_answers = 1
    after = await edited(follows, made, "new")
    assert after.follow.label == "new"
    assert await follows.get(JANE, made.id) == after


async def test_a_stop_whose_answer_was_lost_is_a_stop(region: People) -> None:
    follows = region.follows()
    made = await follows.follow(JANE, parcel(), WISHES)
    region.data.lose_answers = 1
    await follows.stop(JANE, made.id)
    assert not region.stored("follows")
    with pytest.raises(NotFoundError):
        await follows.stop(JANE, made.id)


async def test_without_the_database_nothing_is_said_to_be_done(region: People) -> None:
    follows = region.follows()
    made = await follows.follow(JANE, parcel(), WISHES)
    region.data.down = True
    for call in (
        follows.follow(JANE, parcel(), WISHES),
        follows.get(JANE, made.id),
        follows.listed(JANE, after="", limit=1),
        edited(follows, made, "x"),
        follows.stop(JANE, made.id),
    ):
        with pytest.raises(UnavailableError):
            await call


# Editing.


async def test_an_edit_needs_the_state_that_is_there_unless_it_is_made_already(
    region: People,
) -> None:
    follows = region.follows()
    made = await follows.follow(JANE, parcel(), WISHES)
    region.clock.advance(timedelta(minutes=1))
    first = await edited(follows, made, "one")
    assert first.follow.rev != made.follow.rev
    assert (first.follow.created, first.follow.updated) == (
        made.follow.created,
        region.clock.now(),
    )
    with pytest.raises(PreconditionFailedError):
        await edited(follows, made, "two")
    region.clock.advance(timedelta(minutes=1))
    commits = region.data.commits
    assert await edited(follows, made, "one") == first, "as wished already"
    assert region.data.commits == commits


async def test_of_sixteen_edits_at_once_from_one_state_one_is_made(region: People) -> None:
    made = await region.follows().follow(JANE, parcel(), WISHES)
    edits = (edited(region.follows(), made, f"L{n}") for n in range(16))
    found = await asyncio.gather(*edits, return_exceptions=True)
    (won,) = [one for one in found if isinstance(one, Followed)]
    assert sum(isinstance(one, PreconditionFailedError) for one in found) == 15
    assert await region.follows().get(JANE, made.id) == won


async def test_edits_at_once_that_mind_no_state_lose_none_of_each_other(region: People) -> None:
    made = await region.follows().follow(JANE, parcel(), Wishes(""))

    def longer(follow: Follow) -> Follow:
        return follow.model_copy(update={"label": f"{follow.label}x"})

    edits = (region.follows().edit(JANE, made.id, longer, seen=anything) for _ in range(8))
    await asyncio.gather(*edits)
    assert (await region.follows().get(JANE, made.id)).follow.label == "x" * 8


async def test_of_eight_who_stop_at_once_nobody_is_told_of_a_conflict(region: People) -> None:
    made = await region.follows().follow(JANE, parcel(), WISHES)
    stops = (region.follows().stop(JANE, made.id) for _ in range(8))
    found = await asyncio.gather(*stops, return_exceptions=True)
    assert found.count(None) == 1
    assert sum(isinstance(one, NotFoundError) for one in found) == 7


# Limits.


async def test_a_person_begins_no_more_than_so_many_a_day(region: People) -> None:
    follows = region.follows()
    for n in range(PER_DAY):
        await follows.follow(JANE, parcel(f"N{n}"), WISHES)
    with pytest.raises(TooManyRequestsError) as caught:
        await region.follows().follow(JANE, parcel(), WISHES)
    assert caught.value.retry_after == timedelta(hours=12), "midnight, from noon"
    assert (await follows.follow(JANE, parcel("N0"), WISHES)).follow.number == "N0"
    await follows.follow(JOE, parcel(), WISHES)
    assert len(region.stored("follows")) == PER_DAY + 1
    region.clock.advance(timedelta(hours=12))
    await follows.follow(JANE, parcel(), WISHES)
    assert not [one for one in region.stored("sign_in_counters") if JANE in repr(one)]


async def many(region: People, number: int) -> None:
    """Have Jane follow so many."""
    follows = region.follows()
    for n in range(number):
        if n % PER_DAY == 0:
            region.clock.advance(DAY)
        await follows.follow(JANE, parcel(f"N{n}"), WISHES)
    region.clock.advance(DAY)


async def test_a_person_follows_no_more_than_so_many_at_a_time(region: People) -> None:
    await many(region, MOST)
    follows = region.follows()
    with pytest.raises(FollowsLimitError):
        await follows.follow(JANE, parcel(), WISHES)
    known = await follows.follow(JANE, parcel("N7"), WISHES)
    await follows.follow(JOE, parcel(), WISHES)
    await follows.stop(JANE, known.id)
    await follows.follow(JANE, parcel(), WISHES)
    with pytest.raises(FollowsLimitError):
        await follows.follow(JANE, parcel("N7"), WISHES)


async def test_sixteen_at_once_do_not_get_past_the_limit(region: People) -> None:
    await many(region, MOST - 3)
    asked = (region.follows().follow(JANE, parcel(f"M{n}"), WISHES) for n in range(16))
    found = await asyncio.gather(*asked, return_exceptions=True)
    assert all(isinstance(one, Followed | FollowsLimitError) for one in found)
    made = sum(isinstance(one, Followed) for one in found)
    assert await region.data.count("follows", "owner_id", JANE) == MOST - 3 + made <= MOST


# Lists.


async def test_a_list_goes_on_behind_the_last_and_says_when_that_was_all(region: People) -> None:
    follows = region.follows()
    made = sorted([(await follows.follow(JANE, parcel(f"N{n}"), WISHES)).id for n in range(7)])
    await follows.follow(JOE, parcel(), WISHES)
    first = await follows.listed(JANE, after="", limit=4)
    assert ([one.id for one in first.items], first.last) == (made[:4], made[3])
    second = await follows.listed(JANE, after=made[3], limit=4)
    assert ([one.id for one in second.items], second.last) == (made[4:], None)


async def test_one_that_does_not_open_does_not_cost_the_others_and_can_be_stopped(
    region: People, capsys: pytest.CaptureFixture[str]
) -> None:
    follows = region.follows()
    made = [await follows.follow(JANE, parcel(f"N{n}"), WISHES) for n in range(3)]
    broken = next(one for one in region.stored("follows") if one.id.name == made[1].id)
    fields = {**broken.fields, "sealed": {"tracking": b"\x01" + bytes(60)}}
    region.data.stored[broken.id] = Document(broken.id, fields, broken.version)
    listed = await follows.listed(JANE, after="", limit=9)
    assert {one.id for one in listed.items} == {made[0].id, made[2].id}
    assert '"follow-unreadable"' in capsys.readouterr().out
    for call in (follows.get(JANE, made[1].id), follows.follow(JANE, parcel("N1"), WISHES)):
        with pytest.raises(IntegrityError):
            await call
    await follows.stop(JANE, made[1].id)
    assert isinstance(await follows.follow(JANE, parcel("N1"), WISHES), Followed)


async def test_without_the_persons_key_nothing_can_be_followed(region: People) -> None:
    with pytest.raises(AppError):
        await region.follows().follow("c" * 32, parcel(), WISHES)
    assert not region.stored("follows")


# What is learnt.


def took(made: Followed, time: Transit) -> Follow:
    """Return a follow after its parcel took so long."""
    return made.follow.model_copy(update={"transit": time})


async def test_what_is_learnt_is_kept_and_is_no_edit(region: People) -> None:
    follows = region.follows()
    made = await follows.follow(JANE, parcel(), WISHES)
    region.clock.advance(timedelta(hours=1))
    reads = region.data.reads
    await follows.settle(JANE, made, took(made, Transit.UP_TO_5))
    assert region.data.reads == reads
    seen = await region.follows().get(JANE, made.id)
    assert seen.follow == made.follow.model_copy(update={"transit": Transit.UP_TO_5})
    assert (await edited(follows, made, "new")).follow.transit is Transit.UP_TO_5
    (stored,) = region.stored("follows")
    assert set(stored.fields) == CLEAR


async def test_a_follow_from_before_it_could_be_learnt_opens_and_learns(region: People) -> None:
    made = await region.follows().follow(JANE, parcel(), WISHES)
    (stored,) = region.stored("follows")
    keys = region.instance().person_keys
    bound_to = bind(region.data.root, "follows", made.id, "tracking", "1")
    blob = stored.fields["sealed"]["tracking"]  # type: ignore[index,call-overload]  # as stored
    assert isinstance(blob, bytes)
    told = json.loads(unseal(await keys.newest(JANE), blob, bound_to=bound_to))
    assert told.pop("transit", "missing") is None
    old = seal(await keys.newest(JANE), json.dumps(told).encode(), bound_to=bound_to)
    fields = {**stored.fields, "sealed": {"tracking": old}}
    region.data.stored[stored.id] = Document(stored.id, fields, stored.version)
    seen = await region.follows().get(JANE, made.id)
    assert seen == made
    await region.follows().settle(JANE, seen, took(seen, Transit.LONGER))
    assert (await region.follows().get(JANE, made.id)).follow.transit is Transit.LONGER


async def test_what_was_edited_or_stopped_meanwhile_is_not_touched(
    region: People, capsys: pytest.CaptureFixture[str]
) -> None:
    follows = region.follows()
    made = await follows.follow(JANE, parcel(), WISHES)
    after = await edited(follows, made, "new")
    await follows.settle(JANE, made, took(made, Transit.UP_TO_5))
    assert await follows.get(JANE, made.id) == after
    await follows.stop(JANE, made.id)
    await follows.settle(JANE, after, took(after, Transit.UP_TO_5))
    assert not region.stored("follows"), "not revived"
    again = await follows.follow(JANE, parcel(), Wishes())
    await follows.settle(JANE, after, took(after, Transit.UP_TO_5))
    assert await follows.get(JANE, made.id) == again
    assert '"unavailable"' not in capsys.readouterr().out, "it is nothing to tell"


async def test_edits_stops_and_lessons_at_once_lose_none_of_each_other(region: People) -> None:
    kept, gone = [await region.follows().follow(JANE, parcel(f"N{n}"), WISHES) for n in range(2)]
    found = await asyncio.gather(
        *(
            region.follows().settle(JANE, one, took(one, Transit.UP_TO_5))
            for one in (kept, gone) * 4
        ),
        edited(region.follows(), kept, "new"),
        region.follows().stop(JANE, gone.id),
        return_exceptions=True,
    )
    assert not [one for one in found if isinstance(one, BaseException)]
    (left,) = (await region.follows().listed(JANE, after="", limit=9)).items
    assert (left.id, left.follow.label) == (kept.id, "new")


def standing(**how: Any) -> Callable[[People], None]:  # noqa: ANN401 - fields of a key
    """Return what sets fields of Jane's key."""

    def change(region: People) -> None:
        place = DocumentId("person_keys", JANE)
        key = region.keys.stored[place]
        region.keys.stored[place] = Document(place, {**key.fields, **how}, key.version)

    return change


def down(region: People) -> None:
    region.data.down = True


@pytest.mark.parametrize(
    ("trouble", "told"),
    [
        (down, "UnavailableError"),
        (standing(restricted=NOON), "RestrictedError"),
        (standing(objected="tracking"), "RestrictedError"),
        (standing(erasing="r" * 32), "ErasedError"),
    ],
    ids=["no database", "restricted", "objected", "being erased"],
)
async def test_whatever_stands_in_the_way_is_told_to_the_operator_alone(
    region: People,
    trouble: Callable[[People], None],
    told: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    made = await region.follows().follow(JANE, parcel(), WISHES)
    (before,) = region.stored("follows")
    trouble(region)
    await region.follows().settle(JANE, made, took(made, Transit.UP_TO_5))
    assert region.stored("follows") == [before]
    *_, line = [one for one in capsys.readouterr().out.splitlines() if '"unavailable"' in one]
    assert told in line
