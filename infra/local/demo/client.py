"""What the demo talks to: the stack over HTTP, as a stranger would, and a copied database."""

import base64
import json
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx

from infra.local.emulators.owner import FirestoreOwner, Json

_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, read to its end."""

    status: int
    headers: Mapping[str, str]
    content: bytes
    seconds: float

    @property
    def body(self) -> Any:  # noqa: ANN401 - JSON
        """The parsed JSON; None if there was none."""
        return json.loads(self.content) if self.content else None

    @property
    def etag(self) -> str:
        """Which state this is; empty if it was not told."""
        return self.headers.get("etag", "")

    @property
    def sets_cookie(self) -> bool:
        """Whether it wants the client to remember anything."""
        return "set-cookie" in self.headers


class Caller:
    """Calls one address and brings nothing along that is not given: no cookie, no token."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self._http = httpx.Client(base_url=base_url, timeout=_SECONDS, trust_env=False)

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Reply:
        """GET a path."""
        return self.call("GET", path, headers=headers)

    def post(
        self, path: str, body: object = None, headers: Mapping[str, str] | None = None
    ) -> Reply:
        """POST JSON, or nothing."""
        return self.call("POST", path, body, headers)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def call(
        self, method: str, path: str, body: object = None, headers: Mapping[str, str] | None = None
    ) -> Reply:
        """Call a path: with bytes as they are, with JSON, or with nothing."""
        raw = body if isinstance(body, bytes) else None
        told = None if raw is not None else body
        began = time.monotonic()
        reply = self._http.request(method, path, content=raw, json=told, headers=headers)
        return Reply(reply.status_code, reply.headers, reply.content, time.monotonic() - began)


@dataclass(frozen=True, slots=True)
class Document:
    """A stored document, exactly as it lies there."""

    collection: str
    name: str
    fields: Mapping[str, Any]


def dump(firestore: FirestoreOwner, database: str) -> list[Document]:
    """Return everything that a database holds. Raises OwnerError."""
    return [_document(one) for one in firestore.dump(database)]


def objects(storage: Caller, bucket: str) -> list[Document]:
    """Return everything that a bucket holds, each object with its content as it lies there."""
    listed = storage.get(f"/storage/v1/b/{bucket}/o").body.get("items", [])
    return [_object(storage, bucket, one["name"]) for one in listed]


def _object(storage: Caller, bucket: str, path: str) -> Document:
    reply = storage.get(f"/storage/v1/b/{bucket}/o/{quote(path, safe='')}?alt=media")
    folder, _, name = path.rpartition("/")
    return Document(folder, name, {"content": reply.content})


def traces(documents: Iterable[Document], words: Iterable[str]) -> list[tuple[str, Document]]:
    """Return each word with each document that has it in its path, a field's name or a value.

    Case does not matter. Stored bytes are searched as they are.
    """
    sought = [(word, word.lower().encode()) for word in words]
    lying = [(document, _bytes_of(document)) for document in documents]
    return [(word, document) for word, what in sought for document, where in lying if what in where]


def _bytes_of(document: Document) -> bytes:
    parts = (document.collection, document.name, *_leaves(document.fields))
    return b"\n".join(p if isinstance(p, bytes) else str(p).encode() for p in parts).lower()


def _leaves(value: object) -> Iterator[object]:
    """Yield every value in there, and the names of fields."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield name
            yield from _leaves(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner)
    else:
        yield value


def _document(raw: Json) -> Document:
    *_, collection, name = raw["name"].split("/")
    fields = {key: _value(value) for key, value in raw.get("fields", {}).items()}
    return Document(collection, name, fields)


def _value(raw: Json) -> object:
    """Return a value without what JSON wraps it in."""
    [(kind, value)] = raw.items()
    if kind == "bytesValue":
        return base64.b64decode(value)
    if kind == "mapValue":
        return {key: _value(inner) for key, inner in value.get("fields", {}).items()}
    if kind == "arrayValue":
        return [_value(inner) for inner in value.get("values", [])]
    return value
