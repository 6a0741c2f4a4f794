"""A link to somewhere far: what comes in goes on some milliseconds later, each way, in order.

python -m tests.bench.slow_link --port 9000 --to 8200 --milliseconds 5
"""

import argparse
import asyncio

_CHUNK = 1 << 16


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, late: float) -> None:
    """Write what is read, that much later; close when nothing more comes."""
    loop = asyncio.get_running_loop()

    def end() -> None:
        if not writer.is_closing():
            writer.close()

    try:
        while data := await reader.read(_CHUNK):
            loop.call_later(late, writer.write, data)
    except ConnectionError:
        pass  # that side is gone: the other one is told so
    loop.call_later(late, end)


async def serve(port: int, to: int, late: float) -> None:
    """Carry everything that comes to a port to another one, for ever."""

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", to)
        await asyncio.gather(_carry(reader, back, late), _carry(there, writer, late))

    async with await asyncio.start_server(carry, "127.0.0.1", port) as server:
        await server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="A slow link.")
    parser.add_argument("--port", required=True, type=int)
    parser.add_argument("--to", required=True, type=int)
    parser.add_argument("--milliseconds", required=True, type=float)
    given = parser.parse_args()
    asyncio.run(serve(given.port, given.to, given.milliseconds / 1000))
