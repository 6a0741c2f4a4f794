"""What the product never asks of Firestore and Pub/Sub is refused clearly by the embedded ones.

What it asks is held to the same tests as Google's emulators: ``tests/contract``.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import grpc.aio
import pytest
from google.cloud.firestore_v1 import types as firestore
from google.protobuf.json_format import ParseDict
from google.pubsub_v1 import types as pubsub

from infra.local.emulators.documents import Database
from infra.local.emulators.firestore import Firestore
from infra.local.emulators.grpc_service import serve
from infra.local.emulators.owner import Json
from infra.local.emulators.pubsub import Pubsub
from infra.local.emulators.refusal import RefusedError
from infra.local.emulators.topics import Subscription

ROOT = "projects/p/databases/eu-data"
NAME = f"{ROOT}/documents/things/one"
SOME = {"from": [{"collectionId": "things"}]}


def text(path: str, op: str, value: str = "x") -> Json:
    wanted = {"field": {"fieldPath": path}, "op": op, "value": {"stringValue": value}}
    return {"fieldFilter": wanted}


def both(*filters: Json, op: str = "AND") -> Json:
    return {"where": {"compositeFilter": {"op": op, "filters": filters}}}


def order(path: str, direction: str = "ASCENDING") -> Json:
    return {"field": {"fieldPath": path}, "direction": direction}


def by_range(path: str = "due") -> list[Json]:
    return [text(path, "GREATER_THAN_OR_EQUAL"), text(path, "LESS_THAN_OR_EQUAL", "y")]


@pytest.mark.parametrize(
    "query",
    [
        {"from": []},
        {"from": [{"collectionId": "things", "allDescendants": True}]},
        {"from": [{"allDescendants": True}], "limit": 3},
        SOME | {"offset": 1},
        SOME | {"endAt": {"values": []}},
        SOME | {"where": text("due", "LESS_THAN")},
        SOME | {"where": text("due", "ARRAY_CONTAINS")},
        SOME | {"where": {"unaryFilter": {"op": "IS_NULL", "field": {"fieldPath": "due"}}}},
        SOME | {"where": {"fieldFilter": {"op": "EQUAL", "value": {"nullValue": None}}}},
        SOME | {"where": {"fieldFilter": {"op": "EQUAL", "value": {"doubleValue": 1}}}},
        SOME | both(*by_range(), op="OR"),
        SOME | both(text("owner_id", "EQUAL"), text("kind", "EQUAL")),
        SOME | both(by_range("due")[0], by_range("other")[1]),
        SOME | both(*by_range(), text("owner_id", "EQUAL")),
        SOME | {"orderBy": [order("due")]},
        SOME | {"orderBy": [order("__name__", "DESCENDING")]},
        SOME | both(*by_range()) | {"orderBy": [order("__name__")]},
        SOME | {"orderBy": [order("__name__")], "startAt": {"values": [], "before": True}},
    ],
)
def test_queries_that_the_product_does_not_make_are_not_emulated(query: Json) -> None:
    asked = {"parent": f"{ROOT}/documents", "structuredQuery": query}
    assert refusal(lambda: [*Firestore().find(made(firestore.RunQueryRequest, asked))])


@pytest.mark.parametrize(
    "write",
    [
        {"transform": {"document": NAME}},
        {"update": {"name": f"{NAME}/below/two"}},
        {"update": {"name": NAME}, "updateMask": {"fieldPaths": ["map.inner"]}},
        {"update": {"name": NAME}, "updateMask": {"fieldPaths": ["`a`"]}},
        {"update": {"name": NAME}, "updateTransforms": [{"maximum": {"integerValue": "1"}}]},
        {
            "update": {"name": NAME},
            "updateTransforms": [{"fieldPath": "n", "increment": {"doubleValue": 1}}],
        },
    ],
)
def test_writes_that_the_product_does_not_make_are_not_emulated(write: Json) -> None:
    asked = {"database": ROOT, "writes": [write]}
    assert refusal(lambda: Firestore().commit(made(firestore.CommitRequest, asked)))


@pytest.mark.parametrize(
    "call",
    [
        lambda one: one.commit(firestore.CommitRequest.pb()(database=ROOT, transaction=b"x")),
        lambda one: one.get(firestore.GetDocumentRequest.pb()(name=NAME, transaction=b"x")),
        lambda one: [
            *one.get_many(firestore.BatchGetDocumentsRequest.pb()(database=ROOT, transaction=b"x"))
        ],
        lambda one: [*one.find(firestore.RunQueryRequest.pb()(parent=NAME))],
        lambda one: [
            *one.count(firestore.RunAggregationQueryRequest.pb()(parent=f"{ROOT}/documents"))
        ],
    ],
    ids=["commit", "get", "get many", "a query below a document", "no aggregation"],
)
def test_transactions_and_the_like_are_not_emulated(call: Callable[[Firestore], object]) -> None:
    assert refusal(lambda: call(Firestore()))


def test_a_commit_to_another_database_is_refused() -> None:
    other = NAME.replace("eu-data", "us-data")
    asked = made(firestore.CommitRequest, {"database": ROOT, "writes": [{"delete": other}]})
    with pytest.raises(RefusedError, match="is not of") as caught:
        Firestore().commit(asked)
    assert caught.value.code == "INVALID_ARGUMENT"


@pytest.mark.parametrize(
    ("request_type", "told"),
    [
        (pubsub.Subscription, {"name": "s", "topic": "t", "filter": "x"}),
        (pubsub.Subscription, {"name": "s", "topic": "t", "enableMessageOrdering": True}),
        (
            pubsub.Subscription,
            {"name": "s", "topic": "t", "pushConfig": {"attributes": {"a": "b"}}},
        ),
        (pubsub.PublishRequest, {"topic": "t", "messages": [{"orderingKey": "x"}]}),
        (pubsub.Topic, {"name": "t", "labels": {"a": "b"}}),
    ],
)
async def test_what_no_topic_of_ours_has_is_not_emulated(request_type: Any, told: Json) -> None:  # noqa: ANN401 - a class
    emulated = Pubsub()
    call = {
        pubsub.Subscription: emulated.create_subscription,
        pubsub.PublishRequest: emulated.publish,
        pubsub.Topic: emulated.create_topic,
    }[request_type]
    assert refusal(lambda: call(made(request_type, told)))


async def test_a_method_that_is_not_emulated_says_so_and_which_emulator_may_have_it() -> None:
    server, port = await serve([Firestore().service(), *Pubsub().services()], 0)
    async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
        for method in ("google.firestore.v1.Firestore/Listen", "google.pubsub.v1.Publisher/Seek"):
            with pytest.raises(grpc.aio.AioRpcError) as caught:
                await channel.unary_unary(f"/{method}", bytes, bytes)(b"")
            assert caught.value.code() is grpc.StatusCode.UNIMPLEMENTED
            assert "EMULATORS=google may have it" in str(caught.value.details())
    await server.stop(grace=0)


async def test_a_port_that_is_taken_is_not_shared() -> None:
    server, port = await serve([Firestore().service()], 0)
    with pytest.raises(RuntimeError):
        await serve([Firestore().service()], port)
    await server.stop(grace=0)


def test_every_commit_is_later_than_the_one_before_also_when_the_clock_stands_still() -> None:
    database = Database(lambda: 1_700_000_000_123_456_789)
    times = [database.commit([])[0].ToNanoseconds() for _ in range(3)]
    assert times == [1_700_000_000_123_456_000 + n * 1000 for n in range(3)]
    assert database.now().ToNanoseconds() == times[-1]


def test_pauses_grow_from_the_shortest_to_the_longest() -> None:
    policy = {"minimum_backoff": timedelta(seconds=1), "maximum_backoff": timedelta(seconds=10)}
    told = pubsub.Subscription(name="s", retry_policy=policy)
    of, now, pauses = Subscription(pubsub.Subscription.pb(told)), 0.0, []
    of.add(pubsub.PubsubMessage.pb()(message_id="1"), now)
    for _ in range(6):
        (given,) = of.take(now, 1)
        of.put_back(given.ack_id, now)
        assert of.next_due is not None
        pauses.append(of.next_due - now)
        assert of.take(of.next_due - 0.01, 1) == []
        now = of.next_due
    assert pauses == [1, 2, 4, 8, 10, 10]


def test_an_acknowledgement_that_comes_too_late_changes_nothing() -> None:
    of = Subscription(pubsub.Subscription.pb()(name="s", ack_deadline_seconds=10))
    of.add(pubsub.PubsubMessage.pb()(message_id="1"), 0)
    late = of.take(0, 1)[0].ack_id
    assert of.take(9.9, 1) == []
    (again,) = of.take(10, 1)
    of.acknowledge([late])
    assert of.next_due == 20
    of.acknowledge([again.ack_id])
    assert of.next_due is None


def made(kind: Any, told: Json) -> object:  # noqa: ANN401 - a message's class
    return ParseDict(told, kind.pb()())


def refusal(call: Callable[[], object]) -> bool:
    """Tell whether a call is refused as one that is not emulated."""
    with pytest.raises(RefusedError, match="EMULATORS=google may have it") as caught:
        call()
    return caught.value.code == "UNIMPLEMENTED"
