"""What a person changes of their own data, while others change it too and answers get lost."""

import asyncio
from collections.abc import Sequence

import pytest

from shared.kernel.errors import (
    AddressTakenError,
    LastWayInError,
    PreconditionFailedError,
    UnauthenticatedError,
    UnavailableError,
)
from shared.people.accounts.profiles import ProfileChange, Profiles
from shared.people.accounts.proofs import Proof
from shared.people.person.address import Address, email
from shared.people.person.identity import Identity
from shared.people.person.model import Person
from shared.platform.records.port import Write
from shared.platform.records.sealed import Slot
from tests.memory_platform import ISSUERS
from tests.unit.people.region import HERE, Instance, Region, proven
from tests.unit.people.test_accounts import JANE, JOHN, MOBILE, registered
from tests.unit.people.test_hardening import proof_of

GOOGLE = Identity("google", ISSUERS["google"], "subject")
NEW = email("new@example.com")


@pytest.fixture
def region() -> Region:
    return Region()


def profiles(region: Region, instance: Instance | None = None) -> Profiles:
    one = instance or region.instance()
    return Profiles(one.people, one.used_proofs, region.data, one.person_keys)


def to(address: Address, proof: Proof) -> ProfileChange:
    return ProfileChange({address.channel: address.value}, proof)


async def changed(region: Region, person: str, change: ProfileChange) -> Person:
    return await profiles(region).change(person, await seen_of(region, person), change)


async def seen_of(region: Region, person: str) -> Slot[Person]:
    return await profiles(region).slot(person)


async def test_of_an_edit_and_another_that_saw_the_same_one_wins(region: Region) -> None:
    person = (await registered(region.instance())).person_id
    seen = await seen_of(region, person)
    ends = await asyncio.gather(
        *(
            profiles(region).change(person, seen, ProfileChange({"nickname": f"N{n}"}))
            for n in range(8)
        ),
        return_exceptions=True,
    )
    refused = [end for end in ends if isinstance(end, BaseException)]
    assert len(refused) == 7
    assert {type(end) for end in refused} <= {PreconditionFailedError, UnavailableError}


async def test_any_state_is_changed_whatever_others_write_at_the_same_time(region: Region) -> None:
    person = (await registered(region.instance())).person_id
    seen = await seen_of(region, person)
    names = {f"N{n}" for n in range(16)}
    ends = await asyncio.gather(
        *(
            profiles(region).change(person, seen, ProfileChange({"nickname": one}, any_state=True))
            for one in names
        )
    )
    assert {one.nickname for one in ends} == names
    assert (await profiles(region).get(person)).nickname in names


async def test_an_address_and_a_quick_login_removed_at_once_leave_a_way_in(region: Region) -> None:
    """The unlinking comes between the look and the write; it is no edit of the profile."""
    instance = region.instance()
    person = (await registered(instance)).person_id
    await instance.identities.link(person, proof_of(GOOGLE))
    seen, whole = await seen_of(region, person), region.data.commit

    async def commit(writes: Sequence[Write]) -> object:
        region.data.commit = whole  # type: ignore[method-assign]
        await region.instance().identities.unlink(person, "google")
        return await whole(writes)

    region.data.commit = commit  # type: ignore[method-assign,assignment]
    with pytest.raises(LastWayInError):
        await profiles(region).change(person, seen, ProfileChange({"email": None}))
    assert (await profiles(region).get(person)).ways_in == {"email"}


async def test_a_sign_in_meanwhile_costs_no_edit(region: Region) -> None:
    person = (await registered(region.instance())).person_id
    seen, whole = await seen_of(region, person), region.data.commit

    async def commit(writes: Sequence[Write]) -> object:
        region.data.commit = whole  # type: ignore[method-assign]
        await region.instance().identities.link(person, proof_of(GOOGLE))
        return await whole(writes)

    region.data.commit = commit  # type: ignore[method-assign,assignment]
    after = await profiles(region).change(person, seen, ProfileChange({"nickname": "New"}))
    assert (after.nickname, after.quick_logins) == ("New", ("google",))


async def test_an_address_that_two_accounts_take_at_once_is_one_accounts(region: Region) -> None:
    instance = region.instance()
    jane, john = await registered(instance, JANE), await registered(instance, JOHN)
    seen = {one.person_id: await seen_of(region, one.person_id) for one in (jane, john)}
    ends = await asyncio.gather(
        *(profiles(region).change(one, slot, to(NEW, proof_of(NEW))) for one, slot in seen.items()),
        return_exceptions=True,
    )
    assert sorted(type(end).__name__ for end in ends) == ["AddressTakenError", "Person"]
    owner = await instance.people.find("email", NEW.value)
    assert [(await profiles(region).get(one)).email for one in seen].count(NEW.value) == 1
    assert (await profiles(region).get(str(owner))).email == NEW.value


async def test_anothers_address_is_taken_by_nobody_and_its_proof_stays_good(
    region: Region,
) -> None:
    instance = region.instance()
    jane, john = await registered(instance, JANE), await registered(instance, JOHN)
    proof = await proven(instance, JANE)
    with pytest.raises(AddressTakenError):
        await changed(region, john.person_id, to(JANE, proof))
    assert (await instance.accounts.sign_in(proof, HERE)).person_id == jane.person_id


async def test_a_proof_changes_one_address_once(region: Region) -> None:
    instance = region.instance()
    jane, john = await registered(instance, JANE), await registered(instance, JOHN)
    proof = await proven(instance, NEW)
    await changed(region, jane.person_id, to(NEW, proof))
    await changed(region, jane.person_id, ProfileChange({"phone": MOBILE.value}))
    with pytest.raises(UnauthenticatedError):
        await changed(region, john.person_id, to(NEW, proof))


@pytest.mark.parametrize("proving", [False, True], ids=["a name", "an address"])
async def test_a_lost_answer_changes_once_and_is_no_conflict(
    region: Region, *, proving: bool
) -> None:
    entered = await registered(region.instance())
    change = to(NEW, proof_of(NEW)) if proving else ProfileChange({"nickname": "New"})
    region.lose_answer_to("people")
    after = await changed(region, entered.person_id, change)
    assert await profiles(region).get(entered.person_id) == after
    assert change.is_there(after)


async def test_what_was_not_written_is_not_said_to_be(region: Region) -> None:
    entered = await registered(region.instance())

    seen = await seen_of(region, entered.person_id)

    async def commit(_: Sequence[Write]) -> object:
        raise UnavailableError

    whole, region.data.commit = region.data.commit, commit  # type: ignore[method-assign,assignment]
    with pytest.raises(UnavailableError):
        await profiles(region).change(entered.person_id, seen, ProfileChange({"nickname": "New"}))
    region.data.commit = whole  # type: ignore[method-assign]
    assert (await profiles(region).get(entered.person_id)) == entered.person


async def test_the_address_before_is_free_again_and_finds_nobody(region: Region) -> None:
    instance = region.instance()
    entered = await registered(instance)
    await changed(region, entered.person_id, to(NEW, proof_of(NEW)))
    assert await instance.people.find("email", JANE.value) is None
    assert (await registered(instance, JANE)).made
