"""News of followed parcels becomes a message on each wished channel, once, when it is wanted."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest

from shared.kernel.clock import Deadline
from shared.parcels.carriers.model import Asked, Reason, Report, Scan, Status
from shared.parcels.carriers.times import Estimate, When
from shared.parcels.follows.model import Followed, Notify, Wishes
from shared.parcels.follows.wheel import Ring
from shared.parcels.shipments.model import ShipmentRef
from shared.people.accounts.accounts import Details
from shared.people.consents.choice import Choice, Method
from shared.people.messages.outbox_delivery import Delivered, StillWaiting
from shared.people.messages.port import Message
from shared.people.messages.sent import MessageOutcome, SentMessage
from shared.people.person.address import email, phone
from shared.platform.jobs.port import Topic
from shared.platform.suppliers.pace import OwnPace
from shared.platform.suppliers.port import (
    BusyError,
    FetchOutcome,
    NoSuchAddressError,
    SupplierError,
)
from shared.privacy.purposes import ACCOUNT, TRACKING
from tests.unit.parcels.refresh.region import Watched
from tests.unit.people.region import HERE, proven

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
JANE, MOBILE = email("jane@example.org"), phone("+4917612345678")
BOTH = Notify(email=True, sms=True)


class Told(Watched):
    """A region in which people are told of what they follow."""

    async def jane(self) -> str:
        """Register somebody with a mailbox and a phone, who lives in Berlin."""
        one = self.instance()
        details = Details(country="DE", policy_version="1")
        made = await one.accounts.register(await proven(one, JANE), details, asker=HERE)
        await self.becomes(made.person_id, phone=MOBILE.value)
        return made.person_id

    async def becomes(self, person: str, **fields: object) -> None:
        """Change somebody's record."""
        people = self.instance().people
        slot = await people.get(person, person, ACCOUNT)
        assert slot.record is not None
        await people.put(person, slot, slot.record.model_copy(update=fields))

    async def wishes(
        self, person: str, number: str, notify: Notify = BOTH, label: str | None = None
    ) -> Followed:
        """Have somebody follow a parcel and wish to be told."""
        ref = ShipmentRef("dhl", Asked(number))
        wishes = Wishes(notify=notify, label=label, zone="UTC")
        return await self.instance().follows.follow(person, ref, wishes)

    async def found(self) -> None:
        """Look at all parcels."""
        await self.put_on(Ring.HOUR)
        await self.look()

    async def changes(self, status: Status, *numbers: str, ago: timedelta = MINUTE) -> None:
        """Have parcels move on, and be looked at."""
        self.clock.advance(HOUR)
        for number in numbers:
            self.moves(number, status, ago=ago)
        await self.found()

    async def sends(self) -> list[Delivered]:
        """Let two minutes pass, and what is due be handed on and worked on; return what came."""
        self.clock.advance(2 * MINUTE)
        self.platform.jobs.published.clear()
        await self.instance().outbox.sweep()
        waiting = [
            one for topic, one in self.platform.jobs.published if topic is Topic.DELIVER_NEWS
        ]
        return [await self.instance().news_delivery.deliver(one["message"]) for one in waiting]

    @property
    def sent(self) -> list[tuple[str, Message]]:
        """What was sent of news: to whom, and what."""
        return [one for one in self.platform.outbox.sent if one[1].kind.id.startswith("news")]

    async def lines(self, person: str) -> list[SentMessage]:
        """Return what the person is shown of it."""
        found, _ = await self.instance().sent_messages.page(person, after="", limit=100)
        return [one for _, one in found if one.kind.startswith("news")]


@pytest.fixture
async def region() -> Told:
    there = Told()
    there.clock.advance(-2 * HOUR)  # ten in the morning (UTC): day in Berlin
    return there


async def test_one_change_is_one_message_on_each_wished_channel(region: Told) -> None:
    person = await region.jane()
    made = await region.wishes(person, "N1234", label="Shoes")
    await region.changes(Status.OUT_FOR_DELIVERY, "N1234")
    assert region.sent == [], "news is gathered first"
    assert await region.sends() == [MessageOutcome.SENT] * 2
    mail, sms = sorted((one for _, one in region.sent), key=lambda one: one.kind.id)
    assert {to for to, _ in region.sent} == {JANE.value, MOBILE.value}
    assert mail.subject == "Shoes (DHL ...1234) is out for delivery."
    assert mail.subject in mail.text
    assert mail.unsubscribe in mail.text
    assert "Shoes" not in sms.short, "no label in an SMS"
    assert sms.short.startswith("agogopost: DHL ...1234 is out for delivery. http")
    assert len(sms.short) <= 160
    assert await region.sends() == []
    assert region.stored("outgoing") == []
    assert {(one.kind, one.outcome, one.follows) for one in await region.lines(person)} == {
        ("news-email", MessageOutcome.SENT, (made.id,)),
        ("news-sms", MessageOutcome.SENT, (made.id,)),
    }


