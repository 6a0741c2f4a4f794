"""The key service on Google Cloud KMS.

Every reply is verified end to end with CRC32C and the key's name, as
https://cloud.google.com/kms/docs/data-integrity-guidelines asks. The two methods are called on the
channel itself: the client library's wrapper would retry for up to a minute.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

import grpc
import grpc.aio
from google_crc32c import value as crc32c

from shared.kernel.errors import IntegrityError
from shared.platform.faults import CallTerms, Service, answered
from shared.platform.google_messages import messages

_api = messages("google.cloud.kms_v1.types.service")
_SERVICE = "/google.cloud.kms.v1.KeyManagementService"
_TERMS = CallTerms(Service.KMS, each=2.0, within=4.0, tries=2, retry_after=timedelta(seconds=10))
_R = TypeVar("_R")


class KmsKeyService:
    """One symmetric KMS key: ``projects/*/locations/*/keyRings/*/cryptoKeys/*``."""

    def __init__(self, channel: grpc.aio.Channel, key: str) -> None:
        self._encrypt = channel.unary_unary(
            f"{_SERVICE}/Encrypt",
            request_serializer=_api.EncryptRequest.serialize,
            response_deserializer=_api.EncryptResponse.deserialize,
        )
        self._decrypt = channel.unary_unary(
            f"{_SERVICE}/Decrypt",
            request_serializer=_api.DecryptRequest.serialize,
            response_deserializer=_api.DecryptResponse.deserialize,
        )
        self._key = key
        self._routing = (("x-goog-request-params", f"name={key}"),)

    async def encrypt(self, plaintext: bytes, *, bound_to: bytes) -> bytes:
        """Encrypt under the key's primary version. See the port."""
        request = _api.EncryptRequest(
            name=self._key,
            plaintext=plaintext,
            plaintext_crc32c=crc32c(plaintext),
            additional_authenticated_data=bound_to,
            additional_authenticated_data_crc32c=crc32c(bound_to),
        )
        reply = await self._answer(self._encrypt, request)
        ours = reply.name.startswith(f"{self._key}/cryptoKeyVersions/")
        verified = (
            reply.verified_plaintext_crc32c
            and reply.verified_additional_authenticated_data_crc32c
            and reply.ciphertext_crc32c == crc32c(reply.ciphertext)
        )
        if not (ours and verified):
            raise IntegrityError
        return bytes(reply.ciphertext)

    async def decrypt(self, ciphertext: bytes, *, bound_to: bytes) -> bytes:
        """Decrypt under whichever version was used. See the port."""
        request = _api.DecryptRequest(
            name=self._key,
            ciphertext=ciphertext,
            ciphertext_crc32c=crc32c(ciphertext),
            additional_authenticated_data=bound_to,
            additional_authenticated_data_crc32c=crc32c(bound_to),
        )
        reply = await self._answer(self._decrypt, request)
        if reply.plaintext_crc32c != crc32c(reply.plaintext):
            raise IntegrityError
        return bytes(reply.plaintext)

    async def _answer(self, method: Callable[..., Awaitable[_R]], request: object) -> _R:
        async def call(seconds: float) -> _R:
            try:
                return await method(request, timeout=seconds, metadata=self._routing)
            except grpc.aio.AioRpcError as e:
                if e.code() is grpc.StatusCode.INVALID_ARGUMENT:
                    raise IntegrityError from e
                raise

        return await answered(_TERMS, call)
