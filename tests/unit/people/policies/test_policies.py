"""Who is told of a version, when it comes into force, and who has accepted it."""

import asyncio
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import pytest

from functions.policy_notices.contract import AnnouncementReport
from functions.policy_notices.use_case import announce
from shared.kernel.clock import Deadline
from shared.kernel.errors import NotFoundError, UnauthenticatedError, UnavailableError
from shared.people.accounts.accounts import Details, Entered
from shared.people.accounts.sessions import SignedIn
from shared.people.messages.delivery import Reached
from shared.people.messages.port import Destination, Message
from shared.people.person.address import email
from shared.people.policies.contract import AcceptanceKind
from shared.people.policies.model import Policy
from shared.people.policies.notice import PolicyNotice
from shared.people.policies.notifications import PolicyTelling
from shared.people.policies.versions import policies
from shared.platform.suppliers.port import FetchOutcome, SupplierError
from shared.privacy.purposes import ACCOUNT
from tests.unit.people.region import HERE, Instance, Region, checked, given

SHOWN = date(2026, 3, 2)
"""The day after the fakes' noon."""
EFFECT = SHOWN + timedelta(days=31)


@dataclass
class Mailbox:
    """Takes messages, refuses those to some, and is down when told to."""

    sent: list[str] = field(default_factory=list)
    refusing: set[str] = field(default_factory=set)
    down: bool = False
    while_sending: asyncio.Event | None = None

    def serves(self, address: Destination) -> bool:
        """Serve mail only."""
        return address.channel == "email"

    async def send(self, address: Destination, message: Message) -> None:
        """Take a message."""
        assert message.text
        if self.while_sending is not None:
            await self.while_sending.wait()
        if address.value in self.refusing:
            raise SupplierError(outcome=FetchOutcome.BAD_ANSWER)
        if self.down:
            raise UnavailableError
        self.sent.append(address.value)


class Town:
    """A region with people, in which a second version cuts rights from tomorrow on."""

    def __init__(self) -> None:
        self.region, self.mailbox = Region(), Mailbox()
        self.region.platform.messenger = self.mailbox
        first = policies()[0]
        early = dict.fromkeys(("published", "effective"), date(2026, 1, 1))
        second = {"published": SHOWN, "effective": EFFECT, "version": 2, "cuts_rights": True}
        self.region.policies = (
            first.model_copy(update=early),
            first.model_copy(update=second),
        )
        self.instance = self.region.instance()

    @property
    def cut(self) -> Policy:
        """The second version."""
        return self.region.policies[1]

    def telling(self, instance: Instance | None = None) -> PolicyTelling:
        """Return what writes to people."""
        return (instance or self.instance).policy_telling

    async def person(self, name: str) -> Entered:
        """Register somebody."""
        address = email(f"{name}@example.org")
        code = await given(self.instance, address, HERE)
        proof = await checked(self.instance, address, code, HERE)
        details = Details(country="DE", policy_version="1")
        return await self.instance.accounts.register(proof, details, asker=HERE)

    async def run(self, instance: Instance | None = None) -> AnnouncementReport:
        """Run the job once."""
        deadline = Deadline.after(self.region.clock, timedelta(minutes=8))
        return await announce(self.cut, instance or self.instance, deadline)

    async def notice(self, person: str) -> PolicyNotice | None:
        """Return what is known of a person and the second version."""
        return (await self.instance.policies.notice(person, 2)).record

    async def use(self, entered: Entered) -> SignedIn:
        """Use the service as an app does, at a fresh instance."""
        return await self.region.instance().sessions.of(entered.session.token)

    def advance(self, **span: float) -> datetime:
        """Let time pass."""
        self.region.clock.advance(timedelta(**span))
        return self.region.clock.now()

    async def in_force(self) -> int:
        """Return the version in force, as a fresh instance sees it."""
        return (await self.region.instance().policies.in_force()).policy.version


@pytest.fixture
def town() -> Town:
    """Return a town."""
    return Town()


async def test_a_later_version_does_not_exist_before_its_day(town: Town) -> None:
    assert [d.policy.version for d in await town.instance.policies.published()] == [1]
    assert await town.instance.policies.upcoming() is None
    with pytest.raises(NotFoundError):
        await town.instance.policies.get(2)
    town.advance(days=1)
    upcoming = await town.instance.policies.upcoming()
    assert upcoming is not None
    assert (upcoming.policy.version, upcoming.effect) == (2, None)
    assert await town.in_force() == 1


