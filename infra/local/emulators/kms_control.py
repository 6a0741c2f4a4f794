"""The KMS emulator's knobs, for tests and the demo: call counts, and faults on purpose."""

import json
from collections.abc import Mapping, Sequence
from typing import Literal, Self

import grpc

Mode = Literal["none", "unavailable", "hang", "damage", "wrong-name"]
_SECONDS = 3.0


class KmsControl:
    """A synchronous client of ``agogopost.local.KmsControl``; close it, or use it with ``with``."""

    def __init__(self, address: str) -> None:
        self._channel = grpc.insecure_channel(address)

    def counts(self) -> dict[str, int]:
        """Return how many calls of each method arrived since the part started, refused ones too."""
        return self._call("Counts", {})

    def fault(self, mode: Mode, *, methods: Sequence[str] = (), times: int | None = None) -> None:
        """Make calls go wrong until told otherwise.

        Args:
            mode: ``none`` heals; ``hang`` never answers; ``damage`` flips a bit in ciphertext or
                plaintext under an unchanged checksum; ``wrong-name`` answers Encrypt in another
                key's name.
            methods: Only these, e.g. ``["Decrypt"]``; all when empty.
            times: Only this many calls.
        """
        self._call("Fault", {"mode": mode, "methods": list(methods), "times": times})

    def advance(self, seconds: float) -> None:
        """Put the emulator's clock forward, e.g. past a scheduled destruction."""
        self._call("Advance", {"seconds": seconds})

    def close(self) -> None:
        """Let go of the connection."""
        self._channel.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _call(self, name: str, told: Mapping[str, object]) -> dict[str, int]:
        method = self._channel.unary_unary(f"/agogopost.local.KmsControl/{name}", None, None)
        reply: bytes = method(json.dumps(told).encode(), timeout=_SECONDS, wait_for_ready=True)
        counts: dict[str, int] = json.loads(reply)
        return counts
