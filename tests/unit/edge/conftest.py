"""The small function, and a client of it."""

from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

from tests.unit.edge.site import Site, site_of


@pytest.fixture
def site() -> Site:
    """Return the function without limits."""
    return site_of()


@pytest_asyncio.fixture
async def client(site: Site) -> AsyncIterator[httpx.AsyncClient]:
    """Return a client of it."""
    async with site.client() as client:
        yield client
