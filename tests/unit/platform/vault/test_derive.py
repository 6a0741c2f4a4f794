"""Derived keys and blind indexes: pinned, separated, and different for everything."""

import pytest

from shared.platform.vault.derive import blind_index, derived_key
from shared.platform.vault.port import DataKey

EPOCH = DataKey(id=b"epoch-01", secret=bytes(range(32)))
PARTS = ("dhl", "1000000013", "", "")


def test_the_derivations_never_change() -> None:
    key = derived_key(EPOCH, "shipment", *PARTS)
    assert key.id == EPOCH.id
    assert key.secret.hex() == PINNED_KEY
    assert blind_index(bytes(32), "shipment", *PARTS) == PINNED_INDEX


PINNED_KEY = "f00797791416f277eadd3c5695366e1b33a6e0d2873f7ee1a2bfce8f562c471a"
PINNED_INDEX = "3dc977332b81dff41c6a15789a83f4fa290c839af9b409a6df1a4ddfee4f54f1"


@pytest.mark.parametrize(
    "parts",
    [
        ("ups", "1000000013", "", ""),
        ("dhl", "1000000014", "", ""),
        ("dhl", "1000000013", "10115", ""),
        ("dhl", "1000000013", "", "10115"),
        ("dhl1", "000000013", "", ""),
    ],
    ids=["carrier", "number", "postcode", "phone tail", "shifted"],
)
def test_every_part_counts(parts: tuple[str, ...]) -> None:
    assert derived_key(EPOCH, "shipment", *parts) != derived_key(EPOCH, "shipment", *PARTS)
    assert blind_index(bytes(32), "shipment", *parts) != blind_index(bytes(32), "shipment", *PARTS)


def test_domains_keys_and_epochs_are_separate() -> None:
    one = derived_key(EPOCH, "shipment", *PARTS).secret
    assert one != derived_key(EPOCH, "person", *PARTS).secret
    assert one != derived_key(DataKey(b"epoch-02", bytes(32)), "shipment", *PARTS).secret
    assert one != EPOCH.secret
    assert blind_index(bytes(32), "a", "x") != blind_index(bytes(32), "b", "x")
    assert blind_index(bytes(32), "a", "x") != blind_index(b"\x01" * 32, "a", "x")
