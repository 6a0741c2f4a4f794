"""A census of one person: everything that holds anything is read whole, and searched byte by byte.

Read are the documents of every region as the database's API gives them and as Google's emulator
exports them to files, every bucket's names, metadata and contents (what is packed is unpacked),
every message that was ever published, and the log of every part of the stack.
"""

import base64
import io
import json
import tempfile
import urllib.parse
import urllib.request
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.local.emulators.owner import Json, PubsubOwner
from infra.local.stack.parts import PROJECT, archive_bucket, log_of
from shared.platform.jobs.port import Topic
from tests.world import DATABASES, World

_PULLED = 1000
_SHORTEST = 10


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that is stored somewhere: where, and all of its bytes."""

    store: str
    """Which store: ``eu-data``, ``log``, ``message`` and so on."""
    place: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Found:
    """A word that stands where it must not."""

    word: str
    store: str
    place: str


def forms_of(word: str) -> set[bytes]:
    """Return how a text could lie there: as it is, or in one of the usual codings.

    Base64 depends on what stands before it, so that the middle of each of the three is sought.
    """
    assert len(word) >= _SHORTEST, "too short to be told from chance"
    raw = word.encode()
    forms = {raw, raw.lower(), raw.upper(), word.encode("utf-16-le"), raw.hex().encode()}
    forms.add(urllib.parse.quote(word, safe="").encode())
    forms.add(json.dumps(word)[1:-1].encode())
    for skipped in range(3):
        coded = base64.b64encode(b"\0" * skipped + raw)
        forms.add(coded[4 if skipped else 0 : -4])
        forms.add(coded[4 if skipped else 0 : -4].replace(b"+", b"-").replace(b"/", b"_"))
    return forms


def search(things: Iterable[Thing], words: Iterable[str]) -> list[Found]:
    """Return every word with every place where it stands in any form, whatever its case."""
    sought = [(word, forms_of(word)) for word in words]
    found = []
    for thing in things:
        name = thing.place.encode()
        lying = (thing.content, thing.content.lower(), name, name.lower())
        found += [
            Found(word, thing.store, thing.place)
            for word, forms in sought
            if any(form in where for form in forms for where in lying)
        ]
    return found


class Census:
    """Reads everything of a running stack."""

    def __init__(self, world: World) -> None:
        self._world, self._pulled = world, dict[str, Thing]()
        self.exports = world.stack.emulators == "google"
        """Whether databases can be exported to files: of the embedded emulator there is nothing
        but what it answers with."""
        self._pubsub = PubsubOwner(world.ports.host_of("pubsub"))
        for topic in self._topics():
            told = {"name": _subscription(f"census-{topic}"), "topic": _topic(topic)}
            self._pubsub.subscriber("CreateSubscription", **told)

    def close(self) -> None:
        """Stop listening to the topics."""
        for topic in self._topics():
            listening = _subscription(f"census-{topic}")
            self._pubsub.subscriber("DeleteSubscription", subscription=listening)
        self._pubsub.close()

    def everything(self) -> list[Thing]:
        """Return all that is stored anywhere, and all that was published since the beginning."""
        return [
            *self.documents(),
            *(self._exported() if self.exports else ()),
            *self.objects(),
            *self._messages(),
            *self._undelivered(),
            *self._logs(),
        ]

    @contextmanager
    def planted(self, word: str) -> Iterator[None]:
        """Put a text in clear into one store of each kind, for a while: the census must find it."""
        document = f"projects/{PROJECT}/databases/us-data/documents/planted/one"
        bucket = f"{self._world.ports.url_of('storage')}/storage/v1/b/agogopost-us/o"
        upload = bucket.replace("/storage/v1", "/upload/storage/v1")
        log = log_of(self._world.ports, "planted")
        self._world.rewrite(document, word={"stringValue": word})
        _called("POST", f"{upload}?uploadType=media&name=planted", {"word": word})
        dead = _topic(f"us-{Topic.EXPORT_WORKER}-dead")
        self._pubsub.publisher("Publish", topic=dead, messages=[{"attributes": {"word": word}}])
        log.write_text(word)
        yield
        self._world.delete(document)
        _called("DELETE", f"{bucket}/planted")
        log.unlink()

    def documents(self) -> Iterator[Thing]:
        """Yield every document of every region; what is sealed in it as bytes, not as base64."""
        for region in self._world.stack.regions:
            for one in self._world.dump(region):
                told = json.dumps([one.name, one.fields], ensure_ascii=False).encode()
                blobs = b"\n".join(_bytes_in(one.fields))
                yield Thing(one.database, one.name, told + b"\n" + blobs)

    def _exported(self) -> Iterator[Thing]:
        """Yield the files that the emulator itself exports each database to."""
        root = f"{self._world.ports.url_of('firestore')}/emulator/v1/projects/{PROJECT}:export"
        for region in self._world.stack.regions:
            for kind in DATABASES:
                database = f"{region}-{kind}"
                with tempfile.TemporaryDirectory() as folder:
                    body = {
                        "database": f"projects/{PROJECT}/databases/{database}",
                        "export_directory": folder,
                        "export_name": "census",
                    }
                    _called("POST", root, body)
                    for path in sorted(Path(folder).rglob("*")):
                        if path.is_file():
                            yield Thing(f"{database} exported", path.name, path.read_bytes())

    def objects(self) -> Iterator[Thing]:
        """Yield every object of every bucket, and what is packed in it."""
        root = f"{self._world.ports.url_of('storage')}/storage/v1/b"
        buckets = [one["name"] for one in _called("GET", f"{root}?project={PROJECT}")["items"]]
        assert {archive_bucket(region) for region in self._world.stack.regions} <= set(buckets)
        for bucket in buckets:
            listed = _called("GET", f"{root}/{bucket}/o?maxResults=1000&versions=true")
            for one in listed.get("items", []):
                yield Thing(bucket, one["name"], json.dumps(one).encode())
                name = urllib.parse.quote(one["name"], safe="")
                content = _fetched(f"{root}/{bucket}/o/{name}?alt=media")
                yield Thing(bucket, one["name"], content)
                yield from _unpacked(bucket, one["name"], content)

    def _messages(self) -> Iterator[Thing]:
        """Yield every message that was published to any topic, dead letters too."""
        for topic in self._topics():
            listening = _subscription(f"census-{topic}")
            while got := self._pull(listening):
                for one in got:
                    thing = Thing("message", topic, _content(one["message"]))
                    self._pulled[one["message"]["messageId"]] = thing
                ids = [one["ackId"] for one in got]
                self._pubsub.subscriber("Acknowledge", subscription=listening, ackIds=ids)
        yield from self._pulled.values()

    def _undelivered(self) -> Iterator[Thing]:
        """Yield every message that a function has still to be given: pushing is off meanwhile."""
        for topic in self._topics()[: len(self._topics()) // 2]:
            pushed, ask = {"subscription": _subscription(topic)}, self._pubsub.subscriber
            push = ask("GetSubscription", **pushed)["pushConfig"]
            ask("ModifyPushConfig", **pushed, pushConfig={})
            waiting = self._pull(**pushed)
            ask("ModifyPushConfig", **pushed, pushConfig=push)
            if waiting:
                ids = [one["ackId"] for one in waiting]
                ask("ModifyAckDeadline", **pushed, ackIds=ids, ackDeadlineSeconds=0)
            for one in waiting:
                yield Thing("message left", topic, _content(one["message"]))

    def _logs(self) -> Iterator[Thing]:
        """Yield all files that the parts of the stack write, the key service's state among them."""
        folder = log_of(self._world.ports, "kms").parent
        paths = [path for path in sorted(folder.rglob("*")) if path.is_file()]
        assert {"kms.log", "gateway-eu.log", "firestore.log"} <= {path.name for path in paths}
        for path in paths:
            yield Thing("log", path.name, path.read_bytes())

    def _topics(self) -> list[str]:
        regions = self._world.stack.regions
        names = [f"{region}-{topic}" for region in regions for topic in Topic]
        return [*names, *(f"{name}-dead" for name in names)]

    def _pull(self, subscription: str) -> list[Json]:
        asked = {"subscription": subscription, "maxMessages": _PULLED, "returnImmediately": True}
        found: list[Json] = self._pubsub.subscriber("Pull", **asked).get("receivedMessages", [])
        return found


