"""Codes: what strangers do costs strangers, and whoever has the right one gets in."""

import asyncio
import itertools
from datetime import timedelta

import pytest
from hypothesis import given as generated
from hypothesis import strategies as st

from shared.kernel.errors import (
    AppError,
    InvalidInputError,
    NoAccountError,
    TooManyRequestsError,
    UnauthenticatedError,
)
from shared.people.accounts import long_codes
from shared.people.accounts.accounts import Details, Entered
from shared.people.accounts.code_lids import BY_SOURCE, GUESSES, PART
from shared.people.accounts.codes import SignInCodes
from shared.people.accounts.long_codes import grouped, typed, written
from shared.people.accounts.proofs import Proof
from shared.people.accounts.sent_codes import (
    DIGITS_VALID,
    KNOWN_PER_HOUR,
    LONG_VALID,
    TRIES,
    USED_PER_HOUR,
)
from shared.people.person.address import Address, Channel, email, phone
from shared.people.person.rate_limits import LiftedLimits
from shared.platform.limits.source import Asker, source_of
from shared.platform.records.port import Document, Fields
from shared.platform.vault.uses import Use
from tests.unit.people.region import HERE, Given, Instance, Region, checked, elsewhere, given

JANE, JOHN = email("jane@example.com"), email("john@example.com")
MOBILE = phone("+491711234567")
DETAILS = Details(country="DE", policy_version="1")
MAILS, SMS = BY_SOURCE[Channel.EMAIL], BY_SOURCE[Channel.PHONE]


@pytest.fixture
def region() -> Region:
    return Region()


def _wrong(code: Given, number: int = 0) -> Given:
    """Return the same message with other digits."""
    assert code.digits is not None
    return Given(f"{(int(code.digits) + 1 + number) % 10**6:06}", code.long, code.handle)


def beside(number: int) -> Asker:
    """Return somebody in a /64 of one and the same /48."""
    return Asker(source_of(f"2001:db8:1:{number:x}::1"))


async def wrongly(instance: Instance, address: Address, code: Given, asker: Asker) -> None:
    """Guess once, and be refused."""
    with pytest.raises(UnauthenticatedError):
        await checked(instance, address, code, asker)


async def asks(instance: Instance, address: Address, asker: Asker = HERE) -> Given | None:
    """Ask for a code, whatever comes of it; return what was sent, if anything was."""
    try:
        issued = await instance.codes.issue(address, asker)
    except TooManyRequestsError:
        return None
    if issued.codes is None:
        return None
    return Given(issued.codes.digits, issued.codes.long, issued.handle)


async def member(
    instance: Instance, address: Address = JANE, asker: Asker = HERE
) -> tuple[Entered, Asker]:
    """Register somebody; return them as they call from a device that is known from then on."""
    code = await given(instance, address, asker)
    proof = await checked(instance, address, code, asker)
    entered = await instance.accounts.register(proof, DETAILS, asker=asker)
    assert entered.device.token is not None
    return entered, Asker(asker.source, device=entered.device.token)


# What a message carries.


async def test_a_message_carries_six_digits_and_a_long_code_and_serves_once(
    region: Region,
) -> None:
    instance = region.instance()
    code = await given(instance, JANE)
    assert code.digits is not None
    assert len(code.digits) == 6
    assert code.digits.isdecimal()
    assert len(code.long) == 19
    by_digits = await checked(instance, JANE, code)
    by_long = await instance.codes.check(JANE, code.long, None, HERE)
    assert by_digits.who == by_long.who == JANE
    assert by_digits.mark == by_long.mark
    await instance.used_proofs.once(by_long, [])
    with pytest.raises(UnauthenticatedError):
        await instance.used_proofs.once(by_digits, [])


async def test_neither_code_nor_address_nor_source_is_stored(region: Region) -> None:
    code = await given(region.instance(), JANE)
    stored = repr(region.data.stored)
    for told in ("jane", code.digits, code.long, typed(code.long), code.handle, HERE.source):
        assert str(told) not in stored


@pytest.mark.parametrize("address", [MOBILE, email("joe@example.com")])
async def test_a_code_of_another_address_proves_nothing(region: Region, address: Address) -> None:
    instance = region.instance()
    code = await given(instance, JANE)
    await given(instance, address)
    await wrongly(instance, address, code, HERE)
    with pytest.raises(UnauthenticatedError):
        await instance.codes.check(address, code.long, None, HERE)


