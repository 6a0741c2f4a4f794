"""S3, C8: what lies in the databases, and that it is on the map."""

import base64

import httpx
import pytest

from infra.local.carriers.dhl import DHL
from infra.local.carriers.stories import CANARIES
from tests.canaries import CANARIES as NEVER_IN_CLEAR
from tests.world import Stored, World

pytestmark = pytest.mark.stack

KINDS_OF_THE_POLICY = {
    "basic", "contact", "device", "connection", "traces", "interests", "location", "business",
    "service", "activities",
}  # fmt: skip


@pytest.fixture
async def dump(world: World, visitor: httpx.AsyncClient) -> list[Stored]:
    """Look up parcels of every sort, then return all documents of the region."""
    items = [
        {"number": DHL["delivered"]},
        {"number": DHL["needs_postcode"], "postcode": "10115"},
        {"number": DHL["one_bad_item"]},
        {"number": "AGP-CUSTOMS-0301"},
        {"number": "AGP-POSTCODE-0301", "postcode": "10115"},
    ]
    reply = await visitor.post("/v1/waybills/query", json={"items": items})
    assert all(item["shipment"] is not None for item in reply.json()["items"]), reply.json()
    found = list(world.dump())
    assert {"shipments", "keyrings", "lookups", "budgets"} <= {d.collection for d in found}
    return found


@pytest.mark.promise("S3")
async def test_a_dump_of_the_databases_shows_nothing_of_any_parcel(dump: list[Stored]) -> None:
    for document in dump:
        assert not [canary for canary in NEVER_IN_CLEAR if document.holds(canary.decode())]
        assert not document.holds("delivered")
    for blob in _blobs(dump):
        assert b"Berlin" not in blob


@pytest.mark.promise("S3")
async def test_equal_parcels_look_different_at_rest(dump: list[Stored]) -> None:
    blobs = list(_blobs(dump))
    assert len(blobs) >= 5
    assert len({blob[9:21] for blob in blobs}) == len(blobs), "every nonce is its own"


@pytest.mark.promise("S3")
async def test_names_of_signatories_and_receivers_are_never_taken_over(
    visitor: httpx.AsyncClient,
) -> None:
    items = [{"number": number} for number in (DHL["delivered"], DHL["exception"])]
    reply = await visitor.post("/v1/waybills/query", json={"items": items})
    assert not [canary for canary in CANARIES if canary in reply.text]


@pytest.mark.promise("C8")
async def test_every_stored_field_is_on_the_published_map(
    dump: list[Stored], visitor: httpx.AsyncClient
) -> None:
    published = (await visitor.get("/v1/data-map")).json()
    clear = {
        (line["collection"], line["field"])
        for line in published["fields"]
        if line["protection"] != "sealed"
    }
    groups = {
        (line["collection"], line["purpose"])
        for line in published["fields"]
        if line["protection"] == "sealed"
    }
    for document in dump:
        fields = dict(document.fields)
        assert fields.pop("v") == {"integerValue": "1"}
        sealed = fields.pop("sealed", {"mapValue": {"fields": {}}})["mapValue"]["fields"]
        assert {(document.collection, group) for group in sealed} <= groups
        assert {(document.collection, name) for name in fields} <= clear


@pytest.mark.promise("C8")
async def test_the_map_names_only_kinds_of_the_policy_and_says_why_and_how_long(
    visitor: httpx.AsyncClient,
) -> None:
    published = (await visitor.get("/v1/data-map")).json()
    purposes = {purpose["id"]: purpose for purpose in published["purposes"]}
    kinds = {line["kind"] for line in published["fields"]}
    assert kinds <= KINDS_OF_THE_POLICY | {"operational"}
    assert "business" in kinds
    for line in published["fields"]:
        assert line["holds"]
        assert line["retention_days"] > 0
        assert line["protection"].startswith(("sealed", "clear: ", "keyed blind index"))
        assert line["kind"] == "operational" or line["purpose"] in purposes
    assert "dhl" in {recipient["id"] for recipient in published["recipients"]}


def _blobs(dump: list[Stored]) -> list[bytes]:
    return [
        base64.b64decode(blob["bytesValue"])
        for document in dump
        if "sealed" in document.fields
        for blob in document.fields["sealed"]["mapValue"]["fields"].values()
    ]
