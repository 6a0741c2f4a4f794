"""pydantic's faults in our words: the field, the reason, the remedy, and nothing that was sent."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import SchemaValidator

from shared.kernel.errors import FieldFault, InvalidInputError

M = TypeVar("M", bound=BaseModel)
_MAX_FAULTS = 20
_EXPECTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": "an object",
    "model_type": "an object",
    "model_attributes_type": "an object",
    "string_unicode": "well-formed Unicode text",
}
_SIZES = {
    "string_too_long": ("field-too-long", "max_length"),
    "too_long": ("field-too-long", "max_length"),
    "string_too_short": ("field-too-short", "min_length"),
    "too_short": ("field-too-short", "min_length"),
}
_PLAIN = {
    "json_invalid": "body-not-json",
    "missing": "field-missing",
    "enum": "field-not-listed",
    "literal_error": "field-not-listed",
}
_OF_JSON = frozenset({"model", "tuple", "enum", "list", "dict"})
"""What in JSON is written as something else than it is in Python."""
_IS_OURS = "-"
"""In a fault that a field of ours raises, which is a key of the catalogue; pydantic has none."""
_UNITS = {"string_too_long": "characters", "string_too_short": "characters"}


def fitted(model: type[M], said: object) -> M:
    """Return the model that JSON is which was parsed. Raises ValidationError: it does not fit.

    It is as strict as pydantic is with JSON itself, which it would parse a second time: a list is
    for a tuple, a text for a word of a closed list, and else nothing becomes anything.
    """
    read: M = _reader(model).validate_python(said)
    return read


@cache
def _reader(model: type[BaseModel]) -> SchemaValidator:
    model.model_rebuild()  # it may not have been built yet
    schema = _as_json(model.__pydantic_core_schema__)
    return SchemaValidator(schema, _use_prebuilt=False)  # else models inside stay Python's


def _as_json(schema: Any) -> Any:  # noqa: ANN401 - pydantic's own description
    """Return a schema in which Python's values may stand for JSON's."""
    if isinstance(schema, dict):
        told = {key: _as_json(value) for key, value in schema.items()}
        return {**told, "strict": False} if schema.get("type") in _OF_JSON else told
    return [_as_json(one) for one in schema] if isinstance(schema, list) else schema


def invalid(error: ValidationError, model: type[BaseModel]) -> InvalidInputError:
    """Return the error for input that does not fit a model; at most 20 faults are named."""
    told = error.errors(include_url=False, include_input=False)
    own = [one for one in told if not _follows(one, told)]
    return InvalidInputError(faults=tuple(_fault(one, model) for one in own[:_MAX_FAULTS]))


def _follows(one: Mapping[str, Any], told: Sequence[Mapping[str, Any]]) -> bool:
    """Tell whether a list is short only because pydantic counts just the items that fit."""
    loc = one["loc"]
    return one["type"] == "too_short" and any(
        len(other["loc"]) > len(loc) and other["loc"][: len(loc)] == loc for other in told
    )


def _fault(told: Mapping[str, Any], model: type[BaseModel]) -> FieldFault:
    kind, loc = told["type"], told["loc"]
    if kind == "extra_forbidden":  # its name is the client's: name the parent and what it takes
        return FieldFault(
            _path(loc[:-1], model), "field-unknown", (("allowed", _allowed(model, loc)),)
        )
    code = kind if _IS_OURS in kind else _PLAIN.get(kind, "field-not-acceptable")
    bounds: tuple[tuple[str, str], ...] = ()
    if kind in _EXPECTED:
        code, bounds = "field-type", (("expected", _EXPECTED[kind]),)
    elif kind in _SIZES:
        code, bound = _SIZES[kind]
        bounds = ((bound, _many(kind, told["ctx"])),)
    return FieldFault(_path(loc, model), code, bounds)


def _many(kind: str, ctx: Mapping[str, Any]) -> str:
    number = ctx.get("max_length", ctx.get("min_length"))
    unit = _UNITS.get(kind, "items")
    return f"{number} {unit.removesuffix('s') if number == 1 else unit}"


def _path(loc: Sequence[int | str], model: type[BaseModel]) -> str:
    """Return a location as far as its names are ours: the keys of a mapping are the client's."""
    path, within = "", model
    for part in loc:
        if isinstance(part, int):
            path += f"[{part}]"
            continue
        known = _named(within)
        if part not in known:
            break
        path += f".{part}" if path else part
        within = _inner(known[part].annotation) or within
    return path


def _allowed(model: type[BaseModel], loc: Sequence[int | str]) -> str:
    """Return the fields of the model that a location leads into."""
    for part in loc[:-1]:
        known = _named(model)
        if isinstance(part, str) and part in known:
            model = _inner(known[part].annotation) or model
    return ", ".join(_named(model))


def _named(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """Return a model's fields by the names that they have outside."""
    return {one.alias or name: one for name, one in model.model_fields.items()}


def _inner(annotation: Any) -> type[BaseModel] | None:  # noqa: ANN401 - a type expression
    """Return the model inside an annotation such as ``list[Item] | None``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_inner(part) for part in getattr(annotation, "__args__", ()))
    return next((model for model in found if model is not None), None)