async def test_while_nothing_is_announced_the_policy_costs_no_read(town: Town) -> None:
    someone = await town.person("one")
    reads = town.region.data.reads
    for _ in range(3):
        assert await town.instance.policies.version() == 0
    await town.instance.sessions.of(someone.session.token)
    assert town.region.data.reads - reads == 1, "the session's own"


async def test_a_cut_waits_for_mail_and_banner_and_thirty_days(town: Town) -> None:
    for name in ("one", "two", "three"):
        await town.person(name)
    town.advance(days=1)
    report = await town.run()
    assert (report.sent, report.left, report.told) == (3, False, town.region.clock.now())
    assert sorted(town.mailbox.sent) == [f"{n}@example.org" for n in ("one", "three", "two")]
    town.advance(days=60)
    assert await town.in_force() == 1, "nobody was served the banner"
    assert (await town.instance.policies.get(2)).effect is None
    await town.instance.policies.serving(town.cut)
    shown = town.region.clock.now()
    dated = await town.instance.policies.get(2)
    assert dated.effect == shown + timedelta(days=30), "who is shown it reads its day"
    town.advance(days=30, seconds=-1)
    assert await town.in_force() == 1
    town.advance(seconds=1)
    assert await town.in_force() == 2
    (dated,) = [
        d for d in await town.region.instance().policies.published() if d.policy == town.cut
    ]
    assert dated.effect == shown + timedelta(days=30)
    assert await town.instance.policies.upcoming() is None


async def test_everybody_is_written_to_once_however_often_it_runs(town: Town) -> None:
    for number in range(230):
        await town.person(f"p{number}")
    town.advance(days=1)
    others = [town.region.instance() for _ in range(3)]
    reports = await asyncio.gather(*(town.run(one) for one in others))
    assert sum(report.sent for report in reports) == 230
    await town.run()
    assert len(town.mailbox.sent) == len(set(town.mailbox.sent)) == 230


async def test_a_mailbox_that_is_gone_blocks_nothing_and_is_listed(town: Town) -> None:
    gone = await town.person("gone")
    await town.person("there")
    town.mailbox.refusing = {"gone@example.org"}
    town.advance(days=1)
    report = await town.run()
    assert (report.sent, report.refused, report.not_told) == (1, 1, (gone.person_id,))
    assert report.told is not None
    notice = await town.notice(gone.person_id)
    assert notice is not None
    assert (notice.told, notice.knows) == (Reached.REFUSED, False)


async def test_a_relay_that_is_down_is_waited_for_but_not_for_ever(town: Town) -> None:
    for name in ("one", "two"):
        await town.person(name)
    town.advance(days=1)
    town.mailbox.down = True
    first = await town.run()
    assert (first.failed, first.left) == (2, True)
    town.advance(hours=1)
    assert (await town.run()).left
    town.mailbox.down = False
    town.advance(hours=1)
    healed = await town.run()
    assert (healed.sent, healed.left) == (2, False)


async def test_after_a_day_whoever_cannot_be_written_to_holds_up_nobody(town: Town) -> None:
    await town.person("one")
    town.advance(days=1)
    town.mailbox.down = True
    assert (await town.run()).left
    town.advance(days=1)
    report = await town.run()
    assert (report.failed, report.left) == (1, False)


async def test_who_cannot_be_reached_is_counted(town: Town) -> None:
    someone = await town.person("one")
    slot = await town.instance.accounts.get(someone.person_id)
    phone = someone.person.model_copy(update={"email": None, "phone": "+491701234567"})
    await town.instance.people.put(someone.person_id, slot, phone)
    town.advance(days=1)
    report = await town.run()
    assert (report.unreachable, report.not_told) == (1, (someone.person_id,))


async def test_a_damaged_record_is_counted_and_holds_up_nobody(town: Town) -> None:
    someone = await town.person("one")
    (key,) = town.region.stored("person_keys")
    del town.region.keys.stored[key.id]
    await town.person("two")
    town.advance(days=1)
    town.instance = town.region.instance()
    report = await town.run()
    assert (report.unreachable, report.sent) == (1, 1)
    assert report.not_told == (someone.person_id,)


