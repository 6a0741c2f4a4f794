"""Schemas as clients are generated from them."""

from enum import StrEnum

from pydantic import BaseModel, Field

from shared.edge.openapi.schemas import tidied
from shared.kernel.schema import View


class Colour(StrEnum):
    """A colour."""

    RED = "red"


class Thing(BaseModel):
    """A thing."""

    name: str | None = Field(None, max_length=9, description="What it is called.")
    colour: Colour | None = None
    size: int = 3
    left: int | str | None = None


def test_what_may_be_left_out_has_no_value_that_stands_for_it() -> None:
    fields = tidied(Thing.model_json_schema())["properties"]
    assert fields["name"] == {
        "type": ["string", "null"],
        "maxLength": 9,
        "description": "What it is called. May be left out.",
    }
    assert fields["colour"]["description"] == "May be left out."
    assert fields["size"] == {"type": "integer", "description": "May be left out: then `3`."}
    assert [name for name, one in fields.items() if "default" in one] == []


def test_what_is_always_there_has_no_value_that_stands_for_it_either() -> None:
    class Told(View):
        done: bool = True

    whole = tidied(Told.model_json_schema(mode="serialization"))
    assert whole["required"] == ["done"]
    assert whole["properties"] == {"done": {"type": "boolean"}}


def test_only_what_is_one_simple_type_or_null_becomes_one_of_two_types() -> None:
    fields = tidied(Thing.model_json_schema())["properties"]
    assert fields["colour"]["anyOf"] == [{"$ref": "#/$defs/Colour"}, {"type": "null"}]
    assert len(fields["left"]["anyOf"]) == 3


def test_names_stand_at_the_components_alone_and_values_stay_as_they_are() -> None:
    whole = tidied(Thing.model_json_schema())
    assert "title" not in whole
    assert "title" not in whole["$defs"]["Colour"]
    kept = {"type": "object", "example": {"title": "T", "default": None}}
    assert tidied(kept) == kept
    assert tidied({"properties": {"title": {"type": "string", "title": "Title"}}}) == {
        "properties": {"title": {"type": "string"}}
    }
