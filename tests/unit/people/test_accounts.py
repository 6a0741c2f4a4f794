"""Codes, accounts and sessions: once, however often, from however many sides, whatever breaks."""

import asyncio
import base64
import secrets
from dataclasses import replace
from datetime import timedelta

import pytest

from shared.kernel.clock import DAY
from shared.kernel.errors import (
    AppError,
    NoAccountError,
    NotFoundError,
    UnauthenticatedError,
    UnavailableError,
)
from shared.people.accounts.accounts import Details, Entered
from shared.people.accounts.own_sessions import MOST as MOST_SESSIONS
from shared.people.person.address import Address, email, phone
from shared.people.person.model import EXTENDED_AFTER, RECENT, SESSIONS, By, Session
from shared.people.person.session_tokens import name_of, new_token, person_of, public_id, region_of
from shared.platform.records.port import DocumentId, Write
from shared.platform.records.write_batch import Writing
from shared.platform.vault.uses import Use
from tests.unit.people.region import HERE, Instance, Region, checked, elsewhere, given, proven

JANE, JOHN = email("jane@example.com"), email("john@example.com")
MOBILE = phone("+491711234567")
DETAILS = Details(country="DE", policy_version="1", nickname="Jane")
SOURCE = "192.0.2.1"


@pytest.fixture
def region() -> Region:
    return Region()


async def registered(instance: Instance, address: Address = JANE) -> Entered:
    return await instance.accounts.register(await proven(instance, address), DETAILS, asker=HERE)


# Accounts.


async def test_an_account_is_made_with_what_was_told_and_sealed(region: Region) -> None:
    instance = region.instance()
    entered = await registered(instance)
    assert entered.made
    slot = await region.instance().accounts.get(entered.person_id)
    assert slot.record == entered.person
    assert (entered.person.email, entered.person.phone) == ("jane@example.com", None)
    stored = repr(region.data.stored) + repr(region.keys.stored)
    for told in ("jane", "Jane", "DE'", "example.com"):
        assert told not in stored
    (key,) = region.stored("person_keys")
    assert key.id.name == entered.person_id
    assert key.fields["due"] is None, "confirmed"


async def test_the_same_address_twice_is_the_same_account(region: Region) -> None:
    first = await registered(region.instance())
    second = await registered(region.instance())
    assert (second.person_id, second.made) == (first.person_id, False)
    assert second.session.token != first.session.token
    assert len(region.stored("people")) == 1


async def test_two_registrations_at_once_are_one_account(region: Region) -> None:
    one, two = region.instance(), region.instance()
    code = await given(one, JANE)
    proofs = [await checked(i, JANE, code) for i in (one, two)]
    found = await asyncio.gather(
        one.accounts.register(proofs[0], DETAILS, asker=HERE),
        two.accounts.register(proofs[1], DETAILS, asker=HERE),
        return_exceptions=True,
    )
    entered = [result for result in found if isinstance(result, Entered)]
    assert len(entered) == 1
    assert sum(isinstance(result, UnauthenticatedError) for result in found) == 1
    assert len(region.stored("people")) == len(region.stored("sessions")) == 1


async def test_of_sixteen_who_use_a_code_at_once_one_wins(region: Region) -> None:
    await registered(region.instance())
    code = await given(region.instance(), JANE)
    region.clock.advance(timedelta(minutes=1))

    async def enter(instance: Instance, number: int) -> Entered:
        proof = await checked(instance, JANE, code, elsewhere(number))
        return await instance.accounts.sign_in(proof, HERE)

    found = await asyncio.gather(
        *(enter(region.instance(), number) for number in range(16)), return_exceptions=True
    )
    assert sum(isinstance(one, Entered) for one in found) == 1
    assert all(isinstance(one, Entered | AppError) for one in found)
    assert len(region.stored("sessions")) == 2


async def test_without_an_account_the_code_can_still_register(region: Region) -> None:
    instance = region.instance()
    code = await given(instance, JANE)
    with pytest.raises(NoAccountError):
        await instance.accounts.sign_in(await checked(instance, JANE, code), HERE)
    assert not region.stored("sessions")
    proof = await checked(instance, JANE, code)
    assert (await instance.accounts.register(proof, DETAILS, asker=HERE)).made


