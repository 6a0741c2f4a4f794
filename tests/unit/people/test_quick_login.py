"""Quick login: nonces of ours, accounts by identity, linking and unlinking, whatever breaks."""

import asyncio
import base64
import hashlib
import json
from collections.abc import Callable
from datetime import timedelta

import pytest

from shared.kernel.errors import (
    AppError,
    ConflictError,
    IntegrityError,
    LastWayInError,
    NoAccountError,
    NotFoundError,
    TooManyRequestsError,
    UnauthenticatedError,
    UnavailableError,
)
from shared.people.accounts import quick_login
from shared.people.accounts.accounts import Details, Entered
from shared.people.accounts.identities import LinkedIdentity
from shared.people.accounts.nonces import VALID, Nonce
from shared.people.accounts.proofs import Proof, mark_named
from shared.people.person.address import Address, email, phone
from shared.people.person.identity import Identity
from shared.people.person.model import SIGN_IN, By, Person
from shared.platform.records.port import Document, DocumentId
from tests.memory_platform import ISSUERS
from tests.unit.people.region import HERE, Instance, Region, checked, elsewhere, given

JANE = email("jane@example.com")
MOBILE = phone("+491711234567")
DETAILS = Details(country="DE", policy_version="1")
SOURCE = "192.0.2.1"
SUBJECT = "000112233.quiet-subject"


@pytest.fixture
def region() -> Region:
    return Region()


async def token(instance: Instance, subject: str = SUBJECT, **claims: object) -> str:
    """Return a token with a fresh nonce, as the fake verifier takes it."""
    nonce = await instance.nonces.issue(source=SOURCE)
    return json.dumps({"sub": subject, "nonce": nonce.value, **claims})


async def proven(
    instance: Instance, subject: str = SUBJECT, provider: str = "google", **claims: object
) -> Proof:
    given = await token(instance, subject, **claims)
    return await instance.quick_logins.check(provider, given, source=SOURCE)


async def proven_address(instance: Instance, address: Address = JANE) -> Proof:
    code = await given(instance, address)
    return await checked(instance, address, code)


async def registered(
    instance: Instance, subject: str = SUBJECT, provider: str = "google"
) -> Entered:
    proof = await proven(instance, subject, provider)
    return await instance.accounts.register(proof, DETAILS, asker=HERE)


async def person_of(instance: Instance, person_id: str) -> Person:
    record = (await instance.accounts.get(person_id)).record
    assert record is not None
    return record


# Nonces.


async def test_a_nonce_is_good_for_ten_minutes_at_every_instance_and_nothing_is_stored(
    region: Region,
) -> None:
    nonce = await region.instance().nonces.issue(source=SOURCE)
    assert len(nonce.value) == 72
    assert nonce.ends == region.clock.now() + VALID
    before = len(region.data.stored)
    marks = {await region.instance().nonces.check(nonce.value) for _ in range(2)}
    assert len(marks) == 1, "all instances write its use down in one place"
    assert len(region.data.stored) == before
    region.clock.advance(VALID - timedelta(seconds=1))
    await region.instance().nonces.check(nonce.value)
    region.clock.advance(timedelta(seconds=1))
    with pytest.raises(UnauthenticatedError):
        await region.instance().nonces.check(nonce.value)


def longer_lived(nonce: Nonce) -> str:
    raw = bytearray(base64.urlsafe_b64decode(nonce.value))
    raw[21] ^= 0x7F  # the last byte of the second at which it ends
    return base64.urlsafe_b64encode(raw).decode()


def renewed(nonce: Nonce) -> str:
    raw = bytearray(base64.urlsafe_b64decode(nonce.value))
    raw[0] ^= 1
    return base64.urlsafe_b64encode(raw).decode()


NO_NONCE: dict[str, Callable[[Nonce], object]] = {
    "none": lambda _: None,
    "a number": lambda _: 17,
    "a list": lambda nonce: [nonce.value],
    "empty": lambda _: "",
    "somebody's invention": lambda _: "A" * 72,
    "another time": longer_lived,
    "another chance": renewed,
    "cut": lambda nonce: nonce.value[:-1],
    "with a tail": lambda nonce: f"{nonce.value}A",
    "with a line break": lambda nonce: f"{nonce.value}\n",
    "in another alphabet": lambda nonce: f"+{nonce.value[1:]}",
    "without its proof": lambda nonce: nonce.value[:30].ljust(72, "A"),
}