def _topic(name: str) -> str:
    return f"projects/{PROJECT}/topics/{name}"


def _subscription(name: str) -> str:
    return f"projects/{PROJECT}/subscriptions/{name}"


def _content(message: Json) -> bytes:
    return json.dumps(message).encode() + base64.b64decode(message.get("data", ""))


def _bytes_in(value: object) -> Iterator[bytes]:
    if isinstance(value, Mapping):
        for kind, inner in value.items():
            if kind == "bytesValue":
                yield base64.b64decode(str(inner))
            else:
                yield from _bytes_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _bytes_in(inner)


def _unpacked(store: str, place: str, content: bytes) -> Iterator[Thing]:
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield Thing(f"{store} unpacked", f"{place}/{name}", archive.read(name))


def _fetched(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=20) as reply:  # noqa: S310 - loopback
        content: bytes = reply.read()
    return content


def _called(method: str, url: str, body: object = None) -> Any:  # noqa: ANN401 - JSON
    data = None if body is None else json.dumps(body).encode()
    headers = {"Content-Type": "application/json", "Authorization": "Bearer owner"}
    request = urllib.request.Request(url, data=data, headers=headers, method=method)  # noqa: S310 - loopback
    with urllib.request.urlopen(request, timeout=30) as reply:  # noqa: S310 - loopback
        text = reply.read()
    return json.loads(text) if text.strip() else None
