"""Messages of the outbox: written with what they tell of, sent once, put off, or given up."""

import asyncio
from datetime import timedelta

import pytest

from shared.kernel.errors import UnavailableError
from shared.people.accounts.notices import SIGN_INS_PER_HOUR
from shared.people.messages.kinds import Lane
from shared.people.messages.outbox_delivery import Delivered, StillWaiting
from shared.people.messages.outgoing import LEASE, OutgoingState, at
from shared.people.messages.sent import MessageOutcome
from shared.platform.jobs.port import Topic
from shared.platform.records.port import Delete, Document, DocumentId, Fields, Version, Write
from tests.unit.people.region import HERE, Instance, Region, proven
from tests.unit.people.test_accounts import JANE, MOBILE, registered
from tests.unit.people.test_hardening import proof_of


@pytest.fixture
async def region() -> Region:
    there = Region()
    await registered(there.instance())
    there.platform.jobs.published.clear()
    return there


async def signed_in(region: Region) -> str:
    """Sign somebody in; return the name of the message that tells them."""
    instance = region.instance()
    await instance.accounts.sign_in(await proven(instance, JANE), HERE)
    ((topic, message),) = region.platform.jobs.published[-1:]
    assert topic is Topic.DELIVER_MESSAGE
    return message["message"]


def waiting(region: Region) -> list[Document]:
    return region.stored("outgoing")


def told(region: Region) -> list[str]:
    return [message.kind.id for _, message in region.platform.outbox.sent]


async def test_a_sign_in_writes_its_message_and_sends_nothing_itself(region: Region) -> None:
    name = await signed_in(region)
    assert told(region) == []
    assert [one.id.name for one in waiting(region)] == [name]
    assert "signed-in" not in repr(waiting(region)), "what it tells is sealed"
    assert await region.instance().delivery.deliver(name) is MessageOutcome.SENT
    ((to, message),) = region.platform.outbox.sent
    assert (to, message.kind.id, message.id) == (JANE.value, "signed-in", name)
    assert f"{region.clock.now():%Y-%m-%d %H:%M}" in message.text
    assert not waiting(region)


async def test_a_sign_in_that_is_not_written_tells_nobody(region: Region) -> None:
    instance = region.instance()
    proof = await proven(instance, JANE)
    await instance.accounts.sign_in(proof, HERE)
    number = len(waiting(region))
    with pytest.raises(Exception):  # noqa: B017, PT011 - whichever way it is refused
        await instance.accounts.sign_in(proof, HERE)
    assert len(waiting(region)) == number


async def test_pushed_sixteen_times_at_once_it_is_sent_once(region: Region) -> None:
    name = await signed_in(region)
    ends = await asyncio.gather(*(region.instance().delivery.deliver(name) for _ in range(16)))
    assert ends.count(MessageOutcome.SENT) == 1
    assert told(region) == ["signed-in"]
    assert await region.instance().delivery.deliver(name) is StillWaiting.NOTHING


async def test_a_message_whose_publishing_was_lost_is_found_by_the_sweep(region: Region) -> None:
    region.platform.jobs.down = True
    instance = region.instance()
    await instance.accounts.sign_in(await proven(instance, JANE), HERE)
    region.platform.jobs.down = False
    region.platform.jobs.published.clear()
    assert await region.instance().outbox.sweep() == 0, "whoever wrote it may be handing it over"
    region.clock.advance(LEASE.length + timedelta(minutes=1))
    assert await region.instance().outbox.sweep() == 1
    ((_, message),) = region.platform.jobs.published
    assert await region.instance().delivery.deliver(message["message"]) is MessageOutcome.SENT
    assert await region.instance().outbox.sweep() == 0


async def test_what_cannot_be_sent_is_put_off_and_at_last_given_up(region: Region) -> None:
    name = await signed_in(region)
    region.platform.outbox.down = True
    began, tries = region.clock.now(), 0
    outcome: Delivered = StillWaiting.LATER
    while waiting(region):
        outcome = await region.instance().delivery.deliver(name)
        tries += 1
        if outcome is StillWaiting.LATER:
            assert await region.instance().delivery.deliver(name) is StillWaiting.NOTHING, (
                "too soon"
            )
            while not await region.instance().outbox.sweep():
                region.clock.advance(timedelta(seconds=30))
        assert tries < 20
    assert outcome is MessageOutcome.TOO_LATE
    assert 4 < tries < 10
    assert timedelta(hours=5) < region.clock.now() - began < timedelta(hours=11)
    assert told(region) == []


async def test_a_mailbox_that_takes_nothing_is_not_tried_again(region: Region) -> None:
    name = await signed_in(region)
    region.platform.outbox.refuses.add(JANE.value)
    assert await region.instance().delivery.deliver(name) is MessageOutcome.REFUSED
    assert not waiting(region)


class Killed(BaseException):
    """The process ends."""


async def killed_behind(region: Region, name: str, instance: Instance) -> None:
    """Let a worker hand a message over and be killed before it can write that down."""
    whole = region.data.commit

    async def commit(writes: list[Write]) -> object:
        if any(isinstance(one, Delete) and one.id.name == name for one in writes):
            raise Killed
        return await whole(writes)

    region.data.commit = commit  # type: ignore[method-assign,assignment]
    with pytest.raises(Killed):
        await instance.delivery.deliver(name)
    region.data.commit = whole  # type: ignore[method-assign]
    (left,) = waiting(region)
    assert left.fields["state"] == OutgoingState.SENDING


