"""The whole stack without gateways: it starts, its parts know one another, and it stops cleanly."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from infra.local.emulators.owner import PubsubOwner
from infra.local.stack.parts import PROJECT
from infra.local.stack.process import ROOT
from infra.local.stack.ready import grpc_ready, http_ok
from infra.local.stack.serving import server_of
from infra.local.stack.stack import Stack
from tests.ports import free_ports

pytestmark = pytest.mark.stack
NAMES = {"firestore", "kms", "pubsub", "relay", "storage", "messages", "oidc", "carriers"}


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    with Stack(free_ports(), ("eu",), gateways=False) as running:
        yield running


@pytest_asyncio.fixture
async def gateway(stack: Stack) -> AsyncIterator[asyncio.Queue[Request]]:
    """Stand in for the region's gateway; the queue has what arrived."""
    arrived: asyncio.Queue[Request] = asyncio.Queue()

    async def take(request: Request) -> Response:
        await request.body()
        await arrived.put(request)
        return Response(status_code=204)

    app = Starlette(routes=[Route("/{path:path}", take, methods=["POST"])])
    server = server_of(app, stack.ports.gateway("eu"))
    serving = asyncio.create_task(server.serve())
    yield arrived
    server.should_exit = True
    await serving


def test_every_part_runs_under_its_name(stack: Stack) -> None:
    assert set(stack.parts) == NAMES
    assert all(part.running for part in stack.parts.values())
    assert stack.died() == []


async def test_a_published_message_reaches_the_function_with_a_token(
    stack: Stack, gateway: asyncio.Queue[Request]
) -> None:
    endpoint = f"{stack.ports.url_of('relay')}/eu/deletion/shard"
    topic = f"projects/{PROJECT}/topics/shards"
    pushed = {
        "name": f"projects/{PROJECT}/subscriptions/shards-eu",
        "topic": topic,
        "pushConfig": {"pushEndpoint": endpoint},
    }
    with PubsubOwner(stack.ports.host_of("pubsub")) as pubsub:
        pubsub.publisher("CreateTopic", name=topic)
        pubsub.subscriber("CreateSubscription", **pushed)
        pubsub.publisher("Publish", topic=topic, messages=[{"data": "eA=="}])
    request = await asyncio.wait_for(gateway.get(), 10)
    assert request.url.path == "/deletion/shard"
    assert request.headers["authorization"].startswith("Bearer ey")
    assert json.loads(await request.body())["message"]["data"] == "eA=="


def test_a_restarted_storage_has_its_bucket_again(stack: Stack) -> None:
    stack.part("storage").kill()
    stack.part("storage").start()
    assert http_ok(stack.ports.of_part("storage"), "/storage/v1/b/agogopost-eu")()


def test_a_killed_key_service_comes_back(stack: Stack) -> None:
    port = stack.ports.of_part("kms")
    stack.part("kms").kill()
    assert not grpc_ready(port)()
    stack.part("kms").start()
    assert grpc_ready(port)()


class Run:
    """``python -m infra.local.stack.run`` as a person would start it."""

    def __init__(self, out: Path) -> None:
        self.out = out
        told = {"PORT_BASE": str(free_ports().base), "REGIONS": "us", "PATH": os.environ["PATH"]}
        command = (sys.executable, "-m", "infra.local.stack.run", "--no-gateways")
        with out.open("w") as output:
            self.process = subprocess.Popen(  # noqa: S603 - ours
                command, cwd=ROOT, env=told, stdout=output, stderr=subprocess.STDOUT
            )

    async def until(self, words: str) -> None:
        async with asyncio.timeout(30):
            while words not in self.out.read_text():
                assert self.process.poll() is None, self.out.read_text()
                await asyncio.sleep(0.02)

    def children(self) -> list[int]:
        listed = Path(f"/proc/{self.process.pid}/task").glob("*/children")
        return [int(pid) for file in listed for pid in file.read_text().split()]

    def child_running(self, program: str) -> int:
        (found,) = (
            pid
            for pid in self.children()
            if program in Path(f"/proc/{pid}/cmdline").read_text().split("\0")[0]
        )
        return found

    async def ended(self) -> int:
        return await asyncio.to_thread(self.process.wait, 20)


def left_of(pids: list[int]) -> list[int]:
    """Return those that still exist, reaped or not."""
    return [pid for pid in pids if Path(f"/proc/{pid}").exists()]


@pytest_asyncio.fixture
async def run(tmp_path: Path) -> AsyncIterator[Run]:
    running = Run(tmp_path / "out")
    await running.until("stop: Ctrl-C")
    yield running
    running.process.kill()
    await running.ended()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_stop_is_clean_even_when_asked_twice(run: Run, number: signal.Signals) -> None:
    children = run.children()
    assert len(children) == len(NAMES)
    run.process.send_signal(number)
    await asyncio.sleep(0.02)
    run.process.send_signal(number)
    assert await run.ended() == 0
    assert left_of(children) == []


async def test_a_part_that_dies_is_named_and_stops_the_rest(run: Run) -> None:
    children = run.children()
    storage = run.child_running("fake-gcs")
    os.kill(storage, signal.SIGKILL)
    assert await run.ended() == 1
    assert "storage ended by itself" in run.out.read_text()
    assert left_of(children) == []
