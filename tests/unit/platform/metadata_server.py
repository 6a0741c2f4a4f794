"""A metadata server of this machine, and a gRPC server with a certificate of its own."""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import grpc.aio
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID


@dataclass
class Metadata:
    """What the server answers, and how often it was asked."""

    answer: Any = None
    """None: a token whose number is how often it was asked."""
    lasts: int = 3600
    status: int = 200
    flavor: str = "Google"
    asked: list[str] = field(default_factory=list)
    address: str = ""


@contextmanager
def metadata_server() -> Iterator[Metadata]:
    """Run a metadata server."""
    told = Metadata()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            assert self.headers["Metadata-Flavor"] == "Google"
            told.asked.append(self.path)
            token = {"access_token": f"t{len(told.asked)}", "expires_in": told.lasts}
            body = json.dumps(told.answer or {**token, "token_type": "Bearer"}).encode()
            self.send_response(told.status)
            self.send_header("Metadata-Flavor", told.flavor)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told.address = f"127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


_PINGED_OFTEN = (
    ("grpc.keepalive_permit_without_calls", 1),
    ("grpc.http2.min_ping_interval_without_data_ms", 100),
)


@dataclass
class Secured:
    """A gRPC server over TLS that answers every call with nothing."""

    target: str
    certificate: bytes
    calls: list[tuple[str, str]] = field(default_factory=list)
    """The method of each, and the authorization that came with it."""


@asynccontextmanager
async def secured_server() -> AsyncIterator[Secured]:
    """Run such a server for ``localhost``."""
    key, certificate = _self_made()
    server = grpc.aio.server(options=_PINGED_OFTEN)
    port = server.add_secure_port("localhost:0", grpc.ssl_server_credentials([(key, certificate)]))
    told = Secured(f"localhost:{port}", certificate)

    class Handler(grpc.GenericRpcHandler):  # type: ignore[type-arg]  # not so at run time
        def service(self, details: grpc.HandlerCallDetails) -> Any:  # noqa: ANN401 - grpc
            came = dict(details.invocation_metadata or ())

            async def answer(_: bytes, __: object) -> bytes:
                told.calls.append((details.method, str(came.get("authorization", ""))))
                return b""

            return grpc.unary_unary_rpc_method_handler(answer)

    server.add_generic_rpc_handlers((Handler(),))
    await server.start()
    try:
        yield told
    finally:
        await server.stop(None)


def _self_made() -> tuple[bytes, bytes]:
    """Return a key and a certificate for ``localhost``, as PEM."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return private, made.public_bytes(Encoding.PEM)
