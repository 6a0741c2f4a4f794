"""What a person is shown of what they follow, and how its states are named."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from functions.follows.contract import LOOKED_AT, FollowsQuery
from functions.follows.show import in_full, in_short, names, tag_of
from functions.follows.use_case import Seen, changed, look, page_of, peek, stop
from shared.edge.authentication import Visitor
from shared.edge.operation import Call
from shared.kernel.clock import Deadline, SystemClock
from shared.kernel.errors import AppError, InvalidInputError, NotFoundError, UnavailableError
from shared.parcels.carriers.model import Asked, Proof, Report, Scan, Status
from shared.parcels.carriers.port import CarrierPort, ProofError
from shared.parcels.carriers.times import When
from shared.parcels.follows.model import Commodity, Follow, Followed, Notify, Wishes
from shared.parcels.shipments.model import ShipmentRef
from shared.parcels.shipments.planning import Untracked
from shared.parcels.shipments.quota import UnlimitedQuota
from shared.parcels.shipments.track import Tracked
from shared.people.person.disclosures import Disclosures, What
from shared.platform.records.port import Committed, Write
from shared.platform.suppliers.port import Asker, SupplierError
from tests.fakes import NOON, ScriptedCarrier
from tests.unit.parcels.follows.test_follows import JANE, JOE, WISHES, People
from tests.unit.parcels.shipments.region import Store
from tests.unit.people.region import Instance

CALL: Call[Any] = Call(caller=Visitor(""), body=None, now=NOON, request_id="1" * 32, language="en")
DEADLINE = Deadline.after(SystemClock(), timedelta(hours=12))


@dataclass
class World:
    """People, shipments, and one carrier that says what the test wants."""

    people: People
    shipments: Store
    answer: Report | AppError
    port: ScriptedCarrier

    def __init__(self) -> None:
        self.people = People()
        self.shipments = Store(self.people.platform)
        self.answer = Report(status=Status.IN_TRANSIT)
        self.port = ScriptedCarrier(self._story, code="dhl")

    async def _story(self, asked: Asked) -> Report:
        await asyncio.sleep(0)
        if self.port.code == "seventeen_track" and asked.postcode is None:
            raise ProofError(Proof.POSTCODE, rejected=False)
        if isinstance(self.answer, AppError):
            raise self.answer
        return self.answer

    def deps(self) -> Instance:
        """Return one more instance, which asks that carrier."""
        one = self.people.instance()
        one.carriers, one.aggregators, one.quota = {"dhl": self.port}, (), UnlimitedQuota()
        return one

    def disclosures(self) -> Disclosures:
        return self.people.instance().disclosures

    async def follow(
        self, number: str = "N1", carrier: str = "dhl", postcode: str | None = "10115"
    ) -> Followed:
        ref = ShipmentRef(carrier, Asked(number, postcode))
        return await self.people.follows().follow(JANE, ref, WISHES)

    async def look(self, followed: Followed) -> Seen:
        deadline = Deadline.after(SystemClock(), timedelta(seconds=8))
        return await look(followed, self.deps(), person=JANE, deadline=deadline)

    async def page(self, **query: Any) -> tuple[list[Seen], str | None]:  # noqa: ANN401 - bounds
        return await page_of(
            FollowsQuery.model_validate(query),
            person=JANE,
            deps=self.deps(),
        )


@pytest.fixture
async def world() -> World:
    found = World()
    await found.people.instance().person_keys.make(JANE)
    return found


async def test_the_half_that_is_kept_for_follows_is_asked_from(world: World) -> None:
    seen = await world.look(await world.follow())
    assert isinstance(seen.found, Tracked)
    assert world.port.askers == [Asker.FOLLOW]
    assert world.port.asked == [Asked("N1", "10115")]


async def test_whom_the_number_was_given_to_is_written_down_once_before_it_is_given(
    world: World,
) -> None:
    followed = await world.follow()
    assert (await world.disclosures().page(JANE, after="", limit=100))[0] == []
    for _ in range(2):
        await world.look(followed)
        world.people.clock.advance(timedelta(days=2))
    lines = (await world.disclosures().page(JANE, after="", limit=100))[0]
    assert {(one.what, one.whom, one.data, one.subject, one.until) for one in lines} == {
        (What.GIVEN, "dhl", "waybill number", followed.id, None),
        (What.GIVEN, "dhl", "recipient postcode", followed.id, None),
    }
    assert len(lines) == 2
    assert len(world.port.asked) == 2


async def test_who_cannot_write_it_down_does_not_ask(world: World) -> None:
    new, known = await world.follow("N1"), await world.follow("N2", postcode=None)
    await world.look(known)
    world.people.clock.advance(timedelta(hours=11))
    world.people.data.down = True
    assert isinstance((await world.look(new)).found, Untracked)
    seen = await world.look(known)
    assert world.port.asked == [Asked("N2")]
    assert isinstance(seen.found, Tracked), "and shows what is known"


async def test_who_is_not_on_the_register_is_told_nothing(world: World) -> None:
    world.port.code = "dhl-of-somebody-else"
    assert isinstance((await world.look(await world.follow())).found, Untracked)
    assert world.port.asked == []


async def test_a_carrier_of_our_own_is_nobody_else(world: World) -> None:
    world.port.code = "sandbox"
    await world.look(await world.follow())
    assert len(world.port.asked) == 1
    assert (await world.disclosures().page(JANE, after="", limit=100))[0] == []


async def test_who_stops_following_closes_what_is_written_down_and_may_begin_anew(
    world: World,
) -> None:
    other = await world.follow("N2")
    await world.look(other)
    ids = set()
    for _ in range(2):
        followed = await world.follow()
        await world.look(followed)
        world.people.clock.advance(timedelta(hours=1))
        await stop(followed.id, person=JANE, deps=world.deps())
        ids.add(followed.id)
    assert len(ids) == 1, "the same number again is the same id"
    lines = (await world.disclosures().page(JANE, after="", limit=100))[0]
    assert [one.until is None for one in lines if one.subject == other.id] == [True] * 2
    assert [one.until is None for one in lines if one.subject in ids] == [False] * 4


async def test_who_stops_again_closes_what_was_left_open(world: World) -> None:
    followed = await world.follow()
    await world.look(followed)
    await world.people.follows().stop(JANE, followed.id)
    with pytest.raises(NotFoundError):
        await stop(followed.id, person=JANE, deps=world.deps())
    assert all(one.until for one in (await world.disclosures().page(JANE, after="", limit=100))[0])


async def test_who_stopped_while_a_carrier_was_about_to_be_told_is_not_spoken_of(
    world: World,
) -> None:
    followed = await world.follow()
    await stop(followed.id, person=JANE, deps=world.deps())
    assert isinstance((await world.look(followed)).found, Untracked)
    assert world.port.asked == []
    assert all(one.until for one in (await world.disclosures().page(JANE, after="", limit=100))[0])


async def test_a_peek_shows_what_is_known_and_asks_nobody(world: World) -> None:
    known, unknown = await world.follow("N1"), await world.follow("N2")
    unasked = await world.follow("N3", "ontrac")
    await world.look(known)
    world.people.clock.advance(timedelta(hours=10))
    reads = world.shipments.documents.reads
    found = [one.found for one in await peek([known, unknown, unasked], world.deps())]
    assert isinstance(found[0], Tracked)
    assert found[1] is None
    assert isinstance(found[2], Untracked)
    assert found[2].error.code == "carrier-not-configured"
    assert len(world.port.asked) == 1
    assert world.shipments.documents.reads == reads + 3, "two shipments and a keyring"
    assert await peek([], world.deps()) == []


async def test_an_aggregator_is_told_the_proof_only_when_it_wants_one(world: World) -> None:
    world.port.code = "seventeen_track"
    followed, without = await world.follow(), await world.follow("N2", postcode=None)
    for one in (await world.look(followed), *await peek([followed], world.deps())):
        assert isinstance(one.found, Tracked)
        assert one.found.state.report == Report(status=Status.IN_TRANSIT)
    assert world.port.asked == [Asked("N1"), Asked("N1", "10115")]
    for one in (await world.look(without), *await peek([without], world.deps())):
        assert isinstance(one.found, Untracked)
        assert isinstance(one.found.error, ProofError)
        assert in_short(one, CALL).asks == (Proof.POSTCODE,)


async def test_a_shipments_database_that_is_down_is_told_and_is_no_obstacle(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    followed = await world.follow()
    world.shipments.documents.down = True
    looked = await world.look(followed)
    (listed,), cursor = await world.page()
    for seen in (looked, listed):
        shown = in_short(seen, CALL)
        assert shown.shipment is None
        assert shown.problem is not None
        assert (shown.problem.code, shown.number) == ("unavailable", "N1")
    assert cursor is None
    assert capsys.readouterr().out.count('"unavailable"') >= 2


async def test_what_the_carrier_says_anew_counts_as_a_change_of_the_follow(world: World) -> None:
    followed = await world.follow()
    assert (await world.look(followed)).updated == followed.follow.updated
    world.people.clock.advance(timedelta(minutes=16))
    assert (await world.look(followed)).updated == followed.follow.updated, "the same again"
    world.people.clock.advance(timedelta(minutes=16))
    world.answer = Report(status=Status.OUT_FOR_DELIVERY)
    assert (await world.look(followed)).updated == world.people.clock.now()
    world.people.clock.advance(timedelta(minutes=16))
    changed_label = await world.people.follows().edit(
        JANE,
        followed.id,
        lambda one: changed(one, {"label": "x"}, world.deps().whom),
        seen=lambda _: True,
    )
    assert (await world.look(changed_label)).updated == world.people.clock.now()


async def test_the_few_that_changed_are_found_among_many_a_hundred_at_a_time(world: World) -> None:
    made = []
    for n in range(230):
        if n % 90 == 0:
            world.people.clock.advance(timedelta(days=1))
        made.append(await world.follow(f"N{n}"))
    world.people.clock.advance(timedelta(minutes=1))
    since = world.people.clock.now().isoformat()
    ordered = sorted(made, key=lambda one: one.id)
    assert await world.page(updated_since=since) == ([], ordered[LOOKED_AT - 1].id), (
        "none, and there is more"
    )
    news = ordered[4::23]
    for one in news:
        await world.look(one)
    for limit in (1, 3, 6, 100):
        found, cursor = await world.page(updated_since=since, limit=limit)
        while cursor is not None:
            page, cursor = await world.page(updated_since=since, limit=limit, cursor=cursor)
            found += page
        assert [one.followed.id for one in found] == [one.id for one in news]


async def test_the_carriers_news_change_the_tag_and_not_what_an_edit_says_by_it(
    world: World,
) -> None:
    followed = await world.follow()
    tags = []
    for status in (Status.IN_TRANSIT, Status.DELIVERED):
        world.answer = Report(
            status=status, scans=(Scan(at=When.at(world.people.clock.now()), status=status),)
        )
        view = in_full(await world.look(followed), CALL)
        tags.append(tag_of(view, followed.follow))
        world.people.clock.advance(timedelta(minutes=16))
    assert tags[0] != tags[1]
    assert all(names(tag, followed.follow.rev) for tag in tags)


async def test_a_problem_is_the_same_state_in_every_request(world: World) -> None:
    world.answer = SupplierError(retry_after=timedelta(minutes=10))
    followed = await world.follow()
    first = in_short(await world.look(followed), CALL)
    world.people.clock.advance(timedelta(minutes=3))
    other = Call(caller=CALL.caller, body=None, now=CALL.now, request_id="2" * 32, language="en")
    second = in_short(await world.look(followed), other)
    assert first.problem != second.problem, "another request, and less time to wait"
    assert tag_of(first, followed.follow) == tag_of(second, followed.follow)


REV = "0123456789abcdef"
HASH = "f" * 32


@pytest.mark.parametrize(
    ("header", "named"),
    [
        ("*", True),
        (f'"{REV}"', True),
        (f'"{REV}.{HASH}"', True),
        (f'"{REV}.{"0" * 32}"', True),
        (f'"x", "{REV}.{HASH}"', True),
        (f'"{REV}.{HASH}" , "x"', True),
        (f'W/"{REV}.{HASH}"', False),
        (f'"{REV[::-1]}.{HASH}"', False),
        (f'"{REV}.{HASH}x"', False),
        (f'"{REV}."', False),
        (f"{REV}.{HASH}", False),
        (f'"{REV}', False),
        (f'"{REV}"\n', True),
        ('"*"', False),
        ("*, *", False),
        ("", False),
        (",", False),
    ],
)
def test_if_match_names_a_state_by_its_first_part(header: str, named: bool) -> None:  # noqa: FBT001 - a table
    assert names(header, REV) is named


async def _nothing(_: Asked) -> Report:
    raise SupplierError


def NOBODY(_: str) -> None:  # noqa: N802 - a constant that is called
    """Choose nobody."""


def DHL(_: str) -> CarrierPort:  # noqa: N802 - as above
    """Choose DHL itself, which is known to ask for a postcode alone."""
    return ScriptedCarrier(_nothing, code="dhl")


def a_follow(**more: Any) -> Follow:  # noqa: ANN401 - fields
    at = datetime.fromisoformat("2026-03-01T12:00:00+00:00")
    said = {"number": "N1", "carrier": "dhl", "postcode": "10115", "label": "Shoes"}
    wishes = {"commodity": "books", "notify": {"email": True}}
    own = {"owner_id": JANE, "rev": REV, "created": at, "updated": at}
    return Follow.model_validate({**own, **said, **wishes, **more})


@pytest.mark.parametrize(
    ("patch", "expected"),
    [
        ({}, {}),
        ({"label": "new"}, {"label": "new"}),
        ({"label": None}, {"label": None}),
        ({"commodity": None}, {"commodity": None}),
        ({"label": None, "commodity": "toys"}, {"label": None, "commodity": Commodity.TOYS}),
        ({"postcode": " 10 117 "}, {"postcode": "10117"}),
        ({"postcode": None}, {"postcode": None}),
        ({"phone_tail": "1234"}, {}),
        ({"notify": {"sms": True}}, {"notify": Notify(email=True, sms=True)}),
        ({"notify": {"sms": None, "push": True}}, {"notify": Notify(email=True, push=True)}),
        ({"notify": {"email": None}}, {"notify": Notify()}),
        ({"notify": {}}, {}),
        ({"notify": None}, {"notify": Notify()}),
    ],
    ids=str,
)
def test_a_patch_changes_what_it_names(patch: dict[str, Any], expected: dict[str, Any]) -> None:
    assert changed(a_follow(), patch, DHL) == a_follow().model_copy(update=expected)


def test_a_detail_that_may_be_wanted_is_kept_though_the_catalogue_does_not_know_it() -> None:
    """An aggregator, or nobody yet, may want more than the carrier is known to ask for."""
    patch = {"phone_tail": "1234", "postcode": None}
    for choose in (NOBODY, lambda _: ScriptedCarrier(_nothing, code="seventeen_track")):
        assert changed(a_follow(), patch, choose).phone_tail == "1234"
    assert changed(a_follow(), patch, DHL).phone_tail is None


def test_a_detail_of_another_form_is_no_patch() -> None:
    with pytest.raises(InvalidInputError):
        changed(a_follow(), {"postcode": "?"}, NOBODY)


def test_wishes_of_nothing_are_no_channel() -> None:
    assert Wishes().notify == Notify(email=False, sms=False, push=False)


def took(days: int, status: Status = Status.DELIVERED) -> Report:
    """Return the report of a parcel that is so far after so many days."""
    first, last = NOON - timedelta(days=days), NOON
    scans = (
        Scan(at=When.at(last), status=status),
        Scan(at=When.at(first), status=Status.INFO_RECEIVED),
    )
    return Report(status=status, scans=scans)


async def kept(world: World) -> list[str | None]:
    """Return what is stored of how long parcels took, in the order of the follows' ids."""
    listed = await world.people.follows().listed(JANE, after="", limit=100)
    return [one.follow.transit for one in listed.items]