async def test_six_digits_are_good_for_ten_minutes_and_the_long_code_for_seventy(
    region: Region,
) -> None:
    instance = region.instance()
    code = await given(instance, JANE)
    region.clock.advance(DIGITS_VALID - timedelta(seconds=1))
    await checked(instance, JANE, code)
    region.clock.advance(timedelta(seconds=1))
    await wrongly(instance, JANE, code, HERE)
    region.clock.advance(LONG_VALID - DIGITS_VALID - timedelta(seconds=1))
    await instance.codes.check(JANE, code.long, None, HERE)
    region.clock.advance(timedelta(seconds=1))
    with pytest.raises(UnauthenticatedError):
        await instance.codes.check(JANE, code.long, None, HERE)


async def test_six_digits_without_a_handle_are_told_what_is_missing(region: Region) -> None:
    code = await given(region.instance(), JANE)
    with pytest.raises(InvalidInputError) as caught:
        await region.instance().codes.check(JANE, str(code.digits), None, HERE)
    assert [one.field for one in caught.value.faults] == ["handle"]


@generated(st.binary(min_size=10, max_size=32))
def test_a_long_code_is_read_as_people_type_it(raw: bytes) -> None:
    code = written(raw)
    shown = grouped(code)
    careless = shown.lower().replace("0", "o").replace("1", "l").replace("-", " ")
    assert typed(shown) == typed(careless) == typed(code) == code


@pytest.mark.parametrize("given_", ["", "123456", "ABCD-EFGH-JKMN-PQR", "U" * 16, "É" * 16])
def test_what_is_no_long_code_is_none(given_: str) -> None:
    assert typed(given_) is None


def test_a_long_code_differs_by_key_domain_and_parts() -> None:
    codes = {
        long_codes.long_code(key, domain, part)
        for key in (b"k" * 32, b"l" * 32)
        for domain in ("a", "b")
        for part in ("a", "b")
    }
    assert len(codes) == 8


# Guessing.


async def test_after_five_wrong_guesses_the_right_digits_are_wrong_too_the_long_code_is_not(
    region: Region,
) -> None:
    instance = region.instance()
    code = await given(instance, JANE)
    for number in range(TRIES):
        await wrongly(instance, JANE, _wrong(code, number), HERE)
    await wrongly(instance, JANE, code, HERE)
    assert (await instance.codes.check(JANE, code.long, None, HERE)).who == JANE


async def test_guessing_from_all_sides_at_once_has_no_more_than_five_tries(region: Region) -> None:
    code = await given(region.instance(), JANE)
    instances = [region.instance() for _ in range(16)]
    tried = await asyncio.gather(
        *(checked(one, JANE, _wrong(code, n), elsewhere(n)) for n, one in enumerate(instances)),
        return_exceptions=True,
    )
    assert all(isinstance(one, AppError) for one in tried)
    (document,) = region.stored("sign_in_codes")
    assert document.fields["tries"] == TRIES


async def uncounted(instance: Instance, code: Given) -> Proof:
    """Return what right digits prove whose try is counted by what they are used for."""
    assert code.digits is not None
    return await instance.codes.check(JANE, code.digits, code.handle, HERE, counted=False)


async def test_right_digits_that_come_with_too_many_wrong_ones_open_nothing(
    region: Region,
) -> None:
    """They were seen to be right; that is told to nobody, because five others were first."""
    instance = region.instance()
    code = await given(instance, JANE)
    proof = await uncounted(instance, code)
    for number in range(TRIES):
        await wrongly(instance, JANE, _wrong(code, number), HERE)
    with pytest.raises(UnauthenticatedError):
        await instance.accounts.register(proof, DETAILS, asker=HERE)
    with pytest.raises(UnauthenticatedError):
        await instance.accounts.sign_in(proof, HERE)
    assert not region.stored("sessions")
    await wrongly(instance, JANE, code, HERE)


async def test_a_use_of_right_digits_counts_their_try(region: Region) -> None:
    instance = region.instance()
    await instance.accounts.register(
        await uncounted(instance, await given(instance, JANE)), DETAILS, asker=HERE
    )
    (document,) = region.stored("sign_in_codes")
    assert document.fields["tries"] == 1