async def test_going_on_after_having_been_told_accepts(town: Town) -> None:
    someone = await town.person("one")
    town.advance(days=1)
    await town.run()
    await town.instance.policies.serving(town.cut)
    await town.use(someone)
    assert (await town.notice(someone.person_id)).accepted is None, "not in force yet"  # type: ignore[union-attr]
    now = town.advance(days=31)
    await town.use(someone)
    notice = await town.notice(someone.person_id)
    assert notice is not None
    assert (notice.accepted, notice.how) == (now, AcceptanceKind.GOING_ON)
    assert (await town.instance.accounts.get(someone.person_id)).record.policy_version == "2"  # type: ignore[union-attr]
    commits = town.region.data.commits
    town.advance(minutes=1)
    await town.use(someone)
    assert town.region.data.commits == commits, "settled for this session"
    town.advance(days=40)
    await town.use(someone)
    assert (await town.notice(someone.person_id)).accepted == now, "the first time counts"  # type: ignore[union-attr]


async def test_who_was_never_told_accepts_nothing_by_going_on(town: Town) -> None:
    someone, other = await town.person("one"), await town.person("two")
    town.mailbox.refusing = {"one@example.org"}
    town.advance(days=1)
    await town.run()
    await town.instance.policies.serving(town.cut)
    town.advance(days=31)
    assert await town.in_force() == 2
    for _ in range(2):
        await town.use(someone)
        await town.use(other)
    assert (await town.notice(someone.person_id)).accepted is None  # type: ignore[union-attr]
    assert (await town.notice(other.person_id)).accepted is not None  # type: ignore[union-attr]
    await town.instance.policies.showing(someone.person_id, 2)
    await town.use(someone)
    assert (await town.notice(someone.person_id)).how is AcceptanceKind.GOING_ON  # type: ignore[union-attr]


async def test_what_was_said_first_counts(town: Town) -> None:
    someone = await town.person("one")
    said = town.advance(days=1)
    notice = await town.instance.policies.accept(someone.person_id, 2, AcceptanceKind.SAID)
    assert (notice.accepted, notice.how) == (said, AcceptanceKind.SAID)
    town.advance(days=1)
    assert (
        await town.instance.policies.accept(someone.person_id, 2, AcceptanceKind.GOING_ON) == notice
    )


async def test_a_lost_answer_to_an_acceptance_is_settled_by_saying_it_again(town: Town) -> None:
    someone = await town.person("one")
    said = town.advance(days=1)
    town.region.data.lose_answers = 1
    with pytest.raises(UnavailableError):
        await town.instance.policies.accept(someone.person_id, 2, AcceptanceKind.SAID)
    town.advance(minutes=1)
    again = await town.instance.policies.accept(someone.person_id, 2, AcceptanceKind.SAID)
    assert again.accepted == said


async def test_nobody_else_can_accept(town: Town) -> None:
    with pytest.raises(UnauthenticatedError):
        await town.instance.policies.accept("0" * 32, 2, AcceptanceKind.SAID)
    assert not town.region.stored("policy_notices")


async def test_who_uses_a_service_whose_database_hiccups_is_let_in(town: Town) -> None:
    someone = await town.person("one")
    await town.instance.people.get(someone.person_id, someone.person_id, ACCOUNT)
    town.advance(days=1)
    await town.run()
    await town.instance.policies.serving(town.cut)
    town.advance(days=31)
    town.region.data.lose_answers = 1
    signed_in = await town.use(someone)
    assert signed_in.person == someone.person_id
    await town.use(someone)
    assert (await town.notice(someone.person_id)).accepted is not None  # type: ignore[union-attr]


async def test_what_was_begun_and_cut_off_is_not_sent_twice(town: Town) -> None:
    someone = await town.person("one")
    town.advance(days=1)
    town.mailbox.while_sending = asyncio.Event()
    running = asyncio.ensure_future(town.run())
    while not town.region.stored("policy_notices"):  # noqa: ASYNC110 - nobody tells of it
        await asyncio.sleep(0)
    running.cancel()
    town.mailbox.while_sending = None
    report = await town.run()
    assert (report.sent, report.left) == (0, False)
    notice = await town.notice(someone.person_id)
    assert notice is not None
    assert (notice.told, notice.knows) == (Reached.ATTEMPTED, False)


async def test_once_everybody_was_told_nobodys_id_stays_where_the_mailing_stood(town: Town) -> None:
    someone = await town.person("one")
    town.advance(days=1)
    assert (await town.run()).told is not None
    (announcement,) = town.region.stored("policy_announcements")
    assert announcement.fields["told"] is not None
    assert someone.person_id not in str(announcement)
