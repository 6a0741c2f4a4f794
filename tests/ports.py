"""Ports that nobody listens on, and what asks those where somebody does."""

import os
import secrets
import socket
import ssl

import pytest

from infra.local.stack.ports import REGIONS, Ports
from infra.local.stack.programs import taken_ports

NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""``verify`` of clients that meet nothing but parts of this machine, over plain HTTP. It trusts no
authority; to load those that the world trusts costs every client 25 ms."""

_TRIES = 100
_BASES = 200


def free_port() -> int:
    """Return one free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def free_ports() -> Ports:
    """Return a base of a stack all of whose ports are free, below those that clients are given.

    Processes that share a run start their stacks at the same moment: each has bases of its own.
    """
    process = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    processes = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    for _ in range(_TRIES):
        place = secrets.randbelow(_BASES // processes) * processes + process
        ports = Ports(10_000 + place * 100)
        if not taken_ports(ports.taken_by(REGIONS)):
            return ports
    pytest.exit("no free ports found")
