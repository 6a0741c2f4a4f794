"""Signing without a key: the function's own service account, by the IAM Credentials API.

Google keeps the key and changes it by itself; the account needs the role
``iam.serviceAccountTokenCreator`` on itself. Described here is, as far as we use it,
https://github.com/googleapis/googleapis/blob/master/google/iam/credentials/v1/common.proto
"""

from functools import partial

import grpc.aio

from shared.kernel.errors import IntegrityError
from shared.platform.faults import CallTerms, Service, answered
from shared.platform.protobuf import FieldType, Pb, described

_TERMS = CallTerms(Service.IAM, each=1.5, within=3.0, tries=2)
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
        """Have some bytes signed; it is tried once more, for it changes nothing."""
        request = MESSAGES["SignBlobRequest"](name=self._name, payload=payload)
        reply = await answered(_TERMS, partial(self._call, request))
        if not reply.signed_blob:
            raise IntegrityError
        return bytes(reply.signed_blob)

    async def _call(self, request: Pb, seconds: float) -> Pb:
        routing = (("x-goog-request-params", f"name={self._name}"),)
        return await self._sign(request, timeout=seconds, metadata=routing)
