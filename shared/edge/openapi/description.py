"""The API's description in OpenAPI 3.1, generated from the declared operations.

Used when developing (``make openapi``) and by the tests; what is served is the committed file.
"""

import json
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from inspect import getdoc
from typing import Any

from pydantic import BaseModel, RootModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from shared.edge import cookies
from shared.edge.headers import SERVED_AS
from shared.edge.openapi.links import links_of
from shared.edge.openapi.named_examples import name_examples
from shared.edge.openapi.parameters import HEADERS, REFERENCE, body_of, parameters_of, with_examples
from shared.edge.openapi.path_examples import add_path_examples
from shared.edge.openapi.problem_examples import example_of
from shared.edge.openapi.refusals import problems_of
from shared.edge.openapi.schema_names import renamed
from shared.edge.openapi.schemas import tidied
from shared.edge.operation import CallerKind, Operation
from shared.edge.problem import MEDIA_TYPE, Problem
from shared.edge.rate_limits import DESCRIPTIONS, LIMIT, POLICY
from shared.kernel.errors import AppError
from shared.kernel.schema import Raw
from shared.kernel.texts import say

_PUBLIC = frozenset({CallerKind.VISITOR, CallerKind.PERSON, CallerKind.ANYBODY})
_EXAMPLE = "#/components/examples/{}"
_INTRODUCTION = """\
Track parcels by waybill number, without an account. Errors are RFC 9457 problems; times are RFC
3339 with offset; unknown fields are refused. Every answer carries `X-Request-Id`.
"""
_INFO: Mapping[str, Any] = {
    "title": "agogopost",
    "description": _INTRODUCTION,
    "contact": {"name": "The service's operator, as `GET /v1/policies/current` tells"},
    "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
}
TAGS: Mapping[str, str] = {
    "tracking": "Where parcels are: by waybill number, without an account.",
    "follows": "Parcels that are followed: their list, and what is told of them.",
    "registration": "Regions, sign-in codes, accounts and sessions.",
    "profile": "The account: profile, portrait, devices, identities, preferences.",
    "consents": "What a person or a visitor allows, purpose by purpose, with receipts.",
    "exports": "A copy of everything that is held about a person.",
    "deletion": "The end of an account, at once or after the days of grace.",
    "rights": "Requests by the rights of data protection law, with or without an account.",
    "policies": "The privacy notice: versions, changes, the data map, the suppliers.",
    "reference": "This description.",
    "staff": "What the operator's staff see and do: masked, for a reason, recorded.",
    "carrier_events": "What suppliers push.",
    "send_promotions": "What is offered to those who agreed.",
    "policy_notices": "Notices of changes, before they take effect.",
    "deletion_worker": "Deletions, carried out.",
    "export_worker": "Exports, prepared.",
    "deliver_message": "Messages to people, sent.",
    "deliver_news": "News of followed parcels, told to who follows them.",
    "refresh_waybills": "Followed parcels that are due are handed out, every minute.",
    "refresh_batch": "Followed parcels that are due are looked at, each for who follows it.",
    "sweep_messages": "Messages to people that are overdue are handed on, every minute.",
    "forget_nightly": "What is due is deleted, every night.",
    "anonymise_nightly": "What was agreed to is anonymised, every night.",
    "anonymise_shard": "One part of that.",
    "replay_stops": "Stops that a restored backup does not know of are set again.",
    "reseal": "Fields are sealed anew.",
    "rewrap": "Keys are wrapped anew.",
}
"""What each tag is for, the most wanted first: of functions, by their names."""
_SECURITY: Mapping[CallerKind, list[dict[str, list[str]]]] = {
    CallerKind.VISITOR: [],
    CallerKind.PERSON: [{"person": []}, {"browser": []}],
    CallerKind.ANYBODY: [{}, {"person": []}, {"browser": []}],
    CallerKind.STAFF: [{"staff": []}],
    CallerKind.PLATFORM: [{"platform": []}],
}
_SCHEMES = {
    "person": {
        "type": "http",
        "scheme": "bearer",
        "description": "A session's token: `agp_<region>_...`.",
    },
    "browser": {
        "type": "apiKey",
        "in": "cookie",
        "name": cookies.SESSION,
        "description": "The same token as a cookie. Whatever changes something then needs the "
        "headers `X-Requested-With` and `Origin`.",
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
    "sign": {
        "type": "apiKey",
        "in": "header",
        "name": "sign",
        "description": "17TRACK's signature: hex SHA-256 of the body, `/` and our key.",
    },
    "X-Agogopost-Signature": {
        "type": "apiKey",
        "in": "header",
        "name": "X-Agogopost-Signature",
        "description": "The mail route's signature over the time and the body.",
    },
}
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
    421: "The person's home is another region: see `region` and `base_url`.",
    422: "Something needs to be corrected: `errors` says what.",
    428: "Say which state is meant: `If-Match`.",
    429: "Too many requests: see `Retry-After`.",
    500: "A fault of ours.",
    503: "Not now: see `Retry-After`.",
}
_PROBLEMS = frozenset({"Problem", "ItemProblem"})
_NO_CONTENT = 204
_WITH_COOKIES = frozenset({CallerKind.PERSON, CallerKind.ANYBODY})
_REFUSED = 400


