"""Messages of Google's APIs that are described here, as far as we use them.

A client library brings the messages of a whole API and takes 0.1 to 0.2 s of a cold start to load;
the few fields of one method are a table.
"""

from collections.abc import Mapping
from enum import IntEnum
from typing import Any, TypeAlias

from google.protobuf.descriptor_pb2 import FieldDescriptorProto, FileDescriptorProto
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.message_factory import GetMessageClass

Pb: TypeAlias = Any
"""A protobuf message: its classes are made at run time and have no static type."""


class FieldType(IntEnum):
    """The types of fields that we use."""

    TEXT = FieldDescriptorProto.TYPE_STRING
    BYTES = FieldDescriptorProto.TYPE_BYTES


Field = tuple[int, FieldType | str, bool]
"""Its number; its type, or the name of a message of the same table; whether there are many."""


def described(package: str, table: Mapping[str, Mapping[str, Field]]) -> dict[str, Pb]:
    """Return the classes of some messages by name.

    Args:
        package: Theirs, for example ``google.pubsub.v1``.
        table: Their fields by name.
    """
    file = FileDescriptorProto(name=f"{package}.proto", package=package, syntax="proto3")
    for name, fields in table.items():
        message = file.message_type.add(name=name)
        for field, (number, kind, many) in fields.items():
            made = message.field.add(name=field, number=number)
            made.label = (
                FieldDescriptorProto.LABEL_REPEATED if many else FieldDescriptorProto.LABEL_OPTIONAL
            )
            if isinstance(kind, FieldType):
                made.type = kind.value
            else:
                made.type = FieldDescriptorProto.TYPE_MESSAGE
                made.type_name = f".{package}.{kind}"
    pool = DescriptorPool()
    pool.Add(file)
    return {
        name: GetMessageClass(pool.FindMessageTypeByName(f"{package}.{name}")) for name in table
    }
