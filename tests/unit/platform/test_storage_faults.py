"""Every status of Cloud Storage's at every method: what it means, and who is told."""

import json
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from google.auth.credentials import AnonymousCredentials
from google.cloud.storage import Client

from shared.kernel import log
from shared.kernel.errors import ConflictError, UnavailableError
from shared.platform.faults import RefusedRequestError
from shared.platform.objects.gcs import GcsObjects
from shared.platform.objects.port import Objects

NO_BUCKET, NO_OBJECT = "The specified bucket does not exist.", "No such object: b/x"


@dataclass
class Answers:
    """What the server answers, and how often it was asked."""

    objects: Objects
    status: int = 200
    message: str = ""
    asked: int = 0


@pytest.fixture(scope="module")
def storage() -> Iterator[Answers]:
    """Run a bucket that answers every call alike."""

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            """Answer as is told."""
            answers.asked += "/b/b/o" in self.path  # the library asks for its bucket beside
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            body = json.dumps({"error": {"code": answers.status, "message": answers.message}})
            self.send_response(answers.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    for method in ("GET", "POST", "PUT", "DELETE"):
        setattr(Handler, f"do_{method}", Handler.answer)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    endpoint = {"api_endpoint": f"http://127.0.0.1:{server.server_address[1]}"}
    credentials = AnonymousCredentials()  # type: ignore[no-untyped-call]
    client = Client("p", credentials=credentials, client_options=endpoint)
    answers = Answers(GcsObjects(client.bucket("b")))
    try:
        yield answers
    finally:
        client.close()
        server.shutdown()
        thread.join()
        server.server_close()


async def upload(objects: Objects) -> None:
    """Write an object by a resumable upload."""
    async with objects.creating("x", media_type="text/plain", most_bytes=9) as writing:
        await writing.write(b"x")


METHODS: dict[str, Callable[[Objects], Awaitable[object]]] = {
    "get": lambda objects: objects.get("x"),
    "version": lambda objects: objects.version("x"),
    "put": lambda objects: objects.put("x", b"x", version=1),
    "names": lambda objects: objects.names("x"),
    "delete": lambda objects: objects.delete("x"),
    "upload": upload,
}
STATUSES: dict[int, tuple[type[Exception], str]] = {
    400: (RefusedRequestError, ""),
    401: (UnavailableError, "misconfigured"),
    403: (UnavailableError, "misconfigured"),
    404: (UnavailableError, "misconfigured"),
    412: (ConflictError, ""),
    416: (RefusedRequestError, ""),
    429: (UnavailableError, "quota-exhausted"),
}


UNTRIED = {
    ("version", 404),  # the library takes a missing bucket for a missing object
    ("upload", 429),  # the library tries that again for seconds
}


@pytest.mark.parametrize("name", METHODS)
async def test_each_status_means_the_same_to_each_method(
    storage: Answers, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    log.seldom.clear()
    for status, (error, event) in STATUSES.items():
        if (name, status) in UNTRIED:
            continue
        storage.status, storage.message = status, NO_BUCKET
        with pytest.raises(error):
            await METHODS[name](storage.objects)
        lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        told = [(one["severity"], one["message"], one["service"]) for one in lines]
        expected = [("ERROR", event, "storage")] if event else []
        assert told == expected, status


async def test_what_may_heal_is_tried_again(storage: Answers) -> None:
    for name in ("get", "version", "put", "names", "delete"):
        storage.status, storage.asked = 503, 0
        with pytest.raises(UnavailableError):
            await METHODS[name](storage.objects)
        assert storage.asked == 2, name


async def test_an_object_that_is_not_there_is_no_fault(storage: Answers) -> None:
    storage.status, storage.message = 404, NO_OBJECT
    assert await storage.objects.get("x") is None
    assert await storage.objects.version("x") is None
    assert await storage.objects.delete("x") is False
