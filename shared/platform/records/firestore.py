"""The document database on Firestore.

It calls the API's methods on the channel itself, with the API's own messages: a third of the CPU
time of the client library's upper layer, and every call has our deadline instead of its minutes of
retries. Reads are tried again, within five seconds in all; commits never are, because a lost answer
does not say whether they were applied.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import TypeVar

import grpc
import grpc.aio

from shared.kernel.together import together
from shared.platform.faults import CallTerms, Service, answered, lacks_database, pause_before
from shared.platform.google_messages import messages
from shared.platform.records import ahead
from shared.platform.records.contention import retry_contended
from shared.platform.records.port import (
    MAX_WRITES,
    Add,
    Committed,
    ContendedError,
    Document,
    DocumentId,
    Due,
    Write,
)
from shared.platform.records.requests import any_of, due_query, equal, put
from shared.platform.records.values import Pb, PbDocument, decode, version_of

_api = messages("google.cloud.firestore_v1.types.firestore")
_SERVICE = "/google.firestore.v1.Firestore"
_DEADLINE_SECONDS = 3.0
_ADD_TRIES = 4
_FEW = 3
"""So many documents take less of this process as reads of one each, side by side, than as one
streaming read; the database is asked once either way, and bills the same."""
_READ = CallTerms(Service.FIRESTORE, each=_DEADLINE_SECONDS, within=5.0, tries=3)
_WRITE = CallTerms(
    Service.FIRESTORE,
    each=_DEADLINE_SECONDS,
    within=_DEADLINE_SECONDS,
    tries=1,
    lost=ContendedError,
)
_R = TypeVar("_R")


async def _pause() -> None:
    await asyncio.sleep(pause_before(0))


class FirestoreDocuments:
    """One Firestore database. See the port for what its methods promise."""

    def __init__(self, channel: grpc.aio.Channel, *, project: str, database: str) -> None:
        self._database = f"projects/{project}/databases/{database}"
        self._prefix = f"{self._database}/documents/"
        self._metadata = grpc.aio.Metadata(
            ("google-cloud-resource-prefix", self._database),
            ("x-goog-request-params", f"project_id={project}&database_id={database}"),
        )
        self._get = channel.unary_unary(
            f"{_SERVICE}/GetDocument",
            request_serializer=_api.GetDocumentRequest.pb().SerializeToString,
            response_deserializer=PbDocument.FromString,
        )
        self._batch_get = channel.unary_stream(
            f"{_SERVICE}/BatchGetDocuments",
            request_serializer=_api.BatchGetDocumentsRequest.pb().SerializeToString,
            response_deserializer=_api.BatchGetDocumentsResponse.pb().FromString,
        )
        self._commit = channel.unary_unary(
            f"{_SERVICE}/Commit",
            request_serializer=_api.CommitRequest.pb().SerializeToString,
            response_deserializer=_api.CommitResponse.pb().FromString,
        )
        self._run_query = channel.unary_stream(
            f"{_SERVICE}/RunQuery",
            request_serializer=_api.RunQueryRequest.pb().SerializeToString,
            response_deserializer=_api.RunQueryResponse.pb().FromString,
        )
        self._run_aggregation = channel.unary_stream(
            f"{_SERVICE}/RunAggregationQuery",
            request_serializer=_api.RunAggregationQueryRequest.pb().SerializeToString,
            response_deserializer=_api.RunAggregationQueryResponse.pb().FromString,
        )

    @property
    def root(self) -> str:
        """Return ``projects/*/databases/*``."""
        return self._database

    async def get(self, ids: Sequence[DocumentId]) -> list[Document | None]:
        """Return the documents in the order asked."""
        if not ids:
            return []
        if len(ids) == 1:
            return [await answered(_READ, partial(self._get_one, ids[0]))]
        if len(ids) <= _FEW:
            reads = (answered(_READ, partial(self._get_one, one)) for one in ids)
            return list(await together(*reads))
        return await answered(_READ, partial(self._get_many, ids))

    async def commit(self, writes: Sequence[Write]) -> list[Committed]:
        """Apply all writes or none."""
        if len(writes) > MAX_WRITES:
            msg = f"at most {MAX_WRITES} writes in one commit"
            raise ValueError(msg)
        ahead.written(self.root, [write.id for write in writes])
        request = _api.CommitRequest.pb()(database=self._database)
        for write in writes:
            put(request.writes.add(), self._name(write.id), write)
        adds_only = all(isinstance(write, Add) for write in writes)
        reply = await (self._commit_adds(request) if adds_only else self._commit_once(request))
        return [_committed(result, reply.commit_time) for result in reply.write_results]

    async def _commit_once(self, request: Pb) -> Pb:
        return await answered(_WRITE, partial(self._call, self._commit, request))

    @retry_contended(tries=_ADD_TRIES, pause=_pause)
    async def _commit_adds(self, request: Pb) -> Pb:
        """Commit what only adds; if it lost, it was not applied and may be tried again."""
        return await self._commit_once(request)

    async def having(
        self, collection: str, field: str, value: str, *, after: str = "", limit: int
    ) -> list[Document]:
        """Return documents with this value in the order of their names: one equality query."""
        request = _api.RunQueryRequest.pb()(parent=self._prefix[:-1])
        equal(request.structured_query, collection, field, value)
        return await self._page(request, collection, after, limit)

    async def having_any(
        self, collection: str, field: str, values: Sequence[str], *, limit: int
    ) -> list[Document]:
        """Return documents with one of these values in the order of their names: one query."""
        request = _api.RunQueryRequest.pb()(parent=self._prefix[:-1])
        any_of(request.structured_query, collection, field, values)
        return await self._page(request, collection, "", limit)

    async def listed(self, collection: str, *, after: str = "", limit: int) -> list[Document]:
        """Return a collection's documents in the order of their names."""
        request = _api.RunQueryRequest.pb()(parent=self._prefix[:-1])
        request.structured_query.from_.add(collection_id=collection)
        return await self._page(request, collection, after, limit)

    async def _page(self, request: Pb, collection: str, after: str, limit: int) -> list[Document]:
        query = request.structured_query
        query.order_by.add(direction=1).field.field_path = "__name__"  # ASCENDING
        if after:
            last = self._name(DocumentId(collection, after))
            query.start_at.values.add().reference_value = last
            query.start_at.before = False
        query.limit.value = limit
        return await answered(_READ, partial(self._found, request))

    async def count(self, collection: str, field: str, value: str) -> int:
        """Return how many documents have this value: counted by the database."""
        request = _api.RunAggregationQueryRequest.pb()(parent=self._prefix[:-1])
        query = request.structured_aggregation_query
        equal(query.structured_query, collection, field, value)
        query.aggregations.add(alias="n").count.SetInParent()
        return await answered(_READ, partial(self._counted, request))

    async def due(  # noqa: PLR0913 - as the port says
        self,
        collection: str,
        first: str,
        last: str,
        *,
        after: Due | None = None,
        limit: int,
        field: str = "due",
    ) -> list[Due]:
        """Return documents whose ``due`` lies between the two: one range query, nothing else."""
        request = due_query(self._prefix[:-1], collection, field, (first, last), limit)
        if after is not None:
            start = request.structured_query.start_at
            start.values.add().string_value = after.value
            start.values.add().reference_value = self._name(after.id)
            start.before = False
        return await answered(_READ, partial(self._due, request, field))

    def _name(self, of: DocumentId) -> str:
        return f"{self._prefix}{of.collection}/{of.name}"

    def _id(self, name: str) -> DocumentId:
        collection, _, short = name.removeprefix(self._prefix).rpartition("/")
        return DocumentId(collection, short)

    def _read(self, found: Pb) -> Document:
        fields = {name: decode(value) for name, value in found.fields.items()}
        return Document(self._id(found.name), fields, version_of(found.update_time))

    async def _call(self, method: Callable[..., Awaitable[_R]], request: Pb, seconds: float) -> _R:
        return await method(request, timeout=seconds, metadata=self._metadata)

    async def _get_one(self, wanted: DocumentId, seconds: float) -> Document | None:
        request = _api.GetDocumentRequest.pb()(name=self._name(wanted))
        try:
            return self._read(await self._call(self._get, request, seconds))
        except grpc.aio.AioRpcError as e:
            if e.code() is grpc.StatusCode.NOT_FOUND and not lacks_database(e):
                return None
            raise

    async def _get_many(self, ids: Sequence[DocumentId], seconds: float) -> list[Document | None]:
        names = [self._name(wanted) for wanted in ids]
        request = _api.BatchGetDocumentsRequest.pb()(database=self._database, documents=set(names))
        found: dict[str, Document] = {}
        stream = self._batch_get(request, timeout=seconds, metadata=self._metadata)
        async for reply in stream:
            if reply.WhichOneof("result") == "found":
                found[reply.found.name] = self._read(reply.found)
        return [found.get(name) for name in names]

    async def _due(self, request: Pb, field: str, seconds: float) -> list[Due]:
        found = await self._found(request, seconds)
        return [Due(one.id, one.version, str(one.fields[field])) for one in found]

    async def _found(self, request: Pb, seconds: float) -> list[Document]:
        stream = self._run_query(request, timeout=seconds, metadata=self._metadata)
        return [self._read(reply.document) async for reply in stream if reply.HasField("document")]

    async def _counted(self, request: Pb, seconds: float) -> int:
        stream = self._run_aggregation(request, timeout=seconds, metadata=self._metadata)
        total = 0
        async for reply in stream:
            total += reply.result.aggregate_fields["n"].integer_value
        return total


def _committed(result: Pb, commit_time: Pb) -> Committed:
    moment = result.update_time if result.HasField("update_time") else commit_time
    totals = result.transform_results
    return Committed(version_of(moment), totals[0].integer_value if totals else None)
