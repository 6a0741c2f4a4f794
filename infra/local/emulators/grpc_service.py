"""An emulated API over gRPC on 127.0.0.1, without TLS or accounts."""

import asyncio
import signal
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import grpc
import grpc.aio

from infra.local.emulators.refusal import RefusedError, unknown

_OPTIONS = [("grpc.so_reuseport", 0), ("grpc.max_receive_message_length", 16 * 1024 * 1024)]
if TYPE_CHECKING:
    _Handler = grpc.RpcMethodHandler[Any, Any]


@dataclass(frozen=True, slots=True)
class Method:
    """One method: the classes of its messages, and what answers it or raises RefusedError."""

    request: Any
    reply: Any
    answer: Callable[[Any], Any]
    """Returns the reply; of a method that streams, an iterable of replies."""
    streams: bool = False

    def handler(self) -> "_Handler":
        """Return what gRPC calls."""
        if not self.streams:
            return grpc.unary_unary_rpc_method_handler(
                self._one, self.request.FromString, self.reply.SerializeToString
            )
        return grpc.unary_stream_rpc_method_handler(
            self._many, self.request.FromString, self.reply.SerializeToString
        )

    async def _one(self, request: Any, context: Any) -> Any:  # noqa: ANN401 - any message of the API
        try:
            answer = self.answer(request)
            return list(answer) if self.streams else answer  # all of it, before anything else
        except RefusedError as e:
            await context.abort(grpc.StatusCode[e.code], str(e))

    async def _many(self, request: Any, context: Any) -> Any:  # noqa: ANN401 - any message of the API
        for reply in await self._one(request, context):
            yield reply


class Service(grpc.GenericRpcHandler):  # type: ignore[type-arg]  # not generic
    """An API: the methods that are emulated, and a clear answer to its others."""

    def __init__(self, name: str, methods: Mapping[str, Method]) -> None:
        """Take the API's full name, and its methods by theirs."""
        self._prefix = f"/{name}/"
        self._handlers = {name: method.handler() for name, method in methods.items()}

    def service(self, details: grpc.HandlerCallDetails) -> "_Handler | None":
        """Return what answers a call; None: it is another API's."""
        path: str = details.method
        if not path.startswith(self._prefix):
            return None
        name = path.removeprefix(self._prefix)
        return self._handlers[name] if name in self._handlers else _not_emulated(name)


def _not_emulated(name: str) -> "_Handler":
    async def answer(_: bytes, context: Any) -> None:  # noqa: ANN401 - gRPC
        refused = unknown(name)
        await context.abort(grpc.StatusCode[refused.code], str(refused))

    return grpc.unary_unary_rpc_method_handler(answer)


async def serve(
    services: Iterable["grpc.GenericRpcHandler[Any, Any]"], port: int
) -> tuple[grpc.aio.Server, int]:
    """Start answering on 127.0.0.1; return the server and its port (0 asks for a free one).

    Raises:
        RuntimeError: The port is taken, even by another emulator that would share it.
    """
    server = grpc.aio.server(options=_OPTIONS)
    server.add_generic_rpc_handlers(tuple(services))
    bound = server.add_insecure_port(f"127.0.0.1:{port}")
    await server.start()
    return server, bound


async def until_told(server: grpc.aio.Server, *beside: asyncio.Task[None]) -> None:
    """Serve until SIGTERM or SIGINT, or until what runs beside it fails: that is raised."""
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    told = asyncio.create_task(ended.wait())
    await asyncio.wait((told, *beside), return_when=asyncio.FIRST_COMPLETED)
    await server.stop(grace=0)
    for task in beside:
        if task.done():
            task.result()
        task.cancel()