async def test_sixteen_who_find_it_and_sixteen_who_deliver_it_are_one_message(region: Told) -> None:
    await region.wishes(await region.jane(), "N1", Notify(email=True))
    await region.changes(Status.OUT_FOR_DELIVERY, "N1")
    await asyncio.gather(*(region.found() for _ in range(15)))
    assert len(region.stored("outgoing")) == 1
    region.clock.advance(2 * MINUTE)
    (name,) = (one.id.name for one in region.stored("outgoing"))
    ends = await asyncio.gather(*(region.instance().news_delivery.deliver(name) for _ in range(16)))
    assert ends.count(MessageOutcome.SENT) == 1
    assert len(region.sent) == 1


async def test_five_changes_in_a_minute_are_one_mail(region: Told) -> None:
    person, numbers = await region.jane(), [f"N{number}" for number in range(5)]
    for number in numbers:
        await region.wishes(person, number, Notify(email=True))
    await region.changes(Status.IN_TRANSIT, *numbers)
    ends = await region.sends()
    assert ends.count(MessageOutcome.SENT) == 1
    assert set(ends) <= {MessageOutcome.SENT, StillWaiting.NOTHING}
    ((_, mail),) = region.sent
    assert mail.subject == "5 of your parcels have news."
    assert mail.text.count("is on its way.") == 5
    ((line),) = await region.lines(person)
    assert len(line.follows) == 5


async def test_what_changes_again_before_it_is_told_is_told_as_it_is_now(region: Told) -> None:
    person = await region.jane()
    await region.wishes(person, "N1", Notify(email=True))
    await region.changes(Status.IN_TRANSIT, "N1")
    await region.changes(Status.OUT_FOR_DELIVERY, "N1")
    await region.sends()
    ((_, mail),) = region.sent
    assert "out for delivery" in mail.text
    assert "on its way" not in mail.text


async def test_at_night_no_sms_comes_and_in_the_morning_it_does(region: Told) -> None:
    person = await region.jane()
    await region.wishes(person, "N1")
    region.clock.advance(datetime(2026, 3, 1, 20, 30, tzinfo=UTC) - region.clock.now())
    await region.changes(Status.DELIVERED, "N1")  # at half past ten in Berlin
    assert set(await region.sends()) == {MessageOutcome.SENT, StillWaiting.LATER}
    assert [one.kind.id for _, one in region.sent] == ["news-email"]
    region.clock.advance(datetime(2026, 3, 2, 5, 50, tzinfo=UTC) - region.clock.now())
    assert await region.sends() == [], "ten to seven"
    region.clock.advance(10 * MINUTE)
    assert await region.sends() == [MessageOutcome.SENT]
    assert region.sent[-1][1].kind.id == "news-sms"
    await region.becomes(person, quiet_hours=False)
    await region.wishes(person, "N2", Notify(sms=True))
    region.clock.advance(datetime(2026, 3, 2, 20, 30, tzinfo=UTC) - region.clock.now())
    await region.changes(Status.IN_TRANSIT, "N2")
    assert MessageOutcome.SENT in await region.sends()


async def test_who_wants_it_once_a_day_has_one_mail_at_eight(region: Told) -> None:
    person = await region.jane()
    await region.becomes(person, daily_news=True)
    for number in ("N1", "N2"):
        await region.wishes(person, number, Notify(email=True))
    await region.changes(Status.IN_TRANSIT, "N1")
    assert set(await region.sends()) == {StillWaiting.LATER}
    await region.changes(Status.IN_TRANSIT, "N2")
    assert set(await region.sends()) == {StillWaiting.LATER}
    assert region.sent == []
    region.clock.advance(datetime(2026, 3, 2, 7, 0, tzinfo=UTC) - region.clock.now())
    await region.sends()
    ((_, mail),) = region.sent
    assert mail.subject == "2 of your parcels have news."


