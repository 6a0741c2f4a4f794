"""The messages of Firestore's API that a read takes, and no client library: raw gRPC.

https://cloud.google.com/firestore/docs/reference/rpc/google.firestore.v1 has their numbers.
"""

from typing import Any

from google.protobuf import timestamp_pb2
from google.protobuf.descriptor_pb2 import DescriptorProto, FieldDescriptorProto
from google.protobuf.descriptor_pb2 import FileDescriptorProto as File
from google.protobuf.descriptor_pool import Default
from google.protobuf.message_factory import GetMessageClass

_PACKAGE = "bench.firestore.v1"
_TIME = ".google.protobuf.Timestamp"
_TEXT, _MESSAGE = FieldDescriptorProto.TYPE_STRING, FieldDescriptorProto.TYPE_MESSAGE


def _field(of: DescriptorProto, number: int, name: str, kind: Any, *, many: bool = False) -> None:  # noqa: ANN401 - a type, or a message's name
    label = FieldDescriptorProto.LABEL_REPEATED if many else FieldDescriptorProto.LABEL_OPTIONAL
    made = of.field.add(name=name, number=number, label=label)
    if isinstance(kind, str):
        made.type, made.type_name = _MESSAGE, kind
    else:
        made.type = kind


def _map(of: DescriptorProto, number: int, name: str, value: str) -> None:
    entry = of.nested_type.add(name="FieldsEntry")
    entry.options.map_entry = True
    _field(entry, 1, "key", _TEXT)
    _field(entry, 2, "value", value)
    _field(of, number, name, f".{_PACKAGE}.{of.name}.FieldsEntry", many=True)


def _described() -> File:
    file = File(name="bench_firestore.proto", package=_PACKAGE, syntax="proto3")
    file.dependency.append(timestamp_pb2.DESCRIPTOR.name)
    value = file.message_type.add(name="Value")
    _field(value, 1, "boolean_value", FieldDescriptorProto.TYPE_BOOL)
    _field(value, 2, "integer_value", FieldDescriptorProto.TYPE_INT64)
    _field(value, 6, "map_value", f".{_PACKAGE}.MapValue")
    _field(value, 10, "timestamp_value", _TIME)
    _field(value, 17, "string_value", _TEXT)
    value.oneof_decl.add(name="value_type")
    for one in value.field:
        one.oneof_index = 0
    values = file.message_type.add(name="MapValue")
    _map(values, 1, "fields", f".{_PACKAGE}.Value")
    document = file.message_type.add(name="Document")
    _field(document, 1, "name", _TEXT)
    _map(document, 2, "fields", f".{_PACKAGE}.Value")
    _field(document, 3, "create_time", _TIME)
    _field(document, 4, "update_time", _TIME)
    mask = file.message_type.add(name="DocumentMask")
    _field(mask, 1, "field_paths", _TEXT, many=True)
    get = file.message_type.add(name="GetDocumentRequest")
    _field(get, 1, "name", _TEXT)
    _field(get, 2, "mask", f".{_PACKAGE}.DocumentMask")
    many = file.message_type.add(name="BatchGetDocumentsRequest")
    _field(many, 1, "database", _TEXT)
    _field(many, 2, "documents", _TEXT, many=True)
    _field(many, 3, "mask", f".{_PACKAGE}.DocumentMask")
    found = file.message_type.add(name="BatchGetDocumentsResponse")
    _field(found, 1, "found", f".{_PACKAGE}.Document")
    _field(found, 2, "missing", _TEXT)
    return file


def _class(name: str) -> Any:  # noqa: ANN401 - made at run time
    return GetMessageClass(Default().FindMessageTypeByName(f"{_PACKAGE}.{name}"))


Default().Add(_described())
GetDocumentRequest = _class("GetDocumentRequest")
BatchGetDocumentsRequest = _class("BatchGetDocumentsRequest")
BatchGetDocumentsResponse = _class("BatchGetDocumentsResponse")
Document = _class("Document")
