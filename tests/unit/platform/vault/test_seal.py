"""Sealing: published vectors, the pinned wire format, and that nothing opens out of its place."""

from binascii import unhexlify

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.errors import IntegrityError
from shared.platform.vault.port import DataKey
from shared.platform.vault.seal import bind, key_id_of, seal, unseal

KEY = DataKey(id=b"epoch-01", secret=bytes(range(32)))
PLACE = bind("projects/p/databases/eu-shipments", "shipments", "abc", "tracking", "1")

# Test cases 14 to 16 of "The Galois/Counter Mode of Operation (GCM)", McGrew and Viega, AES-256.
VECTORS = {
    "zero block": (
        "00" * 32,
        "00" * 12,
        "00" * 16,
        "",
        "cea7403d4d606b6e074ec5d3baf39d18",
        "d0d1c8a799996bf0265b98b5d48ab919",
    ),
    "four blocks": (
        "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
        "cafebabefacedbaddecaf888",
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255",
        "",
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad",
        "b094dac5d93471bdec1a502270e3cc6c",
    ),
    "with authenticated data": (
        "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
        "cafebabefacedbaddecaf888",
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
        "feedfacedeadbeeffeedfacedeadbeefabaddad2",
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662",
        "76fc6ece0f4e1768cddf8853bb2d551b",
    ),
}


@pytest.mark.parametrize("vector", VECTORS.values(), ids=VECTORS)
def test_the_cipher_as_we_call_it_agrees_with_the_published_vectors(
    vector: tuple[str, ...],
) -> None:
    key, nonce, plaintext, aad, ciphertext, tag = (unhexlify(part) for part in vector)
    assert AESGCM(key).encrypt(nonce, plaintext, aad) == ciphertext + tag


def test_the_wire_format_of_a_blob_never_changes() -> None:
    blob = bytes.fromhex(
        "0165706f63682d3031000102030405060708090a0b2f67ba77aa58301cba1fe4cce91437667e18176950"
    )
    assert unseal(KEY, blob, bound_to=PLACE) == b"hello"
    fresh = seal(KEY, b"hello", bound_to=PLACE)
    assert (fresh[:9], len(fresh)) == (blob[:9], len(blob))


def test_a_sealed_blob_names_its_key_and_never_repeats_itself() -> None:
    blobs = {seal(KEY, b"same", bound_to=PLACE) for _ in range(50)}
    assert len(blobs) == 50
    assert {key_id_of(blob) for blob in blobs} == {KEY.id}


@given(st.binary(max_size=200), st.binary(max_size=40))
def test_what_is_sealed_opens_to_the_same(plaintext: bytes, place: bytes) -> None:
    assert unseal(KEY, seal(KEY, plaintext, bound_to=place), bound_to=place) == plaintext


PARTS = ("projects/p/databases/eu-shipments", "shipments", "abc", "tracking", "1")
MOVED = {
    "another region": (0, "projects/p/databases/us-shipments"),
    "another collection": (1, "people"),
    "another record": (2, "abd"),
    "another purpose group": (3, "account"),
    "another schema": (4, "2"),
}


@pytest.mark.parametrize("move", MOVED.values(), ids=MOVED)
def test_a_blob_that_was_moved_does_not_open(move: tuple[int, str]) -> None:
    blob = seal(KEY, b"secret", bound_to=bind(*PARTS))
    parts = list(PARTS)
    parts[move[0]] = move[1]
    with pytest.raises(IntegrityError):
        unseal(KEY, blob, bound_to=bind(*parts))


def test_another_key_and_another_key_id_do_not_open_it() -> None:
    blob = seal(KEY, b"secret", bound_to=PLACE)
    with pytest.raises(IntegrityError):
        unseal(DataKey(KEY.id, bytes(32)), blob, bound_to=PLACE)
    with pytest.raises(IntegrityError):
        unseal(DataKey(b"epoch-02", KEY.secret), blob, bound_to=PLACE)
    renamed = blob[:1] + b"epoch-02" + blob[9:]
    with pytest.raises(IntegrityError):
        unseal(DataKey(b"epoch-02", KEY.secret), renamed, bound_to=PLACE)


@given(st.integers(0, 46), st.integers(1, 255))
def test_a_blob_with_any_byte_changed_does_not_open(position: int, change: int) -> None:
    blob = bytearray(seal(KEY, b"0123456789", bound_to=PLACE))
    blob[position] ^= change
    with pytest.raises(IntegrityError):
        unseal(KEY, bytes(blob), bound_to=PLACE)


@given(st.binary(max_size=60))
def test_foreign_bytes_are_refused_not_crashed_on(junk: bytes) -> None:
    with pytest.raises(IntegrityError):
        unseal(KEY, junk, bound_to=PLACE)


@given(st.lists(st.text(max_size=5), max_size=4), st.lists(st.text(max_size=5), max_size=4))
def test_no_two_lists_of_parts_bind_alike(one: list[str], other: list[str]) -> None:
    assert (bind(*one) == bind(*other)) == (one == other)


def test_a_keys_secret_is_not_in_its_repr() -> None:
    assert "secret" not in repr(KEY)
    assert KEY.secret.hex() not in repr(KEY)