async def test_beyond_five_sms_a_day_what_is_left_comes_together_in_the_morning(
    region: Told,
) -> None:
    person = await region.jane()
    for number in range(7):
        await region.wishes(person, f"N{number}", Notify(sms=True))
        await region.changes(Status.IN_TRANSIT, f"N{number}")
        await region.sends()
        region.clock.advance(-HOUR - 2 * MINUTE)
    assert len(region.sent) == 5
    region.clock.advance(datetime(2026, 3, 2, 8, 0, tzinfo=UTC) - region.clock.now())
    await region.sends()
    assert len(region.sent) == 6
    assert "2 of your parcels have news." in region.sent[-1][1].short


@pytest.mark.parametrize("purpose", ["status_email", "status_sms"])
async def test_who_has_stopped_a_channel_is_told_nothing_by_it(region: Told, purpose: str) -> None:
    person = await region.jane()
    await region.wishes(person, "N1")
    await region.changes(Status.IN_TRANSIT, "N1")
    said = Choice({purpose: False}, 1, "en", Method.UNSUBSCRIBE)
    await region.instance().consents.decide(person, said)
    await region.sends()
    assert [one.kind.purpose.id for _, one in region.sent] == [
        {"status_email": "status_sms", "status_sms": "status_email"}[purpose]
    ]
    outcomes = {one.kind: one.outcome for one in await region.lines(person)}
    assert outcomes[f"news-{purpose.removeprefix('status_')}"] is MessageOutcome.UNWANTED


async def test_who_has_turned_a_wish_off_or_stopped_following_is_told_nothing(region: Told) -> None:
    person = await region.jane()
    off, gone = [await region.wishes(person, one, Notify(email=True)) for one in ("N1", "N2")]
    await region.changes(Status.IN_TRANSIT, "N1", "N2")
    follows = region.instance().follows
    silent = {"notify": Notify()}
    await follows.edit(
        person, off.id, lambda one: one.model_copy(update=silent), seen=lambda _: True
    )
    await follows.stop(person, gone.id)
    await region.sends()
    assert region.sent == []
    (line,) = await region.lines(person)
    assert line.outcome is MessageOutcome.UNWANTED


async def test_who_restricts_or_objects_is_told_nothing_any_more(region: Told) -> None:
    person = await region.jane()
    await region.wishes(person, "N1")
    await region.changes(Status.IN_TRANSIT, "N1")
    await region.instance().restrictions.object_to(person, TRACKING)
    await region.sends()
    assert region.sent == []


