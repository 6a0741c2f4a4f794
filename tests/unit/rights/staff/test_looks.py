"""Nothing is seen that was not written down before; an unmasking opens what it says, and ends."""

import asyncio
import secrets
from collections.abc import Sequence
from datetime import timedelta

import pytest

from functions.staff.minors import CallOffReason, MinorDesk, Outcome, call_off, report
from functions.staff.minors import confirm as confirm_minor
from functions.staff.people import desk_of
from functions.staff.use_case import Desk, Seen, Shown, confirm, look_up, see, unmask
from shared.kernel.clock import DAY
from shared.kernel.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
    RestrictedError,
    TooManyRequestsError,
    UnavailableError,
)
from shared.parcels.follows.model import Follow
from shared.people.accounts.accounts import Details
from shared.people.accounts.devices import Device
from shared.people.person.address import email
from shared.people.person.disclosures import Disclosure
from shared.people.person.keys import PersonKey
from shared.people.person.model import Person
from shared.platform.records.port import Committed, Document, Write
from shared.privacy.describe import Personal
from shared.privacy.purposes import PURPOSES, TRACKING, Purpose
from shared.rights.erasure.model import Why
from shared.rights.inventory import records
from shared.rights.requests.log import RightsLog
from shared.rights.requests.model import Right, RightsRequest, RightsSource
from shared.rights.staff.access_log import ERASURES, PER_MEMBER, PER_PERSON, RESERVE, SHARE
from shared.rights.staff.model import UNMASKED_FOR, LookReason, Unmasking, UnmaskingAsked, groups_of
from shared.rights.staff.roles import Member, Role
from shared.rights.staff.subject_view import MOST, Holdings, shown_fields
from shared.rights.staff.unmaskings import Unmaskings
from tests.fakes import NOON
from tests.unit.people.region import checked, elsewhere, given
from tests.unit.rights.erasure.world import Erasing

JANE = email("jane@example.com")
SUE, PAT = Member(Role.SUPPORT, "sue"), Member(Role.PRIVACY, "pat")
POL = Member(Role.PRIVACY, "pol")
ASKED = UnmaskingAsked("account", LookReason.PERSON_ASKED, "SUP-1")


class Office(Erasing):
    """A region with somebody in it, and staff who look."""

    def __init__(self) -> None:
        super().__init__()
        self.jane = ""

    async def open(self) -> "Office":
        """Register Jane."""
        one = self.instance()
        proof = await checked(one, JANE, await given(one, JANE, elsewhere(4000)), elsewhere(4000))
        made = await one.accounts.register(
            proof, Details("DE", "1", nickname="Jane"), asker=elsewhere(4000)
        )
        self.jane = made.person_id
        return self

    def desk(self, member: Member = SUE) -> Desk:
        """Return what somebody works with at one more instance."""
        return desk_of(member, self.instance())

    def requests(self) -> RightsLog:
        """Return the log of requests at one more instance."""
        return self.instance().rights_log

    async def request(self) -> str:
        """Let Jane ask for something that waits, and return its id."""
        name = secrets.token_hex(16)
        fresh = self.requests().fresh(
            name, Right.RECTIFICATION, "Mine.", purpose=None, source=RightsSource.ACCOUNT
        )
        record = RightsRequest(owner_id=self.jane, text=fresh.text, **fresh.asked)
        await self.records(RightsRequest).create(self.jane, name, record)
        return name

    def unmaskings(self) -> Unmaskings:
        """Return the unmaskings at one more instance."""
        return self.instance().unmaskings

    def holdings(self) -> Holdings:
        """Return what is held, at one more instance."""
        return self.instance().holdings

    async def unmask(self, member: Member = SUE, asked: UnmaskingAsked = ASKED) -> Shown:
        """Unmask Jane."""
        return await unmask(
            self.jane,
            self.desk(member),
            asked,
            holdings=self.holdings(),
            unmaskings=self.unmaskings(),
        )

    def at(self, member: Member) -> MinorDesk:
        """Return what somebody works with on cases of minors."""
        one = self.instance()
        return MinorDesk(desk_of(member, one), one.session_revocation, one.notices)

    async def report(self, member: Member = SUE) -> Outcome:
        """Say that Jane is a minor."""
        return await report(self.jane, self.at(member), ticket="SUP-9")

    async def erase(self, second: Member = PAT) -> str:
        """Say that Jane is a minor, and confirm it."""
        await self.report()
        return (await confirm_minor(self.jane, self.at(second), ticket="SUP-9"))[0]

    async def call_off(self, member: Member = PAT) -> Outcome:
        """Call that off."""
        reason = CallOffReason.NOT_A_MINOR
        return await call_off(self.jane, self.at(member), reason=reason, ticket="SUP-10")

    async def lines(self) -> list[Disclosure]:
        """Return Jane's access log, the oldest line first."""
        return list(
            reversed((await self.instance().disclosures.page(self.jane, after="", limit=100))[0])
        )

    def refuse(self, collection: str) -> None:
        """Let commits that write to a collection fail."""
        whole = self.data.commit

        async def commit(writes: Sequence[Write]) -> list[Committed]:
            if any(one.id.collection == collection for one in writes):
                raise UnavailableError
            return await whole(writes)

        self.data.commit = commit  # type: ignore[method-assign]

    def lose(self, collection: str) -> None:
        """Let the answer to the next commit that writes to a collection of the keys be lost."""
        whole = self.keys.commit

        async def commit(writes: Sequence[Write]) -> list[Committed]:
            done = await whole(writes)
            if any(one.id.collection == collection for one in writes):
                self.keys.commit = whole  # type: ignore[method-assign]
                raise UnavailableError
            return done

        self.keys.commit = commit  # type: ignore[method-assign]

    def stored_keys(self) -> list[Document]:
        """Return people's keys as they lie there."""
        found = self.keys.stored.values()
        return [one for one in found if one.id.collection == PersonKey.collection]