async def test_a_lost_answer_makes_no_second_account_and_is_no_conflict(region: Region) -> None:
    instance = region.instance()
    proof = await proven(instance, JANE)
    region.lose_answer_to("people")
    entered = await instance.accounts.register(proof, DETAILS, asker=HERE)
    assert entered.made
    assert len(region.stored("people")) == len(region.stored("sessions")) == 1
    assert (await instance.sessions.of(entered.session.token)).person == entered.person_id


async def test_a_lost_answer_begins_no_second_session(region: Region) -> None:
    await registered(region.instance())
    instance = region.instance()
    proof = await proven(instance, JANE)
    region.lose_answer_to("sessions")
    entered = await instance.accounts.sign_in(proof, HERE)
    assert len(region.stored("sessions")) == 2
    await instance.sessions.of(entered.session.token)


async def test_a_commit_that_never_arrived_is_told_and_can_be_said_again(region: Region) -> None:
    instance = region.instance()
    proof = await proven(instance, JANE)
    whole, down = region.data.commit, True

    async def commit(writes: list[Write]) -> object:
        if down and writes[0].id.collection == "used_proofs":
            raise UnavailableError
        return await whole(writes)

    region.data.commit = commit  # type: ignore[method-assign,assignment]
    with pytest.raises(UnavailableError):
        await instance.accounts.register(proof, DETAILS, asker=HERE)
    assert not region.stored("people")
    down = False
    assert (await instance.accounts.register(proof, DETAILS, asker=HERE)).made
    orphans = [one for one in region.stored("person_keys") if one.fields["due"] is not None]
    assert len(orphans) == 1, "the key that was made for nothing, for the night to sweep"


async def test_a_key_that_could_not_be_confirmed_is_no_obstacle(region: Region) -> None:
    instance = region.instance()
    proof = await proven(instance, JANE)

    async def unconfirmed(_: str) -> None:
        raise UnavailableError

    instance.person_keys.confirm = unconfirmed  # type: ignore[method-assign,assignment]
    entered = await instance.accounts.register(proof, DETAILS, asker=HERE)
    assert (await region.instance().accounts.get(entered.person_id)).record is not None


async def test_a_phone_is_an_address_too_and_another_account(region: Region) -> None:
    by_mail = await registered(region.instance())
    by_phone = await registered(region.instance(), MOBILE)
    assert by_phone.person.phone == "+491711234567"
    assert by_mail.person_id != by_phone.person_id
    again = await region.instance().accounts.sign_in(await proven(region.instance(), MOBILE), HERE)
    assert again.person_id == by_phone.person_id


# Sessions.


async def test_a_token_is_known_by_its_hash_alone(region: Region) -> None:
    entered = await registered(region.instance())
    token = entered.session.token
    assert token.startswith("agp_eu_")
    assert len(token) == len("agp_eu_") + 86
    stored = repr(region.data.stored)
    assert token not in stored
    assert token.removeprefix("agp_eu_") not in stored
    found = await region.instance().sessions.of(token)
    assert (found.person, found.session) == (entered.person_id, name_of(token))


@pytest.mark.parametrize(
    "token", ["", "agp_eu_", "agp_eu_" + "x" * 85, "agp_eu_" + "x" * 86, "Bearer x", "\ud800"]
)
async def test_a_token_of_nobody_is_nobodys(region: Region, token: str) -> None:
    await registered(region.instance())
    instance = region.instance()
    await instance.platform.keyring(Use.SESSIONS).get()
    before = region.data.reads, region.keys.reads
    with pytest.raises(UnauthenticatedError):
        await instance.sessions.of(token)
    assert (region.data.reads, region.keys.reads) == before, "refused before anything is read"


def test_a_token_names_its_region() -> None:
    assert region_of("agp_us_" + "x" * 86) == "us"
    assert region_of("agp_us_" + "x" * 85) is None


