"""The KMS emulator's methods: from google-cloud-kms's requests to ``kms_keys`` and back.

Checksums are treated as Cloud KMS does: a sent one that does not fit is refused, and every reply
has its own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

import google_crc32c
from google.cloud.kms_v1 import types

from infra.local.emulators import kms_keys
from infra.local.emulators.kms_keys import BadInputError, Key, Keys, Version

_SETTABLE = (kms_keys.ENABLED, kms_keys.DISABLED)


@dataclass(frozen=True)
class Method:
    """One method: its message classes and the function that answers it."""

    request: Any
    reply: Any
    answer: Callable[[Keys, Any], Any]


def crc32c(data: bytes) -> int:
    """Return the checksum that Cloud KMS's messages carry."""
    return int(google_crc32c.value(data))


def _check(what: str, data: bytes, told: Any) -> bool:  # noqa: ANN401 - proto-plus hands out int | None, but says Int64Value
    """Return whether a checksum was sent, having refused one that does not fit."""
    if told is not None and told != crc32c(data):
        message = f"The checksum in field {what}_crc32c did not match the data in field {what}."
        raise BadInputError(message)
    return told is not None


def _encrypt(keys: Keys, request: types.EncryptRequest) -> types.EncryptResponse:
    bound_to = request.additional_authenticated_data
    plaintext_checked = _check("plaintext", request.plaintext, request.plaintext_crc32c)
    bound_checked = _check(
        "additional_authenticated_data", bound_to, request.additional_authenticated_data_crc32c
    )
    name, ciphertext = keys.encrypt(request.name, request.plaintext, bound_to)
    return types.EncryptResponse(
        name=name,
        ciphertext=ciphertext,
        ciphertext_crc32c=crc32c(ciphertext),
        verified_plaintext_crc32c=plaintext_checked,
        verified_additional_authenticated_data_crc32c=bound_checked,
        protection_level=types.ProtectionLevel.SOFTWARE,
    )


def _decrypt(keys: Keys, request: types.DecryptRequest) -> types.DecryptResponse:
    bound_to = request.additional_authenticated_data
    _check("ciphertext", request.ciphertext, request.ciphertext_crc32c)
    _check("additional_authenticated_data", bound_to, request.additional_authenticated_data_crc32c)
    plaintext, used_primary = keys.decrypt(request.name, request.ciphertext, bound_to)
    return types.DecryptResponse(
        plaintext=plaintext,
        plaintext_crc32c=crc32c(plaintext),
        used_primary=used_primary,
        protection_level=types.ProtectionLevel.SOFTWARE,
    )


def _version_message(key: Key, version: Version) -> types.CryptoKeyVersion:
    return types.CryptoKeyVersion(
        name=key.version_name(version.number),
        state=types.CryptoKeyVersion.CryptoKeyVersionState(version.state),
        protection_level=types.ProtectionLevel.SOFTWARE,
        algorithm=types.CryptoKeyVersion.CryptoKeyVersionAlgorithm.GOOGLE_SYMMETRIC_ENCRYPTION,
        destroy_time=version.destroy_at and datetime.fromisoformat(version.destroy_at),
    )


def _key_message(key: Key) -> types.CryptoKey:
    primary = key.versions.get(key.primary)
    return types.CryptoKey(
        name=key.name,
        primary=_version_message(key, primary) if primary else None,
        purpose=types.CryptoKey.CryptoKeyPurpose.ENCRYPT_DECRYPT,
        destroy_scheduled_duration=timedelta(seconds=key.destroy_after_seconds),
    )


def _create_key(keys: Keys, request: types.CreateCryptoKeyRequest) -> types.CryptoKey:
    asked = request.crypto_key
    if asked.purpose != types.CryptoKey.CryptoKeyPurpose.ENCRYPT_DECRYPT:
        raise BadInputError("Only ENCRYPT_DECRYPT keys are emulated.")
    name = f"{request.parent}/cryptoKeys/{request.crypto_key_id}"
    return _key_message(
        keys.add_key(name, cast("timedelta | None", asked.destroy_scheduled_duration))
    )


