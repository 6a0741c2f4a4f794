"""The keyring: one KMS call, a soft and a hard limit, and recovery by itself."""

import asyncio
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from shared.kernel.errors import IntegrityError, UnavailableError
from shared.platform.records.keyrings import KeyringDocument
from shared.platform.records.port import Document, Fields, Version
from shared.platform.vault.keyring import Keyring, KeyringHolder
from shared.platform.vault.seal import bind
from shared.platform.vault.uses import UndeclaredKeyringError, Use, declared
from tests.fakes import FakeClock, FakeKeyService, MemoryDocuments

SOFT, HARD = timedelta(minutes=15), timedelta(hours=4)
TODAY = date(2026, 3, 1)


class Vault:
    """A store, a key service and a clock that several holders share, as instances do."""

    def __init__(self) -> None:
        self.clock, self.kms, self.documents = FakeClock(), FakeKeyService(), MemoryDocuments()

    def holder(self, *, kind: Use = Use.SHIPMENTS, region: str = "eu") -> KeyringHolder:
        return KeyringHolder(
            kind=kind,
            region=region,
            store=KeyringDocument(self.documents, Use.SHIPMENTS, self.clock),
            kms=self.kms,
            clock=self.clock,
            soft=SOFT,
            hard=HARD,
        )

    def twin(self, use: Use, beside: Callable[[Use], KeyringHolder]) -> KeyringHolder:
        return KeyringHolder(
            kind=use,
            region="eu",
            store=KeyringDocument(self.documents, use, self.clock),
            kms=self.kms,
            clock=self.clock,
            soft=SOFT,
            hard=HARD,
            beside=beside,
        )


@pytest.fixture
def vault() -> Vault:
    return Vault()


async def test_a_cold_instance_makes_one_call_and_a_warm_one_none(vault: Vault) -> None:
    first = vault.holder()
    ring = await first.get()
    assert vault.kms.calls == 1
    second = vault.holder()
    for _ in range(1000):
        assert await second.get() == ring
    assert vault.kms.calls == 2


async def test_however_many_wait_for_a_cold_keyring_it_is_opened_once(vault: Vault) -> None:
    holder = vault.holder()
    rings = await asyncio.gather(*(holder.get() for _ in range(50)))
    assert len({ring.index for ring in rings}) == 1
    assert vault.kms.calls == 1


async def test_instances_that_make_the_first_keyring_at_once_agree(vault: Vault) -> None:
    holders = [vault.holder() for _ in range(5)]
    rings = await asyncio.gather(*(holder.get() for holder in holders))
    assert len({ring.index for ring in rings}) == 1
    assert len(vault.documents.stored) == 1


async def test_after_the_soft_limit_the_next_request_opens_it_anew_before_it_goes_on(
    vault: Vault,
) -> None:
    """Behind an answer the platform may stop the processor."""
    holder = vault.holder()
    await holder.get()
    vault.clock.advance(SOFT + timedelta(seconds=1))
    calls = vault.kms.calls
    await asyncio.gather(*(holder.get() for _ in range(5)))
    assert vault.kms.calls == calls + 1
    await _settle()
    assert vault.kms.calls == calls + 1


async def test_while_it_is_open_a_key_service_that_is_down_is_waited_for_once_a_minute(
    vault: Vault,
) -> None:
    holder = vault.holder()
    ring = await holder.get()
    vault.kms.down = True
    vault.clock.advance(SOFT + timedelta(seconds=1))
    calls = vault.kms.calls
    for _ in range(59):
        assert await holder.get() == ring
        vault.clock.advance(timedelta(seconds=1))
    assert vault.kms.calls == calls + 1
    vault.clock.advance(timedelta(seconds=1))
    assert await holder.get() == ring
    assert vault.kms.calls == calls + 2


async def test_without_kms_it_stays_open_until_the_hard_limit_and_recovers(vault: Vault) -> None:
    holder = vault.holder()
    ring = await holder.get()
    vault.kms.down = True
    for _ in range(15):
        vault.clock.advance(timedelta(minutes=15, seconds=59))
        assert await holder.get() == ring
        await _settle()
    vault.clock.advance(timedelta(minutes=1))
    for _ in range(3):
        vault.clock.advance(timedelta(seconds=3))
        with pytest.raises(UnavailableError):
            await holder.get()
    vault.kms.down = False
    vault.clock.advance(timedelta(seconds=3))
    assert await holder.get() == ring


async def test_while_kms_is_down_it_is_not_asked_for_every_request(vault: Vault) -> None:
    holder = vault.holder()
    vault.kms.down = True
    for _ in range(20):
        with pytest.raises(UnavailableError):
            await holder.get()
    assert vault.kms.calls == 1


