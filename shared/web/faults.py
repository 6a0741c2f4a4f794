"""pydantic's faults in our words: the field, the reason, the remedy, and nothing that was sent."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from shared.errors import FieldFault, InvalidInputError

_MAX_FAULTS = 20
_EXPECTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "list_type": "a list",
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
    "missing": "field-missing",
    "enum": "field-not-listed",
    "literal_error": "field-not-listed",
}
_UNITS = {"string_too_long": "characters", "string_too_short": "characters"}


def invalid(error: ValidationError, model: type[BaseModel]) -> InvalidInputError:
    """Return the error for input that does not fit a model; at most 20 faults are named."""
    told = error.errors(include_url=False, include_input=False)
    return InvalidInputError(faults=tuple(_fault(one, model) for one in told[:_MAX_FAULTS]))


def _fault(told: Mapping[str, Any], model: type[BaseModel]) -> FieldFault:
    kind, loc = told["type"], told["loc"]
    if kind == "extra_forbidden":  # its name is the client's: name the parent and what it takes
        return FieldFault(_path(loc[:-1]), "field-unknown", (("allowed", _allowed(model, loc)),))
    code = _PLAIN.get(kind, "field-not-acceptable")
    bounds: tuple[tuple[str, str], ...] = ()
    if kind in _EXPECTED:
        code, bounds = "field-type", (("expected", _EXPECTED[kind]),)
    elif kind in _SIZES:
        code, bound = _SIZES[kind]
        bounds = ((bound, _many(kind, told["ctx"])),)
    return FieldFault(_path(loc), code, bounds)


def _many(kind: str, ctx: Mapping[str, Any]) -> str:
    number = ctx.get("max_length", ctx.get("min_length"))
    return f"{number} {_UNITS.get(kind, 'items')}"


def _path(loc: Sequence[int | str]) -> str:
    path = ""
    for part in loc:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else part
    return path


def _allowed(model: type[BaseModel], loc: Sequence[int | str]) -> str:
    """Return the fields of the model that a location leads into."""
    for part in loc[:-1]:
        if isinstance(part, str) and part in model.model_fields:
            model = _inner(model.model_fields[part].annotation) or model
    return ", ".join(model.model_fields)


def _inner(annotation: Any) -> type[BaseModel] | None:  # noqa: ANN401 - a type expression
    """Return the model inside an annotation such as ``list[Item] | None``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_inner(part) for part in getattr(annotation, "__args__", ()))
    return next((model for model in found if model is not None), None)