async def test_right_digits_that_open_nothing_are_counted_before_that_is_told(
    region: Region,
) -> None:
    instance = region.instance()
    code = await given(instance, JANE)
    with pytest.raises(NoAccountError):
        await instance.accounts.sign_in(await uncounted(instance, code), HERE)
    (document,) = region.stored("sign_in_codes")
    assert document.fields["tries"] == 1
    entered = await instance.accounts.register(await uncounted(instance, code), DETAILS, asker=HERE)
    assert entered.made, "and can still be used"


async def test_of_sixteen_who_come_with_the_same_digits_at_once_one_gets_in(
    region: Region,
) -> None:
    code = await given(region.instance(), JANE)
    instances = [region.instance() for _ in range(16)]
    proofs = await asyncio.gather(*(uncounted(one, code) for one in instances))
    ends = await asyncio.gather(
        *(
            one.accounts.register(proof, DETAILS, asker=HERE)
            for one, proof in zip(instances, proofs, strict=True)
        ),
        return_exceptions=True,
    )
    entered = [end for end in ends if isinstance(end, Entered)]
    assert len(entered) == 1
    assert len(region.stored("sessions")) == 1


async def test_all_guesses_at_one_address_in_any_day_stay_under_sixty(region: Region) -> None:
    """A hundred strangers, and one on a device of the owner's, for three days."""
    instance = region.instance()
    _, known = await member(instance)
    guessed: list[timedelta] = []
    since = region.clock.now()
    for minute in range(0, 3 * 24 * 60, 5):
        for asker in (elsewhere(minute % 100), known):
            code = await asks(instance, JANE, asker)
            if code is None or code.digits is None:
                continue
            for number in range(TRIES + 1):
                before = [one.fields["tries"] for one in region.stored("sign_in_codes")]
                with pytest.raises((UnauthenticatedError, TooManyRequestsError)):
                    await checked(instance, JANE, _wrong(code, number), elsewhere(minute))
                after = [one.fields["tries"] for one in region.stored("sign_in_codes")]
                guessed += [region.clock.now() - since] * (before != after)
        region.clock.advance(timedelta(minutes=5))
    worst = max(sum(one <= other < one + timedelta(days=1) for other in guessed) for one in guessed)
    assert 40 < worst < 60


async def test_a_code_used_at_the_first_try_costs_no_guess(region: Region) -> None:
    instance = region.instance()
    for _ in range(30):
        code = await given(instance, JANE)
        assert code.digits is not None
        await instance.used_proofs.once(await checked(instance, JANE, code), [])
        region.clock.advance(timedelta(minutes=10))


