"""The commit guard: every write of the whole test run is held against the data map.

A gateway that is started with GATEWAY_PLUGIN=tests.guard loads this module, which adds a client
interceptor to every Google channel. It refuses, and writes to GUARD_FILE, a commit that names a
document of another region or database, a field that is not on the map, a sealed group that is none,
or that carries a canary anywhere in clear. OFF_THE_MAP names a collection that it is not to find on
the map: so a test sees a write of a gateway refused.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import grpc.aio

from shared.privacy.data_map import lookup_collection
from shared.privacy.describe import Record
from shared.rights.inventory import records
from shared.setup import google_cloud
from tests import recording
from tests.canaries import CANARIES

_COMMIT = "/google.firestore.v1.Firestore/Commit"
_OTHER_WRITES = ("/Write", "/BatchWrite", "/CreateDocument", "/UpdateDocument", "/DeleteDocument")
_BLOB_OVERHEAD = 37
_STRUCTURE = frozenset({"v", "sealed"})


class GuardError(AssertionError):
    """A commit that must never be made."""


def faults_of(commit: Any, region: str) -> Iterator[str]:  # noqa: ANN401 - protobuf
    """Yield what is wrong with a commit, without quoting it."""
    database = commit.database.rsplit("/", 1)[-1]
    if not database.startswith(f"{region}-"):
        yield "another region's database"
    classes = {
        one.collection: one
        for one in records()
        if f"{region}-{one.database}" == database
        and one.collection != os.environ.get("OFF_THE_MAP")
    }
    for write in commit.writes:
        name = write.delete or write.update.name
        prefix = f"{commit.database}/documents/"
        collection = name.removeprefix(prefix).split("/")[0]
        if not name.startswith(prefix):
            yield "a document of another database"
        elif collection in classes:
            yield from _faults_of_write(write, classes[collection])
        elif collection not in _lookups(classes):
            yield f"collection {collection} is not on the map of {database}"
    wire = commit.SerializeToString().lower()
    if any(canary in wire for canary in CANARIES):
        yield "a canary in clear"


def _lookups(classes: dict[str, type[Record]]) -> set[str]:
    return {lookup_collection(c, f) for c in classes.values() for f in c.lookup_fields()}


def _faults_of_write(write: Any, record: type[Record]) -> Iterator[str]:  # noqa: ANN401 - protobuf
    known = _STRUCTURE | set(record.clear_fields())
    written = set(write.update.fields) | {t.field_path for t in write.update_transforms}
    if written - known:
        yield f"{record.collection}: fields that are not on the map: {sorted(written - known)}"
    groups = record.sealed_fields()
    fields = write.update.fields  # never fields["sealed"]: reading a message's map adds to it
    blobs = fields["sealed"].map_value.fields if "sealed" in fields else {}
    for group, blob in blobs.items():
        sealed = blob.bytes_value
        if group not in groups or len(sealed) < _BLOB_OVERHEAD or sealed[:1] != b"\x01":
            yield f"{record.collection}: {group} is not a sealed group"


def _tell(faults: list[str]) -> None:
    with Path(os.environ["GUARD_FILE"]).open("a", encoding="utf-8") as file:
        file.writelines(f"{fault}\n" for fault in faults)


class _Guard(grpc.aio.UnaryUnaryClientInterceptor):  # type: ignore[type-arg]  # not generic
    async def intercept_unary_unary(
        self,
        continuation: Callable[[Any, Any], Any],
        details: Any,  # noqa: ANN401 - grpc
        request: Any,  # noqa: ANN401 - protobuf
    ) -> Any:  # noqa: ANN401 - grpc
        method = details.method if isinstance(details.method, str) else details.method.decode()
        faults = list(faults_of(request, os.environ["REGION"])) if method == _COMMIT else []
        if method.endswith(_OTHER_WRITES):
            faults.append(f"a write that the guard does not read: {method}")
        if faults:
            _tell(faults)
            raise GuardError
        return await continuation(details, request)


__all__ = ["GuardError", "faults_of", "recording"]
"""``recording`` holds every answer against the API's description."""

if "GUARD_FILE" in os.environ:
    google_cloud.interceptors.append(_Guard())  # type: ignore[arg-type]  # the stubs lag behind
