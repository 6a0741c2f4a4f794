"""The API's description in OpenAPI 3.1, generated from the declared operations.

Used when developing (``make openapi``) and by the tests; what is served is the committed file.
"""

import re
from collections.abc import Iterable, Mapping
from inspect import getdoc
from typing import Any

from pydantic import BaseModel, RootModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from shared.web.headers import SERVED_AS
from shared.web.model import Raw
from shared.web.operation import CallerKind, Operation
from shared.web.problem import MEDIA_TYPE, Problem
from shared.web.rate_limits import DESCRIPTIONS, LIMIT, POLICY

_REFERENCE = "#/components/schemas/{model}"
_INTRODUCTION = """\
Track parcels by waybill number, without an account. Errors are RFC 9457 problems; times are RFC
3339 with offset; unknown fields are refused. Every answer carries `X-Request-Id`.
"""
_SECURITY: Mapping[CallerKind, list[dict[str, list[str]]]] = {
    CallerKind.VISITOR: [],
    CallerKind.PERSON: [{"person": []}],
    CallerKind.ANYBODY: [{}, {"person": []}],
    CallerKind.STAFF: [{"staff": []}],
    CallerKind.PLATFORM: [{"platform": []}],
    CallerKind.SUPPLIER: [{"supplier": []}],
}
_SCHEMES = {
    "person": {
        "type": "http",
        "scheme": "bearer",
        "description": "A session's token: `agp_<region>_...`.",
    },
    "staff": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "An OpenID token of the operator's issuer, with a role.",
    },
    "platform": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "An OpenID token of the platform for our audience: schedules and pushes.",
    },
    "supplier": {
        "type": "apiKey",
        "in": "header",
        "name": "sign",
        "description": "A supplier's signature: hex SHA-256 of the body, `/` and our key.",
    },
}
_IDEMPOTENCY = (
    "8 to 128 visible ASCII characters: the same key with the same body is carried out once and "
    "answered alike for 24 hours."
)
_DEVICE = "The `device_token` of a sign-in on this device; a browser has it as a cookie."
_REFUSALS = {
    401: "The caller is not known.",
    403: "The caller may not.",
    404: "Nothing is there.",
    405: "The address takes other methods.",
    408: "The body did not arrive in time.",
    409: "What is there stands against it.",
    413: "The body is too large.",
    414: "The address is too long.",
    412: "It is not as the caller saw it any more.",
    415: "The body has another media type: see `Accept`.",
    422: "Something needs to be corrected: `errors` says what.",
    428: "Say which state is meant: `If-Match`.",
    429: "Too many requests: see `Retry-After`.",
    500: "A fault of ours.",
    503: "Not now: see `Retry-After`.",
}
_WITH_RETRY_AFTER = {429, 503}
_NO_CONTENT = 204
_REFUSED = 400


def describe(operations: Iterable[tuple[str, Operation]], *, version: str) -> dict[str, Any]:
    """Return the description of operations, each with its function's name."""
    listed = list(operations)
    paths: dict[str, dict[str, Any]] = {}
    for function, operation in listed:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(
            function, operation
        )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "agogopost",
            "version": version,
            "description": _INTRODUCTION,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": dict(sorted(paths.items())),
        "components": {
            "headers": {name: _header(DESCRIPTIONS[name], "string") for name in (POLICY, LIMIT)},
            "schemas": _schemas(operation for _, operation in listed),
            "securitySchemes": {name: _SCHEMES[name] for name in _used_schemes(listed)},
        },
    }


def _used_schemes(listed: Iterable[tuple[str, Operation]]) -> list[str]:
    kinds = {operation.caller for _, operation in listed}
    return sorted({name for kind in kinds for need in _SECURITY[kind] for name in need})


def _schemas(operations: Iterable[Operation]) -> dict[str, Any]:
    models: dict[type[BaseModel], JsonSchemaMode] = {Problem: "serialization"}
    for operation in operations:
        if not issubclass(operation.reply, RootModel):
            models[operation.reply] = "serialization"
        if operation.body is not None:
            models[operation.body] = "validation"
    _, schema = models_json_schema(list(models.items()), ref_template=_REFERENCE)
    schemas: dict[str, Any] = schema.get("$defs", {})
    return dict(sorted(schemas.items()))


def _operation(function: str, operation: Operation) -> dict[str, Any]:
    summary, _, rest = (getdoc(operation.handler) or "").partition("\n")
    described: dict[str, Any] = {
        "operationId": operation.handler.__name__,
        "tags": [function],
        "summary": summary.removesuffix("."),
        "description": " ".join(rest.split()) or summary,
        "security": _SECURITY[operation.caller],
        "responses": _responses(operation),
    }
    if operation.roles:
        described["x-roles"] = sorted(operation.roles)
    if parameters := _parameters(operation):
        described["parameters"] = parameters
    if content := _body(operation):
        described["requestBody"] = {"required": True, "content": content}
    return described


