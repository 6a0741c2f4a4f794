"""The recorder: what is asked and answered is held against the API's description, all the test run.

A gateway that is started with GATEWAY_PLUGIN=tests.guard loads this module, too. What is not
described of an answer, a status, a header, a media type or a body of another form, is written to
RECORD_FILE, and so is what is described more strictly than it is enforced: a request that was
accepted though it does not fit. The operation and what is wrong with it, never what was sent.
"""

import json
import os
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from jsonschema import (  # type: ignore[import-untyped]  # has no stubs
    Draft202012Validator,
    FormatChecker,
)
from jsonschema.exceptions import best_match  # type: ignore[import-untyped]  # as above

from infra.local.stack.gateway import Gateway
from infra.local.tools.openapi import FILES
from shared.edge.headers import SECURITY
from shared.edge.problem import MEDIA_TYPE

ALWAYS = {
    *(name.lower() for name in SECURITY),
    "access-control-allow-credentials",
    "access-control-allow-headers",
    "access-control-allow-methods",
    "access-control-allow-origin",
    "access-control-expose-headers",
    "access-control-max-age",
    "allow",
    "cache-control",
    "connection",
    "content-length",
    "content-type",
    "date",
    "transfer-encoding",
    "vary",
    "www-authenticate",
}
"""What HTTP and browsers say, and what every answer carries."""
_FRAMEWORKS = {"OPTIONS", "HEAD"}
_ACCEPTED = 2
_STRUCTURE = {"properties", "$ref", "anyOf", "oneOf", "allOf"}
_FORMATS = FormatChecker(formats=("date",))
_RFC_3339 = re.compile(r"[0-9]{4}(-[0-9]{2}){2}T([0-9]{2}:){2}[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9:]{5})")

Parameter = tuple[str, str]
"""Where it is and its name: ``("query", "limit")``; that of a header in lower case."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it was sent."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    """By name in lower case."""
    body: bytes | None
    """None: nobody read it to its end."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What is described of an operation's requests, ready to be held against them."""

    parameters: Mapping[Parameter, Draft202012Validator]
    required: frozenset[Parameter]
    bodies: Mapping[str, Draft202012Validator | None]
    """By media type; None: not JSON. Empty: no body is described, and none is looked at."""


@cache
def described() -> dict[str, Any]:
    """Return all that is described, public or not."""
    whole: dict[str, Any] = {"paths": {}, "components": {"schemas": {}, "parameters": {}}}
    for file in FILES.values():
        one = json.loads(file.read_text(encoding="utf-8"))
        for path, methods in one["paths"].items():
            whole["paths"].setdefault(path, {}).update(methods)
        for kind, named in whole["components"].items():
            named.update(one["components"][kind])
    return whole


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    paths = sorted(described()["paths"], key=lambda path: "{" in path)
    return [
        (re.compile(re.sub(r"{([a-z_]+)}", r"(?P<\1>[^/]+)", path) + r"\Z"), path) for path in paths
    ]


def _found(path: str) -> tuple[str | None, dict[str, str]]:
    """Return the path as it is described, None if it is not, and its parameters."""
    for pattern, known in _patterns():
        if match := pattern.match(path):
            return known, match.groupdict()
    return None, {}


@cache
def _validator(media: str) -> Draft202012Validator:
    return _validator_of(json.loads(media))


def _validator_of(schema: Mapping[str, Any]) -> Draft202012Validator:
    whole = {**schema, "components": described()["components"]}
    return Draft202012Validator(whole, format_checker=_FORMATS)


@_FORMATS.checks("date-time")  # type: ignore[untyped-decorator]  # jsonschema has no stubs
def _is_moment(text: object) -> bool:
    return not isinstance(text, str) or _RFC_3339.fullmatch(text) is not None