async def test_a_mail_of_which_nobody_knows_goes_again_as_the_same_mail(region: Region) -> None:
    name = await signed_in(region)
    await killed_behind(region, name, region.instance())
    assert await region.instance().delivery.deliver(name) is StillWaiting.NOTHING, "it has a lease"
    region.clock.advance(LEASE.length + timedelta(minutes=1))
    assert await region.instance().outbox.sweep() == 1
    assert await region.instance().delivery.deliver(name) is MessageOutcome.SENT
    first, second = (message for _, message in region.platform.outbox.sent)
    assert first == second
    assert first.id == name


async def test_an_sms_of_which_nobody_knows_does_not_go_again() -> None:
    region = Region()
    instance = region.instance()
    await registered(instance, MOBILE)
    await instance.accounts.sign_in(await proven(instance, MOBILE), HERE)
    (name,) = (one.id.name for one in waiting(region))
    await killed_behind(region, name, region.instance())
    region.clock.advance(LEASE.length + timedelta(minutes=1))
    assert await region.instance().delivery.deliver(name) is MessageOutcome.UNKNOWN
    assert told(region) == ["signed-in"]
    assert not waiting(region)


async def test_what_breaks_every_worker_ends_all_the_same(region: Region) -> None:
    name = await signed_in(region)
    for _ in range(7):
        await killed_behind(region, name, region.instance())
        region.clock.advance(timedelta(hours=1))
    assert await region.instance().delivery.deliver(name) is MessageOutcome.TOO_LATE
    assert len(told(region)) == 6, "the last worker sends nothing any more"
    assert not waiting(region)


async def test_who_signs_in_all_the_time_is_told_so_often_and_no_oftener(region: Region) -> None:
    for _ in range(SIGN_INS_PER_HOUR + 3):
        await region.instance().accounts.sign_in(proof_of(JANE), HERE)
        (name,) = (one.id.name for one in waiting(region))
        await region.instance().delivery.deliver(name)
    assert len(told(region)) == SIGN_INS_PER_HOUR
    assert not waiting(region)


async def test_who_was_erased_meanwhile_is_told_nothing(region: Region) -> None:
    name = await signed_in(region)
    (person,) = region.stored("person_keys")
    await region.instance().person_keys.destroy(person.id.name)
    assert await region.instance().delivery.deliver(name) is StillWaiting.NOTHING
    assert told(region) == []
    assert not waiting(region)


async def test_who_has_their_data_restricted_is_told_of_a_sign_in_all_the_same(
    region: Region,
) -> None:
    (key,) = region.stored("person_keys")
    fields = {**key.fields, "restricted": region.clock.now()}
    region.keys.stored[key.id] = Document(key.id, fields, key.version)
    name = await signed_in(region)
    assert await region.instance().delivery.deliver(name) is MessageOutcome.SENT
    assert told(region) == ["signed-in"]


async def test_without_the_database_it_is_to_be_pushed_again(region: Region) -> None:
    name = await signed_in(region)
    region.data.down = True
    with pytest.raises(UnavailableError):
        await region.instance().delivery.deliver(name)
    region.data.down = False
    assert await region.instance().delivery.deliver(name) is MessageOutcome.SENT


def news_that_waits(region: Region, number: int, lane: Lane) -> list[Document]:
    """Have messages of a lane wait that are due now, the first the longest."""
    now = region.clock.now()
    made: list[Document] = []
    for one in range(number):
        send = at(now - timedelta(minutes=number - one), lane)
        fields: Fields = {"owner_id": "a" * 32, "lane": lane, "send": send, "tries": 0}
        name = DocumentId("outgoing", f"{lane}{one:031x}")
        made.append(Document(name, fields, Version((1, 0))))
        region.data.stored[name] = made[-1]
    return made


async def test_ten_thousand_that_are_due_at_seven_are_handed_on_at_the_pace_oldest_first(
    region: Region,
) -> None:
    """An SMS a second; and no notice waits for them."""
    news = news_that_waits(region, 10_000, Lane.NEWS_SMS)
    notice = await signed_in(region)
    region.clock.advance(LEASE.length + timedelta(minutes=1))
    region.platform.jobs.published.clear()
    assert await region.instance(news_sms_per_second=1.0).outbox.sweep() == 61
    by_topic: dict[Topic, list[str]] = {}
    for topic, message in region.platform.jobs.published:
        by_topic.setdefault(topic, []).append(message["message"])
    assert by_topic[Topic.DELIVER_MESSAGE] == [notice]
    assert by_topic[Topic.DELIVER_NEWS] == [one.id.name for one in news[:60]]


async def test_a_lane_that_is_late_says_so(
    region: Region, capsys: pytest.CaptureFixture[str]
) -> None:
    news_that_waits(region, 14, Lane.NEWS_EMAIL)
    await region.instance().outbox.sweep()
    assert "messages-late" not in capsys.readouterr().out
    region.clock.advance(timedelta(minutes=5))
    await region.instance().outbox.sweep()
    assert '"lane":"e","minutes":19' in capsys.readouterr().out
