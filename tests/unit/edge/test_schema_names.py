"""Schemas are called what whoever builds an app calls them, and no two the same."""

import pytest

from infra.local.tools.openapi import generated
from shared.edge.openapi.description import Audience
from shared.edge.openapi.schema_names import name_of, renamed


def test_a_schema_and_every_reference_to_it_have_one_name() -> None:
    reference = {"$ref": "#/components/schemas/EventView"}
    described = {"components": {"schemas": {"EventView": {"type": "object"}}}, "x": [reference]}
    assert renamed(described) == {
        "components": {"schemas": {"ShipmentEvent": {"type": "object"}}},
        "x": [{"$ref": "#/components/schemas/ShipmentEvent"}],
    }


def test_two_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="one name"):
        renamed({"components": {"schemas": {"PlaceView": {}, "Place": {}}}})


@pytest.mark.parametrize(
    ("model", "name"),
    [("ProfileView", "Profile"), ("PlaceBody", "PlaceInput"), ("Export", "Export")],
)
def test_what_is_shown_is_called_as_it_is(model: str, name: str) -> None:
    assert name_of(model) == name


def test_no_name_of_both_descriptions_is_two_things() -> None:
    public, internal = (generated(one)["components"]["schemas"] for one in Audience)
    for name in public.keys() & internal.keys():
        assert public[name] == internal[name], name
    assert not [name for name in public | internal if name.endswith(("View", "Body"))]
