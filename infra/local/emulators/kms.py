"""A Cloud KMS for one machine: google-cloud-kms's own messages over gRPC, without TLS or accounts.

Beside the service it answers ``agogopost.local.KmsControl`` (see ``kms_control``) on the same port:
what was called how often, faults on purpose, a clock that can be put forward.
"""

import argparse
import asyncio
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, NoReturn

import grpc
from google.cloud.kms_v1 import types

from infra.local.emulators import grpc_service, kms_keys
from infra.local.emulators.kms_methods import METHODS, Method

SERVICE = "google.cloud.kms.v1.KeyManagementService"
CONTROL = "agogopost.local.KmsControl"
MODES = ("none", "unavailable", "hang", "damage", "wrong-name")
_CODES = {
    kms_keys.AbsentError: grpc.StatusCode.NOT_FOUND,
    kms_keys.ExistsError: grpc.StatusCode.ALREADY_EXISTS,
    kms_keys.WrongStateError: grpc.StatusCode.FAILED_PRECONDITION,
    kms_keys.BadInputError: grpc.StatusCode.INVALID_ARGUMENT,
}


@dataclass
class Fault:
    """What goes wrong on purpose; no ``methods`` means all, and ``times`` None means always."""

    mode: str = "none"
    methods: frozenset[str] = frozenset()
    times: int | None = None

    def take(self, method: str) -> str:
        """Return the mode for one call of this method, and count it."""
        if self.mode == "none" or (self.methods and method not in self.methods) or self.times == 0:
            return "none"
        if self.times is not None:
            self.times -= 1
        return self.mode


@dataclass
class Emulator:
    """One emulator's keys and knobs; ``ahead`` is how far its clock runs ahead."""

    seed: bytes
    state: Path | None = None
    ahead: timedelta = timedelta()
    counts: Counter[str] = field(default_factory=Counter)
    fault: Fault = field(default_factory=Fault)

    def __post_init__(self) -> None:
        self.keys = kms_keys.Keys(
            self.seed, now=lambda: kms_keys.utc_now() + self.ahead, state=self.state
        )

    def ensure_key(self, name: str) -> None:
        """Create the key and its ring unless they exist."""
        ring = name.partition("/cryptoKeys/")[0]
        if ring not in self.keys.rings:
            self.keys.add_ring(ring)
        if name not in self.keys.keys:
            self.keys.add_key(name)

    async def call(self, name: str, method: Method, request: Any, context: Any) -> Any:  # noqa: ANN401 - any message of the service
        """Answer one call of the service, as the fault in force has it."""
        self.counts[name] += 1
        mode = self.fault.take(name)
        if mode == "unavailable":
            await context.abort(grpc.StatusCode.UNAVAILABLE, "unavailable on purpose")
        if mode == "hang":
            await asyncio.Event().wait()
        try:
            reply = method.answer(self.keys, request)
        except tuple(_CODES) as e:
            await _refuse(context, e)
        return _spoil(reply, mode)

    def control(self, name: str, told: Mapping[str, Any]) -> Mapping[str, object]:
        """Answer one call of the control service; see ``kms_control`` for the meanings."""
        if name == "Fault":
            if told.get("mode") not in MODES:
                msg = f"mode is one of {', '.join(MODES)}"
                raise kms_keys.BadInputError(msg)
            self.fault = Fault(told["mode"], frozenset(told.get("methods", ())), told.get("times"))
        if name == "Advance":
            self.ahead += timedelta(seconds=told["seconds"])
        return dict(self.counts)


def _spoil(reply: Any, mode: str) -> Any:  # noqa: ANN401 - any reply of the service
    """Damage a reply as the mode says, leaving its checksums as they were."""
    if mode == "wrong-name" and isinstance(reply, types.EncryptResponse):
        reply.name = reply.name.replace("/cryptoKeys/", "/cryptoKeys/other-")
    if mode == "damage" and isinstance(reply, types.EncryptResponse):
        reply.ciphertext = _flip(reply.ciphertext)
    if mode == "damage" and isinstance(reply, types.DecryptResponse):
        reply.plaintext = _flip(reply.plaintext)
    return reply


def _flip(data: bytes) -> bytes:
    return data[:-1] + bytes([data[-1] ^ 1]) if data else b"\0"


async def _refuse(context: Any, error: Exception) -> NoReturn:  # noqa: ANN401 - any message of the service
    await context.abort(_CODES[type(error)], str(error))
    raise AssertionError  # abort always raises; this tells the type checker


def _service_handlers(emulator: Emulator) -> "dict[str, grpc.RpcMethodHandler[Any, Any]]":
    def handler(name: str, method: Method) -> "grpc.RpcMethodHandler[Any, Any]":
        async def answer(request: Any, context: Any) -> Any:  # noqa: ANN401 - any message of the service
            return await emulator.call(name, method, request, context)

        return grpc.unary_unary_rpc_method_handler(
            answer,
            request_deserializer=method.request.deserialize,
            response_serializer=method.reply.serialize,
        )

    return {name: handler(name, method) for name, method in METHODS.items()}


def _control_handlers(emulator: Emulator) -> "dict[str, grpc.RpcMethodHandler[Any, Any]]":
    def handler(name: str) -> "grpc.RpcMethodHandler[Any, Any]":
        async def answer(request: bytes, context: Any) -> bytes:  # noqa: ANN401 - any message of the service
            try:
                told = emulator.control(name, json.loads(request or b"{}"))
            except kms_keys.BadInputError as e:
                await _refuse(context, e)
            return json.dumps(told).encode()

        return grpc.unary_unary_rpc_method_handler(answer)

    return {name: handler(name) for name in ("Counts", "Fault", "Advance")}


async def serve(emulator: Emulator, port: int) -> tuple[grpc.aio.Server, int]:
    """Start answering on 127.0.0.1; see ``grpc_service.serve``."""
    handlers = (
        grpc.method_handlers_generic_handler(SERVICE, _service_handlers(emulator)),
        grpc.method_handlers_generic_handler(CONTROL, _control_handlers(emulator)),
    )
    return await grpc_service.serve(handlers, port)


async def _run(emulator: Emulator, port: int) -> None:
    server, _ = await serve(emulator, port)
    await grpc_service.until_told(server)


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(description="A Cloud KMS for one machine.")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--seed", type=bytes.fromhex, required=True, help="key material, in hex")
    parser.add_argument("--key", action="append", default=[], help="a key's full name, to create")
    parser.add_argument("--state", type=Path, help="file that keeps versions across restarts")
    told = parser.parse_args()
    emulator = Emulator(told.seed, state=told.state)
    for name in told.key:
        emulator.ensure_key(name)
    asyncio.run(_run(emulator, told.port))


if __name__ == "__main__":
    main()
