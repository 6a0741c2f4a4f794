"""The documents of an embedded Firestore database, in memory: read, found, committed. No gRPC here.

A document is the API's own message. A write makes another and never changes one, so that whoever
reads gets what lies here. What is found is found as in Firestore, along an index: a list of one
field's values in their order, with the names of the documents that have them.
"""

import re
import time
from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from google.cloud.firestore_v1 import types
from google.protobuf.timestamp_pb2 import Timestamp

from infra.local.emulators.refusal import RefusedError, only, unknown, wrong

Pb = Any
"""A protobuf message: its classes are made at run time and have no static type."""
NAME = "__name__"
MAX_BYTES = 1_048_576
"""Of a document: the limit that Firestore has."""
_DATABASE = r"projects/[^/]+/databases/[^/]+"
_NAME = re.compile(rf"({_DATABASE})/documents/([^/]+)/([^/]+)")
_FIELD = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")
_HIGHEST, _LOWEST = 2**63 - 1, -(2**63)
_Document: Pb = types.Document.pb()
_Value: Pb = types.Value.pb()
_Result: Pb = types.WriteResult.pb()
Key = tuple[int, Any]
"""A value as it is ordered: its type's place among the types, and itself."""
Entry = tuple[Key, str]
"""A document in an index: its value's key, and its id."""
_BY_KEY = itemgetter(0)
BY_NAME: Key = (-1, None)
"""Of every document, in the index of the names."""


@dataclass(frozen=True, slots=True)
class Find:
    """What is to be found: documents of a collection with a field between two keys, in its order.

    Of documents with the same key, the order is that of their names.
    """

    collection: str
    field: str = NAME
    first: Key = BY_NAME
    last: Key = BY_NAME
    after: Entry | None = None
    limit: int | None = None


@dataclass(slots=True)
class _Collection:
    documents: dict[str, Pb] = field(default_factory=dict)
    indexes: dict[str, list[Entry]] = field(default_factory=dict)
    """By field, of those that were ever asked for."""

    def put(self, id_: str, document: Pb | None) -> None:
        """Have a document lie here, or none."""
        before = self.documents.pop(id_, None)
        if document is not None:
            self.documents[id_] = document
        for path, entries in self.indexes.items():
            old, new = _key_in(before, path), _key_in(document, path)
            if old == new:
                continue
            if old is not None:
                del entries[bisect_left(entries, (old, id_))]
            if new is not None:
                insort(entries, (new, id_))

    def index(self, path: str) -> list[Entry]:
        """Return a field's index, made when it is first asked for."""
        if path not in self.indexes:
            keyed = ((_key_in(one, path), id_) for id_, one in self.documents.items())
            self.indexes[path] = sorted((key, id_) for key, id_ in keyed if key is not None)
        return self.indexes[path]


