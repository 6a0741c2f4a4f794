"""What a request to an operation may bring, for its description: parameters, headers, the body.

Each is described as it is enforced. Headers stand once among the components.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from shared.edge.idempotency import HEADER as IDEMPOTENCY
from shared.edge.openapi.schemas import tidied
from shared.edge.operation import CallerKind, Operation

REFERENCE = "#/components/schemas/{model}"
_BY_COOKIE = frozenset({CallerKind.PERSON, CallerKind.ANYBODY})
_TEXT: Mapping[str, Any] = {"type": "string"}
_BYTES: Mapping[str, Any] = {"type": "string", "format": "binary"}
_ONE_CLICK = "`One-Click`, as mail programs say it (RFC 8058). Nothing of the form is looked at."
_FORM: Mapping[str, Any] = {
    "type": "object",
    "properties": {"List-Unsubscribe": {"type": "string", "description": _ONE_CLICK}},
}
"""The one form that is taken."""


def _header(
    name: str, description: str, schema: Mapping[str, Any] = _TEXT, *, must: bool = False
) -> dict[str, Any]:
    told = {"name": name, "in": "header", "required": must, "schema": dict(schema)}
    return {**told, "description": description}


_FORMS = {"id": r"^[0-9a-f]{32}$", "receipt_id": r"^[0-9a-f]{32}$"}
"""Of the parameters of paths: see ``Operation.forms``."""
HEADERS: Mapping[str, dict[str, Any]] = {
    one["name"]: one
    for one in (
        _header(
            "Accept-Language",
            "In which languages texts are to be told, the most wanted first (RFC 9110).",
        ),
        _header(
            "If-Match",
            "The `ETag` of what is to be changed.",
            {"type": "string", "minLength": 1},
            must=True,
        ),
        _header("If-None-Match", "The `ETag` that you have: if nothing is newer, 304."),
        _header(
            IDEMPOTENCY,
            "Visible ASCII characters, best at random: the same key with the same body is carried "
            "out once and answered alike for 24 hours.",
            {"type": "string", "minLength": 8, "maxLength": 128, "pattern": "^[\\x21-\\x7e]+$"},
        ),
        _header("Origin", "With the cookie, where it changes something: the site's own."),
        _header(
            "Sec-GPC",
            "Global Privacy Control: `1` refuses what a browser's owner has not allowed knowingly.",
        ),
        _header("X-Consent", "A visitor's consent token; a browser has it as a cookie."),
        _header(
            "X-Device",
            "The `device_token` of a sign-in on this device; a browser has it as a cookie.",
        ),
        _header(
            "X-Requested-With",
            "With the cookie, where it changes something: `agogopost`.",
        ),
    )
}


def parameters_of(operation: Operation[Any]) -> list[dict[str, Any]]:
    """Return an operation's parameters: of its path, of its query, and its headers by reference."""
    headers = [{"$ref": f"#/components/parameters/{name}"} for name in sorted(_headers(operation))]
    return [*_of_path(operation), *_of_query(operation), *headers]


def body_of(operation: Operation[Any]) -> dict[str, Any]:
    """Return an operation's body by media type, if it is none of a model's."""
    if operation.signature is not None:
        told = with_examples({"schema": {"type": "object"}}, operation.examples.get("request", {}))
        return {"application/json": told}
    if operation.takes_bytes:
        return {
            media_type: {"schema": dict(_FORM if "form" in media_type else _BYTES)}
            for media_type in operation.accepts
        }
    return {}


def with_examples(content: dict[str, Any], examples: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a body may be together with examples of it, by their names."""
    named = {name: {"value": value} for name, value in examples.items()}
    return {**content, "examples": named} if named else content


def _headers(operation: Operation[Any]) -> Iterator[str]:
    yield "Accept-Language"
    yield from operation.reads
    if operation.still_works:
        yield from {"X-Consent", "Sec-GPC"} - operation.reads
    if operation.guarded:
        yield "If-Match"
    if operation.method == "GET" and operation.has_tag:
        yield "If-None-Match"
    if operation.idempotent is not None:
        yield IDEMPOTENCY
    if operation.caller in _BY_COOKIE and operation.method != "GET":
        yield from ("Origin", "X-Requested-With")


def _of_path(operation: Operation[Any]) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": _form(operation, name)}
        for name in re.findall(r"{([a-z_]+)}", operation.path)
    ]


def _form(operation: Operation[Any], name: str) -> dict[str, Any]:
    """Return what a parameter of a path must look like to name anything: else the answer is 404."""
    form = operation.forms.get(name, _FORMS.get(name))
    return {**_TEXT, "pattern": form} if form is not None else dict(_TEXT)


def _of_query(operation: Operation[Any]) -> list[dict[str, Any]]:
    if operation.query is None:
        return []
    model = tidied(operation.query.model_json_schema(ref_template=REFERENCE))
    required = model.get("required", ())
    return [
        {"name": name, "in": "query", "required": name in required, "schema": _never_null(schema)}
        for name, schema in model["properties"].items()
    ]


def _never_null(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of a value that is left out or is there: a query has no null."""
    told = dict(schema)
    if isinstance(told.get("type"), list):
        (told["type"],) = [one for one in told["type"] if one != "null"]
    if "anyOf" in told:
        (only,) = [one for one in told.pop("anyOf") if one != {"type": "null"}]
        told = {**only, **told}
    return told
