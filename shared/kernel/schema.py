"""What comes in is closed and bounded; what goes out is chosen.

A model is built when it is first used (``defer_build``): a function has many more than one request
needs.
"""

import re
from enum import StrEnum
from typing import Annotated

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    RootModel,
    ValidationInfo,
    field_validator,
)
from pydantic_core import PydanticKnownError


class Body(BaseModel):
    """A request's body. Unknown fields are refused and faults never quote what was sent."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
        strict=True,
        defer_build=True,
    )


def _whole(given: object) -> object:
    return int(given) if isinstance(given, float) and given.is_integer() else given


AS_WHOLE = BeforeValidator(_whole)
"""Of a whole number in a body: 64.0 is one too, for JSON and its schemas know numbers alone."""


class QueryParameters(Body):
    """A request's query parameters. Each is text, given at most once.

    A whole number is digits, a truth ``true`` or ``false``, as is described: pydantic would take
    ``1_0``, a line's end after it, and ``yes``, too.
    """

    model_config = ConfigDict(strict=False)

    @field_validator("*", mode="before")
    @classmethod
    def _check_spelling(cls, given: object, info: ValidationInfo) -> object:
        kind = cls.model_fields[str(info.field_name)].annotation
        if kind is int and not re.fullmatch("-?[0-9]+", str(given)):
            raise PydanticKnownError("int_parsing")
        if kind is bool and given not in {"true", "false"}:
            raise PydanticKnownError("bool_parsing")
        return given


class Page(QueryParameters):
    """A part of a list, whose order stays."""

    limit: Annotated[int, Field(ge=1, le=100, description="The most on a page.")] = 50
    cursor: Annotated[
        str | None,
        Field(pattern=r"^[0-9a-f]{16,32}$", description="`next_cursor` of the page before."),
    ] = None


class View(BaseModel):
    """A reply: each of its fields is always there."""

    model_config = ConfigDict(
        frozen=True, json_schema_serialization_defaults_required=True, defer_build=True
    )


class ServedAs(StrEnum):
    """As whom somebody is served who may be a visitor or a person."""

    VISITOR = "visitor"
    PERSON = "person"


SERVED_AS = "As whom you were served: by `visitor` nothing of an account was seen or changed."


class Raw(RootModel[bytes]):
    """A reply that is no JSON: bytes of the operation's ``media_type``."""