@pytest.fixture
async def office() -> Office:
    return await Office().open()


async def test_what_cannot_be_written_down_is_not_shown_and_not_allowed(office: Office) -> None:
    office.refuse(Disclosure.collection)
    with pytest.raises(UnavailableError):
        await office.unmask()
    with pytest.raises(UnavailableError):
        await look_up(JANE, office.desk())
    with pytest.raises(UnavailableError):
        await see(
            office.jane,
            office.desk(),
            holdings=office.holdings(),
            unmaskings=office.unmaskings(),
            consents=office.consents(),
        )
    assert office.stored(Unmasking.collection) == []
    assert await office.unmaskings().standing(office.jane, SUE) == []


async def test_the_line_is_there_before_anything_is_read_for_the_answer(office: Office) -> None:
    seen: list[int] = []
    holdings = office.holdings()
    whole = holdings.of_purpose

    async def of_purpose(person: str, purpose: str) -> object:
        seen.append(len(await office.lines()))
        return await whole(person, purpose)

    holdings.of_purpose = of_purpose  # type: ignore[method-assign,assignment]
    await unmask(
        office.jane, office.desk(), ASKED, holdings=holdings, unmaskings=office.unmaskings()
    )
    assert seen == [1]


async def test_an_allowance_that_cannot_be_written_shows_nothing_and_the_line_stays(
    office: Office,
) -> None:
    office.refuse(Unmasking.collection)
    with pytest.raises(UnavailableError):
        await office.unmask()
    assert [line.ticket for line in await office.lines()] == ["SUP-1"]


async def test_an_unmasking_ends_to_the_second_and_can_be_had_anew(office: Office) -> None:
    await office.unmask()
    office.clock.advance(UNMASKED_FOR - timedelta(seconds=1))
    (one,) = await office.unmaskings().standing(office.jane, SUE)
    assert (one.group, one.ticket, one.expires) == ("account", "SUP-1", NOON + UNMASKED_FOR)
    other = Member(SUE.role, "sam")
    assert await office.unmaskings().standing(office.jane, other) == []
    office.clock.advance(timedelta(seconds=1))
    assert await office.unmaskings().standing(office.jane, SUE) == []
    await office.unmask(asked=UnmaskingAsked("account", LookReason.INCIDENT, "INC-2"))
    (again,) = await office.unmaskings().standing(office.jane, SUE)
    assert (again.ticket, again.reason) == ("INC-2", LookReason.INCIDENT)


async def test_the_same_member_twice_at_once_is_shown_it_twice_and_both_are_written_down(
    office: Office,
) -> None:
    shown = await asyncio.gather(office.unmask(), office.unmask())
    assert [one.holding.records["people"][0]["email"] for one in shown] == [JANE.value] * 2
    assert len(await office.lines()) == 2
    assert len(office.stored(Unmasking.collection)) == 1