def test_a_token_names_its_person_to_who_has_the_key_alone() -> None:
    key, person = secrets.token_bytes(32), secrets.token_hex(16)
    token = new_token("eu", person, key)
    assert person_of(token, key) == person
    assert bytes.fromhex(person) not in base64.urlsafe_b64decode(token[7:] + "==")
    assert new_token("eu", person, key)[50:] != token[50:], "no two name them alike"
    with pytest.raises(UnauthenticatedError):
        person_of(token, secrets.token_bytes(32))


@pytest.mark.parametrize("changed", ["region", "secret", "person"])
def test_what_was_changed_in_a_token_is_noticed_without_a_read(changed: str) -> None:
    key, one, other = secrets.token_bytes(32), secrets.token_hex(16), secrets.token_hex(16)
    first, second = new_token("eu", one, key), new_token("eu", other, key)
    raw, more = (base64.urlsafe_b64decode(token[7:] + "==") for token in (first, second))
    forged = {
        "region": first.replace("agp_eu_", "agp_us_"),
        "secret": "agp_eu_" + _written(more[:32] + raw[32:]),
        "person": "agp_eu_" + _written(raw[:32] + more[32:]),
    }
    assert person_of("agp_eu_" + _written(raw), key) == one
    with pytest.raises(UnauthenticatedError):
        person_of(forged[changed], key)


