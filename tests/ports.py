"""Ports that nobody listens on."""

import secrets
import socket

import pytest

from infra.local.ports import REGIONS, Ports
from infra.local.tools import taken_ports

_TRIES = 100


def free_port() -> int:
    """Return one free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def free_ports() -> Ports:
    """Return a base of a stack all of whose ports are free, below those that clients are given."""
    for _ in range(_TRIES):
        ports = Ports(10_000 + secrets.randbelow(200) * 100)
        if not taken_ports(ports.taken_by(REGIONS)):
            return ports
    pytest.exit("no free ports found")
