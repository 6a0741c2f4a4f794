"""What keeps sign-in sound: idle numbers, sessions that nobody can forge, limits, notices."""

import asyncio
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from shared.kernel.clock import DAY
from shared.kernel.errors import (
    NoAccountError,
    PhoneIdleError,
    TooManyRequestsError,
    UnauthenticatedError,
    UnavailableError,
)
from shared.people.accounts import accounts
from shared.people.accounts.accounts import Details, Entered
from shared.people.accounts.notices import CHANGES_PER_DAY, Notices
from shared.people.accounts.proofs import Proof, mark_named
from shared.people.accounts.second_proofs import IDLE
from shared.people.messages.kinds import SIGNED_IN
from shared.people.messages.outgoing import OUTGOING, TRIED_FOR, Outgoing, OutgoingState
from shared.people.messages.port import Destination, Message
from shared.people.messages.sender import Sender
from shared.people.messages.sent import MessageOutcome
from shared.people.person.address import Address, Channel, email, phone
from shared.people.person.identity import Identity
from shared.people.person.model import Person
from shared.people.person.rate_limits import EVERYONE, PeopleLimits
from shared.platform.limits.source import Asker
from shared.platform.records.port import Document, Fields
from shared.privacy.purposes import Purpose
from tests.fakes import NOON, FakeClock
from tests.memory_platform import ISSUERS
from tests.unit.people.region import HERE, Instance, Region, elsewhere, given

ADA, BOB = "a" * 32, "b" * 32
JANE = email("jane@example.com")
MOBILE = phone("+491711234567")
DETAILS = Details(country="DE", policy_version="1", nickname="First")
SOURCE = "192.0.2.1"
GOOGLE = Identity("google", ISSUERS["google"], "subject")


@pytest.fixture
def region() -> Region:
    return Region()


_marks = iter(range(10**6))


def proof_of(who: Address | Identity) -> Proof:
    """Return a proof, as if a code or a token had just been checked."""
    return Proof(who, mark_named(f"{next(_marks):064x}"))


async def registered(
    instance: Instance,
    who: Address | Identity = MOBILE,
    asker: Asker = HERE,
    *,
    nickname: str = "First",
) -> Entered:
    details = Details(country="DE", policy_version="1", nickname=nickname)
    return await instance.accounts.register(proof_of(who), details, asker=asker)


async def sign_in(instance: Instance, who: Address | Identity = MOBILE) -> Entered:
    return await instance.accounts.sign_in(proof_of(who), HERE)


async def person_of(instance: Instance, person_id: str) -> Person:
    record = (await instance.accounts.get(person_id)).record
    assert record is not None
    return record


# Phone numbers are given to somebody else after a while.


async def test_a_number_that_nobody_used_for_six_months_opens_its_account_no_more(
    region: Region,
) -> None:
    instance = region.instance()
    await registered(instance)
    region.clock.advance(IDLE - DAY)
    await sign_in(instance)
    region.clock.advance(IDLE - DAY)
    await sign_in(instance)
    region.clock.advance(IDLE)
    proof = proof_of(MOBILE)
    for _ in range(2):
        with pytest.raises(PhoneIdleError):
            await region.instance().accounts.sign_in(proof, HERE)
    assert (await instance.accounts.register(proof, DETAILS, asker=HERE)).made, "still unused"


async def test_registering_with_an_idle_number_makes_a_new_account_that_takes_it_over(
    region: Region,
) -> None:
    instance = region.instance()
    old = await registered(instance, nickname="Old")
    region.clock.advance(IDLE)
    new = await registered(instance, nickname="New")
    assert new.made
    assert new.person_id != old.person_id
    assert (new.person.nickname, new.person.phone) == ("New", MOBILE.value)
    assert (await person_of(instance, old.person_id)).phone is None
    assert (await person_of(instance, old.person_id)).nickname == "Old"
    assert (await person_of(instance, old.person_id)).rev != old.person.rev, "another state"
    entered = await sign_in(region.instance())
    assert entered.person_id == new.person_id
    assert len(region.stored("people_by_phone")) == 1


