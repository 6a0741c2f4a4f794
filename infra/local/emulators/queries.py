"""Queries of the API read as what is to be found: those that the product makes. No gRPC here."""

from collections.abc import Sequence
from typing import Any

from google.cloud.firestore_v1 import types

from infra.local.emulators.documents import (
    BY_NAME,
    NAME,
    Database,
    Entry,
    Find,
    Key,
    key_of,
    parts_of,
)
from infra.local.emulators.refusal import only, unknown, wrong

Pb = Any
MOST_VALUES = 30
_OPERATOR = types.StructuredQuery.FieldFilter.Operator
_AND = types.StructuredQuery.CompositeFilter.Operator.AND
_ASCENDING = types.StructuredQuery.Direction.ASCENDING
_BOUNDS = {_OPERATOR.GREATER_THAN_OR_EQUAL, _OPERATOR.LESS_THAN_OR_EQUAL}
_KNOWN = ("from_", "where", "order_by", "start_at", "limit", "select")


def found_by(query: Pb, database: Database) -> list[Pb]:
    """Return the documents that a structured query asks for, in its order.

    Raises:
        RefusedError: It makes no sense, or is none that the product or its tests make.
    """
    selectors = [(one.collection_id, one.all_descendants) for one in query.from_]
    if selectors == [("", True)]:  # of a whole database, as a dump makes it
        only(query, "from_")
        return list(database.everything())
    finds = _finds(query)
    found = [document for find in finds for document in database.find(find)]
    if len(finds) > 1:
        found.sort(key=lambda document: str(document.name))
    return [_selected(query, document) for document in found[: finds[0].limit]]


def _finds(query: Pb) -> list[Find]:
    """Return what is asked for; it is several finds if a field may have several values."""
    only(query, *_KNOWN)
    if len(query.from_) != 1 or query.from_[0].all_descendants:
        raise unknown("A query of anything but one collection")
    collection = query.from_[0].collection_id
    path, ranges = _ranges(query.where)
    _check_order(query.order_by, path, ranges)
    after, limit = _after(query, ranges), _limit(query)
    return [Find(collection, path, first, last, after, limit) for first, last in ranges]


def _selected(query: Pb, document: Pb) -> Pb:
    """Return a document with those of its fields that a query wants."""
    if not query.HasField("select"):
        return document
    wanted = [one.field_path for one in query.select.fields]
    few = type(document)(name=document.name)
    few.create_time.CopyFrom(document.create_time)
    few.update_time.CopyFrom(document.update_time)
    for path in wanted:
        if path in document.fields:
            few.fields[path].CopyFrom(document.fields[path])
    return few


def _limit(query: Pb) -> int | None:
    if not query.HasField("limit"):
        return None
    if query.limit.value < 0:
        raise wrong("a limit is negative")
    return int(query.limit.value)


def _ranges(where: Pb) -> tuple[str, list[tuple[Key, Key]]]:
    """Return the field that is asked for, and between which keys its values lie."""
    match where.WhichOneof("filter_type"):
        case None:
            return NAME, [(BY_NAME, BY_NAME)]
        case "field_filter":
            return _one_of(where.field_filter)
        case "composite_filter" if where.composite_filter.op == _AND:
            return _between([one.field_filter for one in where.composite_filter.filters])
    raise unknown("A filter that is neither of a field nor an AND of two")


def _one_of(filter_: Pb) -> tuple[str, list[tuple[Key, Key]]]:
    """Return the ranges of an equality, or of an equality with one of several values."""
    values = [filter_.value]
    if filter_.op == _OPERATOR.IN:
        values = filter_.value.array_value.values
        if not 0 < len(values) <= MOST_VALUES:
            text = f"IN takes 1 to {MOST_VALUES} values"
            raise wrong(text)
    elif filter_.op != _OPERATOR.EQUAL:
        raise unknown("A filter by anything but EQUAL, IN or a range with two ends")
    keys = sorted({_key(value) for value in values})
    return filter_.field.field_path, [(key, key) for key in keys]


def _between(filters: Sequence[Pb]) -> tuple[str, list[tuple[Key, Key]]]:
    bounds = {one.op: _key(one.value) for one in filters}
    paths = {one.field.field_path for one in filters}
    if len(filters) != len(_BOUNDS) or set(bounds) != _BOUNDS or len(paths) != 1:
        raise unknown("An AND of anything but >= and <= of one field")
    first = bounds[_OPERATOR.GREATER_THAN_OR_EQUAL]
    last = bounds[_OPERATOR.LESS_THAN_OR_EQUAL]
    if first[0] != last[0]:
        raise unknown("A range between values of two types")
    return paths.pop(), [(first, last)]


def _key(value: Pb) -> Key:
    key = key_of(value)
    if key is None or value.HasField("null_value"):
        what = f"A query by a {value.WhichOneof('value_type')}"
        raise unknown(what)
    return key


def _check_order(orders: Sequence[Pb], path: str, ranges: Sequence[tuple[Key, Key]]) -> None:
    """Refuse an order that is not the index's own: by the field, then by the names."""
    known = [[]] if len(ranges) > 1 else [[], [path], [path, NAME]]
    if all(first == last for first, last in ranges):  # all have one value: only the names differ
        known.append([NAME])
    told = [order.field.field_path for order in orders]
    if told not in known or any(order.direction != _ASCENDING for order in orders):
        raise unknown("Such an order")


def _after(query: Pb, ranges: Sequence[tuple[Key, Key]]) -> Entry | None:
    """Return where in the index a cursor stands: after which entry it goes on."""
    if not query.HasField("start_at"):
        return None
    values, orders = query.start_at.values, query.order_by
    whole = len(values) == len(orders) > 0 and orders[-1].field.field_path == NAME
    if query.start_at.before or len(ranges) != 1 or not whole:
        raise unknown("A cursor but one after a document, in an order that ends with __name__")
    *head, last = values
    if last.WhichOneof("value_type") != "reference_value":
        raise wrong("a cursor's value of __name__ is no document's name")
    key = _key(head[0]) if head else ranges[0][0]
    return key, parts_of(last.reference_value)[2]