@pytest.mark.parametrize("claim", NO_NONCE.values(), ids=NO_NONCE)
async def test_what_is_no_nonce_of_ours_is_none(
    region: Region, claim: Callable[[Nonce], object]
) -> None:
    instance = region.instance()
    nonce = await instance.nonces.issue(source=SOURCE)
    with pytest.raises(UnauthenticatedError):
        await instance.nonces.check(claim(nonce))


async def test_another_regions_nonce_is_none(region: Region) -> None:
    nonce = await Region("us").instance().nonces.issue(source=SOURCE)
    with pytest.raises(UnauthenticatedError):
        await region.instance().nonces.check(nonce.value)


async def test_a_nonce_writes_one_line_that_ends(region: Region) -> None:
    instance = region.instance()
    await instance.nonces.issue(source=SOURCE)
    before = set(region.data.stored)
    for _ in range(100):
        await instance.nonces.issue(source=SOURCE)
    new = region.data.stored.keys() - before
    assert len(new) == 100
    assert {one.collection for one in new} == {"sign_in_nonces"}
    for one in new:
        ends = region.data.stored[one].fields["expires"]
        assert ends == region.clock.now() + VALID + SIGN_IN.period


async def test_a_hash_is_known_where_the_nonce_was_given_out_and_as_long(region: Region) -> None:
    nonce = await region.instance().nonces.issue(source=SOURCE)
    digest = hashlib.sha256(nonce.value.encode())
    base64url = base64.urlsafe_b64encode(digest.digest()).decode()
    ways = (nonce.value, digest.hexdigest(), base64url, base64url.rstrip("="))
    checks = [await region.instance().nonces.check(way, hashed=True) for way in ways]
    assert len(set(checks)) == 1, "it is used once, however it comes back"
    for way in ways[1:]:
        with pytest.raises(UnauthenticatedError):
            await region.instance().nonces.check(way)
        with pytest.raises(UnauthenticatedError):
            await Region("us").instance().nonces.check(way, hashed=True)
    region.clock.advance(VALID)
    for way in ways:
        with pytest.raises(UnauthenticatedError):
            await region.instance().nonces.check(way, hashed=True)


async def test_tokens_are_limited_by_source(region: Region) -> None:
    instance = region.instance()
    given = json.dumps({"sub": SUBJECT, "nonce": "x"})
    for _ in range(quick_login.TOKENS.v4_source):
        with pytest.raises(UnauthenticatedError):
            await instance.quick_logins.check("google", given, source=SOURCE)
    with pytest.raises(TooManyRequestsError):
        await region.instance().quick_logins.check("google", given, source=SOURCE)


# Accounts.


@pytest.mark.parametrize("provider", ISSUERS)
async def test_an_identity_makes_an_account_and_finds_it_again(
    region: Region, provider: str
) -> None:
    first = await registered(region.instance(), provider=provider)
    assert first.made
    assert (first.person.email, first.person.phone) == (None, None)
    assert first.person.quick_logins == (provider,)
    again = await registered(region.instance(), provider=provider)
    assert (again.person_id, again.made) == (first.person_id, False)
    instance = region.instance()
    entered = await instance.accounts.sign_in(await proven(instance, provider=provider), HERE)
    assert entered.person_id == first.person_id
    (_, session), *_ = (await instance.own_sessions.page(first.person_id, after="", limit=100))[0]
    assert session.by is By(provider)
    assert len(region.stored("people")) == len(region.stored("identities")) == 1


async def test_the_same_subject_at_another_provider_is_somebody_else(region: Region) -> None:
    google = await registered(region.instance(), provider="google")
    apple = await registered(region.instance(), provider="apple")
    assert google.person_id != apple.person_id


async def test_of_a_token_issuer_and_subject_are_kept_sealed_and_nothing_else(
    region: Region,
) -> None:
    instance = region.instance()
    proof = await proven(
        instance,
        email="jane@example.com",
        email_verified=True,
        name="Jane Quiet-Name",
        picture="https://pictures.example/jane",
    )
    entered = await instance.accounts.register(proof, DETAILS, asker=HERE)
    (linked,) = await instance.identities.list(entered.person_id)
    assert linked.model_dump() == {
        "owner_id": entered.person_id,
        "provider": "google",
        "account": f"https://google.example {SUBJECT}",
        "linked": region.clock.now(),
    }
    told = entered.person.model_dump_json() + linked.model_dump_json()
    stored = repr(region.data.stored) + repr(region.keys.stored)
    for word in ("jane", "Quiet-Name", "pictures"):
        assert word not in told + stored
    for word in (SUBJECT, "google"):
        assert word not in stored


