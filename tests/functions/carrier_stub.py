"""A carrier that answers what a test says, word for word: all of them, behind one address."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from shared.parcels.carriers.access import ROWS
from tests.ports import free_port

_TOKEN = {"access_token": "token", "expires_in": 3600, "scope": "tracking"}


@dataclass
class Stub:
    """What it answers, and what it was asked."""

    url: str
    says: dict[str, list[tuple[int, object]]] = field(default_factory=dict)
    """For each carrier: a status and a body for each call, the last for ever."""
    asked: list[tuple[str, dict[str, list[str]], Any]] = field(default_factory=list)
    """Path, parameters and body of each call but those for tokens."""

    def environment(self) -> dict[str, str]:
        """Return how an instance is set to ask it."""
        return {f"{row.code.upper()}_URL": f"{self.url}/{row.code}" for row in ROWS}

    def answers(self, carrier: str, *answers: tuple[int, object]) -> None:
        """Say what a carrier answers from now on."""
        self.says[carrier] = list(answers)
        self.asked.clear()


@contextmanager
def stub() -> Iterator[Stub]:
    """Run it."""
    told = Stub(f"http://127.0.0.1:{free_port()}")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer()

        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            url = urlsplit(self.path)
            if "/token" in url.path:
                self._send(200, _TOKEN)
                return
            told.asked.append((url.path, parse_qs(url.query), _json(body)))
            answers = told.says[url.path.split("/")[1]]
            self._send(*(answers.pop(0) if len(answers) > 1 else answers[0]))

        def _send(self, status: int, body: object) -> None:
            sent = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        def log_message(self, *_: Any) -> None:  # noqa: ANN401 - as the base has it
            """Write no log."""

    server = ThreadingHTTPServer(("127.0.0.1", urlsplit(told.url).port or 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()


def _json(body: bytes) -> object:
    try:
        return json.loads(body)
    except ValueError:
        return None
