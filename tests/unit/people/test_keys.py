"""A person's key: made before the first record, bound to its person, gone when it is destroyed."""

import secrets
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.clock import DAY
from shared.kernel.errors import ConflictError, IntegrityError, UnavailableError
from shared.people.person.keys import KEPT_OPEN, PersonKeys
from shared.platform.records.port import Document, DocumentId, Replace
from shared.platform.vault.port import DataKey
from shared.platform.vault.seal import bind, key_id_of, seal, unseal
from shared.platform.vault.uses import Use
from tests.unit.people.region import Region as People


class Region(People):
    """One region, and one person's key document in it."""

    def keys_of(self) -> PersonKeys:
        """Return the keys as one more instance has them."""
        return self.instance().person_keys

    def document(self, person: str = "p1") -> Document:
        return self.keys.stored[DocumentId("person_keys", person)]


@pytest.fixture
def region() -> Region:
    return Region()


async def test_a_key_is_the_same_in_every_instance_and_another_for_another_person(
    region: Region,
) -> None:
    one, two = region.keys_of(), region.keys_of()
    await one.make("p1")
    await two.make("p2")
    assert await one.newest("p1") == await two.newest("p1")
    assert (await one.newest("p1")).secret != (await one.newest("p2")).secret
    key = await one.newest("p1")
    assert await two.by_id("p1", key.id) == key


async def test_the_database_holds_no_key_that_opens_anything(region: Region) -> None:
    keys = region.keys_of()
    await keys.make("p1")
    secret = (await keys.newest("p1")).secret
    assert secret not in repr(region.keys.stored).encode()
    wrapped = region.document().fields["wrapped"]
    assert isinstance(wrapped, bytes)
    assert secret not in wrapped


async def test_the_wire_form_is_as_documented(region: Region) -> None:
    keys = region.keys_of()
    await keys.make("p1")
    ring = await region.keyring().get()
    wrapped = region.document().fields["wrapped"]
    assert isinstance(wrapped, bytes)
    assert wrapped[:1] == b"\x01"
    assert key_id_of(wrapped) == ring.newest.id
    plain = unseal(ring.newest, wrapped, bound_to=bind("agogopost person key", "eu", "p1"))
    key = await keys.newest("p1")
    assert plain == key.id + key.secret


async def test_a_key_is_made_once(region: Region) -> None:
    await region.keys_of().make("p1")
    with pytest.raises(ConflictError):
        await region.keys_of().make("p1")


@pytest.mark.parametrize("person", ["p2", "", "p1 ", "P1"])
async def test_who_has_no_key_has_none(region: Region, person: str) -> None:
    await region.keys_of().make("p1")
    with pytest.raises(IntegrityError):
        await region.keys_of().newest(person)


async def test_a_key_moved_to_another_person_or_region_does_not_open(region: Region) -> None:
    keys = region.keys_of()
    await keys.make("p1")
    await keys.make("p2")
    theirs = region.document("p2")
    stolen = {**theirs.fields, "wrapped": region.document("p1").fields["wrapped"]}
    await region.keys.commit([Replace(theirs.id, stolen, theirs.version)])
    with pytest.raises(IntegrityError):
        await region.keys_of().newest("p2")
    elsewhere = PersonKeys(
        region.keyring(),
        region.keys,
        region.clock,
        region="us",
        lookups=region.keyring_of(Use.LOOKUPS),
    )
    with pytest.raises(IntegrityError):
        await elsewhere.newest("p1")


async def test_a_destroyed_key_is_gone_from_every_instance_within_a_minute(region: Region) -> None:
    here, there = region.keys_of(), region.keys_of()
    await here.make("p1")
    await here.newest("p1")
    await there.newest("p1")
    await here.destroy("p1")
    with pytest.raises(IntegrityError):
        await here.newest("p1")
    region.clock.advance(KEPT_OPEN - timedelta(seconds=1))
    await there.newest("p1")
    region.clock.advance(timedelta(seconds=1))
    with pytest.raises(IntegrityError):
        await there.newest("p1")
    assert timedelta(seconds=60) == KEPT_OPEN


async def test_warm_use_costs_no_read_and_no_kms_call(region: Region) -> None:
    keys = region.keys_of()
    await keys.make("p1")
    await keys.newest("p1")
    calls, reads = region.kms.calls, region.keys.reads
    for _ in range(1000):
        await keys.newest("p1")
    assert (region.kms.calls, region.keys.reads) == (calls, reads)