def _list_keys(keys: Keys, request: types.ListCryptoKeysRequest) -> types.ListCryptoKeysResponse:
    ring = keys.ring(request.parent)
    inside = [keys.key(name) for name in sorted(keys.keys) if name.startswith(f"{ring}/")]
    return types.ListCryptoKeysResponse(
        crypto_keys=[_key_message(key) for key in inside], total_size=len(inside)
    )


def _list_versions(
    keys: Keys, request: types.ListCryptoKeyVersionsRequest
) -> types.ListCryptoKeyVersionsResponse:
    key = keys.key(request.parent)
    versions = [_version_message(key, version) for version in key.versions.values()]
    return types.ListCryptoKeyVersionsResponse(
        crypto_key_versions=versions, total_size=len(versions)
    )


def _update_primary(
    keys: Keys, request: types.UpdateCryptoKeyPrimaryVersionRequest
) -> types.CryptoKey:
    name = f"{request.name}/cryptoKeyVersions/{request.crypto_key_version_id}"
    key, version = keys.version(name)
    if version.state not in _SETTABLE:
        msg = f"{name} is destroyed or scheduled for it."
        raise kms_keys.WrongStateError(msg)
    key.primary = version.number
    keys.save()
    return _key_message(key)


def _update_version(
    keys: Keys, request: types.UpdateCryptoKeyVersionRequest
) -> types.CryptoKeyVersion:
    asked = request.crypto_key_version
    if list(request.update_mask.paths) != ["state"] or asked.state not in _SETTABLE:
        raise BadInputError("Only the state can be updated, to ENABLED or DISABLED.")
    key, version = keys.version(asked.name)
    if version.state not in _SETTABLE:
        msg = f"{asked.name} is destroyed or scheduled for it."
        raise kms_keys.WrongStateError(msg)
    version.state = int(asked.state)
    keys.save()
    return _version_message(key, version)


def _ring_message(name: str) -> types.KeyRing:
    return types.KeyRing(name=name)


METHODS = {
    "GetKeyRing": Method(
        types.GetKeyRingRequest, types.KeyRing, lambda keys, r: _ring_message(keys.ring(r.name))
    ),
    "CreateKeyRing": Method(
        types.CreateKeyRingRequest,
        types.KeyRing,
        lambda keys, r: _ring_message(keys.add_ring(f"{r.parent}/keyRings/{r.key_ring_id}")),
    ),
    "GetCryptoKey": Method(
        types.GetCryptoKeyRequest, types.CryptoKey, lambda keys, r: _key_message(keys.key(r.name))
    ),
    "CreateCryptoKey": Method(types.CreateCryptoKeyRequest, types.CryptoKey, _create_key),
    "ListCryptoKeys": Method(types.ListCryptoKeysRequest, types.ListCryptoKeysResponse, _list_keys),
    "CreateCryptoKeyVersion": Method(
        types.CreateCryptoKeyVersionRequest,
        types.CryptoKeyVersion,
        lambda keys, r: _version_message(*keys.add_version(r.parent)),
    ),
    "UpdateCryptoKeyPrimaryVersion": Method(
        types.UpdateCryptoKeyPrimaryVersionRequest, types.CryptoKey, _update_primary
    ),
    "GetCryptoKeyVersion": Method(
        types.GetCryptoKeyVersionRequest,
        types.CryptoKeyVersion,
        lambda keys, r: _version_message(*keys.version(r.name)),
    ),
    "ListCryptoKeyVersions": Method(
        types.ListCryptoKeyVersionsRequest, types.ListCryptoKeyVersionsResponse, _list_versions
    ),
    "UpdateCryptoKeyVersion": Method(
        types.UpdateCryptoKeyVersionRequest, types.CryptoKeyVersion, _update_version
    ),
    "DestroyCryptoKeyVersion": Method(
        types.DestroyCryptoKeyVersionRequest,
        types.CryptoKeyVersion,
        lambda keys, r: _version_message(*keys.destroy(r.name)),
    ),
    "RestoreCryptoKeyVersion": Method(
        types.RestoreCryptoKeyVersionRequest,
        types.CryptoKeyVersion,
        lambda keys, r: _version_message(*keys.restore(r.name)),
    ),
    "Encrypt": Method(types.EncryptRequest, types.EncryptResponse, _encrypt),
    "Decrypt": Method(types.DecryptRequest, types.DecryptResponse, _decrypt),
}
