"""A Firestore for one machine: as much of the API as the product, its tests and its tools ask for.

Every database is there at once, and empty; what is in it is gone when the part ends. What is not
emulated answers UNIMPLEMENTED. Indexes are not checked here: ``tests/unit/test_infrastructure.py``
holds the queries against ``infra/terraform/firestore.tf``.
"""

import argparse
import asyncio
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from google.cloud.firestore_v1 import types

from infra.local.emulators.documents import Database, parts_of
from infra.local.emulators.grpc_service import Method, Service, serve, until_told
from infra.local.emulators.queries import found_by
from infra.local.emulators.refusal import RefusedError, only, unknown, wrong

SERVICE = "google.firestore.v1.Firestore"
Pb = Any
_WRITES = ("update", "delete", "update_mask", "update_transforms", "current_document")
_Got: Pb = types.BatchGetDocumentsResponse.pb()
_Found: Pb = types.RunQueryResponse.pb()
_Counted: Pb = types.RunAggregationQueryResponse.pb()
_Committed: Pb = types.CommitResponse.pb()


class Firestore:
    """All databases, and the API's methods on them. Each is done before the next begins."""

    def __init__(self) -> None:
        self._databases: defaultdict[str, Database] = defaultdict(Database)

    def service(self) -> Service:
        """Return the API."""
        return Service(
            SERVICE,
            {
                "GetDocument": Method(types.GetDocumentRequest.pb(), types.Document.pb(), self.get),
                "BatchGetDocuments": Method(
                    types.BatchGetDocumentsRequest.pb(), _Got, self.get_many, streams=True
                ),
                "Commit": Method(types.CommitRequest.pb(), _Committed, self.commit),
                "RunQuery": Method(types.RunQueryRequest.pb(), _Found, self.find, streams=True),
                "RunAggregationQuery": Method(
                    types.RunAggregationQueryRequest.pb(), _Counted, self.count, streams=True
                ),
            },
        )

    def get(self, request: Pb) -> Pb:
        """Return one document."""
        only(request, "name")
        found = self._databases[parts_of(request.name)[0]].get(request.name)
        if found is None:
            text = f"{request.name} not found"
            raise RefusedError("NOT_FOUND", text)
        return found

    def get_many(self, request: Pb) -> Iterator[Pb]:
        """Yield each document, or that it is missing."""
        only(request, "database", "documents")
        database = self._databases[request.database]
        for name in request.documents:
            _check_within(request.database, name)
            reply = _Got(read_time=database.now())
            found = database.get(name)
            if found is None:
                reply.missing = name
            else:
                reply.found.CopyFrom(found)
            yield reply

    def commit(self, request: Pb) -> Pb:
        """Apply all writes or none."""
        only(request, "database", "writes")
        for write in request.writes:
            only(write, *_WRITES)
            _check_within(request.database, write.delete or write.update.name)
        at, results = self._databases[request.database].commit(request.writes)
        return _Committed(write_results=results, commit_time=at)

    def find(self, request: Pb) -> Iterator[Pb]:
        """Yield the documents that a query finds, or else that there are none."""
        only(request, "parent", "structured_query")
        database = self._databases[_database(request.parent)]
        found = found_by(request.structured_query, database)
        for document in found:
            yield _Found(document=document, read_time=database.now())
        if not found:
            yield _Found(read_time=database.now())

    def count(self, request: Pb) -> Iterator[Pb]:
        """Yield how many documents a query finds."""
        only(request, "parent", "structured_aggregation_query")
        query = request.structured_aggregation_query
        only(query, "structured_query", "aggregations")
        database = self._databases[_database(request.parent)]
        if len(query.aggregations) != 1 or query.aggregations[0].WhichOneof("operator") != "count":
            raise unknown("An aggregation that is not one count")
        only(query.aggregations[0].count)
        reply = _Counted(read_time=database.now())
        total = len(found_by(query.structured_query, database))
        reply.result.aggregate_fields[query.aggregations[0].alias].integer_value = total
        yield reply


def _database(parent: str) -> str:
    """Return the database whose root this is."""
    name, root, below = parent.partition("/documents")
    if not root:
        raise wrong("a query's parent lacks /documents")
    if below:
        raise unknown("A query that does not begin at the root of a database")
    return name


def _check_within(database: str, name: str) -> None:
    if parts_of(name)[0] != database:
        text = f"{name} is not of {database}"
        raise wrong(text)


async def _run(port: int) -> None:
    server, _ = await serve([Firestore().service()], port)
    await until_told(server)


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(description="A Firestore for one machine.")
    parser.add_argument("--port", type=int, required=True)
    asyncio.run(_run(parser.parse_args().port))


if __name__ == "__main__":
    main()
