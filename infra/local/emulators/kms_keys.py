"""The KMS emulator's keys: versions with states, and AES-256-GCM that is real. No gRPC here.

Key material derives from a seed and the version's name, so a restarted emulator opens what it
sealed before, and a ciphertext of one key cannot be opened under another. A ciphertext carries its
version, as Cloud KMS's does.
"""

import hashlib
import hmac
import json
import os
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_ID = r"[A-Za-z0-9_-]{1,63}"
KEY_RING = re.compile(rf"projects/[a-z0-9-]+/locations/[a-z0-9-]+/keyRings/{_ID}")
KEY = re.compile(rf"{KEY_RING.pattern}/cryptoKeys/{_ID}")
VERSION = re.compile(rf"({KEY.pattern})/cryptoKeyVersions/([0-9]+)")
MAX_BYTES = 64 * 1024
_MAGIC = b"AGK1"
_NONCE_BYTES = 12
_HEADER_BYTES = len(_MAGIC) + 4 + _NONCE_BYTES
_DEFAULT_DESTROY_AFTER = timedelta(days=30)

ENABLED, DISABLED, DESTROYED, DESTROY_SCHEDULED = 1, 2, 3, 4
"""The states, with the numbers of ``CryptoKeyVersion.CryptoKeyVersionState``."""


class AbsentError(Exception):
    """No such key ring, key or version."""


class ExistsError(Exception):
    """There is one of that name already."""


class WrongStateError(Exception):
    """The version is not in a state that allows this."""


class BadInputError(Exception):
    """The request cannot be served as it stands; a ciphertext that does not open is one case."""


@dataclass
class Version:
    """One version of a key; ``destroy_at`` is an ISO time while its destruction is scheduled."""

    number: int
    state: int = ENABLED
    destroy_at: str | None = None


@dataclass
class Key:
    """A key: ``primary`` is the version that seals, 0 when there is none."""

    name: str
    primary: int = 0
    destroy_after_seconds: float = _DEFAULT_DESTROY_AFTER.total_seconds()
    versions: dict[int, Version] = field(default_factory=dict)

    def version_name(self, number: int) -> str:
        """Return a version's full resource name."""
        return f"{self.name}/cryptoKeyVersions/{number}"