async def test_a_number_is_taken_over_in_one_commit_or_not_at_all(region: Region) -> None:
    instance = region.instance()
    old = await registered(instance)
    region.clock.advance(IDLE)
    proof, whole = proof_of(MOBILE), region.data.commit
    commits: list[int] = []

    async def commit(writes: list[Any]) -> object:
        if writes[0].id.collection == "used_proofs":
            commits.append(len(writes))
            raise UnavailableError
        return await whole(writes)

    region.data.commit = commit  # type: ignore[method-assign,assignment]
    with pytest.raises(UnavailableError):
        await instance.accounts.register(proof, DETAILS, asker=HERE)
    region.data.commit = whole  # type: ignore[method-assign]
    assert commits == [7], "use, old and new account, index, session, device, origin"
    assert (await person_of(instance, old.person_id)).phone == MOBILE.value
    region.lose_answer_to("people")
    new = await instance.accounts.register(proof, DETAILS, asker=HERE)
    assert new.made, "the answer was lost, the commit was not"
    assert (await person_of(instance, old.person_id)).phone is None
    assert (await sign_in(instance)).person_id == new.person_id


async def test_sixteen_who_take_a_number_over_at_once_are_one(region: Region) -> None:
    await registered(region.instance())
    region.clock.advance(IDLE)
    found = await asyncio.gather(*(registered(region.instance()) for _ in range(16)))
    assert [one.made for one in found].count(True) == 1
    assert len({one.person_id for one in found}) == 1
    assert len(region.stored("people")) == 2


async def test_a_number_whose_owner_comes_back_this_moment_is_not_taken_over(
    region: Region,
) -> None:
    instance = region.instance()
    old = await registered(instance)
    region.clock.advance(IDLE)
    token = old.session.token
    lasting = await _lasting(region, instance)
    region.data.stored[lasting.id] = lasting
    whole = instance.person_keys.make

    async def make(person: str) -> None:
        await whole(person)
        await region.instance().sessions.of(token)  # the owner's phone wakes up

    instance.person_keys.make = make  # type: ignore[method-assign]
    entered = await registered(instance)
    assert (entered.person_id, entered.made) == (old.person_id, False)


async def _lasting(region: Region, instance: Instance) -> Document:
    (session,) = region.stored("sessions")
    fields: Fields = {**session.fields, "expires": region.clock.now() + DAY}
    mac = await instance.sessions._mac(session.id.name, fields)  # noqa: SLF001 - as if we had
    return Document(session.id, {**fields, "mac": mac}, session.version)


@pytest.mark.parametrize("other", [JANE, GOOGLE], ids=["email", "quick login"])
async def test_an_account_with_another_way_in_is_not_phone_only(
    region: Region, other: Address | Identity
) -> None:
    instance = region.instance()
    made = await registered(instance, other)
    slot = await instance.accounts.get(made.person_id)
    assert slot.record is not None
    await instance.people.put(
        made.person_id, slot, slot.record.model_copy(update={"phone": MOBILE.value})
    )
    region.clock.advance(2 * IDLE)
    assert (await sign_in(instance, MOBILE)).person_id == made.person_id
    region.clock.advance(2 * IDLE)
    assert (await sign_in(instance, other)).person_id == made.person_id


@pytest.mark.parametrize("who", [JANE, GOOGLE], ids=["email", "quick login"])
async def test_other_ways_in_are_never_idle(region: Region, who: Address | Identity) -> None:
    made = await registered(region.instance(), who)
    region.clock.advance(5 * IDLE)
    assert (await sign_in(region.instance(), who)).person_id == made.person_id


def used(region: Region) -> object:
    (person,) = region.stored("people")
    return person.fields["used"]


