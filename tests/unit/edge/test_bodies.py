"""What a request may send; and that what it sent never comes back."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from shared.edge.strict_json import MAX_DEPTH, parsed
from shared.kernel.errors import InvalidInputError
from tests.unit.edge.site import NAME, VALUE, Site, lines_of

KIB = 1024
JSON = {"Content-Type": "application/json"}


def sized(size: int) -> bytes:
    """Return a good body of exactly so many bytes."""
    frame = b'{"text":""}'
    return frame[:-2] + b"x" * (size - len(frame)) + frame[-2:]


async def pieces(body: bytes) -> AsyncIterator[bytes]:
    """Yield a body in chunks, so that its length is not announced."""
    for at in range(0, len(body), 10_000):
        yield body[at : at + 10_000]


@pytest.mark.parametrize("announced", [True, False], ids=["announced", "chunked"])
@pytest.mark.parametrize(
    "case",
    [
        ("/notes", 64 * KIB + 1, 413),
        ("/notes", 64 * KIB, 201),
        ("/notes", 300 * KIB, 413),
        ("/big-notes", 64 * KIB + 1, 200),
        ("/big-notes", 256 * KIB, 200),
        ("/big-notes", 256 * KIB + 1, 413),
    ],
)
async def test_a_body_is_as_large_as_its_operation_allows_and_no_larger(
    site: Site, client: httpx.AsyncClient, case: tuple[str, int, int], *, announced: bool
) -> None:
    path, size, status = case
    body = sized(size)
    content = body if announced else pieces(body)
    reply = await client.post(path, content=content, headers=JSON)
    assert ("content-length" in reply.request.headers) is announced
    assert reply.status_code == status
    assert len(site.knobs.calls) == (status < 300)
    if status == 413:
        assert reply.json()["code"] == "body-too-large"


async def test_a_body_that_is_announced_too_large_is_not_waited_for(site: Site) -> None:
    reply = await site.edge.answer(_request(iter(()), {b"content-length": b"65537"}))
    assert reply.status_code == 413


async def test_a_false_announcement_does_not_let_a_larger_body_in(site: Site) -> None:
    chunks = [{"type": "http.request", "body": b"x" * 40_000, "more_body": True}] * 2
    reply = await site.edge.answer(_request(iter(chunks), {b"content-length": b"10"}))
    assert reply.status_code == 413


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 415),
        ({"Content-Type": ""}, 415),
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": "application/x-www-form-urlencoded"}, 415),
        ({"Content-Type": "application/jsonx"}, 415),
        ({"Content-Type": "application/json; charset=latin-1"}, 415),
        ({"Content-Type": "application/json; charset=utf-16"}, 415),
        ({"Content-Type": f"application/json; {NAME}={VALUE}"}, 415),
        ({**JSON, "Content-Encoding": "gzip"}, 415),
        ({**JSON, "Content-Encoding": "identity, br"}, 415),
        ({"Content-Type": "Application/JSON; Charset=UTF-8"}, 201),
        ({"Content-Type": 'application/json;charset="utf-8"'}, 201),
        ({**JSON, "Content-Encoding": "identity"}, 201),
    ],
    ids=str,
)
async def test_a_body_is_json_in_utf_8_and_not_compressed(
    client: httpx.AsyncClient, headers: dict[str, str], status: int
) -> None:
    reply = await client.post("/notes", content=b'{"text":"x"}', headers=headers)
    assert reply.status_code == status
    if status == 415:
        assert reply.json()["code"] == "unsupported-media-type"
        assert VALUE not in reply.text


def nested(levels: int) -> bytes:
    """Return a body with so many levels of brackets."""
    inner = b"[" * (levels - 1) + b"]" * (levels - 1)
    return b'{"' + NAME.encode() + b'":' + inner + b"}"


_TEXT = f'"text":"{VALUE}"'
_BOTH = f'{{"{NAME}":"{VALUE}"'
NOT_JSON: dict[str, tuple[bytes, str, str]] = {
    "empty": (b"", "body-not-json", ""),
    "blank": (b" \n", "body-not-json", ""),
    "17 levels": (nested(17), "body-nesting", ""),
    "brackets without end": (b"[" * 60_000, "body-nesting", ""),
    "17 objects": (b'{"a":' * 17 + b"1" + b"}" * 17, "body-nesting", ""),
    "nan": (f'{{{_TEXT},"weight":NaN}}'.encode(), "body-number", ""),
    "infinity": (f'{{{_TEXT},"weight":Infinity}}'.encode(), "body-number", ""),
    "minus infinity": (f'{{{_TEXT},"weight":-Infinity}}'.encode(), "body-number", ""),
    "1e999": (f'{{{_TEXT},"weight":1e999}}'.encode(), "body-number", ""),
    "5000 digits": (f'{{{_TEXT},"count":{"9" * 5000}}}'.encode(), "body-number", ""),
    "a repeated name": (f'{_BOTH},"{NAME}":1}}'.encode(), "body-repeated-name", ""),
    "a repeated known name": (f"{{{_TEXT},{_TEXT}}}".encode(), "body-repeated-name", ""),
    "a name repeated by escape": (b'{"text":"a","\\u0074ext":"b"}', "body-repeated-name", ""),
    "a byte order mark": (f"\ufeff{{{_TEXT}}}".encode(), "body-not-json", ""),
    "utf-16": (f"{{{_TEXT}}}".encode("utf-16"), "body-not-json", ""),
    "utf-16 without mark": (f"{{{_TEXT}}}".encode("utf-16-le"), "body-not-json", ""),
    "invalid utf-8": (f'{{"text":"{VALUE}'.encode() + b'\xff"}', "body-not-json", ""),
    "a lone surrogate": (f'{{"text":"{VALUE}\\ud800"}}'.encode(), "body-not-json", ""),
    "a lone surrogate in a name": (f'{{"{NAME}\\ud800":1}}'.encode(), "body-not-json", ""),
    "trailing garbage": (f"{{{_TEXT}}} {VALUE}".encode(), "body-not-json", ""),
    "two bodies": (f"{{{_TEXT}}}{{{_TEXT}}}".encode(), "body-not-json", ""),
    "a comment": (f"{{{_TEXT}}}//{VALUE}".encode(), "body-not-json", ""),
    "single quotes": (f"{{'{NAME}':'{VALUE}'}}".encode(), "body-not-json", ""),
    "cut": (_BOTH.encode(), "body-not-json", ""),
    "a raw control character": (f'{{"text":"{VALUE}\x01"}}'.encode(), "body-not-json", ""),
    "a list": (f'["{NAME}","{VALUE}"]'.encode(), "field-type", ""),
    "a text": (f'"{VALUE}"'.encode(), "field-type", ""),
    "a number": (b"17", "field-type", ""),
    "null": (b"null", "field-type", ""),
}
MISFITS: dict[str, tuple[dict[str, Any], str, str]] = {
    "a missing field": ({}, "field-missing", "text"),
    "an unknown field": ({"text": VALUE, NAME: VALUE}, "field-unknown", ""),
    "an unknown field inside": ({"tags": [{"word": "ab", NAME: 1}]}, "field-unknown", "tags[0]"),
    "a number for text": ({"text": 17}, "field-type", "text"),
    "null for text": ({"text": None}, "field-type", "text"),
    "a text for a number": ({"count": VALUE}, "field-type", "count"),
    "a fraction for a whole number": ({"count": 1.5}, "field-type", "count"),
    "a text of digits for a number": ({"count": "17"}, "field-type", "count"),
    "a text for a truth": ({"flag": VALUE}, "field-type", "flag"),
    "a number for a truth": ({"flag": 1}, "field-type", "flag"),
    "a text for a list": ({"tags": VALUE}, "field-type", "tags"),
    "an object for a list": ({"tags": {NAME: VALUE}}, "field-type", "tags"),
    "a text for an object": ({"tags": [VALUE]}, "field-type", "tags[0]"),
    "too many items": ({"tags": [{"word": "ab"}] * 4}, "field-too-long", "tags"),
    "too few items": ({"tags": []}, "field-too-short", "tags"),
    "too long a text": ({"tags": [{"word": VALUE}]}, "field-too-long", "tags[0].word"),
    "too short a text": ({"tags": [{"word": "a"}]}, "field-too-short", "tags[0].word"),
    "not on the list": ({"colour": VALUE}, "field-not-listed", "colour"),
    "a misfit under the client's own name": ({"grants": {NAME: VALUE}}, "field-type", "grants"),
}


@pytest.mark.parametrize("case", NOT_JSON.values(), ids=NOT_JSON)
async def test_what_is_not_one_strict_json_object_is_refused_without_an_echo(
    site: Site,
    client: httpx.AsyncClient,
    capsys: pytest.CaptureFixture[str],
    case: tuple[bytes, str, str],
) -> None:
    body, code, field = case
    reply = await client.post("/notes", content=body, headers=JSON)
    _refused(reply, code, field)
    assert not site.knobs.calls
    _silent(reply, capsys.readouterr())


@pytest.mark.parametrize("case", MISFITS.values(), ids=MISFITS)
async def test_a_field_that_does_not_fit_is_named_with_the_remedy_and_never_quoted(
    site: Site,
    client: httpx.AsyncClient,
    capsys: pytest.CaptureFixture[str],
    case: tuple[dict[str, Any], str, str],
) -> None:
    change, code, field = case
    body = change if code == "field-missing" else {"text": "x", **change}
    reply = await client.post("/notes", json=body)
    _refused(reply, code, field)
    assert not site.knobs.calls
    _silent(reply, capsys.readouterr())


async def test_every_fault_is_told_at_once_but_no_more_than_twenty(
    client: httpx.AsyncClient,
) -> None:
    two = (await client.post("/notes", json={"count": "x", "flag": "x", "text": "x"})).json()
    assert {error["field"] for error in two["errors"]} == {"count", "flag"}
    many = {"text": "x", **{f"{NAME}_{n}": VALUE for n in range(100)}}
    assert len((await client.post("/notes", json=many)).json()["errors"]) == 20


async def test_an_unknown_field_is_answered_with_the_known_ones(client: httpx.AsyncClient) -> None:
    tags = [{"word": "ab", NAME: 1}]
    reply = await client.post("/notes", json={"text": "x", "tags": tags})
    assert reply.json()["errors"][0]["detail"] == "Remove what is not one of: word."


async def test_100_000_brackets_crash_nothing_where_the_body_may_be_large(
    client: httpx.AsyncClient,
) -> None:
    for body in (b"[" * 100_000, b'{"a":' * 40_000, b'{"text":"x","tags":' + b"[" * 100_000):
        _refused(await client.post("/big-notes", content=body, headers=JSON), "body-nesting", "")


@pytest.mark.parametrize(
    "text",
    ["[" * 40, "]}" * 40, '"' + "[" * 40, '\\"' + "{" * 40, "\\" + "[" * 40, '\\\\"[[[' * 9],
    ids=["open", "close", "after a quote", "after an escaped quote", "after a backslash", "mixed"],
)
async def test_brackets_inside_a_text_are_not_levels(client: httpx.AsyncClient, text: str) -> None:
    reply = await client.post("/notes", json={"text": text})
    assert (reply.status_code, reply.json()["size"]) == (201, len(text))


def test_sixteen_levels_are_good_json() -> None:
    parsed(nested(MAX_DEPTH))
    with pytest.raises(InvalidInputError):
        parsed(nested(MAX_DEPTH + 1))


_json = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**99) + 1, 10**99) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(_json)
def test_any_json_text_that_is_not_too_deep_is_understood(value: object) -> None:
    text = json.dumps(value)
    levels = _levels(value)
    if levels > MAX_DEPTH:
        with pytest.raises(InvalidInputError):
            parsed(text.encode())
    else:
        parsed(text.encode())


@given(st.binary(max_size=200) | st.text('[]{}":\\,0aeN', max_size=200).map(str.encode))
def test_any_bytes_are_understood_or_refused_and_never_crash(body: bytes) -> None:
    try:
        parsed(body)
    except InvalidInputError as e:
        assert e.faults[0].code.startswith("body-")  # noqa: PT017 - both ends are good


async def test_a_body_that_never_arrives_is_408(site: Site, client: httpx.AsyncClient) -> None:
    async def endless() -> AsyncIterator[bytes]:
        yield b'{"text":'
        await asyncio.Event().wait()

    reply = await client.post("/late-notes", content=endless(), headers=JSON)
    assert (reply.status_code, reply.json()["code"]) == (408, "request-timeout")
    assert not site.knobs.calls


async def test_a_client_that_leaves_in_mid_body_is_no_crash_of_ours(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    sent = [
        {"type": "http.request", "body": b'{"text":', "more_body": True},
        {"type": "http.disconnect"},
    ]
    reply = await site.edge.answer(_request(iter(sent), {}))
    assert reply.status_code == 408
    assert {line["message"] for line in lines_of(capsys.readouterr().out)} == {"request"}


@pytest.mark.parametrize(
    ("query", "code", "field"),
    [
        (f"{NAME}={VALUE}", "field-unknown", ""),
        ("limit=2&limit=3", "field-repeated", ""),
        ("limit=2&l%69mit=3", "field-repeated", ""),
        (f"limit={VALUE}", "field-type", "limit"),
        ("limit=", "field-type", "limit"),
        ("limit=0", "field-not-acceptable", "limit"),
        ("limit=11", "field-not-acceptable", "limit"),
        (f"cursor={VALUE * 2}", "field-too-long", "cursor"),
        (f"{NAME}", "field-unknown", ""),
    ],
    ids=str,
)
async def test_a_query_parameter_that_does_not_fit_is_refused_without_an_echo(
    client: httpx.AsyncClient,
    capsys: pytest.CaptureFixture[str],
    query: str,
    code: str,
    field: str,
) -> None:
    reply = await client.get(f"/pages?{query}")
    _refused(reply, code, field)
    _silent(reply, capsys.readouterr())


async def test_an_operation_without_parameters_takes_none(client: httpx.AsyncClient) -> None:
    _refused(await client.get(f"/peek?{NAME}={VALUE}"), "field-unknown", "")
    assert (await client.get("/peek?")).status_code == 200


async def test_query_parameters_arrive_typed(client: httpx.AsyncClient) -> None:
    assert (await client.get("/pages?limit=7")).json()["limit"] == 7
    assert (await client.get("/pages")).json()["limit"] == 5


async def test_bytes_that_are_no_utf_8_in_a_query_crash_nothing(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    scope = {"path": "/pages", "method": "GET", "query_string": b"cursor=\xff\xfe"}
    reply = await site.edge.answer(_request(iter(()), {}, **scope))
    assert reply.status_code == 200
    reply = await site.edge.answer(_request(iter(()), {}, **scope | {"query_string": b"\xff=1"}))
    assert reply.status_code == 422
    assert "crash" not in capsys.readouterr().out


def _request(messages: Any, headers: dict[bytes, bytes], **changes: Any) -> Request:  # noqa: ANN401 - ASGI
    async def receive() -> Any:  # noqa: ANN401 - ASGI
        return next(messages)

    given_ = {b"content-type": b"application/json", **headers}
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/notes",
        "query_string": b"",
        "headers": list(given_.items()),
        "client": ("192.0.2.1", 1),
        **changes,
    }
    return Request(scope, receive)


def _refused(reply: httpx.Response, code: str, field: str) -> None:
    assert reply.status_code == 422
    assert reply.headers["content-type"] == "application/problem+json"
    told = reply.json()
    assert (told["code"], told["status"]) == ("invalid-input", 422)
    assert {(error["field"], error["code"]) for error in told["errors"]} == {(field, code)}
    assert all(error["detail"] for error in told["errors"])


def _silent(reply: httpx.Response, printed: Any) -> None:  # noqa: ANN401 - pytest's pair
    everything = reply.text + str(reply.headers) + printed.out + printed.err
    assert VALUE.lower() not in everything.lower()
    assert NAME.lower() not in everything.lower()


def _levels(value: object) -> int:
    if isinstance(value, list):
        return 1 + max(map(_levels, value), default=0)
    if isinstance(value, dict):
        return 1 + max(map(_levels, value.values()), default=0)
    return 0
