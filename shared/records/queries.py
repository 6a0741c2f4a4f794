"""Our queries as Firestore's messages: what is due, what is somebody's, how much of it."""

from google.cloud.firestore_v1.types import RunAggregationQueryRequest, RunQueryRequest

from shared.records.values import Pb

_EQUAL, _AND, _ASCENDING = 5, 1, 1
_GREATER_OR_EQUAL, _LESS_OR_EQUAL = 4, 2
COUNT = "count"
"""The name of the number in the answer to ``count_query``."""


def due_query(parent: str, collection: str, first: str, last: str, limit: int) -> Pb:
    """Return the query of a range of ``due``, for names only."""
    request = RunQueryRequest.pb()(parent=parent)
    query = request.structured_query
    query.from_.add(collection_id=collection)
    query.select.fields.add(field_path="__name__")
    for operator, bound in ((_GREATER_OR_EQUAL, first), (_LESS_OR_EQUAL, last)):
        each = query.where.composite_filter.filters.add()
        each.field_filter.field.field_path = "due"
        each.field_filter.op = operator
        each.field_filter.value.string_value = bound
    query.where.composite_filter.op = _AND
    query.limit.value = limit
    return request


def owned_query(parent: str, collection: str, owner: str, last: str | None, limit: int) -> Pb:
    """Return the query of an owner's documents, by name, from behind the one named ``last``."""
    request = RunQueryRequest.pb()(parent=parent)
    query = request.structured_query
    _only(query, collection, owner)
    query.order_by.add(direction=_ASCENDING).field.field_path = "__name__"
    if last is not None:
        query.start_at.values.add().reference_value = last
        query.start_at.before = False
    query.limit.value = limit
    return request


def count_query(parent: str, collection: str, owner: str) -> Pb:
    """Return the query of how many documents an owner has."""
    request = RunAggregationQueryRequest.pb()(parent=parent)
    query = request.structured_aggregation_query
    _only(query.structured_query, collection, owner)
    query.aggregations.add(alias=COUNT).count.SetInParent()
    return request


def _only(query: Pb, collection: str, owner: str) -> None:
    query.from_.add(collection_id=collection)
    query.where.field_filter.field.field_path = "owner_id"
    query.where.field_filter.op = _EQUAL
    query.where.field_filter.value.string_value = owner