async def test_an_email_claim_neither_finds_nor_links_an_account(region: Region) -> None:
    instance = region.instance()
    jane = await instance.accounts.register(await proven_address(instance), DETAILS, asker=HERE)

    async def proof() -> Proof:
        return await proven(instance, email="jane@example.com", email_verified=True)

    with pytest.raises(NoAccountError):
        await instance.accounts.sign_in(await proof(), HERE)
    made = await instance.accounts.register(await proof(), DETAILS, asker=HERE)
    assert made.made
    assert made.person_id != jane.person_id
    assert made.person.email is None
    assert not await instance.identities.list(jane.person_id)


async def test_without_an_account_the_token_can_still_register_and_then_no_more(
    region: Region,
) -> None:
    instance = region.instance()
    given = await token(instance)

    async def proof() -> Proof:
        return await instance.quick_logins.check("google", given, source=SOURCE)

    with pytest.raises(NoAccountError):
        await instance.accounts.sign_in(await proof(), HERE)
    assert (await instance.accounts.register(await proof(), DETAILS, asker=HERE)).made
    for _ in range(2):
        with pytest.raises(UnauthenticatedError):
            await instance.accounts.sign_in(await proof(), HERE)


async def test_of_sixteen_who_use_a_token_at_once_one_wins(region: Region) -> None:
    await registered(region.instance())
    given = await token(region.instance())

    async def enter(instance: Instance, number: int) -> Entered:
        proof = await instance.quick_logins.check("google", given, source=elsewhere(number).source)
        return await instance.accounts.sign_in(proof, HERE)

    found = await asyncio.gather(
        *(enter(region.instance(), number) for number in range(16)), return_exceptions=True
    )
    assert sum(isinstance(one, Entered) for one in found) == 1
    assert sum(type(one) is UnauthenticatedError for one in found) == 15
    assert len(region.stored("sessions")) == 2


async def test_sixteen_tokens_of_one_identity_at_once_make_one_account(region: Region) -> None:
    proofs = [(one, await proven(one)) for one in (region.instance() for _ in range(16))]
    found = await asyncio.gather(
        *(one.accounts.register(proof, DETAILS, asker=HERE) for one, proof in proofs)
    )
    assert len({one.person_id for one in found}) == 1
    assert [one.made for one in found].count(True) == 1
    assert len(region.stored("people")) == len(region.stored("identities")) == 1


async def test_a_lost_answer_makes_no_second_account(region: Region) -> None:
    instance = region.instance()
    proof = await proven(instance)
    region.lose_answer_to("identities")
    entered = await instance.accounts.register(proof, DETAILS, asker=HERE)
    assert entered.made
    assert len(region.stored("people")) == len(region.stored("sessions")) == 1
    assert (await instance.sessions.of(entered.session.token)).person == entered.person_id


async def test_without_the_providers_keys_nothing_is_decided(region: Region) -> None:
    instance = region.instance()
    given = await token(instance)
    instance.platform.tokens.down = True
    with pytest.raises(UnavailableError):
        await instance.quick_logins.check("google", given, source=SOURCE)
    instance.platform.tokens.down = False
    await instance.quick_logins.check("google", given, source=SOURCE)


async def test_who_writes_to_the_database_cannot_give_an_identity_another_owner(
    region: Region,
) -> None:
    instance = region.instance()
    victim = await registered(instance, "victim")
    thief = await registered(instance, "thief", "apple")
    (link,) = [
        one for one in region.stored("identities") if one.fields["owner_id"] == thief.person_id
    ]
    forged = Document(link.id, {**link.fields, "owner_id": victim.person_id}, link.version)
    region.data.stored[link.id] = forged
    with pytest.raises(IntegrityError):
        await instance.accounts.sign_in(await proven(instance, "thief", "apple"), HERE)


async def test_an_index_that_was_bent_leads_to_nobody(region: Region) -> None:
    instance = region.instance()
    victim = await registered(instance, "victim")
    thief = await registered(instance, "thief")
    links = {one.fields["owner_id"]: one.id.name for one in region.stored("identities")}
    (entry,) = [
        one
        for one in region.stored("identities_by_account")
        if one.fields["ref"] == links[thief.person_id]
    ]
    bent = {**entry.fields, "ref": links[victim.person_id]}
    region.data.stored[entry.id] = Document(entry.id, bent, entry.version)
    with pytest.raises(NoAccountError):
        await instance.accounts.sign_in(await proven(instance, "thief"), HERE)


async def test_a_link_that_the_person_does_not_know_of_opens_nothing(region: Region) -> None:
    instance = region.instance()
    person = await with_email(instance)
    google = Identity("google", ISSUERS["google"], SUBJECT)
    await region.data.commit((await instance.identities.writing(person, google)).writes)
    assert (await instance.identities.holder_of(google)).person == person
    with pytest.raises(NoAccountError):
        await instance.accounts.sign_in(await proven(instance), HERE)


