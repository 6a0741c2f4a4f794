"""Would a client written for the published API break? Compares two OpenAPI descriptions.

Breaking: a path, method, status, field, parameter or request value that is gone; a request field,
parameter or body that has become required; a reply field that is no longer always there; a type
that changed; a bound of a request that became tighter; a sign-in where none was needed. A list of
reply values that grew is not (clients are told that codes grow), nor is anything new and optional,
nor a request field that takes one more type.
"""

from collections.abc import Iterator, Mapping
from typing import Any

Json = Mapping[str, Any]
_TIGHTER: Mapping[str, int] = {
    "maxItems": -1,
    "maxLength": -1,
    "maximum": -1,
    "minItems": 1,
    "minLength": 1,
    "minimum": 1,
}
"""Bounds, and which way they tighten."""


def breaks(published: Json, new: Json) -> list[str]:
    """Return what would break, one line each; empty if nothing would."""
    return [*_paths(published, new), *_schemas(published, new)]


def _paths(published: Json, new: Json) -> Iterator[str]:
    for path, methods in published["paths"].items():
        for method, operation in methods.items():
            place = f"{method.upper()} {path}"
            now = new["paths"].get(path, {}).get(method)
            if now is None:
                yield f"{place}: gone"
            else:
                yield from _operation(place, operation, now)
                before = _parameters(published, operation)
                yield from _of_parameters(place, before, _parameters(new, now))


def _parameters(description: Json, operation: Json) -> dict[tuple[str, str], Json]:
    """Return an operation's parameters by place and name, those that it refers to as well."""
    named = description["components"].get("parameters", {})
    told = [
        named[one["$ref"].rsplit("/", 1)[-1]] if "$ref" in one else one
        for one in operation.get("parameters", ())
    ]
    return {(one["in"], one["name"]): one for one in told}


def _of_parameters(
    place: str, before: Mapping[tuple[str, str], Json], now: Mapping[tuple[str, str], Json]
) -> Iterator[str]:
    """Yield what breaks by parameters; a header that is gone is not looked at any more."""
    for key, one in now.items():
        if one.get("required") and not before.get(key, {}).get("required"):
            yield f"{place}: {key[1]} now required"
    for key, one in before.items():
        name = f"{place}: {key[1]}"
        if key in now:
            if _shape(one["schema"]) != _shape(now[key]["schema"]):
                yield f"{name}: another type"
            yield from _narrower(name, one["schema"], now[key]["schema"])
        elif key[0] != "header":
            yield f"{name}: gone"


def _operation(place: str, before: Json, now: Json) -> Iterator[str]:
    for status in before["responses"]:
        if status not in now["responses"]:
            yield f"{place}: status {status} gone"
    if _needs_body(now) and not _needs_body(before):
        yield f"{place}: needs a body"
    if before["security"] == [] and now["security"] != []:
        yield f"{place}: no longer open to visitors"
    for part in ("requestBody", "responses"):
        if _references_anywhere(before.get(part)) - _references_anywhere(now.get(part)):
            yield f"{place}: {part} refers to another schema"


def _needs_body(operation: Json) -> bool:
    return bool(operation.get("requestBody", {}).get("required"))


def _schemas(published: Json, new: Json) -> Iterator[str]:
    requests, replies = _reachable(published, "requestBody"), _reachable(published, "responses")
    for name, before in published["components"]["schemas"].items():
        place, now = f"schema {name}", new["components"]["schemas"].get(name)
        if now is None:
            yield f"{place}: gone"
            continue
        yield from _fields(place, before, now, only_asked=name in requests - replies)
        required, now_required = set(before.get("required", ())), set(now.get("required", ()))
        if name in requests:
            if now_required - required:
                yield f"{place}: {sorted(now_required - required)} now required"
            yield from _narrower(place, before, now)
        if name in replies and required - now_required:
            yield f"{place}: {sorted(required - now_required)} no longer always there"


