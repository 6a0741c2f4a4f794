"""An emulator as its owner sees it: databases whole, written past all that guards them; topics.

Messages are JSON in the form of the REST API, which is protobuf's own, and travel by gRPC: Google's
emulators and the embedded ones both speak it.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, Self

import grpc
from google.protobuf.json_format import MessageToDict, ParseDict

from infra.local.stack.parts import PROJECT

Json = dict[str, Any]
_SECONDS = 30.0
_FIRESTORE = "google.firestore.v1.Firestore"
_PUBLISHER, _SUBSCRIBER = "google.pubsub.v1.Publisher", "google.pubsub.v1.Subscriber"
_STREAMS = frozenset({"BatchGetDocuments", "RunQuery", "RunAggregationQuery"})
_Classes = Mapping[str, tuple[Any, Any]]
"""A method's request and reply, by its name."""


class OwnerError(Exception):
    """The emulator refused something, or does not answer; ``code`` is the name of gRPC's status."""

    def __init__(self, method: str, error: grpc.RpcError) -> None:
        self.code = str(error.code().name)
        super().__init__(f"{method} was answered with {self.code}: {error.details()}")


class Emulator:
    """A synchronous client of one emulator; close it, or use it with ``with``."""

    def __init__(self, address: str) -> None:
        """Say where it listens: ``127.0.0.1:port``. Nothing is connected yet."""
        self._channel = grpc.insecure_channel(
            address, options=[("grpc.max_receive_message_length", -1)]
        )

    def close(self) -> None:
        """Let go of the connection."""
        self._channel.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _called(self, service: str, method: str, classes: _Classes, body: Json) -> list[Json]:
        """Make a call; return its one reply, or all that its stream has."""
        request, reply = classes[method]
        streams = method in _STREAMS
        made: Callable[..., Any] = (
            self._channel.unary_stream if streams else self._channel.unary_unary
        )
        call = made(f"/{service}/{method}", request.SerializeToString, reply.FromString)
        try:
            came = call(ParseDict(body, request()), timeout=_SECONDS)
            return [MessageToDict(one) for one in (came if streams else [came])]
        except grpc.RpcError as e:
            raise OwnerError(method, e) from e


class FirestoreOwner(Emulator):
    """Every database of a Firestore emulator, each by its short name, such as ``eu-data``."""

    def dump(self, database: str) -> list[Json]:
        """Return every document: its full ``name``, and ``fields`` if it has any."""
        query = {"from": [{"allDescendants": True}]}
        rows = self.call("RunQuery", parent=f"{root(database)}/documents", structuredQuery=query)
        return [row["document"] for row in rows if "document" in row]

    def count(self, database: str, collection: str, **equal: str) -> int:
        """Return how many documents there are, whose field has that value if one is given."""
        query: Json = {"from": [{"collectionId": collection}]}
        for field, value in equal.items():
            wanted = {"field": {"fieldPath": field}, "op": "EQUAL", "value": {"stringValue": value}}
            query["where"] = {"fieldFilter": wanted}
        count = {"aggregations": [{"alias": "n", "count": {}}], "structuredQuery": query}
        parent = f"{root(database)}/documents"
        (row,) = self.call("RunAggregationQuery", parent=parent, structuredAggregationQuery=count)
        return int(row["result"]["aggregateFields"]["n"]["integerValue"])

    def commit(self, database: str, writes: Sequence[Json]) -> None:
        """Write, all or nothing."""
        self.call("Commit", database=root(database), writes=list(writes))

    def rewrite(self, name: str, fields: Json) -> None:
        """Set some fields of the document of this full name, which need not exist."""
        mask = {"fieldPaths": list(fields)}
        write = {"update": {"name": name, "fields": fields}, "updateMask": mask}
        self.commit(_database_of(name), [write])

    def delete(self, name: str) -> None:
        """Delete the document of this full name, which need not exist."""
        self.commit(_database_of(name), [{"delete": name}])

    def call(self, method: str, **body: Any) -> list[Json]:  # noqa: ANN401 - JSON
        """Call a method of the API; return its reply, or all that its stream has."""
        return self._called(_FIRESTORE, method, _firestore_classes(), body)


class PubsubOwner(Emulator):
    """Every topic and subscription of a Pub/Sub emulator; names are full."""

    def publisher(self, method: str, **body: Any) -> Json:  # noqa: ANN401 - JSON
        """Call a method of the publisher: ``CreateTopic``, ``Publish``."""
        return self._called(_PUBLISHER, method, _pubsub_classes(), body)[0]

    def subscriber(self, method: str, **body: Any) -> Json:  # noqa: ANN401 - JSON
        """Call a method of the subscriber: ``CreateSubscription``, ``Pull`` and so on."""
        return self._called(_SUBSCRIBER, method, _pubsub_classes(), body)[0]


def root(database: str) -> str:
    """Return a database's full name."""
    return f"projects/{PROJECT}/databases/{database}"


def _database_of(name: str) -> str:
    return name.removeprefix(root("")).partition("/")[0]


@cache
def _firestore_classes() -> _Classes:
    from google.cloud.firestore_v1 import types  # noqa: PLC0415 - takes most of a second

    return {
        "RunQuery": (types.RunQueryRequest.pb(), types.RunQueryResponse.pb()),
        "RunAggregationQuery": (
            types.RunAggregationQueryRequest.pb(),
            types.RunAggregationQueryResponse.pb(),
        ),
        "GetDocument": (types.GetDocumentRequest.pb(), types.Document.pb()),
        "BatchGetDocuments": (
            types.BatchGetDocumentsRequest.pb(),
            types.BatchGetDocumentsResponse.pb(),
        ),
        "Commit": (types.CommitRequest.pb(), types.CommitResponse.pb()),
    }


@cache
def _pubsub_classes() -> _Classes:
    from google.protobuf.empty_pb2 import Empty  # noqa: PLC0415 - with what follows
    from google.pubsub_v1 import types  # noqa: PLC0415 - takes most of a second

    topic, subscription = types.Topic.pb(), types.Subscription.pb()
    return {
        "CreateTopic": (topic, topic),
        "Publish": (types.PublishRequest.pb(), types.PublishResponse.pb()),
        "CreateSubscription": (subscription, subscription),
        "GetSubscription": (types.GetSubscriptionRequest.pb(), subscription),
        "DeleteSubscription": (types.DeleteSubscriptionRequest.pb(), Empty),
        "ModifyPushConfig": (types.ModifyPushConfigRequest.pb(), Empty),
        "ModifyAckDeadline": (types.ModifyAckDeadlineRequest.pb(), Empty),
        "Acknowledge": (types.AcknowledgeRequest.pb(), Empty),
        "Pull": (types.PullRequest.pb(), types.PullResponse.pb()),
    }