async def test_an_allowance_moved_to_another_member_or_purpose_opens_nothing(
    office: Office,
) -> None:
    """Who can write to the database, but has no key, makes nobody an unmasking."""
    await office.unmask(PAT, UnmaskingAsked("tracking", LookReason.LEGAL_DUTY, "LAW-1"))
    (mine,) = office.stored(Unmasking.collection)
    await office.unmask(SUE)
    (hers,) = [one for one in office.stored(Unmasking.collection) if one.id != mine.id]
    office.data.stored[hers.id] = Document(hers.id, mine.fields, hers.version)
    assert await office.unmaskings().standing(office.jane, SUE) == []
    expires = {**mine.fields, "expires": NOON + DAY}
    office.data.stored[mine.id] = Document(mine.id, expires, mine.version)
    office.clock.advance(UNMASKED_FOR)
    assert await office.unmaskings().standing(office.jane, PAT) == []


async def test_who_it_was_is_kept_as_a_mark_that_is_the_same_each_time(office: Office) -> None:
    for member in (SUE, PAT, SUE):
        await look_up(JANE, office.desk(member))
    marks = [line.by for line in await office.lines()]
    assert sorted(map(marks.count, marks)) == [1, 2, 2]
    assert all(mark and "sue" not in mark and "pat" not in mark for mark in marks)


WANTED = {LookReason.RIGHTS_REQUEST, LookReason.LEGAL_DUTY}
"""Reasons for which somebody sees what its person has restricted."""


async def follow(office: Office) -> None:
    """Let Jane follow a parcel."""
    now = office.clock.now()
    one = Follow(
        owner_id=office.jane, rev="r", created=now, updated=now, number="JJD0099", carrier="dhl"
    )
    await office.records(Follow).create(office.jane, "f" * 32, one)


async def stop(office: Office, purpose: Purpose | None) -> None:
    """Let Jane restrict her data, or object to a purpose."""
    if purpose is None:
        await office.standings().restrict(office.jane)
    else:
        await office.standings().object_to(office.jane, purpose)


@pytest.mark.parametrize("stopped", [None, TRACKING], ids=["restricted", "objected to"])
@pytest.mark.parametrize("reason", LookReason)
async def test_what_a_person_has_stopped_is_shown_for_their_own_request_or_a_law_and_two(
    office: Office, stopped: Purpose | None, reason: LookReason
) -> None:
    await follow(office)
    await stop(office, stopped)
    request = await office.request() if reason is LookReason.RIGHTS_REQUEST else None
    asked = UnmaskingAsked(TRACKING.id, reason, "PRIV-1", request)
    if reason is LookReason.LEGAL_DUTY:
        waits = await office.unmask(PAT, asked)
        assert (
            waits.holding.records,
            len(await office.unmaskings().standing(office.jane, PAT)),
        ) == ({}, 0)
        await confirm(
            office.jane,
            waits.waits_as or "",
            office.desk(POL),
            ticket="PRIV-1",
            unmaskings=office.unmaskings(),
        )
    if reason in WANTED:
        shown = await office.unmask(PAT, asked)
        assert shown.holding.records["follows"][0]["number"] == "JJD0099"
        return
    with pytest.raises(RestrictedError):
        await office.unmask(PAT, asked)
    assert await office.lines() == [], "nothing was seen"
    assert office.stored(Unmasking.collection) == []
    account = UnmaskingAsked("account", reason, "PRIV-1")
    if stopped is None:
        with pytest.raises(RestrictedError):
            await office.unmask(PAT, account)
    else:
        shown = await office.unmask(PAT, account)
        assert shown.holding.records["people"][0]["email"] == JANE.value


@pytest.mark.parametrize("stopped", [None, TRACKING], ids=["restricted", "objected to"])
async def test_what_was_unmasked_before_its_person_stopped_it_is_neither_shown_nor_counted(
    office: Office, stopped: Purpose | None
) -> None:
    await follow(office)
    await office.unmask(PAT, UnmaskingAsked(TRACKING.id, LookReason.INCIDENT, "INC-1"))
    await office.unmask(PAT, UnmaskingAsked("account", LookReason.INCIDENT, "INC-1"))

    async def look() -> Seen:
        return await see(
            office.jane,
            office.desk(PAT),
            holdings=office.holdings(),
            unmaskings=office.unmaskings(),
            consents=office.consents(),
        )

    before = await look()
    assert before.counts["follows"] == 1
    assert {one.unmasking.group for one in before.shown} == {"account", TRACKING.id}
    await stop(office, stopped)
    after = await look()
    assert before.counts.keys() - after.counts.keys() == {"follows"}
    left = [] if stopped is None else ["account"]
    assert [one.unmasking.group for one in after.shown] == left
    lines = [line.data for line in await office.lines()]
    assert lines.count("everything for tracking") == 2, "once unmasked, once seen again"


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("group", sorted(PURPOSES))
async def test_a_role_unmasks_its_groups_alone(office: Office, role: Role, group: str) -> None:
    may = {
        Role.SUPPORT: group == "account",
        Role.PRIVACY: not PURPOSES[group].is_asked,
    }.get(role, False)
    assert (group in groups_of(role)) == may
    asked = UnmaskingAsked(group, LookReason.INCIDENT, "INC-1")
    if may:
        assert (await office.unmask(Member(role, "one"), asked)).unmasking.group == group
    else:
        with pytest.raises(ForbiddenError):
            await office.unmask(Member(role, "one"), asked)
        assert await office.lines() == []


