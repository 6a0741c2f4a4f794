"""Our values to and from Firestore's messages."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

from shared.platform.google_messages import messages
from shared.platform.records.port import Fields, Value, Version

Pb: TypeAlias = Any
"""A protobuf message: its classes are made at run time and have no static type."""

_api = messages("google.cloud.firestore_v1.types.document")
PbDocument: Pb = _api.Document.pb()
PbValue: Pb = _api.Value.pb()
_PLAIN = frozenset({"string_value", "integer_value", "boolean_value", "bytes_value"})
"""Values that are Python's own."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def encode(value: Value) -> Pb:  # noqa: PLR0911 - one for each type
    """Return a value as Firestore's message. Times must have an offset."""
    match value:
        case None:
            return PbValue(null_value=0)
        case bool():
            return PbValue(boolean_value=value)
        case int():
            return PbValue(integer_value=value)
        case str():
            return PbValue(string_value=value)
        case bytes():
            return PbValue(bytes_value=value)
        case datetime():
            message = PbValue()
            message.timestamp_value.FromDatetime(value.astimezone(UTC))
            return message
        case Mapping():
            fields = {name: encode(inner) for name, inner in value.items()}
            message = PbValue()
            message.map_value.SetInParent()
            for name, inner in fields.items():
                message.map_value.fields[name].CopyFrom(inner)
            return message


def decode(message: Pb) -> Value:
    """Return a value from Firestore's message.

    Raises:
        ValueError: A type that no record of ours has.
    """
    which = message.WhichOneof("value_type")
    if which in _PLAIN:  # most are
        plain: Value = getattr(message, which)
        return plain
    match which:
        case "null_value":
            return None
        case "timestamp_value":
            at = message.timestamp_value  # ToDatetime takes five times as long
            return _EPOCH + timedelta(seconds=at.seconds, microseconds=at.nanos // 1000)
        case "map_value":
            return {name: decode(inner) for name, inner in message.map_value.fields.items()}
    msg = "a stored value has a type that no record uses"
    raise ValueError(msg)


def document(name: str, fields: Fields) -> Pb:
    """Return a whole document as Firestore's message."""
    message = PbDocument(name=name)
    for field, value in fields.items():
        message.fields[field].CopyFrom(encode(value))
    return message


def version_of(update_time: Pb) -> Version:
    """Return a document's update time as a version."""
    return Version((update_time.seconds, update_time.nanos))