class Database:
    """One database. Nothing here waits for anything: each method is done at once, or not at all."""

    def __init__(self, now: Callable[[], int] = time.time_ns) -> None:
        """Begin empty; ``now`` tells nanoseconds since 1970."""
        self._now = now
        self._last = 0
        self._collections: dict[str, _Collection] = {}

    def get(self, name: str) -> Pb | None:
        """Return the document of this full name, if there is one."""
        _, collection, id_ = parts_of(name)
        return self._of(collection).documents.get(id_)

    def everything(self) -> Iterator[Pb]:
        """Yield all documents, by their collections and names."""
        for _, collection in sorted(self._collections.items()):
            yield from (one for _, one in sorted(collection.documents.items()))

    def find(self, what: Find) -> list[Pb]:
        """Return the documents that are asked for."""
        collection = self._of(what.collection)
        entries = collection.index(what.field)
        start = bisect_left(entries, what.first, key=_BY_KEY)
        end = bisect_right(entries, what.last, key=_BY_KEY)
        if what.after is not None:
            start = max(start, bisect_right(entries, what.after))
        if what.limit is not None:
            end = min(end, start + what.limit)
        return [collection.documents[id_] for _, id_ in entries[start:end]]

    def commit(self, writes: Iterable[Pb]) -> tuple[Timestamp, list[Pb]]:
        """Apply all writes, one after the other, or none; return when, and what each did.

        Raises:
            RefusedError: A document is not as it must be, or a write makes no sense.
        """
        at = self._later()
        changed: dict[str, Pb | None] = {}
        results = []
        for write in writes:
            name = write.delete or write.update.name
            before = changed[name] if name in changed else self.get(name)
            _check(write.current_document, name, before)
            changed[name], totals = (None, []) if write.delete else _written(write, before, at)
            result = _Result(transform_results=totals)
            if (after := changed[name]) is not None:
                result.update_time.CopyFrom(after.update_time)
            results.append(result)
        for name, document in changed.items():
            _, collection, id_ = parts_of(name)
            self._of(collection).put(id_, document)
        return at, results

    def now(self) -> Timestamp:
        """Return the time of the last commit, or a later one: what is read now is as of then."""
        return _timestamp(max(self._last, self._now() // 1000))

    def _later(self) -> Timestamp:
        """Return the time, in microseconds as Firestore has it, and later than ever before."""
        self._last = max(self._last + 1, self._now() // 1000)
        return _timestamp(self._last)

    def _of(self, collection: str) -> _Collection:
        return self._collections.setdefault(collection, _Collection())


def parts_of(name: str) -> Sequence[str]:
    """Return a document's database, its collection's id and its own.

    Raises:
        RefusedError: It is no document's name, or one of a collection below a document.
    """
    found = _NAME.fullmatch(name)
    if found is None:
        if re.match(rf"{_DATABASE}/documents(/[^/]+/[^/]+){{2,}}$", name):
            raise unknown("A collection below a document")
        text = f"{name!r} is no document's name"
        raise wrong(text)
    if re.fullmatch(r"\.\.?|__.*__", found[3]) or len(found[3].encode()) > 1500:  # noqa: PLR2004 - Firestore's
        raise wrong("a document's id is reserved or longer than 1500 bytes")
    return found.groups()


def key_of(value: Pb) -> Key | None:
    """Return how a value is ordered among others; None: it stands in no index.

    Bytes and maps do not, as all that is sealed is exempted in ``infra/terraform/firestore.tf``.
    """
    kind = value.WhichOneof("value_type")
    if kind == "timestamp_value":
        return 3, (value.timestamp_value.seconds, value.timestamp_value.nanos)
    place = {"null_value": 0, "boolean_value": 1, "integer_value": 2, "string_value": 5}.get(kind)
    return None if place is None else (place, getattr(value, kind))


def _key_in(document: Pb | None, path: str) -> Key | None:
    if document is None or path == NAME:
        return None if document is None else BY_NAME
    return key_of(document.fields[path]) if path in document.fields else None


def _check(wanted: Pb, name: str, found: Pb | None) -> None:
    """Refuse a write to a document that is not as it must be."""
    kind = wanted.WhichOneof("condition_type")
    if kind == "exists" and wanted.exists and found is None:
        raise RefusedError("NOT_FOUND", f"no document to update: {name}")
    if kind == "exists" and not wanted.exists and found is not None:
        raise RefusedError("ALREADY_EXISTS", f"document already exists: {name}")
    if kind == "update_time" and (found is None or found.update_time != wanted.update_time):
        text = f"the document is not as it was read: {name}"
        raise RefusedError("FAILED_PRECONDITION", text)


def _written(write: Pb, before: Pb | None, at: Timestamp) -> tuple[Pb, list[Pb]]:
    """Return a document after a write, and what its transforms made."""
    fields = dict(write.update.fields)
    if write.HasField("update_mask"):
        paths = [_field(path) for path in write.update_mask.field_paths]
        kept = {} if before is None else dict(before.fields)
        fields = {path: value for path, value in kept.items() if path not in paths} | {
            path: fields[path] for path in paths if path in fields
        }
    totals = []
    for transform in write.update_transforms:
        only(transform, "field_path", "increment")
        path = _field(transform.field_path)
        fields[path] = _added(fields.get(path), transform.increment)
        totals.append(fields[path])
    after = _Document(name=write.update.name, fields=fields)
    _refuse_misshapen(after)
    same = before is not None and before.fields == after.fields
    after.create_time.CopyFrom(at if before is None else before.create_time)
    after.update_time.CopyFrom(before.update_time if before is not None and same else at)
    return after, totals


def _added(before: Pb | None, by: Pb) -> Pb:
    """Return a sum of whole numbers, which stays at the end of their range; no number counts 0."""
    if by.WhichOneof("value_type") != "integer_value":
        raise unknown("Adding to anything but a whole number")
    number = 0 if before is None else before.integer_value
    return _Value(integer_value=min(_HIGHEST, max(_LOWEST, number + by.integer_value)))


def _field(path: str) -> str:
    if not _FIELD.fullmatch(path):
        what = f"A path to a field such as {path!r}"
        raise unknown(what)
    return path


def _refuse_misshapen(document: Pb) -> None:
    for name in document.fields:
        if not name or re.fullmatch(r"__.*__", name):
            text = f"a field cannot be named {name!r}"
            raise wrong(text)
    if document.ByteSize() > MAX_BYTES:
        text = f"a document of more than {MAX_BYTES} bytes: {document.name}"
        raise wrong(text)


def _timestamp(micros: int) -> Timestamp:
    seconds, rest = divmod(micros, 1_000_000)
    return Timestamp(seconds=seconds, nanos=rest * 1000)
