"""The recorder: every answer of the whole test run is held against the API's description.

A gateway that is started with GATEWAY_PLUGIN=tests.guard loads this module, too. What is not
described, a status, a header, a media type or a body of another form, is written to RECORD_FILE:
the operation and what is wrong with it, never what was sent.
"""

import json
import os
import re
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # has no stubs

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


@cache
def described() -> dict[str, Any]:
    """Return all that is described, public or not."""
    whole: dict[str, Any] = {"paths": {}, "components": {"schemas": {}}}
    for file in FILES.values():
        one = json.loads(file.read_text(encoding="utf-8"))
        for path, methods in one["paths"].items():
            whole["paths"].setdefault(path, {}).update(methods)
        whole["components"]["schemas"] |= one["components"]["schemas"]
    return whole


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    paths = sorted(described()["paths"], key=lambda path: "{" in path)
    return [(re.compile(re.sub(r"{[a-z_]+}", "[^/]+", path) + r"\Z"), path) for path in paths]


@cache
def _validator(media: str) -> Draft202012Validator:
    return Draft202012Validator({**json.loads(media), "components": described()["components"]})


def faults_of(
    method: str, path: str, status: int, headers: Mapping[str, str], body: bytes
) -> Iterator[str]:
    """Yield what is not described of an answer, in words that quote nothing of it."""
    known = next((one for pattern, one in _patterns() if pattern.match(path)), None)
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


def record(gateway: type[Gateway]) -> None:
    """Have a gateway's answers held against the description."""
    whole = gateway.__call__

    async def recorded(self: Gateway, scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401 - ASGI
        seen: dict[str, Any] = {"status": 0, "headers": {}, "body": b"", "done": False}

        async def sending(message: Any) -> None:  # noqa: ANN401 - ASGI
            if message["type"] == "http.response.start":
                seen["status"] = message["status"]
                seen["headers"] = {
                    name.decode().lower(): value.decode() for name, value in message["headers"]
                }
            elif message["type"] == "http.response.body":
                seen["body"] += message.get("body", b"")
                seen["done"] = not message.get("more_body", False)
            await send(message)

        await whole(self, scope, receive, sending)
        if scope["type"] == "http" and scope["path"].startswith("/v1") and seen["done"]:
            method = scope["method"]
            if method not in _FRAMEWORKS:
                _tell(
                    list(
                        faults_of(
                            method, scope["path"], seen["status"], seen["headers"], seen["body"]
                        )
                    )
                )

    gateway.__call__ = recorded  # type: ignore[method-assign]  # that is what it is for


if "RECORD_FILE" in os.environ:
    record(getattr(sys.modules["__main__"], "Gateway", Gateway))  # which runs as the main module