async def test_how_long_a_parcel_took_is_learnt_once_when_it_is_delivered(world: World) -> None:
    followed = await world.follow()
    for status in (Status.IN_TRANSIT, Status.OUT_FOR_DELIVERY, Status.AVAILABLE_FOR_PICKUP):
        world.answer = took(4, status)
        assert in_full(await world.look(followed), CALL).transit_time is None
        world.people.clock.advance(timedelta(minutes=16))
    (before,) = world.people.stored("follows")
    assert await kept(world) == [None]
    followed = await world.people.follows().get(JANE, followed.id)
    world.answer = took(4)
    assert in_full(await world.look(followed), CALL).transit_time == "3-5"
    assert await kept(world) == ["3-5"]
    (after,) = world.people.stored("follows")
    clear = ("rev", "created", "updated")
    assert [after.fields[one] for one in clear] == [before.fields[one] for one in clear]
    world.answer = took(20)
    world.people.clock.advance(timedelta(hours=7))
    again = await world.people.follows().get(JANE, followed.id)
    assert in_full(await world.look(again), CALL).transit_time == "3-5"
    assert world.people.stored("follows") == [after], "one write in its life"
    assert names(tag_of(in_full(await world.look(again), CALL), again.follow), followed.follow.rev)


async def test_a_list_learns_what_others_looked_up_so_many_at_once(world: World) -> None:
    made = [await world.follow(f"N{n}") for n in range(24)]
    world.answer = took(7)
    await world.people.instance().person_keys.make(JOE)
    for one in made:
        theirs = await world.people.follows().follow(JOE, one.follow.ref, WISHES)
        await look(theirs, world.deps(), person=JOE, deadline=DEADLINE)
    assert set(await kept(world)) == {None}
    for limit, left in ((3, 21), (100, 1), (100, 0), (100, 0)):
        before = (await kept(world)).count(None)
        commits = world.people.data.commits
        shown, _ = await world.page(limit=limit)
        assert {one.transit for one in shown} == {"6-10"}, "kept or not"
        assert (await kept(world)).count(None) == left
        assert world.people.data.commits - commits == before - left, "one write each"


async def test_an_answer_does_not_hang_on_whether_it_could_be_kept(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    world.answer = took(4)
    followed = await world.follow()
    whole = world.people.data.commit

    async def commit(writes: Sequence[Write]) -> list[Committed]:
        if any(one.id.collection == "follows" for one in writes):
            raise UnavailableError
        return await whole(writes)

    world.people.data.commit = commit  # type: ignore[method-assign]
    assert in_full(await world.look(followed), CALL).transit_time == "3-5"
    ((listed,), _) = await world.page()
    assert in_short(listed, CALL).transit_time == "3-5"
    assert await kept(world) == [None]
    assert capsys.readouterr().out.count('"unavailable"') == 2
    world.people.data.commit = whole  # type: ignore[method-assign]
    await world.look(followed)
    assert await kept(world) == ["3-5"]


async def test_who_stopped_while_the_carrier_was_asked_does_not_follow_again(world: World) -> None:
    world.answer = took(4)
    followed = await world.follow()
    story = world.port.story

    async def stopping(asked: Asked) -> Report:
        await world.people.follows().stop(JANE, followed.id)
        return await story(asked)

    world.port.story = stopping
    assert (await world.look(followed)).transit == "3-5"
    assert not world.people.stored("follows")