async def test_a_purpose_that_there_is_not_is_a_fault_of_the_field(office: Office) -> None:
    with pytest.raises(InvalidInputError):
        await office.unmask(PAT, UnmaskingAsked("everything", LookReason.INCIDENT, "INC-1"))


async def test_who_looks_too_often_is_told_to_wait(office: Office) -> None:
    for _ in range(PER_MEMBER):
        with pytest.raises(NotFoundError):
            await look_up(email("nobody@example.com"), office.desk())
    with pytest.raises(TooManyRequestsError) as told:
        await look_up(JANE, office.desk())
    assert told.value.retry_after == timedelta(hours=1)
    assert await look_up(JANE, office.desk(PAT)) == office.jane
    office.clock.advance(timedelta(hours=1))
    assert await look_up(JANE, office.desk()) == office.jane


async def test_one_person_is_not_looked_at_without_end_and_who_waits_sees_nothing(
    office: Office,
) -> None:
    for number in range(PER_PERSON - RESERVE):
        await look_up(JANE, office.desk(Member(Role.SUPPORT, str(number % 5))))
    with pytest.raises(TooManyRequestsError):
        await office.unmask(SUE)
    for number in range(RESERVE):
        await look_up(JANE, office.desk(Member(Role.PRIVACY, str(number % 2))))
    with pytest.raises(TooManyRequestsError):
        await office.unmask(PAT)
    assert len(await office.lines()) == PER_PERSON
    assert office.stored(Unmasking.collection) == []


async def test_a_stale_index_finds_nobody(office: Office) -> None:
    slot = await office.records(Person).get(office.jane, office.jane, PURPOSES["account"])
    index = {k: v for k, v in office.data.stored.items() if k.collection == "people_by_email"}
    assert slot.record is not None
    moved = slot.record.model_copy(update={"email": "new@example.com"})
    await office.records(Person).put(office.jane, slot, moved)
    office.data.stored.update(index)
    with pytest.raises(NotFoundError):
        await look_up(JANE, office.desk())
    assert await look_up(email("new@example.com"), office.desk()) == office.jane


@pytest.mark.parametrize("role", [Role.SUPPORT, Role.PRIVACY])
async def test_one_member_has_a_share_of_the_looks_at_one_person(
    office: Office, role: Role
) -> None:
    one = Member(role, "one")
    for _ in range(SHARE):
        await look_up(JANE, office.desk(one))
    with pytest.raises(TooManyRequestsError):
        await look_up(JANE, office.desk(one))
    for other in (SUE, PAT):
        assert await look_up(JANE, office.desk(other)) == office.jane


async def test_a_minor_is_erased_once_and_told_once(office: Office) -> None:
    receipt = await office.erase()
    assert [to for to, _ in office.mailbox.sent] == [JANE.value] * 2, "the case, and the receipt"
    assert (await confirm_minor(office.jane, office.at(PAT), ticket="SUP-9"))[0] == receipt
    again = await office.report(PAT)
    assert again.erasure is not None
    assert again.erasure[0] == receipt
    assert len(office.mailbox.sent) == 2
    _, kept = await office.erasures().begin(office.jane, Why.ASKED)
    assert (kept.why, kept.ticket, bool(kept.by)) == (Why.MINOR, "SUP-9", True)
    assert kept.second not in {"", kept.by}
    assert office.stored("sessions") == []


async def test_who_could_not_be_told_is_told_when_it_is_said_again(office: Office) -> None:
    office.mailbox.down = True
    outcome = await office.report()
    assert outcome.case is not None
    assert not outcome.case.case.told
    office.mailbox.down = False
    assert (await office.report()).case == outcome.case, "somebody may be at it"
    office.clock.advance(timedelta(seconds=11))
    told = (await office.report(PAT)).case
    assert told is not None
    assert told.case.told
    await office.report(PAT)
    assert len(office.mailbox.sent) == 1


