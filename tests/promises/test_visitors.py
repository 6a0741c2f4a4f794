"""C1, M1: whoever does not want to say who they are need not."""

from typing import Any

import httpx
import pytest

from infra.local.carriers.dhl import DHL
from infra.local.stack.functions import operations
from shared.edge.operation import CallerKind, Operation
from tests.world import World

pytestmark = pytest.mark.stack

OPEN = [
    one
    for function, one in operations()
    if one.caller is CallerKind.VISITOR
    and function not in {"registration", "rights"}
    and "{" not in one.path
]
"""What needs no identity: all but what is there to get one, or to prove an address by a code, or is
behind a link of somebody's."""


@pytest.mark.promise("C1")
async def test_a_visitor_sees_where_a_parcel_is(visitor: httpx.AsyncClient) -> None:
    reply = await visitor.post(
        "/v1/waybills/query",
        json={"items": [{"number": "AGP-DELIVERED-0101"}, {"number": DHL["delivered"]}]},
    )
    assert reply.status_code == 200
    sandbox, dhl = reply.json()["items"]
    assert sandbox["shipment"]["status"] == "delivered"
    assert sandbox["shipment"]["events"][0]["place"] == "Berlin, DE"
    assert dhl["carrier"] == dhl["shipment"]["asked"] == "dhl"
    assert dhl["shipment"]["events"][0]["status"] == "delivered"


@pytest.mark.promise("C1")
@pytest.mark.promise("M1")
@pytest.mark.parametrize("operation", OPEN, ids=lambda one: one.id)
async def test_open_operations_neither_ask_nor_remember_who_calls(
    operation: Operation[Any], visitor: httpx.AsyncClient
) -> None:
    requests = operation.examples.get("request") or {"nothing": None}
    for body in requests.values():
        reply = await visitor.request(operation.method, operation.path, json=body)
        assert reply.status_code == operation.status
        assert "set-cookie" not in reply.headers
        assert "www-authenticate" not in reply.headers


@pytest.mark.promise("M1")
async def test_an_identity_that_is_sent_all_the_same_changes_nothing(world: World) -> None:
    body = {"items": [{"number": "AGP-IN-TRANSIT-0101"}]}
    replies = []
    for headers in ({}, {"Authorization": "Bearer agp_eu_nonsense", "Cookie": "__Host-session=x"}):
        async with world.visitor() as client:
            reply = await client.post("/v1/waybills/query", json=body, headers=headers)
            assert reply.status_code == 200
            replies.append(reply.json()["items"][0]["shipment"])
    assert replies[0] == replies[1]


@pytest.mark.promise("M1")
async def test_what_is_not_open_says_so_without_asking_for_more(visitor: httpx.AsyncClient) -> None:
    reply = await visitor.post("/jobs/anonymise_nightly")
    assert reply.status_code == 401
    assert reply.json()["code"] == "unauthenticated"