# Linking.


async def with_email(instance: Instance) -> str:
    proof = await proven_address(instance)
    return (await instance.accounts.register(proof, DETAILS, asker=HERE)).person_id


async def test_an_identity_is_linked_and_signs_in_then(region: Region) -> None:
    instance = region.instance()
    person = await with_email(instance)
    linked = await instance.identities.link(person, await proven(instance))
    assert (linked.provider, linked.account) == ("google", f"https://google.example {SUBJECT}")
    assert (await person_of(instance, person)).ways_in == {"email", "google"}
    assert await region.instance().identities.list(person) == [linked]
    entered = await instance.accounts.sign_in(await proven(instance), HERE)
    assert entered.person_id == person


async def test_the_same_identity_again_is_the_same_link(region: Region) -> None:
    instance = region.instance()
    person = await with_email(instance)
    proof = await proven(instance)
    first = await instance.identities.link(person, proof)
    region.clock.advance(timedelta(minutes=1))
    assert await instance.identities.link(person, proof) == first, "the same request once more"
    assert await instance.identities.link(person, await proven(instance)) == first
    assert len(region.stored("identities")) == 1


async def test_linked_identities_are_listed_in_the_order_of_linking(region: Region) -> None:
    instance = region.instance()
    person = await with_email(instance)
    for provider in ("facebook", "google", "apple"):
        await instance.identities.link(person, await proven(instance, provider=provider))
        region.clock.advance(timedelta(minutes=1))
    listed = await instance.identities.list(person)
    assert [one.provider for one in listed] == ["facebook", "google", "apple"]
    assert await instance.identities.list("f" * 32) == []


async def test_another_accounts_identity_is_not_linked(region: Region) -> None:
    instance = region.instance()
    await registered(instance)
    person = await with_email(instance)
    proof = await proven(instance)
    with pytest.raises(ConflictError):
        await instance.identities.link(person, proof)
    assert (await person_of(instance, person)).quick_logins == ()
    assert (await instance.accounts.sign_in(proof, HERE)).person_id != person, (
        "the proof is still good"
    )


async def test_a_second_identity_of_one_provider_is_not_linked(region: Region) -> None:
    instance = region.instance()
    person = await with_email(instance)
    await instance.identities.link(person, await proven(instance))
    with pytest.raises(ConflictError):
        await instance.identities.link(person, await proven(instance, "another"))
    assert len(region.stored("identities")) == 1


async def test_nobodys_account_links_nothing_and_an_address_is_no_identity(region: Region) -> None:
    instance = region.instance()
    with pytest.raises(NotFoundError):
        await instance.identities.link("f" * 32, await proven(instance))
    with pytest.raises(TypeError):
        await instance.identities.link("f" * 32, await proven_address(instance))


async def test_a_used_token_links_nothing(region: Region) -> None:
    instance = region.instance()
    person = await with_email(instance)
    proof = await proven(instance)
    await instance.identities.link(person, proof)
    await instance.identities.unlink(person, "google")
    with pytest.raises(UnauthenticatedError):
        await instance.identities.link(person, proof)
    assert (await person_of(instance, person)).quick_logins == ()


async def test_sixteen_at_once_link_once(region: Region) -> None:
    person = await with_email(region.instance())
    proof = await proven(region.instance())
    found = await asyncio.gather(
        *(region.instance().identities.link(person, proof) for _ in range(16))
    )
    assert len({one.linked for one in found}) == 1
    assert len(region.stored("identities")) == 1


async def test_sixteen_people_at_once_one_gets_the_identity(region: Region) -> None:
    people = []
    for number in range(16):
        instance = region.instance()
        address = email(f"p{number}@example.com")
        code = await given(instance, address, elsewhere(number))
        proof = await checked(instance, address, code, elsewhere(number))
        entered = await instance.accounts.register(proof, DETAILS, asker=elsewhere(number))
        people.append((instance, entered.person_id, await proven(instance)))
    found = await asyncio.gather(
        *(instance.identities.link(person, proof) for instance, person, proof in people),
        return_exceptions=True,
    )
    assert sum(isinstance(one, LinkedIdentity) for one in found) == 1
    assert sum(type(one) is ConflictError for one in found) == 15
    lists = [(await person_of(one, person)).quick_logins for one, person, _ in people]
    assert sorted(lists) == [()] * 15 + [("google",)]


