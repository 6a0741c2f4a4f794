"""Checks that a part answers. Each asks once and says yes or no; waiting is the caller's."""

import http.client
import socket
from collections.abc import Callable

Check = Callable[[], bool]
_ONE_TRY_SECONDS = 1.0


def http_ok(port: int, path: str = "/") -> Check:
    """Return a check that a GET on 127.0.0.1 is answered with 200."""

    def check() -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_ONE_TRY_SECONDS)
        try:
            connection.request("GET", path)
            return connection.getresponse().status == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    return check


def tcp_open(port: int) -> Check:
    """Return a check that something accepts connections on 127.0.0.1."""

    def check() -> bool:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=_ONE_TRY_SECONDS).close()
        except OSError:
            return False
        return True

    return check


def grpc_ready(port: int) -> Check:
    """Return a check that a gRPC server speaks on 127.0.0.1."""

    def check() -> bool:
        if not tcp_open(port)():
            return False
        import grpc  # noqa: PLC0415 - 0.2 s, spent while the part itself is starting

        channel = grpc.insecure_channel(f"127.0.0.1:{port}")
        try:
            grpc.channel_ready_future(channel).result(timeout=_ONE_TRY_SECONDS)
        except grpc.FutureTimeoutError:
            return False
        finally:
            channel.close()
        return True

    return check


def every(*checks: Check) -> Check:
    """Return a check that all of these say yes."""
    return lambda: all(check() for check in checks)