async def test_an_instance_that_lost_the_answer_of_its_first_write_uses_what_was_written(
    vault: Vault,
) -> None:
    vault.documents.lose_answers = 1
    holder = vault.holder()
    with pytest.raises(UnavailableError):
        await holder.get()
    vault.clock.advance(timedelta(seconds=3))
    ring = await holder.get()
    assert await vault.holder().get() == ring


@pytest.mark.parametrize(
    ("kind", "region"),
    [(Use.BUDGETS, "eu"), (Use.SHIPMENTS, "us")],
    ids=["another kind", "another region"],
)
async def test_a_keyring_opens_only_for_its_own_kind_and_region(
    vault: Vault, kind: Use, region: str
) -> None:
    await vault.holder().get()
    with pytest.raises(IntegrityError):
        await vault.holder(kind=kind, region=region).get()


async def test_a_function_opens_only_what_it_has_declared(vault: Vault) -> None:
    holder = vault.holder()
    token = declared.set(frozenset({Use.SESSIONS}))
    try:
        for opening in (holder.get, holder.opened_anew, holder.index_key):
            with pytest.raises(UndeclaredKeyringError):
                await opening()
        with pytest.raises(UndeclaredKeyringError):
            await holder.begin_epoch(vault.clock.now().date())
    finally:
        declared.reset(token)
    assert vault.kms.calls == 0
    assert (await holder.get()).epochs


async def test_a_cold_process_opens_all_that_is_declared_at_the_same_time(vault: Vault) -> None:
    uses = frozenset({Use.SHIPMENTS, Use.BUDGETS})
    twins: dict[Use, KeyringHolder] = {}
    for use in Use:
        twins[use] = vault.twin(use, twins.__getitem__)
    token = declared.set(uses)
    try:
        await twins[Use.SHIPMENTS].get()
        calls = vault.kms.calls
        assert calls == 2, "one for each"
        await twins[Use.BUDGETS].get()
        assert vault.kms.calls == calls
    finally:
        declared.reset(token)


async def test_an_epoch_that_another_instance_made_is_found_by_opening_the_ring_anew(
    vault: Vault,
) -> None:
    holder = vault.holder()
    old = await holder.get()
    newer = old.with_new_epoch(TODAY + timedelta(days=90))
    wrapped = await vault.kms.encrypt(
        newer.to_bytes(), bound_to=bind("agogopost keyring", "eu", "shipments")
    )
    place = next(iter(vault.documents.stored))
    fields: Fields = {**vault.documents.stored[place].fields, "wrapped": wrapped}
    vault.documents.stored[place] = Document(place, fields, Version((9, 0)))
    vault.clock.advance(timedelta(seconds=30))
    calls = vault.kms.calls
    assert await holder.by_id(old.newest.id) == old.newest
    assert vault.kms.calls == calls
    assert await holder.by_id(newer.newest.id) == newer.newest
    for _ in range(20):
        with pytest.raises(IntegrityError):
            await holder.by_id(b"nobody's")
    assert vault.kms.calls == calls + 1, "an id that nobody has is not a way to make us call KMS"


def test_a_new_epoch_seals_and_the_old_ones_still_open() -> None:
    ring = Keyring.fresh(TODAY)
    older = ring.newest
    rotated = ring.with_new_epoch(TODAY + timedelta(days=90))
    assert rotated.newest != older
    assert rotated.by_id(older.id) == older
    assert rotated.index == ring.index
    assert Keyring.from_bytes(rotated.to_bytes()) == rotated
    with pytest.raises(IntegrityError):
        rotated.by_id(b"nobody's")


def test_the_wire_form_of_a_keyring_never_changes() -> None:
    wire = (
        b'{"v": 1, "index": "' + b"07" * 32 + b'", "epochs": [{"id": "0101010101010101", '
        b'"secret": "' + b"08" * 32 + b'", "made": "2026-03-01"}]}'
    )
    ring = Keyring.from_bytes(wire)
    assert (ring.index, ring.newest.id, ring.newest.secret) == (b"\7" * 32, b"\1" * 8, b"\x08" * 32)
    assert ring.to_bytes() == wire


@pytest.mark.parametrize(
    "wire",
    [b"", b"[]", b"{}", b'{"v":2,"index":"00","epochs":[]}', b'{"v":1,"index":"00","epochs":[]}'],
)
def test_other_bytes_are_no_keyring(wire: bytes) -> None:
    with pytest.raises(IntegrityError):
        Keyring.from_bytes(wire)


async def _settle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)