def _header(description: str, type_: str = "string") -> dict[str, Any]:
    return {"description": description, "schema": {"type": type_}}


_HEADERS: Mapping[str, dict[str, Any]] = {
    "Accept": _header("The media types that are taken."),
    "ETag": _header("Names this state."),
    "Location": _header("Where what was made is to be found."),
    LIMIT: _header(DESCRIPTIONS[LIMIT]),
    POLICY: _header(DESCRIPTIONS[POLICY]),
    "Retry-After": _header("Seconds after which to try again, where that helps.", "integer"),
    SERVED_AS: _header("As whom: `visitor` or `person`."),
    "Set-Cookie": _header(
        "For browsers: a cookie is set, renewed, or taken away because it is worth nothing any "
        "more."
    ),
    "X-Request-Id": _header("Names this request in our logs."),
}
_OF_REFUSALS: Mapping[int, tuple[str, ...]] = {
    409: ("Retry-After",),
    415: ("Accept",),
    429: ("Retry-After",),
    503: ("Retry-After",),
}


class Audience(StrEnum):
    """For whom an operation is described."""

    PUBLIC = "public"
    """Whoever builds an app or a site."""
    INTERNAL = "internal"
    """The operator's staff, the platform and suppliers."""

    def has(self, operation: Operation[Any]) -> bool:
        """Tell whether an operation is for it."""
        return (operation.caller in _PUBLIC) == (self is Audience.PUBLIC)


def describe(
    operations: Iterable[tuple[str, Operation[Any]]],
    *,
    version: str,
    audience: Audience,
    codes: Sequence[str],
) -> dict[str, Any]:
    """Return the description of an audience's operations.

    Args:
        operations: Each with its function's name.
        version: Of the API.
        audience: For whom.
        codes: Of all problems.
    """
    listed = _tagged(operations, audience)
    paths: dict[str, dict[str, Any]] = {}
    for tag, operation in listed:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(
            tag, operation, links_of(operation, [one for _, one in listed])
        )
    add_path_examples(paths)
    described = {
        "openapi": "3.1.0",
        "info": {**_INFO, "version": version},
        "servers": [{"url": "/", "description": "The region that this description came from."}],
        "tags": _tags({tag for tag, _ in listed}),
        "paths": dict(sorted(paths.items(), key=_place)),
        "components": {
            "headers": _used("headers", _HEADERS, paths),
            "parameters": _used("parameters", HEADERS, paths),
            "schemas": {**_schemas(one for _, one in listed), "ProblemCode": _codes(codes)},
            "examples": _problem_examples(operation for _, operation in listed),
            "securitySchemes": _schemes(listed),
        },
    }
    name_examples(described)
    told: dict[str, Any] = renamed(described)
    return told


def _tagged(
    operations: Iterable[tuple[str, Operation[Any]]], audience: Audience
) -> list[tuple[str, Operation[Any]]]:
    """Return an audience's operations by their tags, those that other functions have last."""
    found = [(one.tag or function, one) for function, one in operations if audience.has(one)]
    return sorted(found, key=lambda each: (each[0], bool(each[1].tag)))


def _tags(tags: Container[str]) -> list[dict[str, str]]:
    told = [(name, text) for name, text in TAGS.items() if name in tags]
    return [{"name": name, "description": text} for name, text in told]


def _place(described: tuple[str, dict[str, Any]]) -> tuple[int, str]:
    """Return where a path stands: as its function does among the tags."""
    path, methods = described
    tag = next(iter(methods.values()))["tags"][0]
    return list(TAGS).index(tag), path


def _codes(codes: Sequence[str]) -> dict[str, Any]:
    told = "Which problem: a code never changes. Codes may be added. See `/docs/errors`."
    return {"type": "string", "enum": list(codes), "description": told}


def _used(kind: str, named: Mapping[str, Any], paths: Mapping[str, Any]) -> dict[str, Any]:
    """Return those components of a kind that an operation refers to."""
    told = json.dumps(paths)
    return {name: one for name, one in named.items() if f'/components/{kind}/{name}"' in told}


def _security(operation: Operation[Any]) -> list[dict[str, list[str]]]:
    if operation.signature is not None:
        return [{operation.signature: []}]
    return _SECURITY[operation.caller]


def _schemes(listed: Iterable[tuple[str, Operation[Any]]]) -> dict[str, Any]:
    names = {name for _, one in listed for need in _security(one) for name in need}
    return {name: _SCHEMES[name] for name in sorted(names)}