def _fields(place: str, before: Json, now: Json, *, only_asked: bool) -> Iterator[str]:
    fields, now_fields = before.get("properties", {}), now.get("properties", {})
    for name in fields:
        if name not in now_fields:
            yield f"{place}.{name}: gone"
        elif _shape(fields[name]) != _shape(now_fields[name]) and not (
            only_asked and _takes_more(fields[name], now_fields[name])
        ):
            yield f"{place}.{name}: another type"
    if _shape(before) != _shape(now):
        yield f"{place}: another type"


def _narrower(place: str, before: Json, now: Json) -> Iterator[str]:
    """Yield where a request's schema of the same shape takes less than it did, inside too."""
    was_listed, listed = set(_listed(before)), set(_listed(now))
    if listed and (not was_listed or was_listed - listed):
        yield f"{place}: takes fewer values"
    for bound, tighter in _TIGHTER.items():
        was, is_ = before.get(bound), now.get(bound)
        if is_ is not None and (was is None or (is_ - was) * tighter > 0):
            yield f"{place}: {bound} tighter"
    if now.get("pattern") not in {None, before.get("pattern")}:
        yield f"{place}: another pattern"
    for name, field in before.get("properties", {}).items():
        yield from _narrower(f"{place}.{name}", field, now.get("properties", {}).get(name, field))
    for part in ("items", "additionalProperties"):
        if isinstance(before.get(part), Mapping) and isinstance(now.get(part), Mapping):
            yield from _narrower(f"{place}[]", before[part], now[part])
    for old, new in _pairs(before, now):
        yield from _narrower(place, old, new)


def _takes_more(before: Json, now: Json) -> bool:
    """Tell whether all that was taken still is, as one of more alternatives."""
    shapes = [repr(_shape(part)) for part in _parts(now)]
    return all(repr(_shape(part)) in shapes for part in _parts(before) or [before])


def _pairs(before: Json, now: Json) -> list[tuple[Json, Json]]:
    """Return each alternative that was taken with what has become of it."""
    old, new = _parts(before), _parts(now)
    if len(old) == len(new):
        return list(zip(old, new, strict=True))
    of_shape = {repr(_shape(part)): part for part in new or [now]}
    return [(part, of_shape.get(repr(_shape(part)), part)) for part in old or [before]]


def _listed(schema: Json) -> list[str]:
    """Return the only values that a schema takes; empty: any of its type."""
    return [
        repr(value) for value in schema.get("enum", [schema["const"]] if "const" in schema else [])
    ]


def _parts(schema: Json) -> list[Json]:
    """Return the alternatives of a schema in an order that does not hang on how they are listed."""
    parts = schema.get("anyOf", schema.get("oneOf", ()))
    return sorted(parts, key=lambda part: repr(_shape(part)))


def _shape(schema: Json) -> object:
    """Return what must not change: the type and what it refers to, in any order."""
    if parts := _parts(schema):
        return [repr(_shape(part)) for part in parts]
    items = schema.get("items")
    inner = _shape(items) if isinstance(items, Mapping) else None
    return (schema.get("type"), schema.get("format"), schema.get("$ref"), inner)


def _reachable(description: Json, part: str) -> set[str]:
    """Return the names of the schemas that one part of the operations leads to."""
    schemas = description["components"]["schemas"]
    waiting = {
        reference
        for methods in description["paths"].values()
        for operation in methods.values()
        for reference in _references_anywhere(operation.get(part))
    }
    found: set[str] = set()
    while waiting:
        name = waiting.pop().rsplit("/", 1)[-1]
        if name not in found:
            found.add(name)
            waiting |= _references_anywhere(schemas.get(name))
    return found


def _references_anywhere(value: object) -> set[str]:
    """Return the schemas that are referred to somewhere in a value."""
    if isinstance(value, list):
        return set().union(*(_references_anywhere(inner) for inner in value))
    if isinstance(value, Mapping):
        inner = [_references_anywhere(one) for one in value.values()]
        reference = value.get("$ref")
        own = {str(reference)} if "/schemas/" in str(reference) else set()
        return own.union(*inner)
    return set()
