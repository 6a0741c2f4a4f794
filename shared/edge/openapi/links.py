"""Where an answer leads, for its description: OpenAPI's links, made of what is declared. Pure."""

import re
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel

from shared.edge.operation import Operation

_PARAMETER = re.compile(r"{([a-z_]+)}")


def links_of(operation: Operation[Any], others: Iterable[Operation[Any]]) -> dict[str, Any]:
    """Return the links of an operation's answer, by the operations that they lead to.

    It leads to what it says it has made, to what its fields name below its own path, and to what
    else can be done at that path, a guarded operation only from an answer that names the state.
    """
    if operation.method == "DELETE":  # nothing is there any more
        return {}
    found = {}
    for other in others:
        known = _parameters(operation, other)
        if other is not operation and known is not None:
            link = {"operationId": other.handler.__name__}
            found[other.handler.__name__] = {**link, "parameters": known} if known else link
    return found


def _parameters(operation: Operation[Any], other: Operation[Any]) -> dict[str, str] | None:
    """Return what another operation is to be called with; None: an answer does not lead there."""
    is_same = other.path in {operation.path, operation.places}
    if not is_same and not other.path.startswith(f"{operation.path}/{{"):
        return None
    told = {name: _known(operation, name) for name in _PARAMETER.findall(other.path)}
    if other.guarded:
        told["If-Match"] = "$response.header.ETag" if is_same and operation.has_tag else None
    if not told and other.path != operation.places:
        return None
    known = {name: one for name, one in told.items() if one is not None}
    return known if len(known) == len(told) else None


def _known(operation: Operation[Any], name: str) -> str | None:
    """Return by which expression a parameter is known; None: it is not told."""
    if f"{{{name}}}" in operation.path:
        return f"$request.path.{name}"
    fields = operation.reply.model_fields
    if name in fields:
        return f"$response.body#/{name}"
    lists = (field for field, one in fields.items() if name in _fields_of_items(one.annotation))
    return next((f"$response.body#/{field}/0/{name}" for field in lists), None)


def _fields_of_items(annotation: Any) -> Iterable[str]:  # noqa: ANN401 - a type expression
    """Return the fields of the items of a list; nothing: it is no list of models."""
    item = next(iter(getattr(annotation, "__args__", ())), None)
    if getattr(annotation, "__origin__", None) is not tuple:
        return ()
    return item.model_fields if isinstance(item, type) and issubclass(item, BaseModel) else ()