def _written(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


async def test_a_session_of_somebody_else_is_not_whose_the_token_names(region: Region) -> None:
    """Who can write to the database and has no key moves a session to another person's token."""
    instance = region.instance()
    jane, john = await registered(instance, JANE), await registered(instance, JOHN)
    (theirs,) = (one for one in region.stored("sessions") if one.id.name == john.session.name)
    place = DocumentId("sessions", jane.session.name)
    region.data.stored[place] = replace(theirs, id=place)
    with pytest.raises(UnauthenticatedError):
        await instance.sessions.of(jane.session.token)


async def test_who_has_just_signed_in_has_just_proven_it(region: Region) -> None:
    token = (await registered(region.instance())).session.token
    signed_in = await region.instance().sessions.of(token)
    assert signed_in.recently(region.clock.now())
    region.clock.advance(RECENT)
    assert not signed_in.recently(region.clock.now())


async def test_a_session_lives_180_days_from_its_last_day(region: Region) -> None:
    instance = region.instance()
    token = (await registered(instance)).session.token
    commits = region.data.commits
    region.clock.advance(EXTENDED_AFTER - timedelta(seconds=1))
    await instance.sessions.of(token)
    assert region.data.commits == commits, "extended no more than daily"
    region.clock.advance(timedelta(seconds=1))
    await instance.sessions.of(token)
    await instance.sessions.of(token)
    assert region.data.commits == commits + 1
    region.clock.advance(SESSIONS.period - timedelta(seconds=1))
    await instance.sessions.of(token)
    region.clock.advance(SESSIONS.period)
    with pytest.raises(UnauthenticatedError):
        await instance.sessions.of(token)


async def test_sessions_are_listed_and_ended_by_their_owner_alone(region: Region) -> None:
    instance = region.instance()
    jane, joe = await registered(instance), await registered(instance, email("joe@example.com"))
    region.clock.advance(timedelta(minutes=1))
    second = await instance.accounts.sign_in(await proven(instance, JANE), HERE)
    names = [
        name
        for name, _ in (await instance.own_sessions.page(jane.person_id, after="", limit=100))[0]
    ]
    assert names == [second.session.name, jane.session.name]
    signed_in = await instance.sessions.of(jane.session.token)
    with pytest.raises(NotFoundError):
        await instance.own_sessions.end(joe.person_id, signed_in.id)
    await instance.own_sessions.end(jane.person_id, signed_in.id)
    with pytest.raises(UnauthenticatedError):
        await region.instance().sessions.of(jane.session.token)
    with pytest.raises(NotFoundError):
        await instance.own_sessions.end(jane.person_id, signed_in.id)
    await instance.sessions.of(second.session.token)


def _other(code: str, number: int) -> str:
    """Return a code that is not this one."""
    return f"{(int(code) + 1 + number) % 10**6:06}"


async def test_a_session_too_many_ends_the_oldest_and_each_can_be_seen_and_ended(
    region: Region,
) -> None:
    instance = region.instance()
    entered = await registered(instance)
    for _ in range(MOST_SESSIONS - 1):
        session = await instance.sessions.begin(entered.person_id, By.EMAIL)
        await region.data.commit(session.writing.writes)
    region.clock.advance(DAY)
    listed: list[tuple[str, Session]] = []
    for _ in range(2):
        region.clock.advance(timedelta(hours=1))
        new = await instance.accounts.sign_in(await proven(instance, JANE), HERE)
        listed = await pages_of(instance, entered.person_id)
        assert len(listed) == MOST_SESSIONS
        assert new.session.name in dict(listed)
    last = max(name for name, _ in listed)
    await instance.own_sessions.end(entered.person_id, public_id(last))
    assert len(await pages_of(instance, entered.person_id)) == MOST_SESSIONS - 1


async def pages_of(instance: Instance, person: str) -> list[tuple[str, Session]]:
    """Return all sessions of a person, page by page."""
    found, after = await instance.own_sessions.page(person, after="", limit=7)
    while after is not None:
        page, after = await instance.own_sessions.page(person, after=after, limit=7)
        found += page
    return found


async def test_who_ends_the_session_they_came_with_is_out(region: Region) -> None:
    instance = region.instance()
    entered = await registered(instance)
    mine = await instance.sessions.of(entered.session.token)
    await instance.sessions.end_this(mine)
    with pytest.raises(UnauthenticatedError):
        await region.instance().sessions.of(entered.session.token)


async def test_a_session_that_is_renewed_is_as_old_as_the_first(region: Region) -> None:
    """Sending a request again is no new proof of who one is."""
    instance = region.instance()
    first = (await registered(instance)).session
    owner = (await instance.sessions.of(first.token)).person
    region.clock.advance(RECENT)
    named: list[str] = []

    async def pointing(name: str) -> Writing:
        named.append(name)
        return Writing(region.data.root, ())

    second = await instance.sessions.renew(owner, first.name, pointing)
    assert named == [second.name]
    signed_in = await instance.sessions.of(second.token)
    assert not signed_in.recently(region.clock.now())
    with pytest.raises(UnauthenticatedError):
        await instance.sessions.of(first.token)
    with pytest.raises(UnauthenticatedError):
        await instance.sessions.renew(owner, first.name, pointing)
    assert len(region.stored("sessions")) == 1


async def test_what_was_ended_or_is_anothers_is_not_renewed(region: Region) -> None:
    instance = region.instance()
    mine, theirs = await registered(instance), await registered(instance, MOBILE)

    async def pointing(_: str) -> Writing:
        return Writing(region.data.root, ())

    with pytest.raises(UnauthenticatedError):
        await instance.sessions.renew(mine.person_id, theirs.session.name, pointing)
    await instance.sessions.end_this(await instance.sessions.of(mine.session.token))
    with pytest.raises(UnauthenticatedError):
        await instance.sessions.renew(mine.person_id, mine.session.name, pointing)
    region.clock.advance(SESSIONS.period)
    with pytest.raises(UnauthenticatedError):
        await instance.sessions.renew(theirs.person_id, theirs.session.name, pointing)
    assert len(region.stored("sessions")) == 1


async def test_of_two_renewals_at_once_one_begins_a_session(region: Region) -> None:
    instance = region.instance()
    first = await registered(instance)

    async def pointing(_: str) -> Writing:
        return Writing(region.data.root, ())

    ends = await asyncio.gather(
        *(
            region.instance().sessions.renew(first.person_id, first.session.name, pointing)
            for _ in range(8)
        ),
        return_exceptions=True,
    )
    assert len([end for end in ends if not isinstance(end, BaseException)]) == 1
    assert len(region.stored("sessions")) == 1