def _target(node: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what is described there, or where it refers to."""
    while reference := node.get("$ref"):
        kind, name = reference.split("/")[-2:]
        node = described()["components"][kind][name]
    return node


@cache
def expected(method: str, known: str) -> Expected | None:
    """Return what is described of an operation's requests, None if the operation is not."""
    operation = described()["paths"].get(known, {}).get(method.lower())
    if operation is None:
        return None
    parameters = [_target(one) for one in operation.get("parameters", ())]
    named = {
        (one["in"], one["name"].lower() if one["in"] == "header" else one["name"]): one
        for one in parameters
        if one["in"] != "cookie"
    }
    content = operation.get("requestBody", {}).get("content", {})
    return Expected(
        {where: _validator_of(one["schema"]) for where, one in named.items()},
        frozenset(where for where, one in named.items() if one.get("required")),
        {
            media: _validator_of(one["schema"]) if "json" in media else None
            for media, one in content.items()
        },
    )


def faults_of_request(asked: Asked) -> Iterator[str]:
    """Yield where an accepted request does not fit the description, and quote nothing of it."""
    known, in_path = _found(asked.path)
    wanted = expected(asked.method, known) if known else None
    if wanted is None:
        return
    query = parse_qsl(asked.query, keep_blank_values=True)
    given = [(("path", name), text) for name, text in in_path.items()]
    given += [(("query", name), text) for name, text in query]
    given += [(("header", name), text) for name, text in asked.headers.items()]
    faults = [*_faults_of_parameters(wanted, given), *_faults_of_body(wanted, asked)]
    yield from (f"{asked.method} {known} request {fault}" for fault in faults)


def _faults_of_parameters(wanted: Expected, given: list[tuple[Parameter, str]]) -> Iterator[str]:
    for where, text in given:
        validator = wanted.parameters.get(where)
        if validator is not None:
            value = _read(text, validator.schema)
            yield from (f"{' '.join(where)} {fault}" for fault in _misfits(validator, value))
        elif where[0] != "header":
            yield f"{where[0]}: a parameter that is not described"
    for place, name in sorted(wanted.required - {where for where, _ in given}):
        yield f"{place} {name} required"


def _read(text: str, schema: Mapping[str, Any]) -> object:
    """Return what a parameter's text says: a whole number or a truth where one is described."""
    kinds = _target(schema).get("type", ())
    if "integer" in kinds and re.fullmatch("-?[0-9]+", text):
        return int(text)
    return {"true": True, "false": False}.get(text, text) if "boolean" in kinds else text


def _faults_of_body(wanted: Expected, asked: Asked) -> Iterator[str]:
    media = asked.headers.get("content-type", "").split(";")[0].strip().lower()
    if not wanted.bodies or asked.body is None:
        return
    if media not in wanted.bodies:
        yield "body: a media type that is not described"
        return
    validator = wanted.bodies[media]
    if validator is None:
        return
    try:
        body = json.loads(asked.body)
    except ValueError:
        yield "body: it is not JSON"
        return
    yield from (f"body {fault}" for fault in _misfits(validator, body))


def _misfits(validator: Draft202012Validator, value: object) -> Iterator[str]:
    """Yield the places in the schema that a value does not fit, with the keyword."""
    for error in validator.iter_errors(value):
        path = best_match([error]).absolute_schema_path
        yield " ".join(one for one in path if isinstance(one, str) and one not in _STRUCTURE)


def faults_of(
    method: str, path: str, status: int, headers: Mapping[str, str], body: bytes
) -> Iterator[str]:
    """Yield what is not described of an answer, in words that quote nothing of it."""
    known, _ = _found(path)
    operation = described()["paths"].get(known, {}).get(method.lower()) if known else None
    if operation is None:
        if status not in {404, 405, 414, 429} and method not in _FRAMEWORKS:
            yield f"{method} {known}: nothing is described, and it answers {status}"
        return
    told = operation["responses"].get(str(status))
    if told is None:
        yield f"{method} {known}: {status} is not described"
        return
    declared = {name.lower() for name in told.get("headers", {})}
    for name in sorted(set(headers) - ALWAYS - declared):
        yield f"{method} {known} {status}: the header {name} is not described"
    content = told.get("content", {})
    media = headers.get("content-type", "").split(";")[0]
    if body and media not in content:
        yield f"{method} {known} {status}: a body of {media} is not described"
    elif body and "json" in media and content[media].get("schema"):
        validator = _validator(json.dumps(content[media]["schema"], sort_keys=True))
        code = json.loads(body).get("code") if media == MEDIA_TYPE else None
        if code not in {None, *content[media].get("examples", ())}:
            yield f"{method} {known} {status}: the problem {code} is not described"
        for error in list(validator.iter_errors(json.loads(body)))[:3]:
            where = "/".join(str(part) for part in error.schema_path if not isinstance(part, int))
            yield f"{method} {known} {status}: another form: {where}"


def _tell(faults: list[str]) -> None:
    with Path(os.environ["RECORD_FILE"]).open("a", encoding="utf-8") as file:
        file.writelines(f"{fault}\n" for fault in faults)


class _Exchange:
    """A request and its answer, written down as they pass by."""

    def __init__(self, receive: Any, send: Any) -> None:  # noqa: ANN401 - ASGI
        self._receive, self._send = receive, send
        self._sent, self._told = bytearray(), bytearray()
        self._read = self._done = False
        self._status = 0
        self._headers: dict[str, str] = {}

    async def receive(self) -> Any:  # noqa: ANN401 - ASGI
        message = await self._receive()
        if message["type"] == "http.request":
            self._sent += message.get("body", b"")
            self._read = not message.get("more_body", False)
        return message

    async def send(self, message: Any) -> None:  # noqa: ANN401 - ASGI
        if message["type"] == "http.response.start":
            self._status = message["status"]
            self._headers = _named(message["headers"])
        elif message["type"] == "http.response.body":
            self._told += message.get("body", b"")
            self._done = not message.get("more_body", False)
        await self._send(message)

    def faults(self, scope: Any) -> Iterator[str]:  # noqa: ANN401 - ASGI
        """Yield what is not described of it, nothing if it was never answered."""
        method, path = scope["method"], scope["path"]
        if not self._done or method in _FRAMEWORKS or not path.startswith("/v1"):
            return
        yield from faults_of(method, path, self._status, self._headers, bytes(self._told))
        if self._status // 100 == _ACCEPTED:
            query, headers = scope.get("query_string", b"").decode("latin-1"), scope["headers"]
            body = bytes(self._sent) if self._read else None
            yield from faults_of_request(Asked(method, path, query, _named(headers), body))


def _named(headers: Any) -> dict[str, str]:  # noqa: ANN401 - ASGI
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in headers}


def record(gateway: type[Gateway]) -> None:
    """Have what a gateway is asked and answers held against the description."""
    whole = gateway.__call__

    async def recorded(self: Gateway, scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401 - ASGI
        exchange = _Exchange(receive, send)
        await whole(self, scope, exchange.receive, exchange.send)
        if scope["type"] == "http":
            try:
                _tell(list(exchange.faults(scope)))
            except Exception as e:  # it would end in a log that nobody reads
                _tell([f"{scope['method']}: the recorder failed: {type(e).__name__}"])
                raise

    gateway.__call__ = recorded  # type: ignore[method-assign]  # that is what it is for


if "RECORD_FILE" in os.environ:
    record(getattr(sys.modules["__main__"], "Gateway", Gateway))  # which runs as the main module
