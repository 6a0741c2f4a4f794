"""Firestore's own messages for our writes and queries."""

from collections.abc import Sequence

from shared.platform.google_messages import messages
from shared.platform.records.port import Add, Create, Delete, Replace, Set, Version, Write
from shared.platform.records.values import Pb, document, encode

_RunQueryRequest: Pb = messages("google.cloud.firestore_v1.types.firestore").RunQueryRequest.pb()


def put(message: Pb, name: str, write: Write) -> None:
    """Fill in the message of one write to the document of this full name."""
    match write:
        case Create():
            message.update.CopyFrom(document(name, write.fields))
            message.current_document.exists = False
        case Replace():
            message.update.CopyFrom(document(name, write.fields))
            _set_version(message, write.version)
        case Set():
            message.update.CopyFrom(document(name, write.fields))
            message.update_mask.field_paths.extend(write.fields)
            message.current_document.exists = True
        case Delete():
            message.delete = name
            if write.version is not None:
                _set_version(message, write.version)
        case Add():
            message.update.CopyFrom(document(name, write.beside))
            message.update_mask.field_paths.extend(write.beside)
            transform = message.update_transforms.add(field_path=write.number)
            transform.increment.CopyFrom(encode(write.by))


def _set_version(message: Pb, version: Version) -> None:
    message.current_document.update_time.seconds = version[0]
    message.current_document.update_time.nanos = version[1]


def due_query(parent: str, collection: str, field: str, between: tuple[str, str], limit: int) -> Pb:
    """Return the query for a field of documents where it lies between the two, both included."""
    first, last = between
    request = _RunQueryRequest(parent=parent)
    query = request.structured_query
    query.from_.add(collection_id=collection)
    query.select.fields.add(field_path=field)
    for operator, bound in ((4, first), (2, last)):  # GREATER_THAN_OR_EQUAL, LESS_THAN_OR_EQUAL
        each = query.where.composite_filter.filters.add()
        each.field_filter.field.field_path = field
        each.field_filter.op = operator
        each.field_filter.value.string_value = bound
    query.where.composite_filter.op = 1  # AND
    for path in (field, "__name__"):
        query.order_by.add(direction=1).field.field_path = path  # ASCENDING
    query.limit.value = limit
    return request


def equal(query: Pb, collection: str, field: str, value: str) -> None:
    """Let a query find the documents of a collection that have this value."""
    query.from_.add(collection_id=collection)
    query.where.field_filter.field.field_path = field
    query.where.field_filter.op = 5  # EQUAL
    query.where.field_filter.value.string_value = value


def any_of(query: Pb, collection: str, field: str, values: Sequence[str]) -> None:
    """Let a query find the documents of a collection that have one of these values."""
    query.from_.add(collection_id=collection)
    query.where.field_filter.field.field_path = field
    query.where.field_filter.op = 8  # IN
    for value in values:
        query.where.field_filter.value.array_value.values.add().string_value = value
