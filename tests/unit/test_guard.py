"""The commit guard catches what it is there for: a guard that cannot fail guards nothing."""

from collections.abc import Callable
from typing import Any

import pytest
from google.cloud.firestore_v1.types import CommitRequest

from infra.local.carriers.dhl import DHL
from shared.platform.records.port import Fields
from shared.platform.records.values import document
from tests.guard import faults_of

DATABASE = "projects/p/databases/eu-shipments"
BLOB = b"\x01" + bytes(60)
GOOD: Fields = {"v": 1, "sealed": {"tracking": BLOB}, "due": "7f20260301"}


def commit(
    fields: Fields = GOOD,
    *,
    database: str = DATABASE,
    collection: str = "shipments",
    name: str = "ab12",
    inside: str | None = None,
) -> Any:  # noqa: ANN401 - protobuf
    """Return a commit of one document."""
    request = CommitRequest.pb()(database=database)
    place = f"{inside or database}/documents/{collection}/{name}"
    request.writes.add().update.CopyFrom(document(place, fields))
    return request


def test_a_commit_as_the_map_has_it_passes_and_is_not_changed_by_the_look() -> None:
    for request in (commit(), commit({"v": 1, "due": "x"}, collection="budgets")):
        before = request.SerializeToString()
        assert list(faults_of(request, "eu")) == []
        assert request.SerializeToString() == before


BAD: dict[str, tuple[Callable[[], Any], str]] = {
    "another region": (
        lambda: commit(database="projects/p/databases/us-shipments"),
        "another region's database",
    ),
    "a document of another database": (
        lambda: commit(inside="projects/p/databases/eu-data"),
        "a document of another database",
    ),
    "an unknown collection": (lambda: commit(collection="notes"), "is not on the map"),
    "a collection in another database": (
        lambda: commit(database="projects/p/databases/eu-data"),
        "is not on the map",
    ),
    "an unknown field": (lambda: commit({**GOOD, "number": "x"}), "fields that are not on the map"),
    "a sealed field in clear": (lambda: commit({**GOOD, "state": "x"}), "not on the map"),
    "an unknown group": (lambda: commit({"sealed": {"other": BLOB}}), "is not a sealed group"),
    "a blob that is none": (lambda: commit({"sealed": {"tracking": b"plain"}}), "not a sealed"),
    "a canary in a field": (lambda: commit({**GOOD, "due": DHL["delivered"]}), "a canary in clear"),
    "a canary in a name": (lambda: commit(name=f"x-{DHL['delivered']}"), "a canary in clear"),
}


@pytest.mark.parametrize(("made", "told"), BAD.values(), ids=BAD)
def test_a_commit_that_must_never_be_made_is_told(made: Callable[[], Any], told: str) -> None:
    faults = list(faults_of(made(), "eu"))
    assert any(told in fault for fault in faults), faults
    assert DHL["delivered"] not in str(faults)


def test_an_addition_to_a_field_that_is_not_on_the_map_is_told() -> None:
    request = commit({"v": 1}, collection="budgets")
    request.writes[0].update_transforms.add(field_path="secrets").increment.integer_value = 1
    assert any("secrets" in fault for fault in faults_of(request, "eu"))
