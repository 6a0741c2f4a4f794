"""The key service behaves as Cloud KMS does, seen through Google's own client."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import grpc
import pytest
import pytest_asyncio
from google.api_core import exceptions
from google.cloud.kms_v1 import KeyManagementServiceAsyncClient, types
from google.cloud.kms_v1.services.key_management_service.transports import (
    KeyManagementServiceGrpcAsyncIOTransport,
)

from infra.local.emulators.kms import Emulator, serve
from infra.local.emulators.kms_control import KmsControl
from infra.local.emulators.kms_methods import crc32c

RING = "projects/p/locations/europe-west1/keyRings/agogopost"
KEY = f"{RING}/cryptoKeys/people"
OTHER = f"{RING}/cryptoKeys/shipments"
SEED = b"seed"
State = types.CryptoKeyVersion.CryptoKeyVersionState


class Kms:
    """A running emulator, a client of it, and its knobs."""

    def __init__(self, emulator: Emulator) -> None:
        self.emulator = emulator

    async def open(self) -> "Kms":
        for key in (KEY, OTHER):
            self.emulator.ensure_key(key)
        self.server, port = await serve(self.emulator, 0)
        self.address = f"127.0.0.1:{port}"
        self.channel = grpc.aio.insecure_channel(self.address)
        transport = KeyManagementServiceGrpcAsyncIOTransport(channel=self.channel)
        self.client = KeyManagementServiceAsyncClient(transport=transport)
        return self

    async def close(self) -> None:
        await self.channel.close(grace=None)
        await self.server.stop(grace=0)

    async def seal(self, plaintext: bytes = b"secret", bound_to: bytes = b"a") -> bytes:
        asked = {"name": KEY, "plaintext": plaintext, "additional_authenticated_data": bound_to}
        return bytes((await self.client.encrypt(request=asked, timeout=3)).ciphertext)

    async def open_sealed(
        self, ciphertext: bytes, bound_to: bytes = b"a", key: str = KEY
    ) -> types.DecryptResponse:
        asked = {"name": key, "ciphertext": ciphertext, "additional_authenticated_data": bound_to}
        return await self.client.decrypt(request=asked, timeout=3, retry=None)

    async def rotate(self) -> str:
        asked = {"parent": KEY, "crypto_key_version": {}}
        version = await self.client.create_crypto_key_version(request=asked)
        number = version.name.rpartition("/")[2]
        chosen = {"name": KEY, "crypto_key_version_id": number}
        await self.client.update_crypto_key_primary_version(request=chosen)
        return version.name

    async def disable(self, version: str) -> None:
        asked = {
            "crypto_key_version": {"name": version, "state": State.DISABLED},
            "update_mask": {"paths": ["state"]},
        }
        await self.client.update_crypto_key_version(request=asked)


@pytest_asyncio.fixture
async def kms() -> AsyncIterator[Kms]:
    running = await Kms(Emulator(SEED)).open()
    yield running
    await running.close()


async def test_what_is_sealed_opens_and_every_checksum_is_there(kms: Kms) -> None:
    asked = types.EncryptRequest(
        name=KEY,
        plaintext=b"secret",
        plaintext_crc32c=crc32c(b"secret"),
        additional_authenticated_data=b"a",
        additional_authenticated_data_crc32c=crc32c(b"a"),
    )
    sealed = await kms.client.encrypt(request=asked)
    assert sealed.name == f"{KEY}/cryptoKeyVersions/1"
    assert sealed.verified_plaintext_crc32c
    assert sealed.verified_additional_authenticated_data_crc32c
    assert sealed.ciphertext_crc32c == crc32c(sealed.ciphertext)
    assert b"secret" not in sealed.ciphertext
    opened = await kms.open_sealed(sealed.ciphertext)
    assert opened.plaintext == b"secret"
    assert opened.plaintext_crc32c == crc32c(b"secret")
    assert opened.used_primary


async def test_a_checksum_that_was_not_sent_is_not_said_to_be_verified(kms: Kms) -> None:
    sealed = await kms.client.encrypt(request={"name": KEY, "plaintext": b"secret"})
    assert not sealed.verified_plaintext_crc32c
    assert not sealed.verified_additional_authenticated_data_crc32c


async def test_it_opens_only_with_what_it_was_bound_to_and_under_its_key(kms: Kms) -> None:
    sealed = await kms.seal()
    for ciphertext, bound_to, key in (
        (sealed, b"b", KEY),
        (sealed, b"", KEY),
        (sealed, b"a", OTHER),
        (sealed[:-1] + bytes([sealed[-1] ^ 1]), b"a", KEY),
        (sealed[:20], b"a", KEY),
        (b"", b"a", KEY),
        (b"garbage", b"a", KEY),
    ):
        with pytest.raises(exceptions.InvalidArgument):
            await kms.open_sealed(ciphertext, bound_to, key)


@pytest.mark.parametrize("field", ["plaintext", "additional_authenticated_data"])
async def test_a_wrong_checksum_is_refused_when_sealing(kms: Kms, field: str) -> None:
    asked = {"name": KEY, "plaintext": b"secret", f"{field}_crc32c": 17}
    with pytest.raises(exceptions.InvalidArgument):
        await kms.client.encrypt(request=asked)


@pytest.mark.parametrize("field", ["ciphertext", "additional_authenticated_data"])
async def test_a_wrong_checksum_is_refused_when_opening(kms: Kms, field: str) -> None:
    asked = {"name": KEY, "ciphertext": await kms.seal(bound_to=b""), f"{field}_crc32c": 17}
    with pytest.raises(exceptions.InvalidArgument):
        await kms.client.decrypt(request=asked)


async def test_after_rotation_new_things_are_sealed_anew_and_old_ones_open(kms: Kms) -> None:
    old = await kms.seal()
    second = await kms.rotate()
    asked = {"name": KEY, "plaintext": b"secret"}
    assert (await kms.client.encrypt(request=asked)).name == second
    assert not (await kms.open_sealed(old)).used_primary
    listed = await kms.client.list_crypto_key_versions(parent=KEY)
    assert [version.state async for version in listed] == [State.ENABLED, State.ENABLED]


async def test_a_disabled_version_neither_seals_nor_opens(kms: Kms) -> None:
    sealed = await kms.seal()
    await kms.disable(f"{KEY}/cryptoKeyVersions/1")
    with pytest.raises(exceptions.FailedPrecondition):
        await kms.open_sealed(sealed)
    with pytest.raises(exceptions.FailedPrecondition):
        await kms.seal()


async def test_a_destruction_can_be_taken_back_until_it_is_due(kms: Kms) -> None:
    sealed, version = await kms.seal(), f"{KEY}/cryptoKeyVersions/1"
    destroyed = await kms.client.destroy_crypto_key_version(name=version)
    assert destroyed.state == State.DESTROY_SCHEDULED
    with pytest.raises(exceptions.FailedPrecondition):
        await kms.open_sealed(sealed)
    restored = await kms.client.restore_crypto_key_version(name=version)
    assert restored.state == State.DISABLED
    await kms.client.destroy_crypto_key_version(name=version)
    with KmsControl(kms.address) as control:
        await asyncio.to_thread(control.advance, 31 * 24 * 3600)
    assert (await kms.client.get_crypto_key_version(name=version)).state == State.DESTROYED
    with pytest.raises(exceptions.FailedPrecondition):
        await kms.client.restore_crypto_key_version(name=version)


async def test_what_does_not_exist_is_not_found_and_what_does_is_not_made_twice(kms: Kms) -> None:
    with pytest.raises(exceptions.NotFound):
        await kms.client.encrypt(request={"name": f"{KEY}-no", "plaintext": b"x"})
    with pytest.raises(exceptions.NotFound):
        await kms.client.get_key_ring(name=f"{RING}-no")
    purpose = types.CryptoKey.CryptoKeyPurpose.ENCRYPT_DECRYPT
    asked = {"parent": RING, "crypto_key_id": "people", "crypto_key": {"purpose": purpose}}
    with pytest.raises(exceptions.AlreadyExists):
        await kms.client.create_crypto_key(request=asked)
    made = await kms.client.create_crypto_key(request=asked | {"crypto_key_id": "new"})
    assert made.primary.state == State.ENABLED


async def test_a_killed_emulator_comes_back_with_its_versions(tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    first = await Kms(Emulator(SEED, state=state)).open()
    old, second = await first.seal(), await first.rotate()
    new = await first.seal()
    await first.disable(f"{KEY}/cryptoKeyVersions/1")
    await first.close()
    again = await Kms(Emulator(SEED, state=state)).open()
    assert (await again.open_sealed(new)).plaintext == b"secret"
    assert (await again.client.get_crypto_key(name=KEY)).primary.name == second
    with pytest.raises(exceptions.FailedPrecondition):
        await again.open_sealed(old)
    await again.close()


async def test_another_seed_does_not_open(kms: Kms) -> None:
    sealed = await kms.seal()
    other = await Kms(Emulator(b"other")).open()
    with pytest.raises(exceptions.InvalidArgument):
        await other.open_sealed(sealed)
    await other.close()


async def test_the_knobs_count_and_spoil(kms: Kms) -> None:
    with KmsControl(kms.address) as control:
        sealed = await kms.seal()
        assert await asyncio.to_thread(control.counts) == {"Encrypt": 1}

        await asyncio.to_thread(control.fault, "damage")
        opened = await kms.open_sealed(sealed)
        assert opened.plaintext_crc32c != crc32c(opened.plaintext)

        await asyncio.to_thread(control.fault, "wrong-name")
        asked = {"name": KEY, "plaintext": b"x"}
        assert not (await kms.client.encrypt(request=asked)).name.startswith(f"{KEY}/")

        await asyncio.to_thread(control.fault, "unavailable", methods=["Decrypt"], times=1)
        await kms.seal()
        with pytest.raises(exceptions.ServiceUnavailable):
            await kms.open_sealed(sealed)
        await kms.open_sealed(sealed)

        await asyncio.to_thread(control.fault, "hang")
        with pytest.raises(exceptions.DeadlineExceeded):
            await kms.client.decrypt(request={"name": KEY}, timeout=0.1, retry=None)

        await asyncio.to_thread(control.fault, "none")
        assert (await kms.open_sealed(sealed)).plaintext == b"secret"
        assert await asyncio.to_thread(control.counts) == {"Encrypt": 3, "Decrypt": 5}
