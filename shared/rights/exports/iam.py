"""Signing without a key: the function's own service account, by the IAM Credentials API.

Google keeps the key and changes it by itself; the account needs the role
``iam.serviceAccountTokenCreator`` on itself. Described here is, as far as we use it,
https://github.com/googleapis/googleapis/blob/master/google/iam/credentials/v1/common.proto
"""

from datetime import timedelta

import grpc
import grpc.aio

from shared.kernel.errors import IntegrityError, UnavailableError
from shared.platform.protobuf import FieldType, described

_DEADLINE_SECONDS = 3.0
_TRIES = 2
_RETRY_AFTER = timedelta(seconds=5)
_PACKAGE = "google.iam.credentials.v1"
MESSAGES = described(
    _PACKAGE,
    {
        "SignBlobRequest": {
            "name": (1, FieldType.TEXT, False),
            "delegates": (3, FieldType.TEXT, True),
            "payload": (5, FieldType.BYTES, False),
        },
        "SignBlobResponse": {
            "key_id": (1, FieldType.TEXT, False),
            "signed_blob": (4, FieldType.BYTES, False),
        },
    },
)


class IamSigner:
    """One service account. See the port."""

    def __init__(self, channel: grpc.aio.Channel, account: str) -> None:
        self._sign = channel.unary_unary(
            f"/{_PACKAGE}.IAMCredentials/SignBlob",
            request_serializer=MESSAGES["SignBlobRequest"].SerializeToString,
            response_deserializer=MESSAGES["SignBlobResponse"].FromString,
        )
        self._account, self._name = account, f"projects/-/serviceAccounts/{account}"

    @property
    def account(self) -> str:
        """Return its email."""
        return self._account

    async def sign(self, payload: bytes) -> bytes:
        """Have some bytes signed; a lost connection is tried once more, for it changes nothing."""
        request = MESSAGES["SignBlobRequest"](name=self._name, payload=payload)
        for left in range(_TRIES - 1, -1, -1):
            try:
                reply = await self._sign(
                    request,
                    timeout=_DEADLINE_SECONDS / _TRIES,
                    metadata=(("x-goog-request-params", f"name={self._name}"),),
                )
            except grpc.aio.AioRpcError as e:
                if e.code() is not grpc.StatusCode.UNAVAILABLE or not left:
                    raise UnavailableError(retry_after=_RETRY_AFTER) from e
            else:
                if not reply.signed_blob:
                    raise IntegrityError
                return bytes(reply.signed_blob)
        raise UnavailableError(retry_after=_RETRY_AFTER)