async def test_only_after_the_first_try_are_a_sources_guesses_counted(region: Region) -> None:
    instance = region.instance()
    guesser = elsewhere(1)
    for number in range(GUESSES.source // (TRIES - 1)):
        code = await given(instance, email(f"p{number}@example.com"), elsewhere(2 + number))
        for guess in range(TRIES):
            address = email(f"p{number}@example.com")
            await wrongly(instance, address, _wrong(code, guess), guesser)
    code = await given(instance, JANE)
    await wrongly(instance, JANE, _wrong(code), guesser)
    with pytest.raises(TooManyRequestsError):
        await checked(instance, JANE, _wrong(code), guesser)
    fresh = await given(instance, JOHN)
    assert (await checked(instance, JOHN, fresh, guesser)).who == JOHN


# What strangers do to an address.


@pytest.mark.parametrize("stranger", [beside, elsewhere], ids=["one /48", "scattered"])
async def test_whatever_strangers_do_the_right_code_gets_in(
    region: Region, stranger: object
) -> None:
    instance, found = region.instance(), []
    for number in range(100):
        asker = beside(number) if stranger is beside else elsewhere(number)
        code = await asks(instance, JANE, asker)
        if code is not None:
            found.append(code)
            for guess in range(TRIES):
                if code.digits is not None:
                    await wrongly(instance, JANE, _wrong(code, guess), asker)
        for _ in range(3):
            with pytest.raises(UnauthenticatedError):
                await instance.codes.check(JANE, "000000", "x" * 22, asker)
        region.clock.advance(timedelta(minutes=2))
    assert await asks(instance, JANE, elsewhere(4000)) is None
    proof = await instance.codes.check(JANE, found[-1].long, None, elsewhere(4000))
    assert (await instance.accounts.register(proof, DETAILS, asker=elsewhere(4000))).made


async def test_messages_that_strangers_ask_for_are_spaced_and_a_mailbox_gets_few(
    region: Region,
) -> None:
    instance, sent = region.instance(), []
    since = region.clock.now()
    for minute in range(24 * 60):
        if await asks(instance, JANE, elsewhere(minute)) is not None:
            sent.append(minute)
        region.clock.advance(timedelta(minutes=1))
    assert region.clock.now() - since == timedelta(days=1)
    gaps = [later - sooner for sooner, later in itertools.pairwise(sent)]
    assert gaps[0] == 10
    assert gaps == sorted(gaps)
    assert gaps[-1] == 60
    assert len(sent) <= 30


async def test_at_every_moment_there_is_a_code_that_works(region: Region) -> None:
    instance, last = region.instance(), None
    for minute in range(0, 24 * 60, 3):
        code = await asks(instance, JANE, elsewhere(minute))
        last = code or last
        assert last is not None
        assert (await instance.codes.check(JANE, last.long, None, HERE)).who == JANE
        region.clock.advance(timedelta(minutes=3))


@pytest.mark.parametrize(
    ("owner", "invented"),
    [
        ("jane@example.com", "jane+{}@example.com"),
        ("jane.doe@gmail.com", "janedoe+{}@googlemail.com"),
        ("j-a-n-e@proton.me", "jane+{}@pm.me"),
        ("jane+parcels@outlook.com", "jane+{}@outlook.com"),
    ],
)
async def test_aliases_that_strangers_invent_lock_nobody_out_and_fill_no_mailbox(
    region: Region, owner: str, invented: str
) -> None:
    instance, sent = region.instance(), []
    for number in range(100):
        code = await asks(instance, email(invented.format(number)), elsewhere(number))
        sent += [code] if code is not None else []
        region.clock.advance(timedelta(minutes=1))
    assert len(sent) < 8
    mine = await asks(instance, email(owner)) or sent[-1]
    assert (await instance.codes.check(email(owner), mine.long, None, HERE)).who == email(owner)


async def test_where_aliases_may_be_others_the_code_of_one_proves_no_other(region: Region) -> None:
    instance = region.instance()
    code = await given(instance, email("jane+a@example.com"))
    for other in ("jane+b@example.com", "jane@example.com"):
        with pytest.raises(UnauthenticatedError):
            await instance.codes.check(email(other), code.long, None, HERE)
    for mine, theirs in (
        ("ivanivanov@yandex.ru", "ivan.ivanov@yandex.ru"),
        ("jane.doe@outlook.com", "janedoe@outlook.com"),
        ("jane@hotmail.com", "jane@outlook.com"),
        ("jane@yahoo.com", "jane-x@yahoo.com"),
    ):
        code = await given(instance, email(mine))
        with pytest.raises(UnauthenticatedError):
            await instance.codes.check(email(theirs), code.long, None, HERE)


async def test_of_sixteen_who_ask_at_once_one_message_comes(region: Region) -> None:
    found = await asyncio.gather(*(asks(region.instance(), JANE, elsewhere(n)) for n in range(16)))
    assert sum(one is not None for one in found) == 1


async def test_once_a_code_is_used_the_next_message_may_go(region: Region) -> None:
    instance = region.instance()
    for _ in range(3):
        code = await given(instance, JANE)
        assert await asks(instance, JANE) is None
        await instance.used_proofs.once(await instance.codes.check(JANE, code.long, None, HERE), [])


async def test_the_reader_of_a_mailbox_uses_up_no_more_of_the_region_than_a_few_an_hour(
    region: Region,
) -> None:
    instance = region.instance()
    for _ in range(USED_PER_HOUR):
        code = await given(instance, JANE)
        await instance.used_proofs.once(await checked(instance, JANE, code), [])
    assert await asks(instance, JANE) is None
    await given(instance, JOHN)
    region.clock.advance(timedelta(hours=1, minutes=1))
    await given(instance, JANE)


async def test_what_a_use_gives_back_is_the_sources_and_not_what_the_region_has_paid(
    region: Region,
) -> None:
    """Six people with phones of their own sign in again and again: others still get in."""
    instance = region.instance(sms_per_hour=60)
    for turn in range(10):
        for number in range(6):
            mobile = phone(f"+4917100{number:05}")
            try:
                code = await given(instance, mobile, elsewhere(100 * turn + number))
            except TooManyRequestsError:
                continue
            await instance.used_proofs.once(await checked(instance, mobile, code), [])
    _, known = await member(region.instance(sms_per_hour=6000), MOBILE, elsewhere(9000))
    await given(instance, MOBILE, known)


async def test_a_lost_answer_is_no_lost_message(region: Region) -> None:
    instance = region.instance()
    await given(instance, JOHN)  # salts and keyrings are there
    region.lose_answer_to("sent_codes")
    code = await given(instance, JANE)
    assert (await checked(instance, JANE, code)).who == JANE


async def test_fresh_accounts_end_no_sms_for_others(region: Region) -> None:
    instance = region.instance(sms_per_hour=60)
    for number in range(40):
        entered, _ = await member(instance, email(f"p{number}@example.com"), elsewhere(number))
        mine = Asker(elsewhere(number).source, person=entered.person_id)
        for other in range(5):
            await asks(instance, phone(f"+49171{number:03}{other:04}"), mine)
    await given(instance, MOBILE, elsewhere(5000))


async def test_what_could_not_be_sent_holds_nobody_up_and_is_good_if_it_arrives(
    region: Region,
) -> None:
    instance = region.instance()
    issued = await instance.codes.issue(JANE, HERE)
    assert issued.codes is not None
    await instance.codes.unsent(JANE, issued.codes)
    await given(instance, JANE)
    await instance.codes.check(JANE, issued.codes.long, None, HERE)


async def test_a_mail_of_another_kind_carries_the_code_that_is_good(region: Region) -> None:
    instance = region.instance()
    first = await instance.codes.long_code(JANE, Asker(""))
    assert not region.stored("sign_in_codes"), "no six digits, whose handle nobody would have"
    assert await instance.codes.long_code(JANE, Asker("")) == first
    assert (await instance.codes.check(JANE, first, None, HERE)).who == JANE


async def test_a_code_moved_to_another_address_or_renewed_by_hand_proves_nothing(
    region: Region,
) -> None:
    """Who can write to the database, and has a code of their own, gets in nowhere else."""
    instance = region.instance()
    mine = await given(instance, JOHN)
    (john,) = region.stored("sign_in_codes")
    (john_sent,) = region.stored("sent_codes")
    theirs = await given(instance, JANE)
    jane = next(one for one in region.stored("sign_in_codes") if one.id != john.id)
    jane_sent = next(one for one in region.stored("sent_codes") if one.id != john_sent.id)
    region.data.stored[jane.id] = Document(jane.id, john.fields, jane.version)
    region.data.stored[jane_sent.id] = Document(jane_sent.id, john_sent.fields, jane_sent.version)
    await wrongly(instance, JANE, mine, HERE)
    await wrongly(instance, JANE, Given(mine.digits, mine.long, theirs.handle), HERE)
    with pytest.raises(UnauthenticatedError):
        await instance.codes.check(JANE, mine.long, None, HERE)
    renewed = {**john.fields, "id": str(int(str(john.fields["id"])) + 1)}
    region.data.stored[john.id] = Document(john.id, renewed, john.version)
    await wrongly(instance, JOHN, mine, HERE)


# Who is known.


async def test_on_a_known_device_codes_come_while_strangers_use_up_all_others(
    region: Region,
) -> None:
    instance = region.instance()
    _, known = await member(instance)
    for number in range(40):
        await asks(instance, JANE, elsewhere(number))
        region.clock.advance(timedelta(minutes=1))
    for _ in range(KNOWN_PER_HOUR):
        code = await given(region.instance(), JANE, known)
        assert code.digits is not None or code.long
    assert await asks(instance, JANE, known) is None, "theirs are counted too"
    code_ = await region.instance().codes.issue(JANE, known)
    assert code_.codes is None


async def test_a_signed_in_person_is_known_at_their_own_address_alone(region: Region) -> None:
    instance = region.instance()
    entered, _ = await member(instance)
    signed_in = Asker(HERE.source, person=entered.person_id)
    await given(instance, JANE, elsewhere(1))
    assert await asks(instance, JANE, elsewhere(2)) is None
    await given(instance, JANE, signed_in)
    await given(instance, JOHN, signed_in)
    assert await asks(instance, JOHN, signed_in) is None


@pytest.mark.parametrize("token", ["", "agd_eu_" + "x" * 43, "nonsense", "agp_eu_" + "x" * 86])
async def test_a_device_of_nobody_is_a_stranger(region: Region, token: str) -> None:
    instance = region.instance()
    await member(instance)
    await given(instance, JANE, elsewhere(1))
    assert await asks(instance, JANE, Asker(HERE.source, device=token)) is None


@pytest.mark.parametrize("changed", ["owner_id", "expires", "mac"])
async def test_who_writes_to_the_database_makes_no_device_known(
    region: Region, changed: str
) -> None:
    instance = region.instance()
    _, known = await member(instance)
    (device,) = region.stored("known_devices")
    others: Fields = {
        "owner_id": "b" * 32,
        "expires": region.clock.now() + timedelta(days=9999),
        "mac": bytes(32),
    }
    fields = {**device.fields, changed: others[changed]}
    region.data.stored[device.id] = Document(device.id, fields, device.version)
    await given(instance, JANE, elsewhere(1))
    assert await asks(instance, JANE, known) is None


async def test_a_device_is_known_at_its_own_persons_addresses_alone(region: Region) -> None:
    instance = region.instance()
    await member(instance, JOHN)
    _, janes = await member(instance)
    await given(instance, JOHN, elsewhere(1))
    assert await asks(instance, JOHN, janes) is None


# What a region sends.


async def test_three_hundred_people_behind_one_address_register_within_an_hour(
    region: Region,
) -> None:
    instance = region.instance()
    for number in range(300):
        await member(instance, email(f"p{number}@example.com"))
        region.clock.advance(timedelta(seconds=10))
    assert len(region.stored("people")) == 300


async def test_codes_that_nobody_uses_end_at_forty_and_cost_nobody_else(region: Region) -> None:
    instance = region.instance()
    found = [await asks(instance, email(f"p{number}@example.com")) for number in range(300)]
    assert sum(one is not None for one in found) == MAILS.source
    await given(instance, JANE, Asker("192.0.2.2"))
    region.clock.advance(timedelta(hours=1))
    await given(instance, JANE)


async def test_a_48_ends_neither_mail_nor_sms_for_others(region: Region) -> None:
    instance = region.instance()
    sms = [await asks(instance, phone(f"+49171000{n:04}"), beside(n // 3)) for n in range(60)]
    assert 1 < sum(one is not None for one in sms) < SMS.v6_network, "its share shrinks"
    mails = [await asks(instance, email(f"p{n}@example.com"), beside(n // 20)) for n in range(3000)]
    assert sum(one is not None for one in mails) == MAILS.v6_network
    await given(instance, MOBILE, elsewhere(4000))
    await given(instance, JANE, elsewhere(4000))


async def test_whatever_strangers_spend_the_most_of_a_lid_is_for_who_is_known(
    region: Region, capsys: pytest.CaptureFixture[str]
) -> None:
    instance = region.instance(sms_per_hour=60)
    entered, known = await member(instance, MOBILE, elsewhere(5000))
    spent = [await asks(instance, phone(f"+49171000{n:04}"), elsewhere(n // 2)) for n in range(400)]
    assert sum(one is not None for one in spent) == int(60 * PART) - 1, "registering cost one"
    told = capsys.readouterr().out
    assert told.count("lid-nearly-spent") == 1
    assert "sms-strangers" in told
    await given(instance, MOBILE, known)
    await given(instance, MOBILE, Asker(elsewhere(6000).source, person=entered.person_id))


async def test_where_nothing_is_spaced_every_message_goes_with_six_digits_that_have_five_tries(
    region: Region,
) -> None:
    """A local stack without limits; what is remembered of one address ends all the same."""
    instance = region.instance()
    codes = SignInCodes(
        region.data,
        region.keyring_of(Use.LIMITS),
        region.clock,
        LiftedLimits(region.data),
        instance.known_devices,
        sms_per_hour=0,
        mail_per_hour=0,
        spaced=False,
    )
    issued = [await codes.issue(JANE, HERE) for _ in range(150)]
    digits = [one.codes.digits for one in issued if one.codes is not None]
    assert len(digits) == 150
    assert all(digits)
    (sent,) = [one for place, one in region.data.stored.items() if place.collection == "sent_codes"]
    assert str(sent.fields["sent"]).count('"at"') == 100
    last = Given(str(digits[-1]), "", issued[-1].handle)
    for number in range(TRIES):
        with pytest.raises(UnauthenticatedError):
            await codes.check(JANE, _wrong(last, number).digits or "", last.handle, HERE)
    with pytest.raises(UnauthenticatedError):
        await codes.check(JANE, last.digits or "", last.handle, HERE)