async def test_an_sms_whose_answer_is_lost_does_not_go_again_and_says_so(
    region: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = await region.jane()
    await region.wishes(person, "N1", Notify(sms=True))
    await region.changes(Status.IN_TRANSIT, "N1")
    outbox, calls = region.platform.outbox, []

    async def lost(_: object, message: Message) -> None:
        calls.append(message)
        raise SupplierError(outcome=FetchOutcome.UNAVAILABLE)

    monkeypatch.setattr(outbox, "send", lost)
    assert await region.sends() == [MessageOutcome.UNKNOWN]
    assert await region.sends() == []
    assert len(calls) == 1
    (line,) = await region.lines(person)
    assert line.outcome is MessageOutcome.UNKNOWN


@pytest.mark.parametrize("kind", ["email", "sms"])
async def test_an_address_that_is_none_is_paused_by_its_channel_alone(
    region: Told, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = await region.jane()
    await region.wishes(person, "N1", Notify(email=kind == "email", sms=kind == "sms"))
    await region.changes(Status.IN_TRANSIT, "N1")

    async def none(_: object, __: Message) -> None:
        raise NoSuchAddressError

    with monkeypatch.context() as patched:
        patched.setattr(region.platform.outbox, "send", none)
        assert await region.sends() == [MessageOutcome.REFUSED]
    await region.wishes(person, "N2", BOTH)
    await region.changes(Status.OUT_FOR_DELIVERY, "N2")
    assert set(await region.sends()) == {MessageOutcome.PAUSED, MessageOutcome.SENT}
    ((_, sent),) = region.sent
    assert sent.kind.id == ("news-sms" if kind == "email" else "news-email")


async def test_a_mail_of_news_comes_back_elsewhere_and_an_sms_nowhere(region: Told) -> None:
    await region.wishes(await region.jane(), "N1")
    await region.changes(Status.IN_TRANSIT, "N1")
    await region.sends()
    paths = {one.kind.id: one.return_path for _, one in region.sent}
    assert paths["news-email"].startswith("b+")
    assert paths["news-email"].endswith("@example.org")
    assert paths["news-sms"] == ""


async def test_a_mail_that_could_not_be_sent_goes_later_by_the_same_name(
    region: Told,
) -> None:
    await region.wishes(await region.jane(), "N1", Notify(email=True))
    await region.changes(Status.IN_TRANSIT, "N1")
    (name,) = (one.id.name for one in region.stored("outgoing"))
    region.platform.outbox.down = True
    assert await region.sends() == [StillWaiting.LATER]
    region.platform.outbox.down = False
    assert await region.sends() == [MessageOutcome.SENT]
    ((_, mail),) = region.sent
    assert mail.id == name


async def test_after_a_restore_the_first_look_tells_nobody_and_the_second_does(
    region: Told,
) -> None:
    person = await region.jane()
    made = await region.wishes(person, "N1", Notify(email=True))
    await region.changes(Status.IN_TRANSIT, "N1")
    backup = dict(region.data.stored)
    await region.sends()
    await region.changes(Status.OUT_FOR_DELIVERY, "N1")
    await region.sends()
    assert len(region.sent) == 2
    region.data.stored.clear()
    region.data.stored.update(backup)
    assert region.stored("outgoing")
    await region.instance().stop_replay.run(Deadline.after(region.clock, HOUR))
    assert region.stored("outgoing") == [], "what the backup had waiting was sent before"
    await region.changes(Status.OUT_FOR_DELIVERY, "N1", ago=3 * HOUR)
    follow = await region.follow_of(person, made)
    assert follow.told is not None
    assert follow.told.status is Status.OUT_FOR_DELIVERY
    assert await region.sends() == [], "it was told before, and the database has forgotten"
    await region.changes(Status.DELIVERED, "N1")
    assert await region.sends() == [MessageOutcome.SENT], "that is new"


async def test_a_reason_is_told_in_words(region: Told) -> None:
    await region.wishes(await region.jane(), "N1", Notify(email=True))
    region.clock.advance(HOUR)
    scan = Scan(at=When.at(region.clock.now()), status=Status.EXCEPTION, reason=Reason.CUSTOMS)
    region.stories["N1"] = Report(status=Status.EXCEPTION, reason=Reason.CUSTOMS, scans=(scan,))
    await region.found()
    await region.sends()
    ((_, mail),) = region.sent
    assert "is held up. It is with customs." in mail.text


async def test_a_day_that_has_moved_is_told_to_who_wishes_so(region: Told) -> None:
    wishes = Notify(email=True, expected_day=True)
    await region.wishes(await region.jane(), "N1234", wishes)
    for day in (4, 6):
        region.clock.advance(HOUR)
        scan = Scan(at=When.at(region.clock.now()), status=Status.IN_TRANSIT)
        on = When(day=date(2026, 3, day))
        expected = Estimate(earliest=on, latest=on)
        region.stories["N1234"] = Report(
            status=Status.IN_TRANSIT, scans=(scan,), estimated_delivery=expected
        )
        await region.found()
        await region.sends()
    first, second = (mail.subject for _, mail in region.sent)
    assert first == "DHL ...1234 is on its way."
    assert second == "DHL ...1234 is expected on 2026-03-06."


async def test_who_waits_for_a_turn_goes_by_the_next_sweep_and_gives_nothing_up(
    region: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    await region.wishes(await region.jane(), "N1", Notify(sms=True))
    await region.changes(Status.IN_TRANSIT, "N1")
    busy = BusyError(asked=False, retry_after=timedelta(seconds=20))

    async def waits(_: object, *, within: float) -> datetime:
        assert within > 0
        raise busy

    for _ in range(8):
        with monkeypatch.context() as patched:
            patched.setattr(OwnPace, "take", waits)
            assert await region.sends() == [StillWaiting.LATER]
    assert await region.sends() == [MessageOutcome.SENT]


async def test_nothing_is_added_to_a_mail_that_may_have_gone(region: Told) -> None:
    person = await region.jane()
    await region.wishes(person, "N1", Notify(email=True))
    await region.changes(Status.IN_TRANSIT, "N1")
    region.platform.outbox.down = True
    assert await region.sends() == [StillWaiting.LATER]
    region.platform.outbox.down = False
    await region.wishes(person, "N2", Notify(email=True))
    await region.changes(Status.IN_TRANSIT, "N2")
    ends = await region.sends()
    assert ends.count(MessageOutcome.SENT) == len(region.sent) == 2
    assert len({mail.id for _, mail in region.sent}) == 2
