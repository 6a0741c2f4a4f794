"""Would a client written for the published API break? Compares two OpenAPI descriptions.

Breaking: a path, method, status, reply field or request value that is gone; a request field or body
that has become required; a type that changed; a list of reply values that grew is not (clients are
told that codes grow), nor is anything new and optional.
"""

from collections.abc import Iterator, Mapping
from typing import Any

Json = Mapping[str, Any]


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


def _operation(place: str, before: Json, now: Json) -> Iterator[str]:
    for status in before["responses"]:
        if status not in now["responses"]:
            yield f"{place}: status {status} gone"
    if "requestBody" in now and "requestBody" not in before:
        yield f"{place}: needs a body"
    if before["security"] == [] and now["security"] != []:
        yield f"{place}: no longer open to visitors"
    for part in ("requestBody", "responses"):
        if _references(before.get(part)) - _references(now.get(part)):
            yield f"{place}: {part} refers to another schema"


def _references(value: object) -> set[str]:
    if isinstance(value, Mapping):
        own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
        return own.union(*(_references(inner) for inner in value.values()))
    return set()


def _schemas(published: Json, new: Json) -> Iterator[str]:
    requests = _reachable(published, "requestBody")
    for name, before in published["components"]["schemas"].items():
        now = new["components"]["schemas"].get(name)
        if now is None:
            yield f"schema {name}: gone"
        else:
            yield from _schema(f"schema {name}", before, now, request=name in requests)


def _schema(place: str, before: Json, now: Json, *, request: bool) -> Iterator[str]:
    fields, now_fields = before.get("properties", {}), now.get("properties", {})
    for name in fields:
        if name not in now_fields:
            yield f"{place}.{name}: gone"
        elif _shape(fields[name]) != _shape(now_fields[name]):
            yield f"{place}.{name}: another type"
    if _shape(before) != _shape(now):
        yield f"{place}: another type"
    gone = set(before.get("enum", ())) - set(now.get("enum", ()))
    if gone and request:
        yield f"{place}: takes fewer values"
    required, now_required = set(before.get("required", ())), set(now.get("required", ()))
    if request and now_required - required:
        yield f"{place}: {sorted(now_required - required)} now required"
    if not request and required - now_required:
        yield f"{place}: {sorted(required - now_required)} no longer always there"
    yield from _bounds(place, before, now, request=request)


def _bounds(place: str, before: Json, now: Json, *, request: bool) -> Iterator[str]:
    """Yield request bounds that have become tighter."""
    if not request:
        return
    for name, field in now.get("properties", {}).items():
        old = before.get("properties", {}).get(name, {})
        for bound, tighter in (("maxItems", -1), ("maxLength", -1), ("minItems", 1)):
            was, is_ = old.get(bound), field.get(bound)
            if is_ is not None and (was is None or (is_ - was) * tighter > 0):
                yield f"{place}.{name}: {bound} tighter"


def _shape(schema: Json) -> object:
    """Return what must not change: the type and what it refers to, in any order."""
    parts = schema.get("anyOf", schema.get("oneOf"))
    if parts is not None:
        return sorted(repr(_shape(part)) for part in parts)
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
    if isinstance(value, list):
        return set().union(*(_references_anywhere(inner) for inner in value))
    if isinstance(value, Mapping):
        inner = [_references_anywhere(one) for one in value.values()]
        own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
        return own.union(*inner)
    return set()