async def test_a_thousand_people_cost_one_kms_call(region: Region) -> None:
    keys = region.keys_of()
    await keys.make("p0")
    calls = region.kms.calls
    for number in range(1, 200):
        await keys.make(f"p{number}")
        await keys.newest(f"p{number}")
    assert region.kms.calls == calls


async def test_not_more_keys_are_kept_open_than_fit(
    region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.people.person.keys._MOST_OPEN", 3)
    keys = region.keys_of()
    for number in range(5):
        await keys.make(f"p{number}")
        await keys.newest(f"p{number}")
    reads = region.keys.reads
    for number in (4, 3, 2):
        await keys.newest(f"p{number}")
    assert region.keys.reads == reads
    await keys.newest("p0")
    assert region.keys.reads == reads + 1


async def test_a_key_is_provisional_until_the_account_is_there(region: Region) -> None:
    keys = region.keys_of()
    await keys.make("p1")
    due = str(region.document().fields["due"])
    assert due[2:] == f"{region.clock.now() + DAY:%Y%m%d}"
    await keys.confirm("p1")
    assert region.document().fields["due"] is None
    version = region.document().version
    await keys.confirm("p1")
    await keys.confirm("nobody")
    assert region.document().version == version


async def test_while_records_are_sealed_anew_the_old_key_opens_and_the_new_one_seals(
    region: Region,
) -> None:
    keys = region.keys_of()
    await keys.make("p1")
    old, epoch = await keys.newest("p1"), (await region.keyring().get()).newest
    new = DataKey(secrets.token_bytes(8), secrets.token_bytes(32))
    found = region.document()
    wrapped = seal(epoch, new.id + new.secret, bound_to=bind("agogopost person key", "eu", "p1"))
    fields = {**found.fields, "wrapped": wrapped, "previous": found.fields["wrapped"]}
    await region.keys.commit([Replace(found.id, fields, found.version)])
    assert await keys.by_id("p1", new.id) == new, "an instance that did not know it yet"
    assert await keys.newest("p1") == new
    assert await keys.by_id("p1", old.id) == old
    with pytest.raises(IntegrityError):
        await keys.by_id("p1", b"unknown.")


@pytest.mark.parametrize("wrapped", [None, "text", b"", b"\x01" * 20, b"\x02" * 80, b"\x01" * 80])
async def test_what_is_no_wrapped_key_does_not_open(region: Region, wrapped: object) -> None:
    await region.keys_of().make("p1")
    found = region.document()
    fields = {**found.fields, "wrapped": wrapped}
    await region.keys.commit([Replace(found.id, fields, found.version)])  # type: ignore[arg-type]
    with pytest.raises(IntegrityError):
        await region.keys_of().newest("p1")


async def test_a_plaintext_of_another_length_is_no_key(region: Region) -> None:
    await region.keys_of().make("p1")
    epoch, found = (await region.keyring().get()).newest, region.document()
    wrapped = seal(epoch, b"x" * 39, bound_to=bind("agogopost person key", "eu", "p1"))
    await region.keys.commit(
        [Replace(found.id, {**found.fields, "wrapped": wrapped}, found.version)]
    )
    with pytest.raises(IntegrityError):
        await region.keys_of().newest("p1")


async def test_if_a_database_is_down_nothing_is_known(region: Region) -> None:
    await region.keys_of().make("p1")
    region.keys.down = True
    with pytest.raises(UnavailableError):
        await region.keys_of().newest("p1")


_PLACES = st.tuples(st.sampled_from(["eu", "us", "asia"]), st.text(min_size=1, max_size=12))


@given(_PLACES, _PLACES)
def test_any_cross_wiring_of_a_wrapped_key_fails(
    sealed_for: tuple[str, str], opened_for: tuple[str, str]
) -> None:
    epoch = DataKey(b"epoch..1", b"k" * 32)
    blob = seal(epoch, b"x" * 40, bound_to=bind("agogopost person key", *sealed_for))
    if sealed_for == opened_for:
        assert unseal(epoch, blob, bound_to=bind("agogopost person key", *opened_for)) == b"x" * 40
    else:
        with pytest.raises(IntegrityError):
            unseal(epoch, blob, bound_to=bind("agogopost person key", *opened_for))