async def test_an_answer_that_is_lost_when_a_case_begins_changes_nothing(office: Office) -> None:
    office.lose(PersonKey.collection)
    outcome = await office.report()
    assert outcome.case is not None
    assert outcome.case.is_own
    assert (await office.standings().case(office.jane)) == outcome.case.case
    assert len(office.mailbox.sent) == 1


async def test_an_answer_that_is_lost_when_a_case_is_called_off_changes_nothing(
    office: Office,
) -> None:
    await office.report()
    office.lose(PersonKey.collection)
    assert await office.call_off() == Outcome()
    assert await office.standings().case(office.jane) is None
    assert len(office.mailbox.sent) == 2
    (key,) = office.stored_keys()
    assert (key.fields["suspended"], key.fields["due"]) == (None, None)


async def test_of_confirming_and_calling_off_at_once_one_wins(office: Office) -> None:
    await office.report()
    confirmed, off = await asyncio.gather(
        confirm_minor(office.jane, office.at(PAT), ticket="SUP-9"),
        office.call_off(POL),
        return_exceptions=True,
    )
    won = [isinstance(one, BaseException) for one in (confirmed, off)]
    assert sorted(won) == [False, True], (confirmed, off)
    erased = await office.erasures().of(office.jane)
    assert (erased is None) == won[0]


async def test_a_case_that_was_called_off_meanwhile_erases_nobody(office: Office) -> None:
    await office.report()
    case = await office.standings().case(office.jane)
    await office.call_off()
    await office.report(POL)
    with pytest.raises(ConflictError):
        await office.erasures().begin(office.jane, Why.MINOR, case=case)
    assert await office.erasures().of(office.jane) is None


async def test_a_case_can_be_decided_though_nothing_of_the_person_opens(office: Office) -> None:
    (key,) = office.stored_keys()
    broken = {**key.fields, "wrapped": b"x" * 80}
    office.keys.stored[key.id] = Document(key.id, broken, key.version)
    receipt = await office.erase()
    assert (await office.erasures().get(receipt)).why is Why.MINOR


async def test_a_mail_that_cannot_be_sent_stops_no_erasure(office: Office) -> None:
    office.mailbox.down = True
    receipt = await office.erase()
    assert (await office.erasures().get(receipt)).why is Why.MINOR


async def test_a_damaged_record_stops_no_erasure(office: Office) -> None:
    (found,) = office.stored("people")
    broken = {**found.fields, "sealed": {"account": b"x" * 60}}
    office.data.stored[found.id] = Document(found.id, broken, found.version)
    receipt = await office.erase()
    await office.run(receipt)
    assert office.stored("people") == []


async def test_nobody_has_many_people_erased_in_a_day(office: Office) -> None:
    for _ in range(ERASURES):
        await office.report()
    with pytest.raises(TooManyRequestsError):
        await office.report()


async def test_of_very_many_records_the_first_are_shown_and_that_is_said(office: Office) -> None:
    devices = office.records(Device)
    for number in range(MOST + 1):
        one = Device(owner_id=office.jane, model=f"{number}", added=NOON)
        await devices.create(office.jane, f"d{number:04}", one)
    held = (await office.unmask()).holding
    assert len(held.records["devices"]) == MOST
    assert held.cut == ("devices",)
    assert (await office.holdings().counts(office.jane))["devices"] == MOST + 1


def test_what_staff_never_see_in_full_is_said_by_its_description() -> None:
    never = {
        f"{one.collection}.{name}"
        for one in records()
        for name, about in one.described.items()
        if isinstance(about, Personal) and not about.unmask
    }
    told = {f"disclosures.{name}" for name in Disclosure.described} - {
        f"disclosures.{name}" for name in ("owner_id", "expires", "due")
    }
    unmasking = ("by", "group", "reason", "ticket", "until", "request", "second")
    asked = {f"unmaskings.{name}" for name in unmasking}
    origins = {"origins.source", "origins.network"}
    never_shown = {"replies.reply", "devices.push", "identities.account"} | origins
    assert never == never_shown | told | asked
    assert not shown_fields(Disclosure, "account")
    assert "push" not in shown_fields(Device, "account")
    assert shown_fields(Person, "account") >= {"email", "phone"}