class Keys:
    """Every ring, key and version of one emulator; kept in a file too, if one is given."""

    def __init__(
        self, seed: bytes, *, now: Callable[[], datetime], state: Path | None = None
    ) -> None:
        self._seed = seed
        self._now = now
        self._state = state
        self.rings: set[str] = set()
        self.keys: dict[str, Key] = {}
        if state is not None and state.exists():
            self._load(json.loads(state.read_text()))

    def ring(self, name: str) -> str:
        """Return the ring's name if it exists."""
        if name not in self.rings:
            msg = f"KeyRing {name} not found."
            raise AbsentError(msg)
        return name

    def add_ring(self, name: str) -> str:
        """Create a key ring."""
        if not KEY_RING.fullmatch(name):
            msg = f"Invalid key ring name {name}."
            raise BadInputError(msg)
        if name in self.rings:
            msg = f"KeyRing {name} already exists."
            raise ExistsError(msg)
        self.rings.add(name)
        self.save()
        return name

    def key(self, name: str) -> Key:
        """Return the key, with due destructions carried out."""
        if name not in self.keys:
            msg = f"CryptoKey {name} not found."
            raise AbsentError(msg)
        key = self.keys[name]
        for version in key.versions.values():
            due = version.destroy_at and datetime.fromisoformat(version.destroy_at) <= self._now()
            if version.state == DESTROY_SCHEDULED and due:
                version.state = DESTROYED
        return key

    def add_key(self, name: str, destroy_after: timedelta | None = None) -> Key:
        """Create a key with an enabled first version that is its primary."""
        if not KEY.fullmatch(name):
            msg = f"Invalid crypto key name {name}."
            raise BadInputError(msg)
        self.ring(name.partition("/cryptoKeys/")[0])
        if name in self.keys:
            msg = f"CryptoKey {name} already exists."
            raise ExistsError(msg)
        after = destroy_after or _DEFAULT_DESTROY_AFTER
        key = Key(name, primary=1, destroy_after_seconds=after.total_seconds())
        self.keys[name] = key
        self.add_version(name)
        return key

    def add_version(self, key_name: str) -> tuple[Key, Version]:
        """Create the next version, enabled; the primary stays what it was."""
        key = self.key(key_name)
        version = Version(number=len(key.versions) + 1)
        key.versions[version.number] = version
        self.save()
        return key, version

    def version(self, name: str) -> tuple[Key, Version]:
        """Return a version and its key by the version's full name."""
        parts = VERSION.fullmatch(name)
        if not parts:
            msg = f"Invalid crypto key version name {name}."
            raise BadInputError(msg)
        key = self.key(parts[1])
        if int(parts[2]) not in key.versions:
            msg = f"CryptoKeyVersion {name} not found."
            raise AbsentError(msg)
        return key, key.versions[int(parts[2])]

    def destroy(self, name: str) -> tuple[Key, Version]:
        """Schedule a version's destruction; its material cannot be used from now on."""
        key, version = self.version(name)
        if version.state not in (ENABLED, DISABLED):
            msg = f"{name} is already destroyed or scheduled for it."
            raise WrongStateError(msg)
        version.state = DESTROY_SCHEDULED
        after = timedelta(seconds=key.destroy_after_seconds)
        version.destroy_at = (self._now() + after).isoformat()
        self.save()
        return key, version

    def restore(self, name: str) -> tuple[Key, Version]:
        """Take a scheduled destruction back; the version is disabled then."""
        key, version = self.version(name)
        if version.state != DESTROY_SCHEDULED:
            msg = f"{name} is not scheduled for destruction."
            raise WrongStateError(msg)
        version.state, version.destroy_at = DISABLED, None
        self.save()
        return key, version

    def encrypt(self, name: str, plaintext: bytes, bound_to: bytes) -> tuple[str, bytes]:
        """Seal with the named version, or with the key's primary; return the version's name too."""
        if max(len(plaintext), len(bound_to)) > MAX_BYTES:
            msg = f"At most {MAX_BYTES} bytes may be encrypted or bound."
            raise BadInputError(msg)
        key, version = self._sealing_version(name)
        full_name = _usable(key, version)
        nonce = os.urandom(_NONCE_BYTES)
        sealed = AESGCM(self._material(full_name)).encrypt(nonce, plaintext, bound_to)
        return full_name, _MAGIC + version.number.to_bytes(4, "big") + nonce + sealed

    def decrypt(self, name: str, ciphertext: bytes, bound_to: bytes) -> tuple[bytes, bool]:
        """Open a ciphertext; return the plaintext and whether the primary version had sealed it."""
        key = self.key(name)
        number = int.from_bytes(ciphertext[len(_MAGIC) : len(_MAGIC) + 4], "big")
        if not ciphertext.startswith(_MAGIC) or number not in key.versions:
            raise BadInputError("Decryption failed: verify that 'name' is the right CryptoKey.")
        full_name = _usable(key, key.versions[number])
        nonce = ciphertext[_HEADER_BYTES - _NONCE_BYTES : _HEADER_BYTES]
        try:
            plaintext = AESGCM(self._material(full_name)).decrypt(
                nonce, ciphertext[_HEADER_BYTES:], bound_to
            )
        except (InvalidTag, ValueError) as e:
            raise BadInputError("Decryption failed: the ciphertext is invalid.") from e
        return plaintext, number == key.primary

    def save(self) -> None:
        """Write names and states, never material, to the state file if there is one."""
        if self._state is None:
            return
        draft = self._state.with_suffix(".draft")
        keys = [asdict(key) for key in self.keys.values()]
        draft.write_text(json.dumps({"rings": sorted(self.rings), "keys": keys}))
        draft.replace(self._state)

    def _load(self, told: dict[str, list[dict[str, object]]]) -> None:
        self.rings = {str(ring) for ring in told["rings"]}
        for row in told["keys"]:
            versions = row.pop("versions")
            key = Key(**row)  # type: ignore[arg-type]  # we wrote it with asdict
            rows = versions.values() if isinstance(versions, dict) else ()
            key.versions = {version["number"]: Version(**version) for version in rows}
            self.keys[key.name] = key

    def _sealing_version(self, name: str) -> tuple[Key, Version]:
        if VERSION.fullmatch(name):
            return self.version(name)
        key = self.key(name)
        if key.primary not in key.versions:
            msg = f"{name} has no primary version."
            raise WrongStateError(msg)
        return key, key.versions[key.primary]

    def _material(self, version_name: str) -> bytes:
        return hmac.digest(self._seed, version_name.encode(), hashlib.sha256)


def _usable(key: Key, version: Version) -> str:
    name = key.version_name(version.number)
    if version.state != ENABLED:
        msg = f"{name} is not enabled."
        raise WrongStateError(msg)
    return name


def utc_now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)