def _schemas(operations: Iterable[Operation[Any]]) -> dict[str, Any]:
    models: dict[type[BaseModel], JsonSchemaMode] = {Problem: "serialization"}
    queries: set[str] = set()  # are taken apart: only what they refer to has a name
    for operation in operations:
        if not issubclass(operation.reply, RootModel):
            models[operation.reply] = "serialization"
        if operation.body is not None:
            models[operation.body] = "validation"
        if operation.query is not None:
            models[operation.query] = "validation"
            queries.add(operation.query.__name__)
    _, schema = models_json_schema(list(models.items()), ref_template=REFERENCE)
    schemas: dict[str, Any] = schema.get("$defs", {})
    for name in schemas.keys() & _PROBLEMS:
        schemas[name]["properties"]["code"] = {"$ref": REFERENCE.format(model="ProblemCode")}
    return {name: tidied(one) for name, one in sorted(schemas.items()) if name not in queries}


def _problem_examples(operations: Iterable[Operation[Any]]) -> dict[str, Any]:
    kinds = {
        kind.code: kind
        for operation in operations
        for listed in problems_of(operation).values()
        for kind in listed
    }
    return {
        code: {"summary": say(code), "value": example_of(kind)}
        for code, kind in sorted(kinds.items())
    }


def _operation(tag: str, operation: Operation[Any], links: Mapping[str, Any]) -> dict[str, Any]:
    summary, _, rest = (getdoc(operation.handler) or "").partition("\n")
    described: dict[str, Any] = {
        "operationId": operation.handler.__name__,
        "tags": [tag],
        "summary": summary.removesuffix("."),
        "description": " ".join(rest.split()) or summary,
        "security": _security(operation),
        "responses": _responses(operation),
    }
    if operation.roles:
        described["x-roles"] = sorted(operation.roles)
    if links:
        described["responses"][str(operation.status)]["links"] = links
    described["parameters"] = parameters_of(operation)
    if content := _body(operation):
        described["requestBody"] = {"required": True, "content": content}
    return described


def _body(operation: Operation[Any]) -> dict[str, Any]:
    """Return what an operation's body may be, by media type; empty if it takes none."""
    if operation.body is None:
        return body_of(operation)
    content = _content(operation.body, operation.examples.get("request", {}))
    return dict.fromkeys(operation.accepts, content["application/json"])


def _responses(operation: Operation[Any]) -> dict[str, Any]:
    content = _content(operation.reply, operation.examples.get("reply", {}))
    if issubclass(operation.reply, Raw):
        content = _raw(operation)
    as_asked, has_tag = ["Location"] if operation.places else [], operation.has_tag
    if has_tag:
        as_asked.append("ETag")
    found: dict[int, dict[str, Any]] = {
        operation.status: {"description": "As asked.", "content": content}
    }
    if has_tag and operation.method == "GET":
        found[304] = {"description": "As the caller has it already: `If-None-Match`."}
    for one in found.values():
        one["headers"] = as_asked
    for status, kinds in sorted(problems_of(operation).items()):
        found[status] = {
            "description": _REFUSALS[status],
            "headers": _OF_REFUSALS.get(status, ()),
            "content": {MEDIA_TYPE: _problem_content(kinds)},
        }
    for status, one in found.items():
        names = sorted({*one["headers"], *_always(operation, status)})
        one["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in names}
    return {str(status): one for status, one in found.items()}


def _raw(operation: Operation[Any]) -> dict[str, Any]:
    """Return the content of an answer that is no JSON of a model's."""
    if operation.status == _NO_CONTENT:
        return {}
    media_type = operation.media_type.split(";")[0]
    form = {} if media_type.startswith("text/") else {"format": "binary"}
    return {media_type: {"schema": {"type": "string", **form}}}


def _problem_content(kinds: Iterable[type[AppError]]) -> dict[str, Any]:
    return {
        "schema": {"$ref": REFERENCE.format(model="Problem")},
        "examples": {kind.code: {"$ref": _EXAMPLE.format(kind.code)} for kind in kinds},
    }


def _always(operation: Operation[Any], status: int) -> Iterator[str]:
    """Yield the headers that every answer with a status may have.

    Those that tell of the caller's own limits stand on all answers that nobody else may keep; of
    suppliers that push only who is refused has any.
    """
    yield "X-Request-Id"
    if operation.caller is CallerKind.ANYBODY:
        yield SERVED_AS
    if operation.sets_cookies or operation.caller in _WITH_COOKIES:
        yield "Set-Cookie"
    if operation.caller is not CallerKind.SUPPLIER or status >= _REFUSED:
        yield POLICY
        if operation.cached is None or status >= _REFUSED:
            yield LIMIT


def _content(model: type[BaseModel], examples: Mapping[str, Any]) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "object"}
    if not issubclass(model, RootModel):
        schema = {"$ref": REFERENCE.format(model=model.__name__)}
    return {"application/json": with_examples({"schema": schema}, examples)}
