"""The page for whoever builds an app says what is so: addresses, codes, the sandbox's words."""

import re

import pytest
from httpx import ASGITransport, AsyncClient

from infra.local import pages
from infra.local.openapi import generated
from infra.local.problems import rows
from infra.local.process import ROOT
from shared.carriers import sandbox
from shared.carriers.model import Status
from shared.web.openapi import Audience

TEXT = (ROOT / "functions" / "reference" / "building-an-app.md").read_text(encoding="utf-8")
_CODE = re.compile(r"`([a-z]+(?:-[a-z]+)+|unavailable|unauthenticated|restricted)`")
_ADDRESS = re.compile(r"(GET|POST|PUT|PATCH|DELETE) (/[a-z0-9/{}_-]+)")


def test_every_address_is_one_of_the_apis_or_a_page() -> None:
    paths = generated(Audience.PUBLIC)["paths"]
    found = _ADDRESS.findall(TEXT)
    assert len(found) > 15
    for method, path in found:
        assert pages.serves(path) or method.lower() in paths[path], f"{method} {path}"


def test_every_code_is_one_of_a_problem() -> None:
    codes = {row.code for row in rows()}
    found = set(_CODE.findall(TEXT))
    assert len(found) > 12
    assert found <= codes


def test_the_sandboxes_words_are_all_there_and_no_other() -> None:
    told = {word.replace("-", "") for word in re.findall(r"`([A-Z]+(?:-[A-Z]+)*)`", TEXT)}
    statuses = {one.name.replace("_", "") for one in Status} - {"NOTFOUND"}
    known = {*sandbox._LAST, *statuses, "FAILING"}  # noqa: SLF001 - its whole table
    assert told == known


@pytest.mark.parametrize(
    ("path", "holds"),
    [("/docs/building-an-app", "The first parcel"), ("/docs/errors", "carrier-ambiguous")],
)
async def test_the_pages_are_served_without_a_bundle(path: str, holds: str) -> None:
    transport = ASGITransport(pages.answer)
    async with AsyncClient(transport=transport, base_url="http://stack") as client:
        reply = await client.get(path)
    assert reply.status_code == 200
    assert holds in reply.text
    assert "default-src 'none'" in reply.headers["Content-Security-Policy"]
