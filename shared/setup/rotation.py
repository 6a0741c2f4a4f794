"""The composition root of the jobs that rotate people's keys. See ``shared/setup/platform.py``."""

from functools import cache

from shared.people.person.wrapping import KeyWrapping
from shared.people.rotation.resealing import Resealing
from shared.people.rotation.rotation import KeyRotation
from shared.platform.vault.keyring import KeyringHolder
from shared.platform.vault.uses import Use
from shared.privacy.describe import Database
from shared.setup.accounts import held, people_keyring, portraits
from shared.setup.platform import clock, documents, keyring, region
from shared.setup.reach import Resealed, Rotation


@cache
def rotation() -> Rotation:
    """Return what the function ``rewrap`` can reach."""
    return Rotation(people_keyring, other_keyrings, key_rotation, clock())


@cache
def resealing() -> Resealed:
    """Return what the function ``reseal`` can reach."""
    return Resealed(people_keyring, key_rotation, resealing_of_all, clock())


def other_keyrings() -> list[KeyringHolder]:
    """Return the holders of all keyrings but that of people."""
    return [keyring(use) for use in Use if use is not Use.PEOPLE]


@cache
def key_rotation() -> KeyRotation:
    """Return people's keys as the jobs see them."""
    wrapping = KeyWrapping(people_keyring(), region())
    return KeyRotation(wrapping, documents(Database.KEYS), clock())


@cache
def resealing_of_all() -> Resealing:
    """Return everything sealed that people own, by the map."""
    return Resealing([one for one in held() if one.record.sealed_fields()], portraits())
