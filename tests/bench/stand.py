"""What a benchmark stands on: a stack of its own, and functions served alone beside one another."""

import asyncio
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self

from google.auth.credentials import AnonymousCredentials
from google.cloud.firestore import AsyncClient
from google.cloud.storage import Bucket, Client

from infra.local.stack.parts import PROJECT, log_of
from infra.local.stack.process import ROOT, Part
from infra.local.stack.ready import tcp_open
from infra.local.stack.stack import Stack
from shared.setup.google_cloud import GoogleCloud
from shared.setup.settings import Settings
from tests.bench.baselines.database import DATABASE
from tests.bench.process import cpu_ms
from tests.ports import free_port, free_ports
from tests.world import UNHURRIED

REGION = "eu"
PRODUCT = ROOT / "main.py"
BASELINES = Path(__file__).with_name("baselines")
AS_DEPLOYED = Path(__file__).with_name("as_deployed")
OF_THE_FRAMEWORK = {"PYDANTIC_DISABLE_PLUGINS": "__all__", "PYTHONPATH": str(AS_DEPLOYED)}
"""As ``functions.tf`` has it, and without what the tests' tools brought: for all sides."""


@dataclass(frozen=True, slots=True)
class Served:
    """A function that is served alone."""

    part: Part
    port: int

    @property
    def cpu(self) -> float:
        """The CPU time of its processes until now, in ms."""
        pid = self.part.pid
        return cpu_ms(pid) if pid is not None else 0.0


class Stand:
    """A stack, made when it is first asked for, and whatever is started beside; ends with ``with``.

    ``tiny``: everything is tried once, in sizes that show nothing but that it works.
    """

    def __init__(self, *, tiny: bool, emulators: str | None = None) -> None:
        """Describe it; nothing runs yet.

        Args:
            tiny: As above.
            emulators: Whose Firestore and Pub/Sub are to serve, if not Google's where they are.
        """
        self.tiny, self._wanted = tiny, emulators
        self._running, self._served = ExitStack(), ExitStack()

    def size(self, full: int, tiny: int) -> int:
        """Return the size of something: as it is measured, or as it is tried."""
        return tiny if self.tiny else full

    @cached_property
    def stack(self) -> Stack:
        """The stack, without gateways: Firestore, the key service and the others, on free ports."""
        stack = Stack(free_ports(), (REGION,), gateways=False)
        before = os.environ.get("EMULATORS")
        if self._wanted is not None:
            os.environ["EMULATORS"] = self._wanted  # the stack reads it there
        try:
            return self._running.enter_context(stack)
        finally:
            if self._wanted is not None:
                os.environ.pop("EMULATORS")
                os.environ.update({} if before is None else {"EMULATORS": before})

    @contextmanager
    def whole(self, gateway_env: Mapping[str, str]) -> Iterator[Stack]:
        """Run another stack, with the region's gateway."""
        environment = {**UNHURRIED, **gateway_env}
        with Stack(free_ports(), (REGION,), gateway_env=environment) as stack:
            yield stack

    @property
    def emulators(self) -> str:
        """Whose Firestore and Pub/Sub serve: ``google`` or ``embedded``."""
        return self.stack.emulators

    @property
    def environment(self) -> dict[str, str]:
        """The environment of our functions: as deployed, but for how much one address may ask."""
        return {**self.stack.environment(REGION), **OF_THE_FRAMEWORK, **UNHURRIED}

    @property
    def plain_environment(self) -> dict[str, str]:
        """The environment of the plain functions."""
        host = self.stack.ports.host_of("firestore")
        return {
            **OF_THE_FRAMEWORK,
            "FIRESTORE_EMULATOR_HOST": host,
            "GOOGLE_CLOUD_PROJECT": PROJECT,
            "PYTHONPATH": f"{AS_DEPLOYED}:{ROOT}",
        }

    def platform(self) -> GoogleCloud:
        """Return the platform of this stack, for a process's event loop."""
        return GoogleCloud(Settings.of(self.environment))

    def plain_database(self) -> AsyncClient:
        """Return a client of the database of the plain functions."""
        return self.database(DATABASE)

    def plain_buckets(self) -> list[Bucket]:
        """Return the region's two buckets as the client library has them."""
        given = self.environment
        client = Client(
            PROJECT,
            credentials=AnonymousCredentials(),  # type: ignore[no-untyped-call]  # the library's
            client_options={"api_endpoint": given["STORAGE_EMULATOR_HOST"]},
        )
        return [client.bucket(given[name]) for name in ("BUCKET", "ARCHIVE_BUCKET")]

    def database(self, name: str) -> AsyncClient:
        """Return the client library's client of a database, past all that guards ours."""
        os.environ.update(self.plain_environment)  # the library reads it there alone
        return AsyncClient(project=PROJECT, database=name)

    async def ours(self, target: str, **environment: str) -> Served:
        """Serve a function of ours."""
        told = {**self.environment, **environment}
        return await self._serve(f"ours-{target}", PRODUCT, target, told)

    async def theirs(self, module: str, target: str, **environment: str) -> Served:
        """Serve a plain function."""
        told = {**self.plain_environment, **environment}
        return await self._serve(f"{module}-{target}", BASELINES / f"{module}.py", target, told)

    async def slow_link(self, milliseconds: float) -> str:
        """Return a Firestore host that is so far away, each way."""
        port, there = free_port(), self.stack.ports.of_part("firestore")
        told = ("--port", port, "--to", there, "--milliseconds", milliseconds)
        await self._start("slow-link", port, ("-m", "tests.bench.slow_link", *told), {})
        return f"127.0.0.1:{port}"

    async def _serve(
        self, name: str, source: Path, target: str, environment: Mapping[str, str]
    ) -> Served:
        port = free_port()
        told = ("--source", source, "--target", target, "--port", port)
        part = await self._start(name, port, ("-m", "tests.bench.serve", *told), environment)
        return Served(part, port)

    async def _start(
        self, name: str, port: int, command: tuple[object, ...], environment: Mapping[str, str]
    ) -> Part:
        part = Part(
            name,
            [sys.executable, *map(str, command)],
            ready=tcp_open(port),
            log=log_of(self.stack.ports, f"bench-{name}"),
            environment=environment,
        )
        self._served.callback(part.stop)
        await asyncio.to_thread(part.start)
        return part

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop_functions()
        self._running.close()

    def stop_functions(self) -> None:
        """Stop all that is served beside the stack."""
        self._served.close()