def _parameters(operation: Operation) -> list[dict[str, Any]]:
    found = [*_path_parameters(operation), *_query_parameters(operation)]
    if operation.guarded:
        found.append(
            _header_parameter("If-Match", "The `ETag` of what is to be changed.", must=True)
        )
    if operation.idempotent is not None:
        found.append(_header_parameter("Idempotency-Key", _IDEMPOTENCY, must=False))
    if operation.knows_devices:
        found.append(_header_parameter("X-Device", _DEVICE, must=False))
    return found


def _header_parameter(name: str, description: str, *, must: bool) -> dict[str, Any]:
    header = {"name": name, "in": "header", "required": must, "schema": {"type": "string"}}
    return {**header, "description": description}


def _body(operation: Operation) -> dict[str, Any]:
    """Return what an operation's body may be, by media type; empty if it takes none."""
    if operation.body is not None:
        content = _content(operation.body, operation.examples.get("request", {}))
        return dict.fromkeys(operation.accepts, content["application/json"])
    if operation.signature is not None:
        return {"application/json": {"schema": {"type": "object"}}}
    if operation.takes_bytes:
        return {media_type: {} for media_type in operation.accepts}
    return {}


def _path_parameters(operation: Operation) -> list[dict[str, Any]]:
    schema = {"type": "string"}
    names = re.findall(r"{([a-z_]+)}", operation.path)
    return [{"name": name, "in": "path", "required": True, "schema": schema} for name in names]


def _query_parameters(operation: Operation) -> list[dict[str, Any]]:
    if operation.query is None:
        return []
    model = operation.query.model_json_schema()
    required = model.get("required", ())
    return [
        {"name": name, "in": "query", "required": name in required, "schema": schema}
        for name, schema in model["properties"].items()
    ]


def _responses(operation: Operation) -> dict[str, Any]:
    content = _content(operation.reply, operation.examples.get("reply", {}))
    headers = {"X-Request-Id": _header("Names this request in our logs.", "string")}
    if operation.tagged or operation.cached is not None:
        headers["ETag"] = _header("Names this state.", "string")
    if operation.caller is CallerKind.ANYBODY:
        headers[SERVED_AS] = _header("As whom: `visitor` or `person`.", "string")
    if issubclass(operation.reply, Raw):
        content = {operation.media_type: {}} if operation.status != _NO_CONTENT else {}
    found: dict[str, dict[str, Any]] = {
        str(operation.status): {"description": "As asked.", "headers": headers, "content": content}
    }
    if operation.tagged and operation.method == "GET":
        found["304"] = {"description": "As the caller has it already: `If-None-Match`."}
    for status in _refusals(operation):
        refusal: dict[str, Any] = {
            "description": _REFUSALS[status],
            "content": {MEDIA_TYPE: {"schema": {"$ref": _REFERENCE.format(model="Problem")}}},
        }
        if status in _WITH_RETRY_AFTER:
            refusal["headers"] = {"Retry-After": _header("Seconds to wait.", "integer")}
        found[str(status)] = refusal
    for code, answer in found.items():
        answer["headers"] = {**answer.get("headers", {}), **_limits(operation, int(code))}
    return found


def _limits(operation: Operation, status: int) -> dict[str, Any]:
    """Return the headers that tell of the caller's own limits: suppliers that push have none."""
    if operation.caller is CallerKind.SUPPLIER:
        return {}
    others_may_keep_it = operation.cached is not None and status < _REFUSED
    names = (POLICY,) if others_may_keep_it else (POLICY, LIMIT)
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _refusals(operation: Operation) -> list[int]:
    listed = [404, 405, 414, 422, 429, 500, 503]
    if operation.body is not None or operation.takes_bytes:
        listed += [408, 413, 415]
    if operation.conflicts:
        listed.append(409)
    if operation.guarded:
        listed += [409, 412, 428]
    if operation.idempotent is not None:
        listed += [409]
    if operation.caller is not CallerKind.VISITOR:
        listed += [401, 403]
    return sorted(set(listed))


def _content(model: type[BaseModel], examples: Mapping[str, Any]) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "object"}
    if not issubclass(model, RootModel):
        schema = {"$ref": _REFERENCE.format(model=model.__name__)}
    content: dict[str, Any] = {"schema": schema}
    if examples:
        content["examples"] = {name: {"value": value} for name, value in examples.items()}
    return {"application/json": content}


def _header(description: str, type_: str) -> dict[str, Any]:
    return {"description": description, "schema": {"type": type_}}
