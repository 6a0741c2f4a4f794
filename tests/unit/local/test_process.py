"""A part does what it is told and leaves nothing behind, even when its supervisor is killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from infra.local.stack.process import Part, PartError
from infra.local.stack.ready import http_ok, tcp_open
from tests.ports import free_port

SERVER = """
import http.server, os, signal, sys
print("hello from", os.environ.get("COLOUR"), flush=True)
stubborn = os.environ.get("STUBBORN")
signal.signal(signal.SIGTERM, signal.SIG_IGN if stubborn else lambda *_: os._exit(0))
handler = http.server.SimpleHTTPRequestHandler
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), handler).serve_forever()
"""
SUPERVISOR = """
import sys, time
from pathlib import Path
from infra.local.stack.process import Part
from infra.local.stack.ready import tcp_open
part = Part("child", [sys.executable, "-c", sys.argv[3], sys.argv[1]],
            ready=tcp_open(int(sys.argv[1])), log=Path(sys.argv[2]))
part.start()
print(part.pid, flush=True)
time.sleep(60)
"""


def exists(pid: int) -> bool:
    """Say whether a process runs; one that only waits to be reaped does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def soon(what: Callable[[], bool], seconds: float = 5) -> bool:
    """Poll until it holds."""
    ends = time.monotonic() + seconds
    while not what():
        if time.monotonic() > ends:
            return False
        time.sleep(0.02)
    return True


class Server:
    """A part that serves HTTP, and its port."""

    def __init__(self, log: Path, environment: dict[str, str] | None = None) -> None:
        self.port = free_port()
        command = [sys.executable, "-c", SERVER, str(self.port)]
        ready = tcp_open(self.port)
        self.part = Part("server", command, ready=ready, log=log, environment=environment)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = Server(tmp_path / "log", {"COLOUR": "red"})
    yield made
    made.part.kill()


def test_it_starts_answers_and_stops(server: Server) -> None:
    server.part.start()
    pid = server.part.pid
    assert pid is not None
    assert exists(pid)
    assert not server.part.died
    server.part.stop()
    assert not exists(pid)
    assert not server.part.died
    assert server.part.pid is None
    server.part.stop()


def test_a_restart_changes_its_environment_and_keeps_the_log(server: Server) -> None:
    server.part.start()
    server.part.restart({"COLOUR": "blue"})
    assert "hello from red" in server.part.last_lines()
    assert "hello from blue" in server.part.last_lines()


def test_it_sees_no_more_of_our_environment_than_it_needs(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLOUR", "leaked")
    server.part.environment.clear()
    server.part.start()
    assert "hello from None" in server.part.last_lines()


def test_a_paused_part_answers_nothing_until_it_is_resumed_and_can_be_stopped(
    server: Server,
) -> None:
    server.part.start()
    server.part.pause()
    assert not http_ok(server.port)()
    server.part.resume()
    assert soon(http_ok(server.port))
    server.part.pause()
    began = time.monotonic()
    server.part.stop()
    assert time.monotonic() - began < 2


def test_one_that_does_not_listen_is_killed_after_its_grace(tmp_path: Path) -> None:
    stubborn = Server(tmp_path / "log", {"STUBBORN": "1"}).part
    stubborn.start()
    pid = stubborn.pid
    stubborn.stop(grace=0.1)
    assert pid is not None
    assert not exists(pid)


def test_one_that_ends_by_itself_is_said_to_have_died(server: Server) -> None:
    server.part.start()
    assert server.part.pid is not None
    os.kill(server.part.pid, signal.SIGKILL)
    assert soon(lambda: server.part.died)


def test_one_that_dies_while_starting_is_named_with_its_last_words(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "print('no such luck'); raise SystemExit(7)"]
    part = Part("unlucky", command, ready=tcp_open(free_port()), log=tmp_path / "log")
    with pytest.raises(PartError, match=r"unlucky ended .*exit status 7[\s\S]*no such luck"):
        part.start()


def test_one_that_is_not_ready_in_time_is_named(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "import time; time.sleep(60)"]
    ready = tcp_open(free_port())
    part = Part("late", command, ready=ready, log=tmp_path / "log", deadline=0.1)
    with pytest.raises(PartError, match="late was not ready"):
        part.start()
    part.kill()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux ties their fates")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_killed_supervisor_leaves_nothing_behind(tmp_path: Path, number: signal.Signals) -> None:
    port, log = free_port(), tmp_path / "log"
    command = (sys.executable, "-c", SUPERVISOR, str(port), str(log), SERVER)
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as supervisor:  # noqa: S603 - ours
        assert supervisor.stdout is not None
        child = int(supervisor.stdout.readline())
        assert exists(child)
        supervisor.send_signal(number)
    assert soon(lambda: not exists(child))
    assert not tcp_open(port)()
