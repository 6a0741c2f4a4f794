"""The page for whoever builds an app says what is so: addresses, codes, the sandbox's words."""

import re

import pytest
from httpx import ASGITransport, AsyncClient, Response

from infra.local.stack.functions import operations
from infra.local.stack.process import ROOT
from infra.local.tools import pages
from infra.local.tools.guide import as_html
from infra.local.tools.openapi import generated
from infra.local.tools.problems import rows
from shared.edge.openapi.description import Audience
from shared.parcels.carriers import sandbox
from shared.parcels.carriers.model import Status

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


PAGES = {
    "/docs/building-an-app": '<h2 id="the-first-parcel">',
    "/docs/errors": '<tr id="carrier-ambiguous">',
}
_LINK = re.compile(r'href="([^"#]*)(?:#([^"]*))?"')


async def served(path: str) -> Response:
    transport = ASGITransport(pages.answer)
    async with AsyncClient(transport=transport, base_url="http://stack") as client:
        return await client.get(path)


@pytest.mark.parametrize(("path", "holds"), PAGES.items())
async def test_the_pages_are_served_without_a_bundle(path: str, holds: str) -> None:
    reply = await served(path)
    assert reply.status_code == 200
    assert reply.headers["Content-Type"] == "text/html; charset=utf-8"
    assert holds in reply.text
    assert "`" not in reply.text
    assert "default-src 'none'" in reply.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", PAGES)
async def test_every_link_of_a_page_leads_somewhere(path: str) -> None:
    shown = {f"/{function}/{one.handler.__name__}" for function, one in operations()}
    links = _LINK.findall((await served(path)).text)
    assert {"/docs", *PAGES} <= {page for page, _ in links}
    for page, part in links:
        if page.startswith("http"):
            continue
        assert page in {"", "/docs", *PAGES}
        if page == "/docs":
            assert part in {"", *shown}
        elif part:
            assert f'id="{part}"' in (await served(page or path)).text, part


def test_codes_and_operations_of_the_guide_lead_to_where_they_are_shown() -> None:
    html = as_html(TEXT)
    for code in _CODE.findall(TEXT):
        assert f'<a href="/docs/errors#{code}"><code>{code}</code></a>' in html
    operations_named = re.findall(r"`(?:GET|POST|PUT|PATCH|DELETE) /v1[a-z0-9/{}_-]*`", TEXT)
    assert html.count('<a href="/docs#/') == len(operations_named) > 12


def test_what_is_html_in_a_text_is_only_text() -> None:
    assert as_html("<script>x</script> `<b>` *y*\n").splitlines() == [
        "<p>&lt;script&gt;x&lt;/script&gt; <code>&lt;b&gt;</code> <em>y</em></p>"
    ]