def day(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


async def test_the_day_of_use_is_written_at_sign_in_and_weekly_at_most_by_a_session(
    region: Region,
) -> None:
    instance = region.instance()
    made = await registered(instance)
    assert used(region) == day(region.clock.now())
    written: list[object] = []
    for _ in range(28):
        region.clock.advance(DAY)
        await instance.sessions.of(made.session.token)
        written.append(used(region))
    assert len(set(written)) == 4, "on four Mondays"
    assert all(one == day(one) for one in written if isinstance(one, datetime))
    region.clock.advance(DAY)
    await sign_in(instance)
    assert used(region) == day(region.clock.now())


async def test_an_account_from_before_the_day_was_written_counts_from_when_it_was_made(
    region: Region,
) -> None:
    instance = region.instance()
    await registered(instance)
    (person,) = region.stored("people")
    fields = {name: value for name, value in person.fields.items() if name != "used"}
    region.data.stored[person.id] = Document(person.id, fields, person.version)
    region.clock.advance(IDLE - DAY)
    await sign_in(instance)
    assert used(region) == day(region.clock.now())


async def test_who_is_erased_this_moment_gets_no_session(region: Region) -> None:
    instance = region.instance()
    made = await registered(instance)
    region.clock.advance(DAY)
    whole = instance.sessions.begin

    async def begin(*args: Any, **more: Any) -> Any:  # noqa: ANN401 - as the real one
        session = await whole(*args, **more)
        (person,) = region.stored("people")
        del region.data.stored[person.id]
        return session

    instance.sessions.begin = begin  # type: ignore[method-assign]
    with pytest.raises(UnavailableError):
        await sign_in(instance)
    assert len(region.stored("sessions")) == 1
    with pytest.raises(NoAccountError):
        await sign_in(region.instance())
    assert made.person_id


async def test_an_index_of_addresses_that_was_bent_leads_to_nobody(region: Region) -> None:
    instance = region.instance()
    victim = await registered(instance, email("victim@example.com"))
    thief = await registered(instance, email("thief@example.com"))
    (entry,) = [
        one for one in region.stored("people_by_email") if one.fields["ref"] == thief.person_id
    ]
    bent = {**entry.fields, "ref": victim.person_id}
    region.data.stored[entry.id] = Document(entry.id, bent, entry.version)
    with pytest.raises(NoAccountError):
        await sign_in(instance, email("thief@example.com"))


# Sessions.


def another_owner(fields: Fields) -> Fields:
    return {**fields, "owner_id": "f" * 32}


def just_proven(fields: Fields) -> Fields:
    proven = fields["proven"]
    assert isinstance(proven, datetime)
    return {**fields, "proven": proven + timedelta(hours=1)}


def without_mac(fields: Fields) -> Fields:
    return {name: value for name, value in fields.items() if name != "mac"}


def another_mac(fields: Fields) -> Fields:
    return {**fields, "mac": bytes(32)}


def a_shorter_mac(fields: Fields) -> Fields:
    mac = fields["mac"]
    assert isinstance(mac, bytes)
    return {**fields, "mac": mac[:16]}


def longer(fields: Fields) -> Fields:
    ends = fields["expires"]
    assert isinstance(ends, datetime)
    return {**fields, "expires": ends + timedelta(days=3650)}


def as_if_unused(fields: Fields) -> Fields:
    return {**fields, "used": NOON - timedelta(days=3)}


def under_another_policy(fields: Fields) -> Fields:
    return {**fields, "policy": 7}


def on_another_device(fields: Fields) -> Fields:
    return {**fields, "device": "0" * 64}


@pytest.mark.parametrize(
    "forge",
    [
        another_owner,
        just_proven,
        longer,
        as_if_unused,
        under_another_policy,
        on_another_device,
        without_mac,
        another_mac,
        a_shorter_mac,
    ],
)
async def test_who_writes_to_the_database_can_make_nobody_a_session(
    region: Region, forge: Callable[[Fields], Fields]
) -> None:
    made = await registered(region.instance())
    await region.instance().sessions.of(made.session.token)
    (session,) = region.stored("sessions")
    forged = Document(session.id, forge(session.fields), session.version)
    region.data.stored[session.id] = forged
    with pytest.raises(UnauthenticatedError):
        await region.instance().sessions.of(made.session.token)


async def test_a_session_cannot_be_copied_under_another_token(region: Region) -> None:
    instance = region.instance()
    mine = await registered(instance)
    theirs = await registered(instance, JANE)
    documents = {one.id.name: one for one in region.stored("sessions")}
    copied = documents[theirs.session.name].fields
    place = documents[mine.session.name]
    region.data.stored[place.id] = Document(place.id, copied, place.version)
    with pytest.raises(UnauthenticatedError):
        await instance.sessions.of(mine.session.token)


async def test_a_cold_instance_asks_kms_once_for_all_sessions(region: Region) -> None:
    made = await registered(region.instance())
    cold, before = region.instance(), region.kms.calls
    for _ in range(5):
        await cold.sessions.of(made.session.token)
    assert region.kms.calls == before + 1
    region.kms.down = True
    await cold.sessions.of(made.session.token)
    with pytest.raises(UnavailableError):
        await region.instance().sessions.of(made.session.token)


async def test_tokens_of_nobody_cost_a_cold_instance_one_key_and_nothing_more(
    region: Region,
) -> None:
    await registered(region.instance())
    cold, before = region.instance(), region.kms.calls
    for _ in range(3):
        with pytest.raises(UnauthenticatedError):
            await cold.sessions.of("agp_eu_" + secrets.token_urlsafe(64))
    assert region.kms.calls == before + 1
    read = region.data.reads
    with pytest.raises(UnauthenticatedError):
        await cold.sessions.of("agp_eu_" + secrets.token_urlsafe(64))
    assert region.data.reads == read
    with pytest.raises(UnauthenticatedError):
        await region.instance().sessions.of("agp_eu_" + "x" * 85)
    assert region.kms.calls == before + 1, "what has not the form costs nothing"


# Limits.


LINE = elsewhere(1)


async def test_one_source_makes_so_many_accounts_a_day(region: Region) -> None:
    instance = region.instance()
    for number in range(accounts.ACCOUNTS.source):
        await registered(instance, email(f"p{number}@example.com"), LINE)
    proof = proof_of(JANE)
    with pytest.raises(TooManyRequestsError):
        await region.instance().accounts.register(proof, DETAILS, asker=LINE)
    made = accounts.ACCOUNTS.source
    assert len(region.stored("people")) == len(region.stored("person_keys")) == made
    again = await registered(instance, email("p0@example.com"), LINE)
    assert not again.made, "who has an account is let in"
    await instance.accounts.register(proof, DETAILS, asker=Asker("192.0.2.2"))
    region.clock.advance(DAY)
    await registered(instance, email("tomorrow@example.com"), LINE)


async def test_a_counter_names_nobody_and_another_one_every_day(region: Region) -> None:
    limits = region.instance().limits
    for _ in range(2):
        await limits.count("source", SOURCE, 9)
        region.clock.advance(DAY)
    counters = region.stored("sign_in_counters")
    assert len({one.id.name for one in counters}) == len(counters) == 2
    assert len(region.stored("people_salts")) == 2
    assert SOURCE not in repr(region.data.stored)
    for one in (*counters, *region.stored("people_salts")):
        ends = one.fields["expires"]
        assert isinstance(ends, datetime)
        assert ends - region.clock.now() <= 2 * DAY


async def test_without_the_salt_nobody_finds_a_counter_again(region: Region) -> None:
    await region.instance().limits.count("source", SOURCE, 1)
    with pytest.raises(TooManyRequestsError):
        await region.instance().limits.count("source", SOURCE, 1)
    (salt,) = region.stored("people_salts")
    del region.data.stored[salt.id]
    await region.instance().limits.count("source", SOURCE, 1)


async def test_sixteen_instances_count_under_one_salt(region: Region) -> None:
    await region.instance().person_keys.index_key()
    found = await asyncio.gather(
        *(region.instance().limits.count("source", SOURCE, 10) for _ in range(16)),
        return_exceptions=True,
    )
    assert found.count(None) == 10
    assert sum(isinstance(one, TooManyRequestsError) for one in found) == 6
    assert len(region.stored("people_salts")) == 1


@pytest.mark.parametrize("span", [timedelta(hours=1), DAY], ids=str)
async def test_a_limit_ends_with_its_hour_or_day_and_says_when(
    region: Region, span: timedelta
) -> None:
    limits = region.instance().limits
    region.clock.advance(timedelta(minutes=20))
    await limits.count("kind", "whose", 1, span=span)
    await limits.count("kind", "another's", 1, span=span)
    await limits.count("another kind", "whose", 1, span=span)
    with pytest.raises(TooManyRequestsError) as caught:
        await limits.count("kind", "whose", 1, span=span)
    left = caught.value.retry_after
    assert left == (timedelta(minutes=40) if span < DAY else timedelta(hours=11, minutes=40))
    region.clock.advance(left)
    await limits.count("kind", "whose", 1, span=span)


# Notices.


class FakeMessenger:
    """Keeps what it is given, or fails."""

    def __init__(self) -> None:
        self.sent: list[tuple[Destination, Message]] = []
        self.error: Exception | None = None
        self.slow = self.off = False

    def serves(self, address: Destination) -> bool:
        del address
        return not self.off

    async def send(self, address: Destination, message: Message) -> None:
        if self.slow:
            await asyncio.Event().wait()
        if self.error is not None:
            raise self.error
        self.sent.append((address, message))


@pytest.fixture
async def messenger(region: Region) -> FakeMessenger:
    for one in (ADA, BOB):
        await region.instance().person_keys.make(one)
    return FakeMessenger()


def notices(region: Region, messenger: FakeMessenger, *, most: int = 9) -> Notices:
    limits: PeopleLimits = region.instance().limits
    return Notices(
        sender(region, messenger),
        region.instance().outbox,
        limits,
        region.clock,
        mail_per_hour=most,
        sms_per_hour=most,
    )


def sender(region: Region, messenger: FakeMessenger) -> Sender:
    """Return the one way to people, who allow nothing that is asked."""

    async def no(_: str, __: Purpose) -> bool:
        return False

    return Sender(messenger, region.instance().disclosures, no)


def somebody(**more: Any) -> Person:  # noqa: ANN401 - fields
    told = {"email": "jane@example.com", "country": "DE", "policy_version": "1", **more}
    return Person(created=FakeClock().now(), **told)


async def told_of_a_sign_in(one: Notices, person: Person) -> Channel | None:
    """Tell somebody of a sign-in as the worker of the outbox does."""
    now = FakeClock().now()
    waiting = Outgoing(
        owner_id=ADA,
        kind=SIGNED_IN.id,
        facts={"at": "2026-03-01 12:00 UTC"},
        made=now,
        until=now + TRIED_FOR,
        send="",
        state=OutgoingState.SENDING,
        expires=now + OUTGOING.period,
        due="",
    )
    attempt = await one.send(ADA, person, waiting, "a" * 32)
    is_told = attempt.outcome is MessageOutcome.SENT
    return one.channel_of(person, waiting) if is_told else None


async def test_a_sign_in_is_told_to_the_accounts_own_mailbox_in_plain_words(
    region: Region, messenger: FakeMessenger
) -> None:
    assert await told_of_a_sign_in(notices(region, messenger), somebody(locale="de-DE"))
    ((address, message),) = messenger.sent
    assert address == JANE
    assert "2026-03-01 12:00 UTC" in message.text
    assert not {"http", "<", "192."} & set(message.text.split())
    assert "http" not in message.text


async def test_who_has_no_mailbox_is_told_by_sms_and_who_cannot_be_reached_is_not(
    region: Region, messenger: FakeMessenger
) -> None:
    by_phone = somebody(email=None, phone=MOBILE.value)
    assert await told_of_a_sign_in(notices(region, messenger), by_phone) is Channel.PHONE
    ((address, message),) = messenger.sent
    assert (address, len(message.short) <= 160) == (MOBILE, True)
    messenger.off = True
    assert await told_of_a_sign_in(notices(region, messenger), somebody()) is None
    assert len(messenger.sent) == 1


@pytest.mark.parametrize("error", [UnavailableError(), TooManyRequestsError(), TimeoutError()])
async def test_a_notice_that_cannot_be_sent_is_logged_and_fails_nothing(
    region: Region,
    messenger: FakeMessenger,
    capsys: pytest.CaptureFixture[str],
    error: Exception,
) -> None:
    messenger.error = error
    await notices(region, messenger).erasure_asked(somebody(), "a" * 32)
    printed = capsys.readouterr().out
    assert '"message":"notice-not-sent"' in printed
    assert "jane" not in printed


async def test_a_notice_is_waited_for_so_long_and_no_longer(
    region: Region, messenger: FakeMessenger
) -> None:
    messenger.slow = True
    short = Notices(
        sender(region, messenger),
        region.instance().outbox,
        region.instance().limits,
        region.clock,
        mail_per_hour=9,
        sms_per_hour=9,
        within=timedelta(milliseconds=10),
    )
    await asyncio.wait_for(short.erasure_asked(somebody(), "a" * 32), 5)
    assert not messenger.sent


async def test_notices_have_a_lid_and_codes_do_not_use_it_up(
    region: Region, messenger: FakeMessenger
) -> None:
    instance = region.instance(mail_per_hour=1)
    with pytest.raises(TooManyRequestsError):
        await given(instance, JANE)
    for _ in range(2):
        await told_of_a_sign_in(notices(region, messenger, most=2), somebody())
    with pytest.raises(TooManyRequestsError):
        await told_of_a_sign_in(notices(region, messenger, most=2), somebody())
    assert len(messenger.sent) == 2


async def test_every_sms_is_under_one_lid(region: Region, messenger: FakeMessenger) -> None:
    one = notices(region, messenger, most=2)
    await region.instance().limits.count("sms", EVERYONE, 2)
    phone_only = somebody(email=None, phone=MOBILE.value)
    await one.address_changes(ADA, phone_only, {Channel.PHONE})
    with pytest.raises(TooManyRequestsError):
        await one.address_changes(BOB, phone_only, {Channel.PHONE})
    assert [address for address, _ in messenger.sent] == [MOBILE]


async def test_a_person_changes_addresses_so_often_a_day_and_no_oftener(
    region: Region, messenger: FakeMessenger
) -> None:
    one = notices(region, messenger, most=99)
    for _ in range(CHANGES_PER_DAY):
        await one.address_changes(ADA, somebody(), {Channel.EMAIL})
    with pytest.raises(TooManyRequestsError):
        await one.address_changes(ADA, somebody(), {Channel.EMAIL})
    assert len(messenger.sent) == CHANGES_PER_DAY
    await one.address_changes(BOB, somebody(), {Channel.EMAIL})


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({Channel.EMAIL}, [JANE]),
        ({Channel.PHONE}, [MOBILE]),
        ({Channel.EMAIL, Channel.PHONE}, [JANE, MOBILE]),
    ],
    ids=("the mailbox", "the phone", "both"),
)
async def test_the_address_that_changes_is_told(
    region: Region, messenger: FakeMessenger, changed: set[Channel], told: list[Address]
) -> None:
    await notices(region, messenger).address_changes(ADA, somebody(phone=MOBILE.value), changed)
    assert [address for address, _ in messenger.sent] == told


async def test_a_new_address_is_told_to_the_one_that_there_is(
    region: Region, messenger: FakeMessenger
) -> None:
    await notices(region, messenger).address_changes(ADA, somebody(), {Channel.PHONE})
    assert [address for address, _ in messenger.sent] == [JANE]


async def test_an_address_that_cannot_be_told_does_not_change(
    region: Region, messenger: FakeMessenger
) -> None:
    messenger.error = UnavailableError()
    with pytest.raises(UnavailableError):
        await notices(region, messenger).address_changes(ADA, somebody(), {Channel.EMAIL})