async def test_a_lost_answer_to_linking_is_settled_by_the_proofs_mark(region: Region) -> None:
    instance = region.instance()
    person = await with_email(instance)
    proof = await proven(instance)
    region.lose_answer_to("identities")
    linked = await instance.identities.link(person, proof)
    assert await instance.identities.list(person) == [linked]


async def test_linking_goes_on_when_the_account_was_changed_meanwhile(region: Region) -> None:
    instance = region.instance()
    person = await with_email(instance)
    proofs = [await proven(instance, provider=one) for one in ISSUERS]
    linked = await asyncio.gather(
        *(region.instance().identities.link(person, proof) for proof in proofs)
    )
    assert {one.provider for one in linked} == set(ISSUERS)
    assert (await person_of(instance, person)).ways_in == {"email", *ISSUERS}


# Unlinking.


async def test_what_is_unlinked_signs_in_no_more_and_leaves_nothing(region: Region) -> None:
    instance = region.instance()
    person = await with_email(instance)
    await instance.identities.link(person, await proven(instance))
    await instance.identities.unlink(person, "google")
    assert (await person_of(instance, person)).ways_in == {"email"}
    assert not region.stored("identities")
    assert not region.stored("identities_by_account")
    with pytest.raises(NoAccountError):
        await instance.accounts.sign_in(await proven(instance), HERE)
    with pytest.raises(NotFoundError):
        await instance.identities.unlink(person, "google")
    again = await instance.identities.link(person, await proven(instance, "another"))
    assert again.account.endswith("another")


async def test_the_last_way_in_is_never_unlinked(region: Region) -> None:
    instance = region.instance()
    entered = await registered(instance)
    with pytest.raises(LastWayInError):
        await instance.identities.unlink(entered.person_id, "google")
    proof = await proven(instance, provider="apple")
    await instance.identities.link(entered.person_id, proof)
    await instance.identities.unlink(entered.person_id, "google")
    with pytest.raises(LastWayInError):
        await instance.identities.unlink(entered.person_id, "apple")
    assert (
        await instance.accounts.sign_in(await proven(instance, provider="apple"), HERE)
    ).person_id


async def test_of_all_ways_in_unlinked_at_once_one_stays(region: Region) -> None:
    instance = region.instance()
    person = (await registered(instance)).person_id
    for provider in ("apple", "facebook"):
        await instance.identities.link(person, await proven(instance, provider=provider))
    found = await asyncio.gather(
        *(region.instance().identities.unlink(person, one) for one in ISSUERS),
        return_exceptions=True,
    )
    assert sum(isinstance(one, LastWayInError) for one in found) == 1
    assert found.count(None) == 2
    assert len((await person_of(instance, person)).ways_in) == 1
    assert len(region.stored("identities")) == 1


async def test_sixteen_at_once_unlink_once(region: Region) -> None:
    instance = region.instance()
    person = await with_email(instance)
    await instance.identities.link(person, await proven(instance))
    found = await asyncio.gather(
        *(region.instance().identities.unlink(person, "google") for _ in range(16)),
        return_exceptions=True,
    )
    assert found.count(None) == 1
    assert sum(isinstance(one, NotFoundError) for one in found) == 15


async def test_a_lost_answer_to_unlinking_is_no_mystery(region: Region) -> None:
    instance = region.instance()
    person = await with_email(instance)
    await instance.identities.link(person, await proven(instance))
    region.lose_answer_to("identities")
    await instance.identities.unlink(person, "google")
    assert (await person_of(instance, person)).quick_logins == ()


async def test_a_database_that_does_not_answer_is_told(region: Region) -> None:
    instance = region.instance()
    person = await with_email(instance)
    await instance.identities.link(person, await proven(instance))
    region.data.down = True
    for call in (
        instance.identities.unlink(person, "google"),
        instance.identities.list(person),
        instance.identities.holder_of(Identity("google", ISSUERS["google"], SUBJECT)),
    ):
        with pytest.raises(AppError) as caught:
            await call
        assert isinstance(caught.value, UnavailableError)
    region.data.down = False
    assert len(await instance.identities.list(person)) == 1


async def test_a_link_whose_record_is_gone_can_still_be_unlinked(region: Region) -> None:
    instance = region.instance()
    person = await with_email(instance)
    await instance.identities.link(person, await proven(instance))
    (link,) = region.stored("identities")
    del region.data.stored[link.id]
    await instance.identities.unlink(person, "google")
    assert (await person_of(instance, person)).quick_logins == ()


def test_a_proof_of_an_identity_is_marked_beside_those_of_codes() -> None:
    assert mark_named("ab" * 32) == DocumentId("used_proofs", "ab" * 32)
