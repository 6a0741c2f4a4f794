"""T1: links that leave the service say so, and carry nothing but the number."""

from urllib.parse import urlsplit

import httpx
import pytest

from infra.local.carriers.dhl import DHL
from shared.parcels.carriers.directory import CARRIERS
from shared.parcels.carriers.model import LinkKind
from tests.world import World

pytestmark = pytest.mark.stack


@pytest.mark.promise("T1")
async def test_a_shipments_carrier_link_is_marked_and_leaks_nothing(
    visitor: httpx.AsyncClient,
) -> None:
    reply = await visitor.post("/v1/waybills/query", json={"items": [{"number": DHL["delivered"]}]})
    link = reply.json()["items"][0]["carrier_link"]
    _check(link, host="www.dhl.com", number=DHL["delivered"])
    assert reply.headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.promise("T1")
async def test_an_unconfigured_carrier_is_linked_not_asked(
    world: World, visitor: httpx.AsyncClient
) -> None:
    before = world.calls()
    item = {"number": "C11031500001879"}
    reply = await visitor.post("/v1/waybills/query", json={"items": [item]})
    found = reply.json()["items"][0]
    assert found["problem"]["code"] == "carrier-not-configured"
    _check(found["carrier_link"], host="www.ontrac.com", number="C11031500001879")
    assert world.calls() == before


@pytest.mark.promise("T1")
async def test_every_carriers_page_is_https_and_takes_the_number_alone(
    visitor: httpx.AsyncClient,
) -> None:
    shown = (await visitor.get("/v1/carriers")).json()["carriers"]
    assert len(shown) == len(CARRIERS)
    for carrier in CARRIERS.values():
        for page in carrier.pages:
            assert page.url.count("{number}") == (page.kind is LinkKind.PARCEL)
            assert urlsplit(page.url).scheme == "https"
            assert "agogopost" not in page.url
        assert carrier.site is None or carrier.site.startswith("https://")


def _check(link: dict[str, object], *, host: str, number: str) -> None:
    parts = urlsplit(str(link["url"]))
    assert (parts.scheme, parts.hostname) == ("https", host)
    assert number in str(link["url"])
    assert link["external"] is True
    assert {"external", "noopener", "noreferrer"} == set(str(link["rel"]).split())
    assert link["referrer_policy"] == "no-referrer"
