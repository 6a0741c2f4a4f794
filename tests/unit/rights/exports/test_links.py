"""A link opens one object, to be saved, for a quarter of an hour; changed, it opens nothing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import grpc
import grpc.aio
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from shared.kernel.errors import IntegrityError, UnavailableError
from shared.rights.exports.iam import MESSAGES, IamSigner
from shared.rights.exports.keyfile import KeySigner
from shared.rights.exports.links import Links
from tests.ports import free_port
from tests.unit.rights.exports.links import opened

ACCOUNT = "exports@agogopost-eu.iam.gserviceaccount.com"
KEY = generate_private_key(public_exponent=65_537, key_size=2048)
PEM = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
NOW = datetime(2026, 3, 1, 13, 5, 6, tzinfo=timezone(timedelta(hours=1)))
NAME = "exports/0123456789abcdef/fedc ba~9.zip"


def links() -> Links:
    signer = KeySigner(ACCOUNT, PEM)
    return Links(signer, origin="https://storage.googleapis.com", bucket="agogopost-eu-exports")


async def test_a_link_allows_one_download_for_fifteen_minutes_and_says_so_itself() -> None:
    link = await links().to(NAME, saved_as="agogopost-2026-03-01.zip", now=NOW)
    allowed = opened(link.url, KEY.public_key())
    assert allowed is not None
    assert allowed.host == "storage.googleapis.com"
    assert allowed.path == f"/agogopost-eu-exports/{NAME}"
    assert allowed.account == ACCOUNT
    assert allowed.begins == datetime(2026, 3, 1, 12, 5, 6, tzinfo=UTC)
    assert allowed.ends == link.expires == NOW + timedelta(minutes=15)
    assert allowed.disposition == 'attachment; filename="agogopost-2026-03-01.zip"'


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("X-Goog-Expires=900", "X-Goog-Expires=901"),
        ("/exports/0123456789abcdef/", "/exports/1123456789abcdef/"),
        ("storage.googleapis.com", "storage.example.com"),
        ("attachment", "inline"),
        ("20260301T120506Z", "20260301T120507Z"),
    ],
)
async def test_a_link_that_was_changed_opens_nothing(old: str, new: str) -> None:
    link = await links().to(NAME, saved_as="a.zip", now=NOW)
    assert old in link.url
    assert opened(link.url.replace(old, new), KEY.public_key()) is None


@pytest.mark.parametrize("method", ["PUT", "DELETE", "POST", "HEAD"])
async def test_a_link_serves_for_nothing_else_than_getting(method: str) -> None:
    link = await links().to(NAME, saved_as="a.zip", now=NOW)
    assert opened(link.url, KEY.public_key(), method=method) is None


def test_a_key_of_another_kind_is_refused() -> None:
    other = Ed25519PrivateKey.generate()
    pem = other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    with pytest.raises(IntegrityError):
        KeySigner(ACCOUNT, pem)


class Iam:
    """Google's IAM Credentials, as far as we use it."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, bytes]] = []
        self.fail: list[grpc.StatusCode] = []
        self.empty = False

    async def sign(self, request: Any, context: Any) -> Any:  # noqa: ANN401 - protobuf, grpc
        """Sign as Google does."""
        self.asked.append((request.name, request.payload))
        if self.fail:
            await context.abort(self.fail.pop(0), "")
        signed = b"" if self.empty else await KeySigner(ACCOUNT, PEM).sign(request.payload)
        return MESSAGES["SignBlobResponse"](key_id="k1", signed_blob=signed)


@asynccontextmanager
async def served(iam: Iam) -> AsyncIterator[IamSigner]:
    port, server = free_port(), grpc.aio.server()
    handler = grpc.unary_unary_rpc_method_handler(
        iam.sign,
        request_deserializer=MESSAGES["SignBlobRequest"].FromString,
        response_serializer=MESSAGES["SignBlobResponse"].SerializeToString,
    )
    service = "google.iam.credentials.v1.IAMCredentials"
    methods = grpc.method_handlers_generic_handler(service, {"SignBlob": handler})
    server.add_generic_rpc_handlers((methods,))
    server.add_insecure_port(f"127.0.0.1:{port}")
    await server.start()
    async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
        yield IamSigner(channel, ACCOUNT)
    await server.stop(None)


async def test_in_the_cloud_the_account_signs_without_a_key() -> None:
    iam = Iam()
    async with served(iam) as signer:
        cloud = Links(signer, origin="https://storage.googleapis.com", bucket="b")
        link = await cloud.to(NAME, saved_as="a.zip", now=NOW)
    allowed = opened(link.url, KEY.public_key())
    assert allowed is not None
    assert allowed.account == ACCOUNT
    ((name, payload),) = iam.asked
    assert name == f"projects/-/serviceAccounts/{ACCOUNT}"
    assert payload.startswith(b"GOOG4-RSA-SHA256\n20260301T120506Z\n")


async def test_a_lost_connection_is_tried_once_more_and_a_refusal_is_not() -> None:
    iam = Iam()
    async with served(iam) as signer:
        iam.fail = [grpc.StatusCode.UNAVAILABLE]
        assert await signer.sign(b"x")
        for codes in ([grpc.StatusCode.UNAVAILABLE] * 2, [grpc.StatusCode.PERMISSION_DENIED]):
            iam.asked.clear()
            iam.fail = list(codes)
            with pytest.raises(UnavailableError):
                await signer.sign(b"x")
            assert len(iam.asked) == len(codes)
        iam.empty = True
        with pytest.raises(IntegrityError):
            await signer.sign(b"x")


async def test_who_does_not_answer_is_unavailable() -> None:
    async with grpc.aio.insecure_channel(f"127.0.0.1:{free_port()}") as channel:
        with pytest.raises(UnavailableError):
            await asyncio.wait_for(IamSigner(channel, ACCOUNT).sign(b"x"), 5)


def test_the_messages_are_googles() -> None:
    """The bytes of a request and a reply, written down by hand from the API's description."""
    request = MESSAGES["SignBlobRequest"](name="a", payload=b"b")
    assert request.SerializeToString() == b"\x0a\x01a\x2a\x01b"
    reply = MESSAGES["SignBlobResponse"].FromString(b"\x0a\x01k\x22\x01s")
    assert (reply.key_id, reply.signed_blob) == ("k", b"s")
